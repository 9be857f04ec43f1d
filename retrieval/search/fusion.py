"""Scores of different kinds made comparable."""

import numpy as np
from numpy.typing import NDArray


def standardize(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the scores as deviations from their mean in units of their standard deviation.

    Equal scores (one score, too) say nothing about order: they all become 0.
    """
    values = np.asarray(scores, dtype=np.float64)
    if not len(values):
        return values
    spread = values.std()
    if spread < 1e-9:
        return np.zeros_like(values)
    standardized: NDArray[np.float64] = (values - values.mean()) / spread
    return standardized


def best_first(scores: NDArray[np.floating], limit: int) -> NDArray[np.int64]:
    """Return the positions of the `limit` highest scores, best first; ties by position."""
    if 0 < limit < len(scores):
        threshold = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        positions = np.flatnonzero(scores >= threshold)
    else:
        positions = np.arange(len(scores))
    return positions[np.lexsort((positions, -scores[positions]))][:limit]
