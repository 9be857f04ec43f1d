"""Our own questions over two collections of articles, and where their answers stand.

``README.md`` beside this file says how the questions were written and what their groups mean.
Articles that are ours are cut by their words; those of the project's data folder are not ours to
repeat, so their answers are offsets, bound to the very text they were taken from by its checksum.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from retrieval.corpus.folder import scan_folder
from retrieval.datatypes import Document, Span

HERE = Path(__file__).parent
SEEDS = HERE.parents[1] / "seeds"
SHARED_SEEDS = Path(os.environ.get("IQTIBAS_SHARED", HERE.parents[2] / "shared")) / "seeds"


class Split(StrEnum):
    """Choices are made on one half alone; each is a file."""

    DEV = "dev"
    HELD = "held"


class Style(StrEnum):
    """How a question is put; it has one."""

    PLAIN = "plain"
    PARAPHRASE = "paraphrase"
    DIALECT = "dialect"
    MISSPELT = "misspelt"


class Answerable(StrEnum):
    """Whether an article of either collection answers."""

    YES = "yes"
    NEAR_MISS = "near_miss"
    """The articles' subject and names; what is asked is in none of them."""
    OFF_TOPIC = "off_topic"
    SMALL_TALK = "small_talk"


@dataclass(frozen=True, slots=True)
class Words:
    """An answer in an article of ours, which holds these words once."""

    article: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """An answer as a span of an article's text."""

    article: str
    span: Span


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the set.

    Attributes:
        variety: The dialect, or what is wrong with the letters; "" in the other styles.
        answer_type: What the question asks for: ``person``, ``place``, ``reason``.
        article: The one it was written for; "" where it is about none.
        gold: What answers, in either collection; first the sentence it was written for. Empty
            for a question that is not to be answered.
    """

    question_id: str
    question: str
    style: Style
    variety: str
    answerable: Answerable
    answer_type: str
    article: str
    gold: tuple[Words | Place, ...]


@dataclass(frozen=True, slots=True)
class Collections:
    """The articles by name: ours, and the checksums of the others' texts."""

    seeds: tuple[str, ...]
    shared: Mapping[str, str]


def read_collections() -> Collections:
    """Read which articles the questions are about."""
    content = json.loads((HERE / "articles.json").read_text(encoding="utf-8"))
    return Collections(tuple(content["seeds"]), content["shared"])


def read_questions(split: Split) -> tuple[Question, ...]:
    """Read one half of the set, ordered by group."""
    lines = (HERE / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(_question(json.loads(line)) for line in lines)


def read_articles(collections: Collections) -> dict[str, Document]:
    """Read the articles the questions are about; without the data folder, only ours.

    Raises:
        ValueError: A text is not the one its answers were taken from.
    """
    articles = _read(SEEDS, collections.seeds)
    if not SHARED_SEEDS.is_dir():
        return articles
    for name, article in _read(SHARED_SEEDS, tuple(collections.shared)).items():
        found, expected = checksum(article), collections.shared[name]
        if found != expected:
            raise ValueError(
                f"the text of {name} has SHA-256 {found}, expected {expected}: "
                "its answers have to be found anew"
            )
        articles[name] = article
    return articles


def locate(gold: Sequence[Words | Place], articles: Mapping[str, Document]) -> tuple[Place, ...]:
    """Return where the answers stand in these articles; those in others are left out.

    Raises:
        ValueError: An article does not hold the words exactly once.
    """
    here = [answer for answer in gold if answer.article in articles]
    return tuple(_find(answer, articles[answer.article].text) for answer in here)


def checksum(article: Document) -> str:
    """Return the SHA-256 of an article's text in UTF-8."""
    return hashlib.sha256(article.text.encode("utf-8")).hexdigest()


def _find(answer: Words | Place, text: str) -> Place:
    if isinstance(answer, Place):
        return answer
    if (n_found := text.count(answer.text)) != 1:
        raise ValueError(f"{answer.article} holds {answer.text!r} {n_found} times, expected once")
    start = text.index(answer.text)
    return Place(answer.article, Span(start, start + len(answer.text)))


def _read(folder: Path, names: Sequence[str]) -> dict[str, Document]:
    documents = (found for found in scan_folder(folder) if isinstance(found, Document))
    articles = {str(article.document_id): article for article in documents}
    return {name: articles[name] for name in names}


def _question(item: dict[str, Any]) -> Question:
    return Question(
        question_id=item["id"],
        question=item["question"],
        style=Style(item["style"]),
        variety=item.get("variety", ""),
        answerable=Answerable(item["answerable"]),
        answer_type=item["answer_type"],
        article=item.get("article", ""),
        gold=tuple(_answer(answer) for answer in item.get("gold", ())),
    )


def _answer(item: dict[str, Any]) -> Words | Place:
    if "text" in item:
        return Words(item["article"], item["text"])
    return Place(item["article"], Span(item["start"], item["end"]))
