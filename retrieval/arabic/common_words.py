"""Which words are common in written Arabic, whatever a corpus holds.

A word that a corpus does not know is misspelt, or it is a word that the corpus does not speak of:
«اليابان» is no slip for «البيان». ``common_stems.npy`` holds the checksums of the light stems that
occur at least 20 times in the articles of encyclopedia and news that the bundled model was trained
on; `python -m training common-words` makes it.
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.terms import light_stem

COMMON_FILE = Path(__file__).with_name("common_stems.npy")


def is_common(word: str) -> bool:
    """Tell whether a word of a key is common in some form; 1 other of 100,000 passes for one."""
    known = _checksums()
    checksum = stem_checksum(light_stem(word))
    at = int(np.searchsorted(known, checksum))
    return at < len(known) and int(known[at]) == checksum


def stem_checksum(stem: str) -> int:
    """Return 32 bits that stand for a stem."""
    return crc32(stem.encode("utf-8", "surrogatepass"))


def checksums_of(stems: Iterable[str]) -> NDArray[np.uint32]:
    """Return what `COMMON_FILE` holds of some stems, ascending."""
    return np.unique(np.fromiter(map(stem_checksum, stems), dtype=np.uint32))


@lru_cache(maxsize=1)
def _checksums() -> NDArray[np.uint32]:
    checksums: NDArray[np.uint32] = np.load(COMMON_FILE)
    return checksums
