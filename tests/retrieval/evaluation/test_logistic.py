import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.evaluation.logistic import fit_logistic


def rows(n_rows: int, seed: int, distance: float) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Three features, one of which tells the kinds apart and one of which is large."""
    random = np.random.default_rng(seed)
    is_positive = random.random(n_rows) < 0.25
    is_positive[:2] = (True, False)
    values = random.standard_normal((n_rows, 3)) * (1, 20, 0.1)
    values[:, 0] += distance * is_positive
    return values, is_positive


@pytest.mark.slow  # importing scikit-learn
@pytest.mark.parametrize(
    ("n_rows", "distance", "penalty"),
    [(2000, 1.5, 1.0), (40, 1.0, 0.2), (60, 30.0, 1.0), (500, 0.0, 10.0)],
)
def test_the_fit_is_that_of_scikit_learn(n_rows: int, distance: float, penalty: float):
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    values, is_positive = rows(n_rows, seed=3, distance=distance)
    known = LogisticRegression(C=1 / penalty, class_weight="balanced", tol=1e-10, max_iter=10_000)
    known.fit(values, is_positive)

    model = fit_logistic(values, is_positive, penalty=penalty)

    assert model.weights == pytest.approx(known.coef_[0], abs=1e-4)
    assert model.bias == pytest.approx(known.intercept_[0], abs=1e-4)
    assert model.log_odds(values) == pytest.approx(known.decision_function(values), abs=2e-3)


def test_a_single_feature_that_is_known_by_hand():
    # Without a penalty to speak of, the odds at 0 and 1 are those of the rows: 1 of 4 and 3 of 4.
    values = np.array([[0.0]] * 4 + [[1.0]] * 4)
    is_positive = np.array([True, False, False, False, True, True, True, False])

    model = fit_logistic(values, is_positive, penalty=1e-9)

    assert model.weights == pytest.approx([2 * np.log(3)], abs=1e-6)
    assert model.bias == pytest.approx(-np.log(3), abs=1e-6)


def test_both_kinds_weigh_the_same_however_many_there_are():
    values = np.zeros((10, 1))
    is_positive = np.arange(10) == 0

    assert fit_logistic(values, is_positive).bias == pytest.approx(0)


def test_kinds_that_lie_apart_have_a_model_too():
    values = np.array([[-100.0], [-99.0], [99.0], [100.0]])

    model = fit_logistic(values, np.array([False, False, True, True]), penalty=1e-6)

    assert np.isfinite(model.weights).all()
    assert (model.log_odds(values) > 0).tolist() == [False, False, True, True]


@pytest.mark.parametrize("is_positive", [[True, True], [False, False]])
def test_rows_of_one_kind_are_the_callers_mistake(is_positive: list[bool]):
    with pytest.raises(ValueError, match="expected rows of both kinds"):
        fit_logistic(np.zeros((2, 1)), np.array(is_positive))


def test_a_penalty_of_nothing_is_the_callers_mistake():
    with pytest.raises(ValueError, match="penalty above 0"):
        fit_logistic(np.zeros((2, 1)), np.array([True, False]), penalty=0)
