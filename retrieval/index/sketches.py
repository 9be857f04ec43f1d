"""Sketches of sentences, by which those that may say the same are told without their words.

A sentence is sketched by the least hashes of its words: sentences with most of their words in
common have most of these in common, and few others do.

Source:
    Broder, On the resemblance and containment of documents, 1997,
    doi:10.1109/SEQUEN.1997.666900.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.index.ragged import in_blocks

_FACTORS: Final = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1, 0xCC9E2D51)
"""The odd numbers that xxHash and MurmurHash3 multiply 32 bits by: one for each hash."""
N_HASHES: Final = len(_FACTORS)
_NOTHING: Final = 0xFFFFFFFF
"""The least hash of no words."""
_BLOCK: Final = 16_384
"""Words that are hashed together: their hashes stay in the cache."""


def sketch(tokens: NDArray[np.int32], offsets: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Return the least hash of each sentence's words, by each hash.

    Args:
        tokens: Word numbers of all sentences, one after the other.
        offsets: Shape (n_sentences + 1,): a sentence's part of `tokens`.

    Returns:
        Shape (n_sentences, N_HASHES).
    """
    least = np.full((len(offsets) - 1, N_HASHES), _NOTHING, dtype=np.uint32)
    # One without words would be given the hash of the word after it.
    with_words = np.flatnonzero(np.diff(offsets))
    starts, lengths = offsets[with_words], np.diff(offsets)[with_words]
    for some in in_blocks(lengths, _BLOCK):
        first, end = starts[some][0], starts[some][-1] + lengths[some][-1]
        # Numbers from 1, as a factor makes nothing of 0.
        words = tokens[first:end].astype(np.uint32) + np.uint32(1)
        for nth, factor in enumerate(_FACTORS):
            least[with_words[some], nth] = np.minimum.reduceat(
                words * np.uint32(factor), starts[some] - first
            )
    return least
