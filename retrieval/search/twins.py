"""Which sentences of the passages found say the same, so that each is shown once.

The same article stands in two files, an agency's paragraph in two papers. Each sentence of the
passages found is sketched by the least hashes of its words: sentences with most of their words in
common have most of these in common, and few others do. What two sketches suggest is settled by
the words themselves, so no sentence is ever taken for another.

Nothing is prepared when the corpus is indexed: the passages of one question are few, and which of
them come first decides what repeats what.

Source:
    Broder, On the resemblance and containment of documents, 1997,
    doi:10.1109/SEQUEN.1997.666900.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.corpus.duplicates import is_near_duplicate, sentence_words, share_most_words
from retrieval.datatypes import Document, SentenceRole
from retrieval.index.collection import Collection
from retrieval.index.ragged import spans_of
from retrieval.index.snapshot import Snapshot

_BODY = int(SentenceRole.BODY)

_FACTORS = np.array(
    [0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1, 0xCC9E2D51], dtype=np.uint32
)
"""The odd numbers that xxHash and MurmurHash3 multiply 32 bits by: one for each hash."""
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
        words, others = self._tokens(first), self._tokens(second)
        if words == others:
            return True
        return share_most_words(words, others) and is_near_duplicate(
            self.words(first), self.words(second)
        )

    def _tokens(self, sentence: int) -> list[int]:
        """Return the numbers of the words of the sentence of a row."""
        collection = self._snapshot.collection
        start, end = collection.token_offsets[sentence : sentence + 2].tolist()
        tokens: list[int] = collection.tokens[start:end].tolist()
        return tokens

    def words(self, sentence: int) -> str:
        """Return the words of the sentence of a row, as near duplicates are told by."""
        collection = self._snapshot.collection
        text = self.document(document_of(collection, sentence)).text
        return sentence_words(text[collection.starts[sentence] : collection.ends[sentence]])


@dataclass(frozen=True, slots=True)
class Sketches:
    """The quotable sentences of a ranking's passages, and what of their words is compared.

    Attributes:
        rows: int64, shape (n,): rows of sentences, in their order.
        passages: int64, shape (n,): position, in the ranking, of the best passage that holds each.
        n_passages: Of the ranking.
        tokens: int32, shape (n_tokens,): word numbers of all of them, one after the other.
        offsets: int64, shape (n + 1,): a sentence's part of `tokens`.
        least: uint32, shape (6, n): the least hash of a sentence's words, by each hash.
    """

    rows: NDArray[np.int64]
    passages: NDArray[np.int64]
    n_passages: int
    tokens: NDArray[np.int32]
    offsets: NDArray[np.int64]
    least: NDArray[np.uint32]

    @classmethod
    def of(cls, collection: Collection, passages: NDArray[np.int64]) -> "Sketches":
        """Sketch the quotable sentences of some passages, given best first."""
        rows, first = quotable_sentences(collection, passages)
        offsets, at = spans_of(collection.token_offsets, rows)
        tokens = collection.tokens[at]
        # Numbers from 1, as a factor makes nothing of 0.
        hashes = (tokens.astype(np.uint32) + np.uint32(1)) * _FACTORS[:, None]
        least = np.empty((len(_FACTORS), 0), dtype=np.uint32)
        if len(rows):
            least = np.minimum.reduceat(hashes, offsets[:-1], axis=1)
        return cls(rows, first, len(passages), tokens, offsets, least)

    def distinct_passages(self, n_passages: int, reader: Reader) -> NDArray[np.int64]:
        """Return the positions of the first passages that do not only repeat better ones.

        A passage with one sentence that none of the better ones has is no repetition.

        Args:
            n_passages: At most so many.
            reader: Of the snapshot.
        """
        n_wanted = min(n_passages, self.n_passages)
        first = np.flatnonzero(self.passages < n_wanted)
        own = self.passages[first]
        is_like_better = (self._look_alike(first, first) & (own[:, None] < own)).any(axis=0)
        n_new = np.bincount(own[~is_like_better], minlength=n_wanted)
        if (n_new > 0)[own].all():
            return np.arange(n_wanted)
        distinct: list[int] = []
        said = _Said(self, reader)
        by_passage = np.argsort(self.passages, kind="stable")
        bounds = np.searchsorted(self.passages[by_passage], np.arange(self.n_passages + 1))
        for position in range(self.n_passages):
            sentences = by_passage[bounds[position] : bounds[position + 1]].tolist()
            if sentences and all(map(said.holds, sentences)):
                continue
            distinct.append(position)
            if len(distinct) == n_wanted:
                break
            said.add(sentences)
        return np.array(distinct, dtype=np.int64)

    def find_twins(
        self, collection: Collection, quoted: Sequence[int], reader: Reader, n_twins: int
    ) -> list[list[int]]:
        """Find where other documents say what some sentences say.

        Args:
            collection: The sentences'.
            quoted: Rows of sentences, each of them sketched.
            reader: Of the snapshot.
            n_twins: For each sentence, at most so many.

        Returns:
            For each sentence rows of others, none of them quoted, those of the best passages
            first; no two are of the same document.
        """
        at = np.searchsorted(self.rows, np.array(quoted, dtype=np.int64))
        pairs = self._look_alike(at, np.arange(len(self.rows)))
        pairs[:, at] = False
        nths, others = np.nonzero(pairs)
        best_first = np.lexsort((self.passages[others], nths))
        twins: list[list[int]] = [[] for _ in quoted]
        documents = [{document_of(collection, row)} for row in quoted]
        for nth, other in zip(nths[best_first].tolist(), others[best_first].tolist(), strict=True):
            row = int(self.rows[other])
            document = document_of(collection, row)
            if len(twins[nth]) == n_twins or document in documents[nth]:
                continue
            if reader.is_same(quoted[nth], row):
                documents[nth].add(document)
                twins[nth].append(row)
        return twins

    def words_of(self, at: int) -> NDArray[np.int32]:
        """Return the word numbers of a sentence, by its position among these."""
        return self.tokens[self.offsets[at] : self.offsets[at + 1]]

    def _look_alike(
        self, first: NDArray[np.int64], second: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Tell which pairs of sentences may be the same, shape (len(first), len(second))."""
        is_shared = self.least[:, first, None] == self.least[:, None, second]
        n_shared: NDArray[np.uint8] = is_shared.sum(axis=0, dtype=np.uint8)
        return np.asarray(n_shared >= _MIN_SHARED)


