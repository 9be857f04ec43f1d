"""Which sentences of the passages found say the same, so that each is shown once.

The same article stands in two files, an agency's paragraph in two papers. What the sketches of two
sentences suggest (`retrieval.index.sketches`) is settled by the words themselves, so no sentence
is ever taken for another. Nothing else is prepared when the corpus is indexed: the passages of one
question are few, and which of them come first decides what repeats what.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from retrieval.corpus.duplicates import (
    is_near_duplicate,
    sentence_words,
    share_most_words,
)
from retrieval.datatypes import Document, SentenceRole
from retrieval.index.collection import Collection
from retrieval.index.ragged import opens_run
from retrieval.index.snapshot import Snapshot

_BODY = int(SentenceRole.BODY)

_MIN_SHARED = 3
"""Of the six least hashes. With nine words in ten in common (an overlap of .82) two sentences have
as many in common 99 times in 100; with one in five or six (.1), as those on one topic do, 2 times.
"""


class Reader:
    """Reads documents of a snapshot, each of them once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._documents: dict[int, Document] = {}

    def document(self, row: int) -> Document:
        """Return the document of a row."""
        if row not in self._documents:
            self._documents[row] = self._snapshot.document(row)
        return self._documents[row]

    def is_same(self, first: int, second: int) -> bool:
        """Tell whether the sentences of two rows are near duplicates."""
        words, others = self.tokens(first), self.tokens(second)
        if words == others:
            return True
        return share_most_words(words, others) and is_near_duplicate(
            self.words(first), self.words(second)
        )

    def tokens(self, sentence: int) -> list[int]:
        """Return the numbers of the words of the sentence of a row."""
        collection = self._snapshot.collection
        tokens: list[int] = collection.tokens_of(sentence).tolist()
        return tokens

    def words(self, sentence: int) -> str:
        """Return the words of the sentence of a row, as near duplicates are told by."""
        collection = self._snapshot.collection
        text = self.document(document_of(collection, sentence)).text
        return sentence_words(text[collection.starts[sentence] : collection.ends[sentence]])


