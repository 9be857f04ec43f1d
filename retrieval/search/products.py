"""Products of matrices that wake no second thread."""

import numpy as np
from numpy.typing import NDArray

_MOST_OF_A_PRODUCT = 2**18
"""Multiplications of a product for which OpenBLAS wakes no second thread: that would cost more."""


def multiply(left: NDArray[np.floating], right: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the product of two matrices, taken in blocks of rows.

    Args:
        left: Shape (n, k).
        right: Shape (k, m), of the same type.
    """
    product = np.empty((len(left), right.shape[1]), dtype=left.dtype)
    n_rows = max(_MOST_OF_A_PRODUCT // max(right.size, 1), 1)
    for start in range(0, len(left), n_rows):
        block = slice(start, start + n_rows)
        np.matmul(left[block], right, out=product[block])
    return product
