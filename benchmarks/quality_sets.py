"""The sets of questions that quality is measured on, each over a collection of its own.

- Public sets in SQuAD's format, with the titles of their articles. Another set's questions are
  asked of each collection too: nothing in it answers them.
- The same with half of the paragraphs taken away, by a seed. A question on one of these is a near
  miss if its article kept another paragraph: the subject is there, the answer is not.
- Our own set (`tests/quality`), over all its articles, or over those of `seeds/` alone where the
  data folder is not there; under another name then, as the figures are others.
"""

import random
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.datatypes import Document, DocumentId
from retrieval.engine import SnapshotStore, update_snapshot
from retrieval.evaluation.evaluate import asks_of, indexed_paragraphs
from retrieval.evaluation.results import Ask, Place
from retrieval.evaluation.squad import QuestionSet, read_squad
from retrieval.protocols import Encoder
from tests.quality.questions import (
    SEEDS,
    SHARED_SEEDS,
    Question,
    Split,
    locate,
    read_articles,
    read_collections,
    read_questions,
)

TYDI, MLQA, ARCD_TRAIN, ARCD_TEST = "TyDi QA", "MLQA-dev", "ARCD train", "ARCD test"
FILES = {
    TYDI: "eval/tydiqa-goldp-dev-ar.json",
    MLQA: "eval/mlqa-dev-ar.json",
    ARCD_TRAIN: "train/arcd-train.json",
    ARCD_TEST: "eval/arcd-test.json",
}
OTHERS = {TYDI: MLQA, MLQA: TYDI, ARCD_TRAIN: MLQA, ARCD_TEST: MLQA}
"""Whose questions are asked of each set's paragraphs, which do not answer them."""
HALF = ", half of its paragraphs away"
"""After a set's name: its near misses."""
NEAR_MISS, ARTICLE_GONE = "near miss", "article gone"
_SEED = 1


@dataclass(frozen=True, slots=True)
class PublicSet:
    """A file of questions on paragraphs.

    Attributes:
        name: As printed.
        path: Of the file.
        gold: What it holds.
    """

    name: str
    path: Path
    gold: QuestionSet


def find_public_sets(data: Path, *, with_test: bool) -> tuple[list[PublicSet], list[str]]:
    """Read the public sets that are there, and name the files that are not."""
    found, absent = [], []
    for name, file in FILES.items():
        path = data / file
        if name == ARCD_TEST and not with_test:
            continue
        if path.is_file():
            found.append(PublicSet(name, path, read_squad(path)))
        else:
            absent.append(str(path))
    return found, absent


def asks_with_others(asked: PublicSet, public: list[PublicSet]) -> list[Ask]:
    """Return a set's questions, then those of the set that it does not answer, if that is here."""
    others = [each for each in public if each.name == OTHERS[asked.name]]
    asks = list(asks_of(asked.gold.questions))
    return asks + [ask for each in others for ask in asks_of(each.gold.questions, is_here=False)]


def take_half(gold: QuestionSet) -> tuple[QuestionSet, list[Ask]]:
    """Take half of the paragraphs away.

    Returns:
        What is left, and all the questions: those on what was taken are near misses, or their
        articles are gone altogether.
    """
    rows = range(len(gold.paragraphs))
    kept = sorted(random.Random(_SEED).sample(rows, len(rows) // 2))  # noqa: S311 -- no secret
    places = {row: place for place, row in enumerate(kept)}
    titles = {gold.paragraphs[row].title for row in kept}
    left = QuestionSet(tuple(gold.paragraphs[row] for row in kept), ())
    asks = []
    for item in gold.questions:
        is_here = item.paragraph in places
        moved = replace(item, paragraph=places.get(item.paragraph, item.paragraph))
        (ask,) = asks_of([moved], is_here=is_here)
        is_near = gold.paragraphs[item.paragraph].title in titles
        group = "" if is_here else NEAR_MISS if is_near else ARTICLE_GONE
        asks.append(replace(ask, group=group))
    return left, asks


def without_titles(asked: PublicSet) -> PublicSet:
    """Return the set with nothing but the paragraphs' text to search."""
    return replace(asked, gold=asked.gold.without_titles())


@contextmanager
def indexed(asked: PublicSet, encoder: Encoder) -> Iterator[Path]:
    """Yield a snapshot of a set's paragraphs."""
    with indexed_paragraphs(asked.gold, asked.path, encoder) as snapshot:
        yield snapshot


@contextmanager
def indexed_articles(encoder: Encoder) -> Iterator[tuple[str, dict[Split, list[Ask]], Path]]:
    """Yield what our own set is called here, its questions by half, and a snapshot."""
    articles = read_articles(read_collections())
    is_whole = SHARED_SEEDS.is_dir()
    asks = {split: _asks(read_questions(split), articles) for split in Split}
    with tempfile.TemporaryDirectory(prefix="iqtibas-quality-") as scratch:
        corpus = Path(scratch) / "corpus"
        corpus.mkdir()
        for name in articles:
            folder = SEEDS if (SEEDS / name).is_file() else SHARED_SEEDS
            shutil.copy(folder / name, corpus / name)
        store = SnapshotStore(Path(scratch) / "snapshots")
        update_snapshot(corpus, store, encoder)
        yield "ours" if is_whole else "ours, over seeds/ alone", asks, store.current()


def _asks(questions: Iterable[Question], articles: Mapping[str, Document]) -> list[Ask]:
    """Return the questions that these articles answer, and those that none does."""
    asks = []
    for item in questions:
        here = locate(item.gold, articles)
        if item.gold and not here:
            continue
        gold = tuple(Place(DocumentId(place.article), place.span) for place in here)
        cluster = f"{here[0].article}:{here[0].span.start}" if here else item.question_id
        group = f"{item.style}/{item.variety}/{item.answerable}"
        asks.append(Ask(item.question, gold, cluster, group, item.answer_type))
    return asks
