"""Numpy's threads, of which a question wakes none."""

import numpy as np
from threadpoolctl import ThreadpoolController

from bot.computing import compute_in_one_thread


def test_numpy_computes_in_one_thread_and_right():
    library = ThreadpoolController().select(prefix="libscipy_openblas")
    rows, vector = np.ones((300, 256), dtype=np.float32), np.arange(256, dtype=np.float32)

    with library.limit(limits=2):
        compute_in_one_thread()
        n_threads = [each["num_threads"] for each in library.info()]

    # On macOS, numpy's wheels come without it.
    assert set(n_threads) <= {1}
    assert (rows @ vector == 255 * 128).all()
