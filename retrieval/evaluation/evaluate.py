"""A file of questions to a report, through the same engine that answers people.

The collection is every distinct paragraph of the file, indexed as a corpus would be; a question's
one relevant passage is its own paragraph. A quote is right if it overlaps a gold answer in the
gold paragraph, or if one of its twins does: some sets hold a paragraph twice with a word changed,
and a quote of either names both. Questions of another file, and those of this one that have no
answer, are unanswerable in this collection.
"""

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import numpy as np

from retrieval.arabic.questions import analyse_question
from retrieval.datatypes import Answer, Outcome
from retrieval.engine import Engine, Progress, Reranking, SnapshotStore, update_snapshot
from retrieval.errors import CorpusError
from retrieval.evaluation import figures
from retrieval.evaluation.bootstrap import Estimate, estimate
from retrieval.evaluation.results import (
    DEPTH,
    N_QUOTES,
    Ask,
    Place,
    Results,
    ask_all,
)
from retrieval.evaluation.squad import GoldQuestion, QuestionSet, read_squad, write_corpus
from retrieval.protocols import Encoder


@dataclass(frozen=True, slots=True)
class Models:
    """What an engine answers with.

    Attributes:
        encoder: For the vectors.
        reranking: Looks at the candidates once more, if there is one.
    """

    encoder: Encoder
    reranking: Reranking | None = None


@dataclass(frozen=True, slots=True)
class Answerability:
    """How well the confidence tells answerable questions from others.

    Attributes:
        n_questions: Unanswerable ones.
        auroc: 0.5 for guessing, 1 for never wrong.
        false_answers: Share of the unanswerable that are answered at the threshold at which 95 %
            of the answerable are.
        outcomes: Share of the unanswerable by outcome, at the thresholds in use.
        intervals: Of the figures above by their names, lower and upper end; 95 %.
    """

    n_questions: int
    auroc: float
    false_answers: float
    outcomes: dict[Outcome, float]
    intervals: dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class TypeFigures:
    """Of the questions that ask for one kind of answer: shares and their intervals, 95 %."""

    n_questions: int
    hit_at_1: float
    hit_at_3: float
    intervals: dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Report:
    """What the engine is worth on a question set; shares are of its questions.

    Attributes:
        ndcg_at_10: Of the passages, one a paragraph.
        recall_at_1: Questions whose paragraph comes first.
        recall_at_10: Questions whose paragraph is among the first ten.
        mean_reciprocal_rank: Of the paragraph, to rank 100.
        hit_at_1: Questions whose first quote overlaps the gold answer.
        hit_at_3: Questions of whose first three quotes one does.
        outcomes: Share by outcome, at the thresholds in use.
        n_misplaced: Gold answers whose text is not what stands at their `answer_start`.
        median_ms: Of answering any question, the unanswerable too, in milliseconds.
        intervals: Of the figures above by their names, lower and upper end; 95 %
            (`retrieval.evaluation.bootstrap`).
        by_type: By what is asked for, most questions first.
    """

    n_questions: int
    n_paragraphs: int
    n_passages: int
    ndcg_at_10: float
    recall_at_1: float
    recall_at_10: float
    mean_reciprocal_rank: float
    hit_at_1: float
    hit_at_3: float
    outcomes: dict[Outcome, float]
    n_misplaced: int
    median_ms: float
    answerability: Answerability | None
    intervals: dict[str, tuple[float, float]]
    by_type: dict[str, TypeFigures]


def evaluate(
    path: Path,
    models: Models,
    *,
    unanswerable: Path | None = None,
    with_titles: bool = True,
    on_index: Callable[[Progress], None] | None = None,
    on_question: Callable[[int, int], None] = lambda _done, _total: None,
) -> Report:
    """Measure the engine on a file of questions in SQuAD format.

    Args:
        path: The questions and their paragraphs.
        models: That it answers with.
        unanswerable: A file of the same format whose questions these paragraphs do not answer.
        with_titles: Whether a paragraph has the title of its article. Public tables of passage
            retrieval do without.
        on_index: Told the progress of indexing.
        on_question: Told the questions asked so far and their number.

    Raises:
        CorpusError: A file cannot be read, has another format, or holds nothing to measure.
        SnapshotError: No room for a temporary index.
        EncoderError: From the encoder. A reranker that fails leaves the built-in order.
    """
    gold = read_squad(path) if with_titles else read_squad(path).without_titles()
    others = read_squad(unanswerable).questions if unanswerable else ()
    answerable = tuple(item for item in gold.questions if item.answers)
    if not answerable:
        raise CorpusError(path, f"no question of {path} has an answer in it: nothing to measure")
    others += tuple(item for item in gold.questions if not item.answers)
    gold = replace(gold, questions=answerable)
    with indexed_paragraphs(gold, path, models.encoder, on_index) as snapshot:
        engine = Engine.open(snapshot, models.encoder, reranking=models.reranking)
        try:
            return _measure(engine, gold, others, on_question)
        finally:
            engine.close()


