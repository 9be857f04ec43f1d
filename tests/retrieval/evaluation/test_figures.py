import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.datatypes import Outcome
from retrieval.evaluation import figures, metrics
from retrieval.evaluation.figures import Figure
from retrieval.evaluation.results import Results
from tests.retrieval.evaluation.columns import results

CONFIDENCES = st.lists(st.integers(0, 5) | st.floats(0, 1), min_size=1, max_size=12)
ANSWER, WEAK, NONE = Outcome.ANSWER, Outcome.WEAK, Outcome.NONE


def value(figure: Figure, found: Results, weights: list[float] | None = None) -> float:
    of_each = np.array([weights or [1.0] * len(found)])
    return float(figure.statistic(found, of_each)[0])


def test_figures_of_finding_worked_by_hand():
    found = results(hits=[1, 3, 0, 2], ranks=[1, 2, 0, 11])

    assert value(figures.HIT_AT_1, found) == 1 / 4
    assert value(figures.HIT_AT_3, found) == 3 / 4
    assert value(figures.RECALL_AT_1, found) == 1 / 4
    assert value(figures.RECALL_AT_10, found) == 2 / 4
    assert value(figures.NDCG_AT_10, found) == pytest.approx((1 + 1 / np.log2(3)) / 4)
    assert value(figures.MEAN_RECIPROCAL_RANK, found) == pytest.approx((1 + 1 / 2 + 1 / 11) / 4)


def test_a_question_counts_as_often_as_it_was_drawn():
    found = results(hits=[1, 0, 0])

    assert value(figures.HIT_AT_1, found, [2, 1, 1]) == 2 / 4


def test_what_is_refused_is_not_shown():
    found = results(hits=[1, 1, 3], outcomes=[ANSWER, NONE, WEAK])

    assert value(figures.HIT_AT_1, found) == 2 / 3
    assert value(figures.SHOWN_AT_1, found) == 1 / 3
    assert value(figures.SHOWN_AT_3, found) == 2 / 3


def test_outcomes_of_answerable_questions_and_of_others_are_told_apart():
    found = results(
        hits=[1, 1],
        negatives=[0.1, 0.1, 0.1, 0.1],
        outcomes=[ANSWER, WEAK, NONE, NONE, NONE, WEAK],
    )

    assert value(figures.ANSWERED, found) == value(figures.WEAK, found) == 1 / 2
    assert value(figures.REFUSED, found) == 0
    assert value(figures.OTHERS_REFUSED, found) == 3 / 4
    assert value(figures.OTHERS_ANSWERED, found) == 0


@given(CONFIDENCES, CONFIDENCES, st.data())
def test_the_area_with_weights_is_the_area_of_scores_repeated(
    positives: list[float], negatives: list[float], data: st.DataObject
):
    n = len(positives) + len(negatives)
    weights = data.draw(st.lists(st.integers(1, 3), min_size=n, max_size=n))
    found = results(positives=positives, negatives=negatives)

    repeated = [
        [score for score, weight in zip(scores, times, strict=True) for _ in range(weight)]
        for scores, times in (
            (positives, weights[: len(positives)]),
            (negatives, weights[len(positives) :]),
        )
    ]

    expected = metrics.area_under_roc(repeated[0], repeated[1])
    assert value(figures.AUROC, found, list(map(float, weights))) == pytest.approx(expected)


def test_false_answers_worked_by_hand():
    # The threshold that keeps 19 of 20 is the second lowest of them, .1; three of four reach it.
    positives = [0.05, 0.1, *[0.5] * 18]
    found = results(positives=positives, negatives=[0.02, 0.1, 0.3, 0.9])

    assert value(figures.FALSE_ANSWERS, found) == 3 / 4


@given(CONFIDENCES, CONFIDENCES)
def test_false_answers_are_those_at_the_highest_threshold_that_keeps_the_share(
    positives: list[float], negatives: list[float]
):
    found = results(positives=positives, negatives=negatives)

    keeping = [
        threshold
        for threshold in positives
        if sum(score >= threshold for score in positives) >= 0.95 * len(positives)
    ]
    expected = np.mean([score >= max(keeping) for score in negatives])

    assert value(figures.FALSE_ANSWERS, found) == pytest.approx(expected)
