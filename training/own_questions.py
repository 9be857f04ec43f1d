"""Our own training questions, and the articles of the data folder that they are asked of.

``questions/README.md`` says how they were written. The articles are not ours to repeat: answers
are offsets, bound to the very text they were taken from by its checksum, and of an answering
sentence only single words are named, which carry words of the question there.
"""

import hashlib
import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from retrieval.arabic.sentences import split_sentences
from retrieval.datatypes import Document, DocumentId, Span
from retrieval.errors import CorpusError
from retrieval.evaluation.results import Ask, Place
from retrieval.protocols import Encoder
from training.articles import read_lines
from training.labelled import Collection, indexed

QUESTIONS = Path(__file__).parent / "questions"

_SAID_AGAIN = 0.5
"""A sentence that is this much of a gold one, or more, in the same words, answers too.

Shorter ones in common are mere beginnings, «وقد», or headings.
"""

_LINK = re.compile(r"([^\s=~]+)([=~])([^\s=~]+)")


class Style(StrEnum):
    """How a question is put; it has one."""

    PARAPHRASE = "paraphrase"
    PLAIN = "plain"
    DIALECT = "dialect"


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question of a part.

    Attributes:
        gold: The sentences that answer, as they were marked; the one it was written for first.
    """

    question_id: str
    question: str
    style: Style
    gold: tuple[Place, ...]


class LinkKind(StrEnum):
    """What a link says of its two words; the value is the sign between them."""

    MAY_STAND_FOR = "="
    """In many texts the other may stand for the word: a synonym, another form, a unit."""
    CLUE = "~"
    """The other is looser, but tells of the word in many texts."""


@dataclass(frozen=True, slots=True)
class WordLink:
    """Which word of the answering sentence carries a word of the question.

    Attributes:
        word: One word as it is written in the question.
        other: One word as it is written in the sentence that the question was written for, the
            first of `OwnQuestion.gold`.
    """

    question_id: str
    word: str
    other: str
    kind: LinkKind


@dataclass(frozen=True, slots=True)
class Part:
    """Articles that are indexed together, and the questions on them.

    Attributes:
        number: From 1.
        groups: Articles that tell of one event, or one that stands alone.
        asks: The questions in their order; to `OwnQuestion.gold` the copies of its sentences in
            any of the articles are added. A question's group is its style.
    """

    number: int
    groups: tuple[tuple[Document, ...], ...]
    asks: tuple[Ask, ...]

    @property
    def articles(self) -> tuple[Document, ...]:
        """All articles, group by group."""
        return tuple(article for group in self.groups for article in group)


def read_questions(number: int, folder: Path = QUESTIONS) -> tuple[OwnQuestion, ...]:
    """Read the questions of a part, without its articles."""
    lines = (folder / f"questions_{number}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(_question(json.loads(line)) for line in lines)


def read_links(number: int, folder: Path = QUESTIONS) -> tuple[WordLink, ...]:
    """Read the links of a part, in the order of its questions; not every question has any.

    Raises:
        CorpusError: A line holds something that is no link; the message says where.
    """
    path = folder / f"links_{number}.tsv"
    links = []
    for row, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        question_id, _, written = line.partition("\t")
        for item in written.split(" "):
            link = _LINK.fullmatch(item)
            if link is None:
                raise CorpusError(
                    path,
                    f"{path}, line {row}: expected a question's id, a tab and links such as "
                    f"word=other or word~other, parted by single spaces, found {item!r}",
                )
            word, kind, other = link.groups()
            links.append(WordLink(question_id, word, other, LinkKind(kind)))
    return tuple(links)


def read_checksums(folder: Path = QUESTIONS) -> dict[int, tuple[dict[DocumentId, str], ...]]:
    """Read which articles each part has: group by group, the SHA-256 of their texts."""
    content = json.loads((folder / "articles.json").read_text(encoding="utf-8"))
    return {
        int(number): tuple({_name(item): item["sha256"] for item in group} for group in groups)
        for number, groups in content.items()
    }


def read_parts(data: Path, folder: Path = QUESTIONS) -> tuple[Part, ...]:
    """Read all parts, in one pass over each file of ``data/train`` that has articles of them.

    Raises:
        FileNotFoundError: A file is absent; the message says which and what to do.
        CorpusError: An article is absent, or its text is not the one its answers were taken from.
    """
    checksums = read_checksums(folder)
    expected = {
        name: checksum
        for groups in checksums.values()
        for group in groups
        for name, checksum in group.items()
    }
    articles = _read_articles(data, expected)
    parts = []
    for number, named in sorted(checksums.items()):
        groups = tuple(tuple(articles[name] for name in group) for group in named)
        sentences = [each for group in groups for article in group for each in _sentences(article)]
        asks = tuple(
            _ask(question, articles, sentences) for question in read_questions(number, folder)
        )
        parts.append(Part(number, groups, asks))
    return tuple(parts)


def draw_articles(
    part: Part, *, share: float, seed: int, by_group: bool = False
) -> frozenset[DocumentId]:
    """Draw a share of a part's articles, to be left out.

    Args:
        part: Of which they are.
        share: Of the articles or groups, rounded.
        seed: Of the choice.
        by_group: Whether all that tell of one event go together. If they do not, what is left of
            the event makes near misses; if they do, the subject is gone.
    """
    drawn_from = part.groups if by_group else tuple((article,) for article in part.articles)
    drawn = random.Random(seed).sample(drawn_from, round(share * len(drawn_from)))  # noqa: S311 -- no secret
    return frozenset(article.document_id for group in drawn for article in group)


@contextmanager
def open_part(
    part: Part,
    encoder: Encoder,
    *,
    with_titles: bool = True,
    without: frozenset[DocumentId] = frozenset(),
) -> Iterator[Collection]:
    """Index the articles of a part.

    Args:
        part: As read.
        encoder: For the vectors.
        with_titles: Whether the articles keep their titles.
        without: Articles that are left out; a question that only they answer has no gold.
    """
    kept = [article for article in part.articles if article.document_id not in without]
    asks = tuple(
        replace(ask, gold=tuple(each for each in ask.gold if each.document_id not in without))
        for ask in part.asks
    )
    with indexed(
        lambda corpus: _write_articles(corpus, kept, with_titles=with_titles), encoder
    ) as engine:
        yield Collection(engine, asks)


def _read_articles(data: Path, expected: Mapping[DocumentId, str]) -> dict[DocumentId, Document]:
    found = {}
    for file in sorted({name.partition(".jsonl#")[0] for name in expected}):
        for item in read_lines(data, file):
            name = _name({"file": file, "id": item["id"]})
            if name in expected:
                found[name] = Document(name, item["text"], item["title"])
    for name, checksum in expected.items():
        if name not in found:
            raise CorpusError(
                data, f"{data / 'train'} holds no article {name}, which our questions are about"
            )
        computed = hashlib.sha256(found[name].text.encode("utf-8")).hexdigest()
        if computed != checksum:
            raise CorpusError(
                data,
                f"the text of {name} has SHA-256 {computed}, expected {checksum}: "
                "its answers have to be found anew",
            )
    return found


def _ask(
    question: OwnQuestion,
    articles: Mapping[DocumentId, Document],
    sentences: Iterable[tuple[str, Place]],
) -> Ask:
    marked = [
        articles[place.document_id].text[place.span.start : place.span.end]
        for place in question.gold
    ]
    copies = tuple(
        place
        for text, place in sentences
        if place not in question.gold and any(_says_again(text, gold) for gold in marked)
    )
    return Ask(
        question.question,
        (*question.gold, *copies),
        cluster=f"{question.gold[0].document_id}:{question.gold[0].span.start}",
        group=question.style,
    )


def _says_again(text: str, gold: str) -> bool:
    return gold in text or (len(text) >= _SAID_AGAIN * len(gold) and text in gold)


def _sentences(article: Document) -> Iterator[tuple[str, Place]]:
    for each in split_sentences(article.text):
        place = Place(article.document_id, Span(each.start, each.end))
        yield article.text[each.start : each.end], place


def _write_articles(folder: Path, articles: Iterable[Document], *, with_titles: bool) -> None:
    """Write articles so that they keep their ids: one ``.jsonl`` for each file they are from."""
    lines: dict[str, list[str]] = {}
    for article in articles:
        file, _, identifier = article.document_id.partition("#")
        title = article.title if with_titles else ""
        content = {"id": identifier, "title": title, "text": article.text}
        lines.setdefault(file, []).append(json.dumps(content, ensure_ascii=False))
    for file, written in lines.items():
        (folder / file).write_text("\n".join(written) + "\n", encoding="utf-8")


def _question(item: Mapping[str, Any]) -> OwnQuestion:
    return OwnQuestion(
        item["id"],
        item["question"],
        Style(item["style"]),
        tuple(Place(_name(each), Span(each["start"], each["end"])) for each in item["gold"]),
    )


def _name(item: Mapping[str, Any]) -> DocumentId:
    """Return the name of an article in a collection, from that of its file and its id there."""
    return DocumentId(f"{item['file']}.jsonl#{item['id']}")