class _Said:
    """The sentences of the passages that were taken so far."""

    def __init__(self, sketches: Sketches, reader: Reader) -> None:
        self._sketches = sketches
        self._reader = reader
        self._taken: list[int] = []
        self._words: set[bytes] = set()

    def add(self, sentences: Sequence[int]) -> None:
        self._taken += sentences
        self._words.update(self._sketches.words_of(at).tobytes() for at in sentences)

    def holds(self, at: int) -> bool:
        """Tell whether a sentence is one of these, or nearly so."""
        sketches = self._sketches
        if sketches.words_of(at).tobytes() in self._words:
            return True
        taken = np.array(self._taken, dtype=np.int64)
        n_shared = (sketches.least[:, taken] == sketches.least[:, [at]]).sum(axis=0)
        alike = taken[n_shared >= _MIN_SHARED].tolist()
        row = int(sketches.rows[at])
        return any(self._reader.is_same(row, int(sketches.rows[other])) for other in alike)


def document_of(collection: Collection, sentence: int) -> int:
    """Return the row of the document of a sentence."""
    return int(np.searchsorted(collection.sentence_offsets, sentence, side="right")) - 1


def quotable_sentences(
    collection: Collection, passages: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the sentences of some passages that may be quoted, in their order.

    Returns:
        Their rows, each once; for each the position of the first passage that holds it.
    """
    firsts = collection.firsts[passages].astype(np.int64)
    lengths = collection.lasts[passages] - firsts
    offsets = np.cumsum(lengths) - lengths
    sentences = np.arange(lengths.sum()) + np.repeat(firsts - offsets, lengths)
    passage_of = np.repeat(np.arange(len(passages)), lengths)
    distinct, first = np.unique(sentences, return_index=True)
    is_quotable = collection.roles[distinct] == _BODY
    has_words = collection.token_offsets[distinct + 1] > collection.token_offsets[distinct]
    is_wanted = is_quotable & has_words
    return distinct[is_wanted], passage_of[first][is_wanted]
