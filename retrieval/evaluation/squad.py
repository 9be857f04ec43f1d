"""Questions in SQuAD format, and their paragraphs as a corpus.

Source:
    Rajpurkar et al., SQuAD: 100,000+ Questions for Machine Comprehension of Text, EMNLP 2016,
    doi:10.18653/v1/D16-1264. Version 2's unanswerable questions (no answers) are read too.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from retrieval.datatypes import DocumentId, Span
from retrieval.errors import CorpusError

_CORPUS_FILE = "paragraphs.jsonl"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A distinct paragraph of a question set, and the title of the article it is from."""

    text: str
    title: str


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question and where its answer stands.

    Attributes:
        paragraph: Position of its paragraph in the set.
        answers: Spans of the paragraph, each of which answers; empty for an unanswerable question.
    """

    question: str
    paragraph: int
    answers: tuple[Span, ...]

    @property
    def document_id(self) -> DocumentId:
        """Of its paragraph in the corpus that `write_corpus` writes."""
        return DocumentId(f"{_CORPUS_FILE}#{self.paragraph + 1}")


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Paragraphs in the order in which they first appear, and the questions on them.

    Attributes:
        n_misplaced: Answers whose text is not what stands at their place.
    """

    paragraphs: tuple[Paragraph, ...]
    questions: tuple[GoldQuestion, ...]
    n_misplaced: int = 0

    def without_titles(self) -> "QuestionSet":
        """Return the same set with nothing but the paragraphs' text to search."""
        paragraphs = tuple(replace(paragraph, title="") for paragraph in self.paragraphs)
        return replace(self, paragraphs=paragraphs)


def read_squad(path: Path) -> QuestionSet:
    """Read a file of questions.

    Raises:
        CorpusError: It cannot be read, or is not in SQuAD format; the message says where.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CorpusError(path, f"cannot read {path}: {error.strerror}") from error
    except ValueError as error:
        raise CorpusError(path, f"{path} is not JSON in UTF-8 ({error})") from error
    try:
        return _collect(content)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CorpusError(
            path,
            f"{path} is not in SQuAD format ({type(error).__name__}: {error}): expected "
            '{"data": [{"title": "…", "paragraphs": [{"context": "…", "qas": [{"question": "…", '
            '"answers": [{"text": "…", "answer_start": 0}]}]}]}]}',
        ) from error


def write_corpus(questions: QuestionSet, folder: Path) -> None:
    """Write the paragraphs as a corpus of one ``.jsonl`` file, one article a paragraph."""
    with (folder / _CORPUS_FILE).open("w", encoding="utf-8") as file:
        for number, paragraph in enumerate(questions.paragraphs, start=1):
            article = {"id": str(number), "title": paragraph.title, "text": paragraph.text}
            file.write(json.dumps(article, ensure_ascii=False) + "\n")


def _collect(content: dict[str, Any]) -> QuestionSet:
    places: dict[str, int] = {}
    paragraphs: list[Paragraph] = []
    questions: list[GoldQuestion] = []
    n_misplaced = 0
    for article in content["data"]:
        for paragraph in article["paragraphs"]:
            text = _text(paragraph["context"])
            place = places.setdefault(text, len(paragraphs))
            if place == len(paragraphs):
                paragraphs.append(Paragraph(text, article.get("title", "")))
            for item in paragraph["qas"]:
                spans = tuple(_span(answer, text) for answer in item["answers"])
                questions.append(GoldQuestion(_text(item["question"]), place, spans))
                n_misplaced += sum(
                    text[span.start : span.end] != answer["text"]
                    for span, answer in zip(spans, item["answers"], strict=True)
                )
    if not questions:
        raise ValueError("it holds no question")
    return QuestionSet(tuple(paragraphs), tuple(questions), n_misplaced)


def _span(answer: dict[str, Any], paragraph: str) -> Span:
    start = answer["answer_start"]
    end = start + len(answer["text"])
    if not 0 <= start < end <= len(paragraph):
        raise ValueError(f"an answer at [{start}, {end}) of {len(paragraph)} characters")
    return Span(start, end)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value
