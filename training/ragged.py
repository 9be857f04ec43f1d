"""Many slices of one flat array at a time."""

import numpy as np
from numpy.typing import NDArray


def take_slices(
    flat: NDArray[np.int32], starts: NDArray[np.int64], lengths: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Return ``flat[start : start + length]`` for every slice, on end."""
    before = np.cumsum(lengths) - lengths
    taken: NDArray[np.int32] = flat[
        np.repeat(starts - before, lengths) + np.arange(lengths.sum(), dtype=np.int64)
    ]
    return taken
