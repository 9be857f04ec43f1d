"""A logistic model, fitted with numpy alone: what is fitted at run time must not import scipy.

Source:
    Newton's method on the penalised likelihood; le Cessie & van Houwelingen, Ridge Estimators in
    Logistic Regression, 1992, doi:10.2307/2347628.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_MAX_STEPS = 100
_SMALLEST_STEP = 1e-9
_HALVINGS = 30


@dataclass(frozen=True, slots=True)
class LogisticModel:
    """Weights, shape (n_features,), and a bias."""

    weights: NDArray[np.float64]
    bias: float

    def log_odds(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the log-odds of each row of shape (n_rows, n_features)."""
        odds: NDArray[np.float64] = values @ self.weights + self.bias
        return odds


def fit_logistic(
    values: NDArray[np.float64], is_positive: NDArray[np.bool_], *, penalty: float = 1.0
) -> LogisticModel:
    """Fit a logistic model in which both kinds of row weigh the same in total.

    The loss is the sum over the rows of their weight times their log-loss, where all weights
    together are the number of rows, and half the penalty times the squared weights. The bias is
    not penalised.

    Args:
        values: Shape (n_rows, n_features).
        is_positive: Shape (n_rows,); rows of both kinds.
        penalty: Above 0; the inverse of scikit-learn's C.

    Raises:
        ValueError: If there are rows of one kind only, or the penalty is not above 0.
    """
    n_positive = int(is_positive.sum())
    if not 0 < n_positive < len(is_positive) or penalty <= 0:
        raise ValueError(
            f"{n_positive} positive rows of {len(is_positive)}, penalty {penalty}: expected rows "
            "of both kinds and a penalty above 0"
        )
    rows = np.column_stack([values, np.ones(len(values))])
    shares = np.where(is_positive, n_positive, len(rows) - n_positive)
    row_weights = len(rows) / (2 * shares)
    ridge = np.full(rows.shape[1], penalty)
    ridge[-1] = 0.0
    signs = np.where(is_positive, 1.0, -1.0)

    def loss(weights: NDArray[np.float64]) -> float:
        margins = signs * (rows @ weights)
        return float(row_weights @ np.logaddexp(0, -margins) + ridge @ weights**2 / 2)

    weights = np.zeros(rows.shape[1])
    for _ in range(_MAX_STEPS):
        chance = np.exp(-np.logaddexp(0, -(rows @ weights)))
        gradient = rows.T @ (row_weights * (chance - is_positive)) + ridge * weights
        curvature = (rows.T * (row_weights * chance * (1 - chance))) @ rows + np.diag(ridge)
        # A whisker on the diagonal, for where every row is told apart with certainty.
        step = np.linalg.solve(curvature + 1e-12 * np.eye(len(weights)), gradient)
        before = loss(weights)
        for _halving in range(_HALVINGS):
            if loss(weights - step) <= before:
                break
            step = step / 2
        weights = weights - step
        if np.abs(step).max() < _SMALLEST_STEP:
            break
    return LogisticModel(weights[:-1], float(weights[-1]))
