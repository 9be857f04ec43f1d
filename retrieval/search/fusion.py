"""Scores of different kinds made comparable."""

import numpy as np
from numpy.typing import NDArray


def standardize(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the scores as deviations from their mean in units of their standard deviation.

    Equal scores (one score, too) say nothing about order: they all become 0.

    Args:
        scores: Of one kind, or a row for each of several kinds.
    """
    values = np.ascontiguousarray(scores, dtype=np.float64)
    if not values.size:
        return values
    n_values = values.shape[-1]
    # Not `mean`, which takes longer to call than to compute.
    deviations = values - np.add.reduce(values, axis=-1, keepdims=True) / n_values
    squares = np.add.reduce(deviations * deviations, axis=-1, keepdims=True)
    spread = np.sqrt(squares / n_values)
    is_equal = spread < 1e-9
    standardized: NDArray[np.float64] = np.where(is_equal, 0, deviations / (spread + is_equal))
    return standardized


def best_first(scores: NDArray[np.floating], limit: int) -> NDArray[np.int64]:
    """Return the positions of the `limit` highest scores, best first; ties by position."""
    if 0 < limit < len(scores):
        threshold = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        positions = (scores >= threshold).nonzero()[0]
    else:
        positions = np.arange(len(scores))
    # Stable: where scores are equal, positions stay in order.
    in_order: NDArray[np.int64] = positions[(-scores[positions]).argsort(kind="stable")]
    return in_order[:limit]
