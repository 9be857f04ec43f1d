import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.search.fusion import best_first, standardize

SCORES = st.lists(st.integers(-3, 3) | st.floats(-1e6, 1e6), max_size=40)


def test_scores_become_deviations_in_units_of_their_spread():
    # The mean is 5, the deviations -3 and 3, their root mean square 3.
    assert standardize(np.array([2.0, 8.0])).tolist() == [-1, 1]
    assert standardize(np.array([1.0, 2.0, 3.0])) == pytest.approx(
        [-(1.5**0.5), 0, 1.5**0.5], abs=1e-12
    )


@pytest.mark.parametrize("scores", [[], [7.0], [4.0, 4.0, 4.0], [0.1 + 0.2, 0.3]])
def test_scores_that_do_not_differ_say_nothing(scores: list[float]):
    assert standardize(np.array(scores)).tolist() == [0] * len(scores)


@given(SCORES)
def test_standard_scores_keep_the_order(scores: list[float]):
    standard = standardize(np.array(scores, dtype=np.float64))

    in_order = standard[np.argsort(scores, kind="stable")]
    assert (np.diff(in_order) >= 0).all()


@given(SCORES.filter(lambda scores: np.ptp(scores) > 1e-3 if scores else False))
def test_standard_scores_have_mean_0_and_spread_1(scores: list[float]):
    standard = standardize(np.array(scores, dtype=np.float64))

    assert standard.mean() == pytest.approx(0, abs=1e-6)
    assert standard.std() == pytest.approx(1)


def test_equal_scores_stand_in_the_order_of_their_positions():
    scores = np.array([1.0, 3.0, 2.0, 3.0, 2.0, 3.0])

    assert best_first(scores, 4).tolist() == [1, 3, 5, 2]


@pytest.mark.parametrize("limit", [3, 4, 100])
def test_a_limit_that_nothing_exceeds_leaves_all(limit: int):
    assert best_first(np.array([1.0, 3.0, 2.0]), limit).tolist() == [1, 2, 0]


def test_scores_all_alike_stand_as_they_stood():
    assert best_first(np.full(5, 0.5), 3).tolist() == [0, 1, 2]


@pytest.mark.parametrize("limit", [0, 1])
def test_of_nothing_nothing_is_best(limit: int):
    assert best_first(np.array([]), limit).tolist() == []


@given(SCORES, st.integers(0, 50))
def test_the_best_are_what_sorting_everything_puts_first(scores: list[float], limit: int):
    expected = sorted(range(len(scores)), key=lambda i: (-scores[i], i))[:limit]

    assert best_first(np.array(scores, dtype=np.float64), limit).tolist() == expected
