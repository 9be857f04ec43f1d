"""Measures of a ranking and of a confidence."""

from collections.abc import Sequence

import numpy as np


def discounted_gain(rank: int | None, k: int = 10) -> float:
    """Return nDCG@k of a ranking with one relevant item.

    Args:
        rank: 1-based, of the relevant item; None where it was not found.
        k: Ranks that count.

    Source:
        Järvelin & Kekäläinen, ACM TOIS 2002, doi:10.1145/582415.582418; with one relevant item
        the ideal gain is 1.
    """
    return float(1 / np.log2(rank + 1)) if rank is not None and rank <= k else 0.0


def reciprocal_rank(rank: int | None) -> float:
    """Return 1 / rank, or 0 where the item was not found."""
    return 0.0 if rank is None else 1 / rank


def area_under_roc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """Return the chance that a positive scores above a negative; a tie counts half.

    Raises:
        ValueError: If either side is empty.

    Source:
        Mann & Whitney 1947, doi:10.1214/aoms/1177730491.
    """
    if not positives or not negatives:
        raise ValueError("scores of both kinds are needed")
    ordered = np.sort(np.asarray(negatives, dtype=np.float64))
    wanted = np.asarray(positives, dtype=np.float64)
    below = np.searchsorted(ordered, wanted, side="left")
    ties = np.searchsorted(ordered, wanted, side="right") - below
    return float((below + 0.5 * ties).mean() / len(ordered))
