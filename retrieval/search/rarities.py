"""How rare words are in one snapshot, by the passages that hold their stems."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from retrieval.index.lexical import LexicalIndex, inverse_document_frequency
from retrieval.search.terms import stem_key

_MAX_KNOWN: Final = 40_000
"""Words that are remembered, with what is about 5 MiB."""


class Rarities:
    """Looks up words, and remembers how rare they are: questions repeat theirs. Thread-safe.

    What was asked for last is remembered, in two halves: when the newer one is full the older one
    is forgotten, but for what was asked for meanwhile. Forgetting all at once would leave each
    word to be looked up again, and keeping them in the order of their use costs at each look.

    Args:
        lexical: Of the snapshot.
        max_known: Words that are remembered, unless a question has more.
    """

    def __init__(self, lexical: LexicalIndex, max_known: int = _MAX_KNOWN) -> None:
        self._lexical = lexical
        self._half = max_known // 2
        self._newer: dict[str, float | None] = {}
        self._older: dict[str, float | None] = {}

    def __len__(self) -> int:
        """Return how many words are remembered; one that is in both halves counts twice."""
        return len(self._newer) + len(self._older)

    def count_passages(self, words: Sequence[str]) -> list[int]:
        """Return how many passages hold the stem of each word of a key."""
        keys = np.array(list(map(stem_key, words)), dtype=np.uint64)
        counts: list[int] = self._lexical.find(keys).frequencies.tolist()
        return counts

    def of(self, words: Sequence[str]) -> dict[str, float]:
        """Return the inverse document frequency of each word whose stem a passage holds."""
        known, older = self._newer, self._older
        new = [word for word in words if word not in known]
        if new:
            if len(known) + len(new) > self._half:
                # Others take the place of the halves, which another thread may be reading.
                older, known = known, {}
                self._newer, self._older = known, older
                new = list(words)
            known.update((word, older[word]) for word in new if word in older)
            self._look_up([word for word in new if word not in older], known)
        found = ((word, known[word]) for word in words)
        return {word: rarity for word, rarity in found if rarity is not None}

    def _look_up(self, words: Sequence[str], known: dict[str, float | None]) -> None:
        if not words:
            return
        counts = self.count_passages(words)
        rarities = inverse_document_frequency(np.array(counts), self._lexical.n_passages)
        for word, count, rarity in zip(words, counts, rarities.tolist(), strict=True):
            known[word] = rarity if count else None
