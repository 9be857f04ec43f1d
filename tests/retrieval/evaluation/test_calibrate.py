"""The fit on an operator's questions: what it is fitted on, and what it is worth."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.datatypes import DocumentId, Outcome
from retrieval.engine import Engine, Reranking, SnapshotStore, update_snapshot
from retrieval.errors import CorpusError, RerankerError
from retrieval.evaluation.calibrate import (
    MIN_OF_EACH,
    CalibrationReport,
    _Examples,
    _fit,
    _reliability,
    calibrate,
)
from retrieval.evaluation.logistic import fit_logistic
from retrieval.evaluation.own_questions import OwnQuestion
from retrieval.search.calibration import find_calibration, fingerprint_of
from retrieval.settings import RerankerSettings
from tests.fakes import FakeEncoder, FakeReranker
from tests.retrieval.evaluation.near_misses import (
    ANSWERABLE,
    N_ARTICLES,
    UNANSWERABLE,
    articles,
)

pytestmark = pytest.mark.slow  # a hundred questions for a test

PATH = Path("questions.jsonl")
UNHURRIED = RerankerSettings(budget_ms=600_000)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("calibrate")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "a.jsonl").write_text(articles(), encoding="utf-8")
    store = SnapshotStore(folder / "snapshots")
    return update_snapshot(folder / "corpus", store, FakeEncoder()).snapshot


@pytest.fixture(scope="module")
def engine(snapshot: Path) -> Iterator[Engine]:
    engine = Engine.open(snapshot, FakeEncoder())
    yield engine
    engine.close()


def fit(engine: Engine, questions: Sequence[OwnQuestion]) -> CalibrationReport:
    return calibrate(engine, questions, PATH, fitted_at="2026-11-22T12:00:00+00:00")


def test_what_is_fitted_parts_the_kinds_and_is_used_where_it_is_written(
    engine: Engine, snapshot: Path, tmp_path: Path
):
    report = fit(engine, ANSWERABLE + UNANSWERABLE)

    calibration = report.calibration
    assert (calibration.n_answered, calibration.n_unanswerable) == (N_ARTICLES, N_ARTICLES)
    assert (report.n_elsewhere, report.n_empty) == (0, 0)
    assert calibration.reranked is None
    assert calibration.built_in.slope > 0
    assert report.after.auroc > 0.99
    assert report.after.answered[Outcome.ANSWER] >= 0.9
    assert report.after.unanswerable[Outcome.NONE] >= 0.9
    assert calibration.fingerprint == fingerprint_of(engine.configuration)
    calibration.write(tmp_path)
    assert find_calibration(tmp_path, engine.configuration).calibration == calibration
    assert snapshot.is_dir()


def test_every_question_is_told_as_it_is_asked(engine: Engine):
    told: list[tuple[int, int]] = []

    calibrate(
        engine,
        ANSWERABLE + UNANSWERABLE,
        PATH,
        fitted_at="",
        on_question=lambda done, total: told.append((done, total)),
    )

    assert told == [(done, 2 * N_ARTICLES) for done in range(1, 2 * N_ARTICLES + 1)]


def test_questions_that_say_nothing_of_the_confidence_are_left_out(engine: Engine):
    elsewhere = (
        replace(ANSWERABLE[0], article=DocumentId("a.jsonl#5")),
        replace(ANSWERABLE[1], words="صباحا"),
    )
    no_question = replace(UNANSWERABLE[0], question="؟")

    report = fit(engine, (*elsewhere, *ANSWERABLE[2:], no_question, *UNANSWERABLE[1:]))

    assert (report.n_elsewhere, report.n_empty) == (2, 1)
    assert report.calibration.n_answered == N_ARTICLES - 2
    assert report.calibration.n_unanswerable == N_ARTICLES - 1


def test_without_article_and_words_any_quote_is_an_answer(engine: Engine):
    anything = [replace(asked, article=DocumentId(""), words="") for asked in ANSWERABLE]

    assert fit(engine, (*anything, *UNANSWERABLE)).calibration.n_answered == N_ARTICLES


@pytest.mark.parametrize(
    ("n_answerable", "n_unanswerable"),
    [(MIN_OF_EACH - 1, MIN_OF_EACH), (MIN_OF_EACH, MIN_OF_EACH - 1), (0, 0)],
)
def test_too_few_questions_are_not_fitted_on(
    engine: Engine, n_answerable: int, n_unanswerable: int
):
    few = ANSWERABLE[:n_answerable] + UNANSWERABLE[:n_unanswerable]

    with pytest.raises(CorpusError) as told:
        fit(engine, few)

    assert (
        f"gives {n_answerable} answered and {n_unanswerable} unanswerable questions, and "
        f"{MIN_OF_EACH} of each are needed"
    ) in str(told.value)


def test_an_article_that_is_not_there_is_told_with_its_line(engine: Engine):
    wrong = replace(ANSWERABLE[3], article=DocumentId("nowhere.txt"))

    with pytest.raises(CorpusError, match=r"line 4 names the article nowhere\.txt, which"):
        fit(engine, (*ANSWERABLE[:3], wrong, *UNANSWERABLE))


def test_kinds_that_were_mixed_up_are_told(engine: Engine):
    mixed_up = [
        replace(asked, is_answerable=not asked.is_answerable, article=DocumentId(""), words="")
        for asked in ANSWERABLE + UNANSWERABLE
    ]

    with pytest.raises(CorpusError, match="look whether `answerable` is right in each line"):
        fit(engine, mixed_up)


def test_with_a_reranker_both_orders_are_fitted(snapshot: Path):
    engine = Engine.open(
        snapshot, FakeEncoder(), reranking=Reranking(FakeReranker(batch_size=16), UNHURRIED)
    )

    report = fit(engine, ANSWERABLE + UNANSWERABLE)

    without = Engine.open(snapshot, FakeEncoder())
    alone = fit(without, ANSWERABLE + UNANSWERABLE).calibration
    assert report.calibration.built_in == alone.built_in
    assert report.calibration.reranked is not None
    # It counts shared words: two where the question is answered, one where it is not.
    assert report.calibration.reranked.reranker > 0
    assert report.calibration.fingerprint != alone.fingerprint
    engine.close()
    without.close()


def test_a_reranker_that_fails_ends_it(snapshot: Path):
    def fail(_texts: Sequence[str]) -> None:
        raise RerankerError("fake", "no memory")

    broken = Reranking(FakeReranker(on_batch=fail), UNHURRIED)
    engine = Engine.open(snapshot, FakeEncoder(), reranking=broken)

    with pytest.raises(RerankerError, match="The model fake failed with"):
        fit(engine, ANSWERABLE + UNANSWERABLE)

    engine.close()


def examples(answered: Sequence[float], others: Sequence[float]) -> _Examples:
    values = np.array([*answered, *others])[:, None]
    is_answered = np.arange(len(values)) < len(answered)
    return _Examples(values, is_answered, np.zeros(len(values)), ())


def test_thresholds_leave_one_in_twenty_of_each_kind_on_the_wrong_side():
    answered, others = np.linspace(-1, 5, 101), np.linspace(-4, 2, 101)

    adjustment = _fit(examples(answered.tolist(), others.tolist()))

    def chance(odds: float) -> float:
        return float(1 / (1 + np.exp(-(adjustment.slope * odds + adjustment.offset))))

    assert adjustment.weak_from == pytest.approx(chance(answered[5]))
    assert adjustment.answer_from == pytest.approx(chance(others[95]))
    assert adjustment.weak_from < adjustment.answer_from


def test_where_the_kinds_lie_apart_both_thresholds_stand_in_the_middle():
    adjustment = _fit(examples([3.0] * 20, [-3.0] * 20))

    # Standardised to 1 and -1, and alike but for the sign: the middle is an even chance.
    assert adjustment.weak_from == adjustment.answer_from == pytest.approx(0.5)


def test_the_fit_is_the_logistic_one_of_the_standardised_values():
    random = np.random.default_rng(5)
    values = random.standard_normal((80, 2)) * (3, 20) + (1, -7)
    is_answered = values[:, 0] + random.standard_normal(80) > 1
    known = fit_logistic((values - values.mean(axis=0)) / values.std(axis=0), is_answered)

    adjustment = _fit(_Examples(values, is_answered, np.zeros(80), ()))

    odds = values @ (adjustment.slope, adjustment.reranker) + adjustment.offset
    standardised = (values - values.mean(axis=0)) / values.std(axis=0)
    assert odds == pytest.approx(known.log_odds(standardised))


def test_reliability_worked_by_hand():
    is_answered = np.array([True, True, True, True, False])
    confidences = np.array([0.9, 0.9, 0.5, 0.1, 0.9])
    outcomes = (Outcome.ANSWER, Outcome.ANSWER, Outcome.WEAK, Outcome.NONE, Outcome.ANSWER)

    found = _reliability(is_answered, confidences, outcomes)

    # Each answered question weighs an eighth, the other one a half.
    lowest, _, middle, _, highest = found.bins
    assert (lowest.n_questions, lowest.confidence, lowest.right) == pytest.approx((1, 0.1, 1))
    assert (middle.n_questions, middle.confidence, middle.right) == pytest.approx((1, 0.5, 1))
    assert (highest.n_questions, highest.confidence) == pytest.approx((3, 0.9))
    assert highest.right == pytest.approx(2 / 8 / (2 / 8 + 1 / 2))
    assert found.error == pytest.approx(0.9 / 8 + 0.5 / 8 + 0.75 * (0.9 - 1 / 3))
    assert found.brier == pytest.approx((0.01 + 0.01 + 0.25 + 0.81) / 8 + 0.81 / 2)
    assert found.auroc == pytest.approx(2 * 0.5 / 4)
    assert found.answered == pytest.approx(
        {Outcome.ANSWER: 0.5, Outcome.WEAK: 0.25, Outcome.NONE: 0.25}
    )
    assert found.unanswerable[Outcome.ANSWER] == 1