@contextmanager
def indexed_paragraphs(
    gold: QuestionSet,
    path: Path,
    encoder: Encoder,
    on_index: Callable[[Progress], None] | None = None,
) -> Iterator[Path]:
    """Yield a snapshot of the paragraphs of a question set; it is gone afterwards.

    Args:
        gold: The set.
        path: Where it was read, for errors.
        encoder: For the vectors.
        on_index: Told the progress of indexing.

    Raises:
        CorpusError: No paragraph is long enough to be an article.
        SnapshotError: No room for a temporary index.
        EncoderError: From the encoder.
    """
    with tempfile.TemporaryDirectory(prefix="iqtibas-evaluate-") as scratch:
        corpus = Path(scratch) / "corpus"
        corpus.mkdir()
        write_corpus(gold, corpus)
        store = SnapshotStore(Path(scratch) / "snapshots")
        try:
            update_snapshot(corpus, store, encoder, on_progress=on_index)
        except CorpusError as error:
            problem = f"no paragraph of {path} is long enough to be an article"
            raise CorpusError(path, problem) from error
        yield store.current()


def asks_of(questions: Iterable[GoldQuestion], *, is_here: bool = True) -> Iterator[Ask]:
    """Return the questions of a set as they are asked of its own collection, or of another."""
    for item in questions:
        name = str(item.document_id)
        yield Ask(
            item.question,
            tuple(Place(item.document_id, span) for span in item.answers) if is_here else (),
            cluster=name if is_here else f"elsewhere {name}",
            answer_type=analyse_question(item.question).answer_type.value,
        )


def _measure(
    engine: Engine,
    gold: QuestionSet,
    others: tuple[GoldQuestion, ...],
    on_question: Callable[[int, int], None],
) -> Report:
    total = len(gold.questions) + len(others)
    times: list[float] = []

    def search(question: str) -> Answer:
        started = time.perf_counter()
        answer = engine.search(question, n_quotes=N_QUOTES, n_passages=DEPTH)
        times.append(time.perf_counter() - started)
        return answer

    asks = (*asks_of(gold.questions), *asks_of(others, is_here=False))
    results = ask_all(asks, search, lambda: on_question(len(times), total))
    found = {
        "ndcg_at_10": estimate(figures.NDCG_AT_10.statistic, results),
        "recall_at_1": estimate(figures.RECALL_AT_1.statistic, results),
        "recall_at_10": estimate(figures.RECALL_AT_10.statistic, results),
        "mean_reciprocal_rank": estimate(figures.MEAN_RECIPROCAL_RANK.statistic, results),
        "hit_at_1": estimate(figures.HIT_AT_1.statistic, results),
        "hit_at_3": estimate(figures.HIT_AT_3.statistic, results),
    }
    return Report(
        n_questions=len(gold.questions),
        n_paragraphs=engine.summary.n_documents,
        n_passages=engine.summary.n_passages,
        **{name: figure.value for name, figure in found.items()},
        outcomes=_shares(results.where(results.is_answerable)),
        n_misplaced=gold.n_misplaced,
        median_ms=1000 * median(times),
        answerability=_judge(results) if others else None,
        intervals=_intervals(found),
        by_type=_by_type(results.where(results.is_answerable)),
    )


def _judge(results: Results) -> Answerability:
    auroc = estimate(figures.AUROC.statistic, results)
    kept = estimate(figures.FALSE_ANSWERS.statistic, results)
    refused = results.where(~results.is_answerable)
    return Answerability(
        n_questions=len(refused),
        auroc=auroc.value,
        false_answers=kept.value,
        outcomes=_shares(refused),
        intervals=_intervals({"auroc": auroc, "false_answers": kept}),
    )


def _by_type(results: Results) -> dict[str, TypeFigures]:
    counts = Counter(results.answer_types)
    by_type = {}
    for name, n_questions in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        of_type = results.where(np.array([found == name for found in results.answer_types]))
        hits = {
            "hit_at_1": estimate(figures.HIT_AT_1.statistic, of_type),
            "hit_at_3": estimate(figures.HIT_AT_3.statistic, of_type),
        }
        by_type[name] = TypeFigures(
            n_questions=n_questions,
            hit_at_1=hits["hit_at_1"].value,
            hit_at_3=hits["hit_at_3"].value,
            intervals=_intervals(hits),
        )
    return by_type


def _intervals(found: dict[str, Estimate]) -> dict[str, tuple[float, float]]:
    return {name: (figure.low, figure.high) for name, figure in found.items()}


def _shares(results: Results) -> dict[Outcome, float]:
    counts = Counter(results.outcomes)
    return {outcome: counts[outcome] / len(results) for outcome in Outcome}
