"""Which words are common in written Arabic, and how common, whatever a corpus holds.

A word that a corpus does not know is misspelt, or it is a word that the corpus does not speak of:
«اليابان» is no slip for «البيان». And a word that stands in every article of a small corpus may
still say much: few texts speak of «لافروف». ``common_stems.npy`` holds the light stems that occur
at least 20 times in the articles of encyclopedia and news that the bundled model was trained on;
`python -m training common-words` makes it.
"""

from functools import lru_cache
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.terms import light_stem

COMMON_FILE: Final = Path(__file__).with_name("common_stems.npy")
COMMON_STEM: Final = np.dtype([("checksum", "<u4"), ("rarity", "u1")])
"""An entry of the file: the stem's checksum, by which entries ascend, and its rarity."""

_STEPS_PER_HALVING = 8
_UNCOMMON_SHARE = 5e-5
"""Of a stem that is not common: just under what the rarest common ones have."""


def is_common(word: str) -> bool:
    """Tell whether a word of a key is common in some form; 1 other of 100,000 passes for one."""
    return _rarity(word) is not None


@lru_cache(maxsize=8_192)
def share_of_passages(word: str) -> float:
    """Return the share of passages of written Arabic, of 150 words each, that hold a word.

    Args:
        word: Of a key, in any form.
    """
    rarity = _rarity(word)
    return _UNCOMMON_SHARE if rarity is None else float(2 ** (-rarity / _STEPS_PER_HALVING))


def rarity_of(share: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return how the file tells shares of passages: in eighths of a halving, from 0 for all."""
    return np.clip(np.round(-np.log2(share) * _STEPS_PER_HALVING), 0, 255).astype(np.uint8)


def stem_checksum(stem: str) -> int:
    """Return 32 bits that stand for a stem."""
    return crc32(stem.encode("utf-8", "surrogatepass"))


def _rarity(word: str) -> int | None:
    """Return what the file says of a word's stem; None if that is not common."""
    checksums, rarities = _common_stems()
    checksum = stem_checksum(light_stem(word))
    # Of the array's own type: for another numpy would copy all of the array.
    at = int(checksums.searchsorted(np.uint32(checksum)))
    is_there = at < len(checksums) and int(checksums[at]) == checksum
    return int(rarities[at]) if is_there else None


@lru_cache(maxsize=1)
def _common_stems() -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    stems = np.load(COMMON_FILE)
    # Apart from each other, they are searched without being copied.
    return stems["checksum"].copy(), stems["rarity"].copy()
