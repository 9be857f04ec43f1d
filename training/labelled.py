"""Questions asked of collections in which their answers stand, or do not.

A confidence must hold on a shelf of five articles as on thousands, with titles and without. So
the paragraphs of arcd-train are dealt into collections of several sizes, and every question is
asked of each: those whose paragraph is there can be answered, the others cannot, though paragraphs
of the same article often are there (near misses). `training.own_questions` leaves articles out.
"""

import json
import random
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.engine import Engine, SnapshotStore, update_snapshot
from retrieval.evaluation.results import Ask, Place
from retrieval.evaluation.squad import GoldQuestion, Paragraph, QuestionSet, write_corpus
from retrieval.protocols import Encoder

_NUMBERS = re.compile(r"\[[-+\d.,e\s]+\]")
"""A list of numbers, in JSON."""


@dataclass(frozen=True, slots=True)
class Collection:
    """An open engine over some documents of a question set.

    Attributes:
        engine: Open while the collection is.
        questions: Of the whole set, each with what answers it here: nothing, if that is left out.
    """

    engine: Engine
    questions: tuple[Ask, ...]


@contextmanager
def open_collection(
    gold: QuestionSet, encoder: Encoder, *, with_titles: bool = True, size: int = 0, seed: int = 0
) -> Iterator[Collection]:
    """Index some paragraphs of a question set.

    Args:
        gold: The set.
        encoder: For the vectors.
        with_titles: Whether paragraphs keep the title of their article.
        size: Paragraphs taken at random, all if there are no more; 0 takes all.
        seed: Of the choice.
    """
    rows = list(range(len(gold.paragraphs)))
    taken = sorted(random.Random(seed).sample(rows, min(size, len(rows)))) if size else rows  # noqa: S311 -- no secret
    paragraphs = tuple(
        Paragraph(gold.paragraphs[row].text, gold.paragraphs[row].title if with_titles else "")
        for row in taken
    )
    places = {row: place for place, row in enumerate(taken)}
    kept = QuestionSet(paragraphs, gold.questions)
    with indexed(lambda corpus: write_corpus(kept, corpus), encoder) as engine:
        yield Collection(engine, tuple(_ask(each, places) for each in gold.questions))


@contextmanager
def indexed(write: Callable[[Path], None], encoder: Encoder) -> Iterator[Engine]:
    """Index a corpus for as long as it is asked.

    Args:
        write: Writes the corpus into the empty folder that it is given.
        encoder: For the vectors.
    """
    with tempfile.TemporaryDirectory(prefix="iqtibas-training-") as scratch:
        corpus = Path(scratch) / "corpus"
        corpus.mkdir()
        write(corpus)
        store = SnapshotStore(Path(scratch) / "snapshots")
        update_snapshot(corpus, store, encoder)
        engine = Engine.open(store.current(), encoder)
        try:
            yield engine
        finally:
            engine.close()


def write_model(path: Path, content: dict[str, object]) -> None:
    """Write a small model as JSON that can be read and compared by people."""
    text = json.dumps(content, ensure_ascii=False, indent=2)
    on_one_line = _NUMBERS.sub(lambda found: " ".join(found.group().split()), text)
    path.write_text(on_one_line + "\n", encoding="utf-8")


def _ask(question: GoldQuestion, places: Mapping[int, int]) -> Ask:
    """Return the question as it is asked of the paragraphs that were given these places."""
    answers: tuple[Place, ...] = ()
    if question.paragraph in places:
        moved = replace(question, paragraph=places[question.paragraph])
        answers = tuple(Place(moved.document_id, span) for span in moved.answers)
    return Ask(question.question, answers, cluster=str(question.document_id))
