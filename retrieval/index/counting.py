"""How often each term occurs in each of some passages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from retrieval.index.collection import Collection
from retrieval.index.ragged import in_blocks, number_anew, spans_of
from retrieval.index.words import TermKind, WordTable, pair_keys

if TYPE_CHECKING:
    from scipy.sparse import csr_array


_BLOCK: Final = 1 << 20
"""Counts that are multiplied out together: their arrays stay in the cache."""


@dataclass(frozen=True, slots=True)
class TermCounts:
    """Counts of some terms, as the product of two sparse matrices of counts.

    Multiplied out at once they would be the largest thing that building an index holds.

    Attributes:
        keys: uint64, ascending, shape (n_terms,).
        kinds: uint8, shape (n_terms,): `TermKind`.
        makers: int32, sparse, shape (n_terms, n): what a term is in, such as a word.
        holders: int32, sparse, shape (n, n_passages): the passages that have that.
    """

    keys: NDArray[np.uint64]
    kinds: NDArray[np.uint8]
    makers: "csr_array"
    holders: "csr_array"

    @property
    def most(self) -> int:
        """How many counts there are at most."""
        return int(self._most_of_each().sum())

    def in_blocks(self) -> Iterator[tuple[slice, "csr_array"]]:
        """Yield the counts of some terms after the other.

        Returns:
            Which terms; and their counts, int32, sparse, shape (n_terms, n_passages), the passages
            of each term ascending.
        """
        for some in in_blocks(self._most_of_each(), _BLOCK):
            counts = self.makers[some] @ self.holders
            counts.sort_indices()
            yield some, counts

    def _most_of_each(self) -> NDArray[np.int64]:
        most: NDArray[np.int64] = self.makers @ np.diff(self.holders.indptr).astype(np.int64)
        return most


@dataclass(frozen=True, slots=True)
class _Texts:
    """The words of some passages: which rows of words each has, and the words of each row."""

    membership: "csr_array"
    tokens: NDArray[np.int64]
    offsets: NDArray[np.int64]
    table: WordTable

    @classmethod
    def of(cls, collection: Collection, table: WordTable, passages: NDArray[np.int64]) -> "_Texts":
        """Take out what some passages are searched by; rows and words are numbered anew."""
        from scipy.sparse import csr_array  # noqa: PLC0415 -- .1 s that only building needs

        owners, rows = collection.searched_by(passages)
        used, columns = number_anew(rows, len(collection.token_offsets) - 1)
        offsets, at = spans_of(collection.token_offsets, used)
        words, tokens = number_anew(collection.tokens[at], len(table.classes))
        membership = csr_array(
            (np.ones(len(owners), dtype=np.int32), (owners, columns)),
            shape=(len(passages), len(used)),
        )
        return cls(membership, tokens, offsets, table.take(words))


def count_terms(
    collection: Collection, table: WordTable, passages: NDArray[np.int64]
) -> tuple[TermCounts, TermCounts, NDArray[np.int32]]:
    """Count the terms of some passages.

    Terms of words and pairs are counted apart: the first are words times the terms of a word, the
    second depend on who stands beside whom. Their keys do not interleave (`pair_keys`), so the
    two are one when laid end to end.

    Args:
        collection: What they belong to.
        table: Its words.
        passages: Their rows.

    Returns:
        Of the words; of pairs; and how many terms of each kind each passage has, shape
        (n_passages, n_kinds).
    """
    texts = _Texts.of(collection, table, passages)
    pairs, n_pairs = _count_pairs(texts)
    lengths = np.zeros((len(passages), len(TermKind)), dtype=np.int64)
    lengths[:, TermKind.STEM] = texts.membership @ np.diff(texts.offsets)
    lengths[:, TermKind.SKELETON] = lengths[:, TermKind.STEM]
    n_grams = np.concatenate([[0], np.cumsum((np.diff(texts.table.offsets) - 2)[texts.tokens])])
    lengths[:, TermKind.GRAM] = texts.membership @ np.diff(n_grams[texts.offsets])
    lengths[:, TermKind.PAIR] = texts.membership @ n_pairs
    return _count_word_terms(texts), pairs, lengths.astype(np.int32)


def _count_word_terms(texts: _Texts) -> TermCounts:
    table = texts.table
    keys, first, columns = np.unique(table.keys, return_index=True, return_inverse=True)
    terms = _csr(columns, table.offsets, len(keys))
    words = texts.membership @ _csr(texts.tokens, texts.offsets, len(table.classes))
    return TermCounts(keys, table.kinds[first], terms.T.tocsr(), words.T.tocsr())


def _count_pairs(texts: _Texts) -> tuple[TermCounts, NDArray[np.int64]]:
    """Count neighbouring stems in one sentence, neither of a stop word; and those of each row."""
    tokens, offsets = texts.tokens, texts.offsets
    row_of = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    content = ~texts.table.is_stop[tokens]
    is_pair = content[:-1] & content[1:] & (row_of[:-1] == row_of[1:])
    left = np.flatnonzero(is_pair)
    stems = texts.table.stem_keys
    keys, columns = np.unique(
        pair_keys(stems[tokens[left]], stems[tokens[left + 1]]), return_inverse=True
    )
    n_pairs = np.bincount(row_of[left], minlength=len(offsets) - 1)
    pairs = _csr(columns, np.concatenate([[0], np.cumsum(n_pairs)]), len(keys))
    kinds = np.full(len(keys), TermKind.PAIR, dtype=np.uint8)
    return TermCounts(keys, kinds, pairs.T.tocsr(), texts.membership.T.tocsr()), n_pairs


def _csr(columns: NDArray[np.integer], offsets: NDArray[np.int64], n_columns: int) -> "csr_array":
    """Return a matrix of counts: row by row, the columns that are counted once more."""
    from scipy.sparse import csr_array  # noqa: PLC0415 -- .1 s that only building needs

    ones = np.ones(len(columns), dtype=np.int32)
    return csr_array(
        (ones, columns.astype(np.int32), offsets), shape=(len(offsets) - 1, n_columns)
    )
