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
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from retrieval.datatypes import Answer, Outcome, Quote
from retrieval.engine import Engine, Progress, SnapshotStore, update_snapshot
from retrieval.errors import CorpusError
from retrieval.evaluation.metrics import (
    area_under_roc,
    discounted_gain,
    reciprocal_rank,
    threshold_keeping,
)
from retrieval.evaluation.squad import GoldQuestion, QuestionSet, read_squad, write_corpus
from retrieval.protocols import Encoder

_DEPTH = 100
_KEPT_SHARE = 0.95


@dataclass(frozen=True, slots=True)
class Answerability:
    """How well the confidence tells answerable questions from others.

    Attributes:
        n_questions: Unanswerable ones.
        auroc: 0.5 for guessing, 1 for never wrong.
        false_answers: Share of the unanswerable that are answered at the threshold at which 95 %
            of the answerable are.
        outcomes: Share of the unanswerable by outcome, at the thresholds in use.
    """

    n_questions: int
    auroc: float
    false_answers: float
    outcomes: dict[Outcome, float]


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


def evaluate(
    path: Path,
    encoder: Encoder,
    *,
    unanswerable: Path | None = None,
    with_titles: bool = True,
    on_index: Callable[[Progress], None] | None = None,
    on_question: Callable[[int, int], None] = lambda _done, _total: None,
) -> Report:
    """Measure the engine on a file of questions in SQuAD format.

    Args:
        path: The questions and their paragraphs.
        encoder: For the vectors.
        unanswerable: A file of the same format whose questions these paragraphs do not answer.
        with_titles: Whether a paragraph has the title of its article. Public tables of passage
            retrieval do without.
        on_index: Told the progress of indexing.
        on_question: Told the questions asked so far and their number.

    Raises:
        CorpusError: A file cannot be read, has another format, or holds nothing to measure.
        SnapshotError: No room for a temporary index.
        EncoderError: From the encoder.
    """
    gold = read_squad(path) if with_titles else read_squad(path).without_titles()
    others = read_squad(unanswerable).questions if unanswerable else ()
    answerable = tuple(item for item in gold.questions if item.answers)
    if not answerable:
        raise CorpusError(path, f"no question of {path} has an answer in it: nothing to measure")
    others += tuple(item for item in gold.questions if not item.answers)
    gold = replace(gold, questions=answerable)
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
        engine = Engine.open(store.current(), encoder)
        try:
            return _measure(engine, gold, others, on_question)
        finally:
            engine.close()


def _measure(
    engine: Engine,
    gold: QuestionSet,
    others: tuple[GoldQuestion, ...],
    on_question: Callable[[int, int], None],
) -> Report:
    total = len(gold.questions) + len(others)
    answers: list[Answer] = []
    times: list[float] = []
    for item in (*gold.questions, *others):
        started = time.perf_counter()
        answers.append(engine.search(item.question, n_quotes=3, n_passages=_DEPTH))
        times.append(time.perf_counter() - started)
        on_question(len(answers), total)
    answered, refused = answers[: len(gold.questions)], answers[len(gold.questions) :]
    pairs = list(zip(gold.questions, answered, strict=True))
    ranks = [_rank(item, answer) for item, answer in pairs]
    return Report(
        n_questions=len(pairs),
        n_paragraphs=engine.summary.n_documents,
        n_passages=engine.summary.n_passages,
        ndcg_at_10=_mean([discounted_gain(rank) for rank in ranks]),
        recall_at_1=_mean([rank == 1 for rank in ranks]),
        recall_at_10=_mean([rank is not None and rank <= 10 for rank in ranks]),
        mean_reciprocal_rank=_mean([reciprocal_rank(rank) for rank in ranks]),
        hit_at_1=_mean([_is_hit(item, answer, 1) for item, answer in pairs]),
        hit_at_3=_mean([_is_hit(item, answer, 3) for item, answer in pairs]),
        outcomes=_shares(answered),
        n_misplaced=gold.n_misplaced,
        median_ms=1000 * median(times),
        answerability=_judge(answered, refused) if refused else None,
    )


def _judge(answered: list[Answer], refused: list[Answer]) -> Answerability:
    positives = [answer.confidence for answer in answered]
    negatives = [answer.confidence for answer in refused]
    threshold = threshold_keeping(_KEPT_SHARE, positives)
    return Answerability(
        n_questions=len(refused),
        auroc=area_under_roc(positives, negatives),
        false_answers=_mean([confidence >= threshold for confidence in negatives]),
        outcomes=_shares(refused),
    )


def _rank(item: GoldQuestion, answer: Answer) -> int | None:
    found = (hit.document_id for hit in answer.passages)
    return next((rank for rank, name in enumerate(found, 1) if name == item.document_id), None)


def _is_hit(item: GoldQuestion, answer: Answer, k: int) -> bool:
    return any(_answers(quote, item) for quote in answer.quotes[:k])


def _answers(quote: Quote, item: GoldQuestion) -> bool:
    return any(
        place.document_id == item.document_id and place.start < span.end and span.start < place.end
        for place in (quote, *quote.twins)
        for span in item.answers
    )


def _shares(answers: list[Answer]) -> dict[Outcome, float]:
    counts = Counter(answer.outcome for answer in answers)
    return {outcome: counts[outcome] / len(answers) for outcome in Outcome}


def _mean(values: list[float] | list[bool]) -> float:
    return sum(values) / len(values)
