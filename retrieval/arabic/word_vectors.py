"""Vectors of lemmas: words that are written in the same company lie near each other.

«قلق» and «توجس» share no letter that counts, and stand beside the same words all the same. What is
near may also be the opposite, or another name of the same kind: nearness is evidence, not meaning.
`WORD_VECTORS.md` tells how the file came to be; `python -m training word-vectors` makes it.
"""

from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

VECTORS_FILE: Final = Path(__file__).with_name("word_vectors.npy")
FULL_LENGTH: Final = 127
"""The length that every row has, but for rounding."""


@lru_cache(maxsize=1)
def bundled_word_vectors() -> NDArray[np.int8]:
    """Return the vector of each lemma of `retrieval.arabic.lemmas.bundled_lemmas`.

    They are mapped: a process holds in memory what its questions touch.

    Returns:
        Shape (n_lemmas, dimension), rows of length `FULL_LENGTH`. In int8 a sum of products runs
        over: take rows to float32 first.
    """
    return np.asarray(np.load(VECTORS_FILE, mmap_mode="r"))
