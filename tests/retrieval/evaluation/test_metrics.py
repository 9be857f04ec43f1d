from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score, roc_auc_score

from retrieval.evaluation.metrics import (
    area_under_roc,
    discounted_gain,
    reciprocal_rank,
)

CONFIDENCES = st.lists(st.integers(0, 5) | st.floats(0, 1), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("rank", "gain"),
    [(1, 1), (2, 1 / np.log2(3)), (3, 1 / 2), (7, 1 / 3), (10, 1 / np.log2(11)), (11, 0)],
)
def test_the_gain_is_discounted_by_the_rank(rank: int, gain: float):
    assert discounted_gain(rank) == pytest.approx(gain)


@pytest.mark.parametrize("rank", range(1, 13))
def test_the_gain_is_ndcg_with_one_relevant_item(rank: int):
    relevance = np.zeros((1, 12))
    relevance[0, rank - 1] = 1
    scores = -np.arange(12.0)[None, :]

    assert discounted_gain(rank) == pytest.approx(ndcg_score(relevance, scores, k=10))


def test_the_depth_of_the_gain_can_be_chosen():
    assert [discounted_gain(3, k=2), discounted_gain(3, k=3)] == [0, 0.5]


def test_what_was_not_found_gains_nothing():
    assert discounted_gain(None) == reciprocal_rank(None) == 0


@pytest.mark.parametrize(("rank", "value"), [(1, 1), (2, 1 / 2), (100, 1 / 100)])
def test_the_reciprocal_rank_is_one_over_the_rank(rank: int, value: float):
    assert reciprocal_rank(rank) == value


def test_the_area_worked_by_hand():
    # Of the six pairs, .9 beats both and .5 beats one and ties with one; .1 beats neither.
    assert area_under_roc([0.9, 0.5, 0.1], [0.5, 0.2]) == pytest.approx((2 + 1.5 + 0) / 6)


@pytest.mark.parametrize(
    ("positives", "negatives", "area"),
    [([0.8, 0.9], [0.1, 0.2], 1), ([0.1], [0.8, 0.9], 0), ([0.5, 0.5], [0.5], 0.5)],
)
def test_the_area_is_1_for_never_wrong_and_half_for_guessing(
    positives: list[float], negatives: list[float], area: float
):
    assert area_under_roc(positives, negatives) == area


@given(CONFIDENCES, CONFIDENCES)
def test_the_area_is_what_comparing_every_pair_gives(
    positives: list[float], negatives: list[float]
):
    won = [(p > n) + (p == n) / 2 for p, n in product(positives, negatives)]

    assert area_under_roc(positives, negatives) == pytest.approx(np.mean(won))


@settings(max_examples=30)
@given(CONFIDENCES, CONFIDENCES)
def test_the_area_is_what_sklearn_computes(positives: list[float], negatives: list[float]):
    labels = [1] * len(positives) + [0] * len(negatives)

    expected = roc_auc_score(labels, positives + negatives)

    assert area_under_roc(positives, negatives) == pytest.approx(expected)


@pytest.mark.parametrize(("positives", "negatives"), [([], [0.5]), ([0.5], []), ([], [])])
def test_an_area_needs_scores_of_both_kinds(positives: list[float], negatives: list[float]):
    with pytest.raises(ValueError, match="both kinds"):
        area_under_roc(positives, negatives)
