"""Lemmas: the inflected forms of one word share a number.

«زيارة», «بزيارة» and «زيارتهم» are one word to whoever asks, and so are «أعلن», «يعلن», «ستعلن».
`lemmas.npy` holds which stems of written Arabic are one lemma; `python -m training word-vectors`
makes it, and a vector of each. A stem that it does not hold has the lemma of the first of its
`retrieval.arabic.inflections.bases` that it does hold.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.common_words import stem_checksum
from retrieval.arabic.inflections import bases

LEMMAS_FILE: Final = Path(__file__).with_name("lemmas.npy")
STEM_OF_LEMMA: Final = np.dtype([("checksum", "<u4"), ("lemma", "<u2")])
"""An entry of the file: a stem's checksum, by which entries ascend, and its lemma's number."""
_LAST_NUMBER: Final = int(np.iinfo(STEM_OF_LEMMA["lemma"].type).max)
UNKNOWN: Final = -1
"""The number of a stem that has no lemma."""


@dataclass(frozen=True, slots=True, eq=False)
class Lemmas:
    """The lemma of each of some stems.

    Attributes:
        checksums: uint32, ascending, shape (n_stems,): `stem_checksum` of each.
        numbers: int32, shape (n_stems,): of its lemma, from 0 for the commonest.
    """

    checksums: NDArray[np.uint32]
    numbers: NDArray[np.int32]

    @classmethod
    def read(cls, path: Path) -> "Lemmas":
        """Read what `write` wrote."""
        entries = np.load(path)
        # Apart from each other, they are searched without being copied.
        return cls(entries["checksum"].copy(), entries["lemma"].astype(np.int32))

    def write(self, path: Path) -> None:
        """Write these lemmas.

        Raises:
            ValueError: If a number is not from 0 to 65,535, which is what a file holds.
        """
        if not ((self.numbers >= 0) & (self.numbers <= _LAST_NUMBER)).all():
            raise ValueError(f"expected lemmas numbered from 0 to {_LAST_NUMBER}")
        entries = np.empty(len(self.checksums), dtype=STEM_OF_LEMMA)
        entries["checksum"] = self.checksums
        entries["lemma"] = self.numbers
        np.save(path, entries)

    def numbers_of(self, stems: Sequence[str]) -> NDArray[np.int32]:
        """Return the number of the lemma of each of some light stems, or `UNKNOWN`.

        A stem with a digit has none. One unknown stem of 90,000 gets another's by chance.
        """
        numbers = self._find(stems)
        unknown = [at for at in np.flatnonzero(numbers == UNKNOWN).tolist() if stems[at].isalpha()]
        of_each = [bases(stems[at]) for at in unknown]
        found = self._find([base for of_stem in of_each for base in of_stem])
        places = np.repeat(unknown, list(map(len, of_each))).astype(np.int64)
        is_known = found != UNKNOWN
        # What is written last stays, so the likeliest base has to be.
        numbers[places[is_known][::-1]] = found[is_known][::-1]
        return numbers

    def number_of(self, stem: str) -> int:
        """Return what `numbers_of` does, of one stem, in less time."""
        number = self._find_one(stem)
        if number != UNKNOWN or not stem.isalpha():
            return number
        found = map(self._find_one, bases(stem))
        return next((number for number in found if number != UNKNOWN), UNKNOWN)

    def _find(self, stems: Sequence[str]) -> NDArray[np.int32]:
        """Return the number of each stem as it stands, or `UNKNOWN`."""
        checksums = np.fromiter(map(stem_checksum, stems), np.uint32, len(stems))
        at = np.searchsorted(self.checksums, checksums)
        at = np.minimum(at, len(self.checksums) - 1)
        return np.where(self.checksums[at] == checksums, self.numbers[at], UNKNOWN).astype(
            np.int32
        )

    def _find_one(self, stem: str) -> int:
        """Return the number of a stem as it stands, or `UNKNOWN`."""
        checksum = stem_checksum(stem)
        # Of the array's own type: for another numpy would copy all of the array.
        at = int(self.checksums.searchsorted(np.uint32(checksum)))
        is_there = at < len(self.checksums) and int(self.checksums[at]) == checksum
        return int(self.numbers[at]) if is_there else UNKNOWN


@lru_cache(maxsize=1)
def bundled_lemmas() -> Lemmas:
    """Return the lemmas that come with Iqtibas."""
    return Lemmas.read(LEMMAS_FILE)
