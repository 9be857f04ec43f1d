"""Questions of arcd-train asked of collections in which their answers stand, or do not.

A confidence must hold on a shelf of five articles as on thousands, with titles and without. So
the paragraphs are dealt into collections of several sizes, and every question is asked of each:
those whose paragraph is there can be answered, the others cannot, though paragraphs of the same
article often are there (near misses).
"""

import json
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.engine import Engine, SnapshotStore, update_snapshot
from retrieval.evaluation.squad import GoldQuestion, Paragraph, QuestionSet, write_corpus
from retrieval.protocols import Encoder

_NOT_IN_CORPUS = -1
"""The paragraph of a question whose own was not taken: no document has its id."""


@dataclass(frozen=True, slots=True)
class Collection:
    """An open engine over some paragraphs of a question set.

    Attributes:
        engine: Open while the collection is.
        questions: Of the whole set, their paragraphs as in this collection.
        is_answerable: For each question, whether its paragraph is here.
    """

    engine: Engine
    questions: tuple[GoldQuestion, ...]
    is_answerable: tuple[bool, ...]


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
    questions = tuple(
        replace(question, paragraph=places.get(question.paragraph, _NOT_IN_CORPUS))
        for question in gold.questions
    )
    with tempfile.TemporaryDirectory(prefix="iqtibas-training-") as scratch:
        corpus = Path(scratch) / "corpus"
        corpus.mkdir()
        write_corpus(QuestionSet(paragraphs, questions), corpus)
        store = SnapshotStore(Path(scratch) / "snapshots")
        update_snapshot(corpus, store, encoder)
        engine = Engine.open(store.current(), encoder)
        try:
            yield Collection(
                engine,
                questions,
                tuple(question.paragraph != _NOT_IN_CORPUS for question in questions),
            )
        finally:
            engine.close()


def write_model(path: Path, content: dict[str, object]) -> None:
    """Write a small model as JSON that can be read and compared by people."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