@dataclass(frozen=True, slots=True)
class Repeats:
    """Tells which sentences of a ranking's passages say the same.

    Attributes:
        collection: The passages'.
        passages: int64: the rows of those that are looked through, best first.
    """

    collection: Collection
    passages: NDArray[np.int64]

    def best_sentences(
        self, n_passages: int, reader: Reader
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the quotable sentences of the first passages that do not only repeat better ones.

        A passage with one sentence that none of the better ones has is no repetition.

        Args:
            n_passages: At most so many.
            reader: Of the snapshot.

        Returns:
            Their rows, ascending; for each the position of the best passage that holds it.
        """
        first = quotable_sentences(self.collection, self.passages[:n_passages])
        if _Sketches.of(self.collection, *first).are_all_new():
            return first
        distinct = self._distinct_passages(n_passages, reader)
        rows, nth = quotable_sentences(self.collection, self.passages[distinct])
        return rows, distinct[nth]

    def _distinct_passages(self, n_passages: int, reader: Reader) -> NDArray[np.int64]:
        """Return the positions of the first passages that do not only repeat better ones."""
        sketches = _Sketches.of(
            self.collection, *quotable_sentences(self.collection, self.passages)
        )
        distinct: list[int] = []
        said = _Said(sketches, reader)
        by_passage = np.argsort(sketches.passages, kind="stable")
        positions = np.arange(len(self.passages) + 1)
        bounds = np.searchsorted(sketches.passages[by_passage], positions)
        for position, (start, end) in enumerate(pairwise(bounds.tolist())):
            sentences = by_passage[start:end].tolist()
            if sentences and all(map(said.holds, sentences)):
                continue
            distinct.append(position)
            if len(distinct) == n_passages:
                break
            said.add(sentences)
        return np.array(distinct, dtype=np.int64)

    def find_twins(self, quoted: Sequence[int], reader: Reader, n_twins: int) -> list[list[int]]:
        """Find where other documents say what some sentences say.

        Args:
            quoted: Rows of quotable sentences of the passages.
            reader: Of the snapshot.
            n_twins: For each sentence, at most so many.

        Returns:
            For each sentence rows of others, none of them quoted, those of the best passages
            first; no two are of the same document.
        """
        collection = self.collection
        sketches = _Sketches.of(collection, *quotable_sentences(collection, self.passages))
        at = np.searchsorted(sketches.rows, np.array(quoted, dtype=np.int64))
        pairs = sketches.look_alike(at)
        pairs[:, at] = False
        nths, others = np.nonzero(pairs)
        best_first = np.lexsort((sketches.passages[others], nths))
        twins: list[list[int]] = [[] for _ in quoted]
        documents = [{document_of(collection, row)} for row in quoted]
        for nth, other in zip(nths[best_first].tolist(), others[best_first].tolist(), strict=True):
            row = int(sketches.rows[other])
            document = document_of(collection, row)
            if len(twins[nth]) == n_twins or document in documents[nth]:
                continue
            if reader.is_same(quoted[nth], row):
                documents[nth].add(document)
                twins[nth].append(row)
        return twins


@dataclass(frozen=True, slots=True)
class _Sketches:
    """Quotable sentences, and their sketches.

    Attributes:
        rows: int64, shape (n,): rows of sentences, ascending.
        passages: int64, shape (n,): position, in the ranking, of the best passage that holds each.
        least: uint32, shape (N_HASHES, n): the least hash of a sentence's words, by each hash.
    """

    rows: NDArray[np.int64]
    passages: NDArray[np.int64]
    least: NDArray[np.uint32]

    @classmethod
    def of(
        cls, collection: Collection, rows: NDArray[np.int64], passages: NDArray[np.int64]
    ) -> "_Sketches":
        """Read the sketches of sentences."""
        return cls(rows, passages, np.ascontiguousarray(collection.sketches[rows].T))

    def are_all_new(self) -> bool:
        """Tell whether each passage has a sentence that looks like none of better ones."""
        own = self.passages
        is_like_better = (self.look_alike(np.arange(len(own))) & (own[:, None] < own)).any(axis=0)
        n_new = np.bincount(own[~is_like_better], minlength=own.max(initial=-1) + 1)
        return bool((n_new > 0)[own].all())

    def look_alike(self, first: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which sentences may be the same as some of them, shape (len(first), n)."""
        is_shared = self.least[:, first, None] == self.least[:, None, :]
        n_shared: NDArray[np.uint8] = is_shared.view(np.uint8).sum(axis=0, dtype=np.uint8)
        return np.asarray(n_shared >= _MIN_SHARED)


class _Said:
    """The sentences of the passages that were taken so far."""

    def __init__(self, sketches: _Sketches, reader: Reader) -> None:
        self._sketches = sketches
        self._reader = reader
        self._taken: list[int] = []
        self._words: set[tuple[int, ...]] = set()

    def add(self, sentences: Sequence[int]) -> None:
        self._taken += sentences
        self._words.update(map(self._tokens, sentences))

    def holds(self, at: int) -> bool:
        """Tell whether a sentence is one of these, or nearly so."""
        sketches = self._sketches
        if self._tokens(at) in self._words:
            return True
        taken = np.array(self._taken, dtype=np.int64)
        n_shared = (sketches.least[:, taken] == sketches.least[:, [at]]).sum(axis=0)
        alike = taken[n_shared >= _MIN_SHARED].tolist()
        row = int(sketches.rows[at])
        return any(self._reader.is_same(row, int(sketches.rows[other])) for other in alike)

    def _tokens(self, at: int) -> tuple[int, ...]:
        return tuple(self._reader.tokens(int(self._sketches.rows[at])))


def document_of(collection: Collection, sentence: int) -> int:
    """Return the row of the document of a sentence."""
    return int(collection.sentence_offsets.searchsorted(sentence, side="right")) - 1


def quotable_sentences(
    collection: Collection, passages: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the sentences of some passages that may be quoted, in their order.

    Returns:
        Their rows, each once; for each the position of the first passage that holds it.
    """
    firsts = collection.firsts[passages].astype(np.int64)
    lengths = collection.lasts[passages] - firsts
    ends = lengths.cumsum()
    rows = np.arange(lengths.sum()) + (firsts - ends + lengths).repeat(lengths)
    has_words = collection.token_offsets[rows + 1] > collection.token_offsets[rows]
    is_wanted = (collection.roles[rows] == _BODY) & has_words
    wanted = is_wanted.nonzero()[0]
    # Stable, so that of the passages that hold a sentence the first comes first.
    wanted = wanted[rows[wanted].argsort(kind="stable")]
    wanted = wanted[opens_run(rows[wanted])]
    return rows[wanted], ends.searchsorted(wanted, side="right")
