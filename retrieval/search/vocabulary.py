"""The words of a snapshot as a set of numbers that hundreds of spellings are looked up in at once.

The words themselves are not kept: 300,000 take 2.4 MB.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.search.slips import one_slip_away

_BASE = np.uint64(0x9E3779B97F4A7C15)
"""Of a word's letters as one number, modulo 2^64: odd, and of no pattern."""
_LONGEST = 40
"""Letters of a word that is looked for."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A word that one slip makes of another.

    Attributes:
        text: A word of a key.
        cost: Of the slip: above 0, 1 for an unlikely one.
    """

    text: str
    cost: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Distinct words.

    Attributes:
        hashes: uint64, ascending, shape (n_words,).
    """

    hashes: NDArray[np.uint64]

    @classmethod
    def of(cls, words: Iterable[str]) -> "Vocabulary":
        """Hash `words`, all at once; those that are too long are left out."""
        return cls(np.sort(hashes_of([word for word in words if 0 < len(word) <= _LONGEST])))

    def holds(self, words: Sequence[str]) -> NDArray[np.bool_]:
        """Tell which of `words` it holds, shape (len(words),); none of them may be empty."""
        return self._holds(hashes_of([word[: _LONGEST + 1] for word in words]))

    def neighbours(self, word: str) -> list[Neighbour]:
        """Return the words of it that one slip makes of `word`, the likeliest first."""
        if not 1 < len(word) < _LONGEST:
            return []
        costs: dict[str, float] = {}
        for spellings in one_slip_away(word):
            hashes = spellings.letters @ _powers()[: spellings.letters.shape[1]]
            for row in np.flatnonzero(self._holds(hashes)).tolist():
                text, cost = spellings.text(row), float(spellings.costs[row])
                if text != word:
                    costs[text] = min(cost, costs.get(text, cost))
        by_cost = sorted(costs.items(), key=lambda item: (item[1], item[0]))
        return [Neighbour(text, cost) for text, cost in by_cost]

    def _holds(self, hashes: NDArray[np.uint64]) -> NDArray[np.bool_]:
        if not len(self.hashes):
            return np.zeros(len(hashes), dtype=np.bool_)
        at = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        return np.asarray(self.hashes[at] == hashes)


def hashes_of(words: Sequence[str]) -> NDArray[np.uint64]:
    """Return a number for each word, none of them empty or of more than 41 letters."""
    if not words:
        return np.empty(0, dtype=np.uint64)
    lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
    letters = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    starts = np.cumsum(lengths) - lengths
    places = np.arange(len(letters)) - np.repeat(starts, lengths)
    hashes: NDArray[np.uint64] = np.add.reduceat(letters * _powers()[places], starts)
    return hashes


@lru_cache(maxsize=1)
def _powers() -> NDArray[np.uint64]:
    powers: NDArray[np.uint64] = np.multiply.accumulate(np.full(_LONGEST + 2, _BASE))
    return powers
