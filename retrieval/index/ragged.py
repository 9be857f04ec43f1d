"""Arrays that are cut into rows by offsets, as snapshots hold most of what they hold.

Offsets have one entry more than there are rows: row n is ``values[offsets[n] : offsets[n + 1]]``.
"""

from collections.abc import Iterator
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_Number = TypeVar("_Number", bound=np.integer)
_Step = TypeVar("_Step", np.int64, np.float64)


def spans_of(
    offsets: NDArray[np.int64], rows: NDArray[np.integer]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the values of some rows.

    Returns:
        The offsets of these rows when they are laid end to end; the position of each of their
        values in the whole array.
    """
    starts = offsets[rows]
    lengths = offsets[1:][rows] - starts
    chosen = np.zeros(len(rows) + 1, dtype=np.int64)
    lengths.cumsum(out=chosen[1:])
    at = np.arange(chosen[-1])
    at += (starts - chosen[:-1]).repeat(lengths)
    return chosen, at


def differences(values: NDArray[_Step]) -> NDArray[_Step]:
    """Return how much more each value is than the one before: of offsets, the lengths of rows.

    As `numpy.diff`, which takes longer to call than to compute.
    """
    return values[1:] - values[:-1]


def opens_run(values: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Tell of each value whether it differs from the one before; the first does."""
    opens = np.empty(len(values), dtype=np.bool_)
    opens[:1] = True
    np.not_equal(values[1:], values[:-1], out=opens[1:])
    return opens


def number_anew(
    values: NDArray[np.integer], n: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which of 0 to n - 1 occur, ascending, and for each value its position there."""
    occurs = np.zeros(n, dtype=np.bool_)
    occurs[values] = True
    return np.flatnonzero(occurs), (np.cumsum(occurs) - 1)[values]


def distinct(values: NDArray[_Number]) -> tuple[NDArray[_Number], NDArray[np.int64]]:
    """Return which values there are, ascending, and of each value its position among these.

    As `numpy.unique`, which takes three times as long for a few hundred.
    """
    order = values.argsort(kind="stable")
    ascending = values[order]
    opens = opens_run(ascending)
    positions = np.empty(len(values), dtype=np.int64)
    positions[order] = opens.cumsum() - 1
    return ascending[opens], positions


def in_blocks(lengths: NDArray[np.int64], most: int) -> Iterator[slice]:
    """Yield runs of rows that hold at most so many values together, or one row.

    Args:
        lengths: Values of each row.
        most: Of a run, where it is more than one row.
    """
    ends = lengths.cumsum()
    start = 0
    while start < len(ends):
        room = most + (ends[start - 1] if start else 0)
        end = max(int(ends.searchsorted(room, side="right")), start + 1)
        yield slice(start, end)
        start = end
