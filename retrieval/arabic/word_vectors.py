"""Vectors of stems: words that are written in the same company lie near each other.

«قلق» and «توجس» share no letter that counts, and stand beside the same words all the same. What is
near may also be the opposite, or another name of the same kind: nearness is evidence, not meaning.
`WORD_VECTORS.md` tells how the files came to be; `python -m training word-vectors` makes them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.common_words import stem_checksum
from retrieval.arabic.terms import light_stem

VECTORS_FILE: Final = Path(__file__).with_name("word_vectors.npy")
CHECKSUMS_FILE: Final = Path(__file__).with_name("word_vectors_stems.npy")
UNKNOWN: Final = -1
"""The row of a stem that has no vector."""
FULL_LENGTH: Final = 127
"""The length that every row has, but for rounding."""

_CLINGING = frozenset("بلكف")
_FUTURE = "س"
_OF_IMPERFECTS = frozenset("يتنا")


@dataclass(frozen=True, slots=True, eq=False)
class WordVectors:
    """A vector for each of some stems.

    Attributes:
        checksums: uint32, ascending, shape (n_stems,): `stem_checksum` of each.
        rows: int8, shape (n_stems, dimension): length `FULL_LENGTH`. In int8 a sum of products
            runs over: take rows to float32 first.
    """

    checksums: NDArray[np.uint32]
    rows: NDArray[np.int8]

    @classmethod
    def read(cls, vectors: Path, checksums: Path) -> "WordVectors":
        """Map vectors from disk: a process holds in memory what its questions touch."""
        return cls(np.load(checksums), np.asarray(np.load(vectors, mmap_mode="r")))

    def write(self, vectors: Path, checksums: Path) -> None:
        """Write what `read` reads."""
        np.save(vectors, self.rows)
        np.save(checksums, self.checksums)

    def rows_of(self, stems: Sequence[str]) -> NDArray[np.int32]:
        """Return the row of each of some light stems, or `UNKNOWN`.

        A stem that has none is looked up without a preposition or a sign of the future that
        clings to it: «بزيارة», «سيزور». One unknown stem of 90,000 gets another's row by chance.
        """
        rows = self._find(stems)
        unknown = np.flatnonzero(rows == UNKNOWN)
        bare = [_bare_forms(stems[at]) for at in unknown.tolist()]
        for which in (1, 0):  # what is found for the first form replaces the second's
            some = [place for place, forms in enumerate(bare) if len(forms) > which]
            found = self._find([bare[place][which] for place in some])
            at = unknown[some]
            rows[at] = np.where(found == UNKNOWN, rows[at], found)
        return rows

    def row_of(self, stem: str) -> int:
        """Return what `rows_of` does, of one stem, in a fifth of the time."""
        for form in (stem, *_bare_forms(stem)):
            checksum = stem_checksum(form)
            # Of the array's own type: for another numpy would copy all of the array.
            at = int(self.checksums.searchsorted(np.uint32(checksum)))
            if at < len(self.checksums) and int(self.checksums[at]) == checksum:
                return at
        return UNKNOWN

    def _find(self, stems: Sequence[str]) -> NDArray[np.int32]:
        """Return the row of each stem as it stands, or `UNKNOWN`."""
        checksums = np.fromiter(map(stem_checksum, stems), np.uint32, len(stems))
        at = np.searchsorted(self.checksums, checksums)
        at = np.minimum(at, len(self.checksums) - 1)
        return np.where(self.checksums[at] == checksums, at, UNKNOWN).astype(np.int32)


@lru_cache(maxsize=1)
def bundled_word_vectors() -> WordVectors:
    """Return the vectors that come with Iqtibas."""
    return WordVectors.read(VECTORS_FILE, CHECKSUMS_FILE)


def _bare_forms(stem: str) -> tuple[str, ...]:
    """Return what a stem may be without what clings to it, the likelier first."""
    rest = stem[1:]
    if stem[:1] in _CLINGING and len(stem) > 3:
        return light_stem(rest), rest
    if stem[:1] == _FUTURE and len(stem) > 4 and rest[0] in _OF_IMPERFECTS:
        return (rest,)
    return ()
