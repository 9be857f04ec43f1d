"""Text to word numbers, at the speed of a dictionary.

Folding letters is the slow part of analysis, and a corpus repeats itself: what stands between two
white spaces is a chunk, and while texts are read chunks are numbered and nothing more. Every
distinct one is folded and split once, all of them together, when the last text has been read.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count, islice

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.normalize import fold_letters
from retrieval.arabic.terms import split_words
from retrieval.index.ragged import spans_of


@dataclass(frozen=True, slots=True)
class ChunkWords:
    """The words of each chunk.

    Attributes:
        words: By number; those that were known first keep theirs.
        offsets: int64, shape (n_chunks + 1,): a chunk's part of `numbers`.
        numbers: int32: of words, as they follow each other.
        n_known: So many words were known; each is the chunk of the same number.
    """

    words: list[str]
    offsets: NDArray[np.int64]
    numbers: NDArray[np.int32]
    n_known: int

    def spell(
        self, chunks: NDArray[np.int32], lengths: NDArray[np.int64]
    ) -> tuple[tuple[NDArray[np.int32], ...], NDArray[np.int64]]:
        """Tell the words of rows of chunks.

        Args:
            chunks: Row by row.
            lengths: Chunks in each row.

        Returns:
            The words, in parts to be laid end to end; and how many each row has.
        """
        # Rows of an earlier snapshot are words already, and most of an update is those.
        new = np.flatnonzero(chunks >= self.n_known)
        if not len(new):
            return (chunks,), lengths
        some = slice(int(new[0]), int(new[-1]) + 1)
        ends, at = spans_of(self.offsets, chunks[some])
        words = (chunks[: some.start], self.numbers[at], chunks[some.stop :])
        bounds = np.concatenate([[0], np.cumsum(lengths)])
        within = np.clip(bounds - some.start, 0, some.stop - some.start)
        return words, np.diff(bounds + ends[within] - within)


class Tokenizer:
    """Numbers the chunks of texts, for `finish` to tell their words.

    Args:
        words: Words that are numbered already, from 0, in the order of their spelling; chunks are
            numbered on from there.
    """

    def __init__(self, words: Sequence[str] = ()) -> None:
        self._known = words
        self._chunks = defaultdict[str, int](count(len(words)).__next__)
        self.number: Callable[[str], int] = self._chunks.__getitem__
        """Returns the number of a chunk: what `str.split` cuts a text into."""

    def finish(self) -> ChunkWords:
        """Return the words of every chunk: those of its ``matching_key``, in order."""
        keys = fold_letters("\n".join(self._chunks)).split("\n") if self._chunks else []
        found = list(map(split_words, keys))
        n_known = len(self._known)
        numbers = defaultdict[str, int](count(n_known).__next__)
        numbers.update(self._find_known(set(chain.from_iterable(found)) if n_known else ()))
        n_found = len(numbers)
        new = np.fromiter(map(numbers.__getitem__, chain.from_iterable(found)), np.int32)
        ends = np.cumsum(np.fromiter(map(len, found), np.int64, len(found)))
        return ChunkWords(
            words=[*self._known, *islice(numbers, n_found, None)],
            offsets=np.concatenate([np.arange(n_known + 1), n_known + ends]),
            numbers=np.concatenate([np.arange(n_known, dtype=np.int32), new]),
            n_known=n_known,
        )

    def _find_known(self, words: Iterable[str]) -> Iterator[tuple[str, int]]:
        """Yield the words that are known, with their numbers."""
        for word in words:
            at = bisect_left(self._known, word)
            if at < len(self._known) and self._known[at] == word:
                yield word, at
