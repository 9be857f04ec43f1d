"""How rare words are in one snapshot, by the passages that hold their stems."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from retrieval.index.lexical import LexicalIndex, inverse_document_frequency
from retrieval.search.terms import stem_key

_MAX_KNOWN: Final = 65_536
"""Words that are remembered, with what is about 8 MiB; then all of them are forgotten."""


class Rarities:
    """Looks up words, and remembers how rare they are: questions repeat theirs. Thread-safe.

    Args:
        lexical: Of the snapshot.
        max_known: Words that are remembered.
    """

    def __init__(self, lexical: LexicalIndex, max_known: int = _MAX_KNOWN) -> None:
        self._lexical = lexical
        self._max_known = max_known
        self._known: dict[str, float | None] = {}

    def __len__(self) -> int:
        """Return how many words are remembered."""
        return len(self._known)

    def count_passages(self, words: Sequence[str]) -> list[int]:
        """Return how many passages hold the stem of each word of a key."""
        keys = np.array(list(map(stem_key, words)), dtype=np.uint64)
        counts: list[int] = self._lexical.find(keys).frequencies.tolist()
        return counts

    def of(self, words: Sequence[str]) -> dict[str, float]:
        """Return the inverse document frequency of each word whose stem a passage holds."""
        known = self._known
        new = [word for word in words if word not in known]
        if new:
            if len(known) + len(new) > self._max_known:
                # In the place of the old one, which another thread may be reading.
                known = self._known = {}
                new = list(words)
            counts = self.count_passages(new)
            rarities = inverse_document_frequency(np.array(counts), self._lexical.n_passages)
            for word, count, rarity in zip(new, counts, rarities.tolist(), strict=True):
                known[word] = rarity if count else None
        found = ((word, known[word]) for word in words)
        return {word: rarity for word, rarity in found if rarity is not None}
