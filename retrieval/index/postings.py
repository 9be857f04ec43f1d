"""The lexical index of a collection: built anew, or made of the one before it.

Both score the same to the last bit. For that, what is stored of a posting depends on its own
passage and on nothing of the others but their mean lengths, in coarse steps: `typical_lengths`.
"""

from collections.abc import Sequence
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import DTypeLike, NDArray

from retrieval.index.collection import Collection
from retrieval.index.counting import TermCounts, count_terms
from retrieval.index.lexical import (
    LexicalIndex,
    Postings,
    TermFrequencies,
    field_settings,
    positions_of,
)
from retrieval.index.words import TermKind, WordTable
from retrieval.settings import LexicalSettings

_LENGTH_STEP: Final = 1.05


class IndexedTexts(Protocol):
    """A collection with its index, as a snapshot holds them."""

    collection: Collection
    table: WordTable
    lexical: LexicalIndex


def build_lexical(
    collection: Collection, table: WordTable, settings: LexicalSettings
) -> LexicalIndex:
    """Index the words of every passage."""
    n_passages = collection.n_passages
    rows = np.arange(n_passages)
    *counted, lengths = count_terms(collection, table, rows)
    return LexicalIndex(
        base=_saturate(counted, _damping(lengths, typical_lengths(lengths), settings), 0),
        recent=_saturate([], _damping(lengths[:0], np.ones(len(TermKind)), settings), 0),
        gone=TermFrequencies(np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64)),
        slots=rows.astype(np.int32),
        lengths=lengths,
        n_base=n_passages,
    )


def update_lexical(
    stored: IndexedTexts,
    moved: NDArray[np.int32],
    collection: Collection,
    table: WordTable,
    settings: LexicalSettings,
) -> LexicalIndex:
    """Make the index of a collection of that of an earlier one, whose `base` it shares.

    Where too much has changed for that, it is built anew.

    Args:
        stored: The earlier collection, and its index made with the same settings.
        moved: For each passage of it, the row in `collection` of the passage that has the same
            words; -1 where there is none.
        collection: What is to be indexed.
        table: Its words.
        settings: As for `build_lexical`.
    """
    before = stored.lexical
    slots = np.full(collection.n_passages, -1, dtype=np.int32)
    stays = (moved >= 0) & (before.slots < before.n_base)
    slots[moved[stays]] = before.slots[stays]
    recent = np.flatnonzero(slots < 0)
    n_gone = before.n_base - int(stays.sum())
    if len(recent) + n_gone > settings.most_changed * before.n_base:
        return build_lexical(collection, table, settings)
    slots[recent] = before.n_base + np.arange(len(recent))

    *counted, lengths_of_recent = count_terms(collection, table, recent)
    lengths = np.empty((len(slots), len(TermKind)), dtype=np.int32)
    lengths[recent] = lengths_of_recent
    lengths[moved[stays]] = before.lengths[stays]
    typical = typical_lengths(lengths)
    if (typical != typical_lengths(before.lengths)).any():
        return build_lexical(collection, table, settings)
    went = np.flatnonzero((moved < 0) & (before.slots < before.n_base))
    return LexicalIndex(
        base=before.base,
        recent=_saturate(counted, _damping(lengths_of_recent, typical, settings), before.n_base),
        gone=_sum(before.gone, *count_terms(stored.collection, stored.table, went)[:2]),
        slots=slots,
        lengths=lengths,
        n_base=before.n_base,
    )


def typical_lengths(lengths: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the mean length of each kind, shape (n_kinds,), to the nearest power of 1.05.

    The mean only says what is called long, and half a step changes no score by more than 2.5 %. An
    article more or less nearly never changes it by a step; so the passages of the others keep what
    is stored of them.

    Args:
        lengths: Shape (n_passages, n_kinds).
    """
    # Short of one term a passage on average, a passage with one is not called long.
    mean = np.maximum(lengths.sum(axis=0, dtype=np.int64) / max(len(lengths), 1), 1.0)
    typical: NDArray[np.float64] = _LENGTH_STEP ** np.rint(np.log(mean) / np.log(_LENGTH_STEP))
    return typical


def _damping(
    lengths: NDArray[np.int32], typical: NDArray[np.float64], settings: LexicalSettings
) -> NDArray[np.float32]:
    """Return the count at which a term of a kind reaches half of its ceiling; shape as lengths."""
    fields = field_settings(settings)
    k1, b = (np.array([getattr(fields[kind], name) for kind in TermKind]) for name in ("k1", "b"))
    damping: NDArray[np.float64] = k1 * (1 - b + b * lengths / typical)
    return damping.astype(np.float32)


def _saturate(
    counted: Sequence[TermCounts], damping: NDArray[np.float32], first_slot: int
) -> Postings:
    """Turn the counts of some passages into postings.

    Args:
        counted: Parts whose keys follow each other.
        damping: Of each passage and kind.
        first_slot: The slot of the first passage; the others follow.
    """
    # What is never written to takes no memory.
    most = sum(part.most for part in counted)
    slots, saturations = np.empty(most, dtype=np.int32), np.empty(most, dtype=np.float32)
    frequencies: list[NDArray[np.int64]] = []
    of_passage, n_kinds = damping.ravel(), np.int64(damping.shape[1])
    end = 0
    for part in counted:
        for terms, counts in part.in_blocks():
            held_by = np.diff(counts.indptr).astype(np.int64)
            some = slice(end, end := end + counts.nnz)
            count = counts.data.astype(np.float32)
            at = counts.indices * n_kinds + np.repeat(part.kinds[terms], held_by)
            np.divide(count, count + of_passage[at], out=saturations[some])
            np.add(counts.indices, first_slot, out=slots[some], casting="same_kind")
            frequencies.append(held_by)
    every = _laid_end_to_end(frequencies, np.int64)
    held = every > 0
    return Postings(
        keys=_laid_end_to_end([part.keys for part in counted], np.uint64)[held],
        kinds=_laid_end_to_end([part.kinds for part in counted], np.uint8)[held],
        offsets=_offsets(every[held]),
        slots=slots[:end],
        saturations=saturations[:end],
    )


def _sum(before: TermFrequencies, *counted: TermCounts) -> TermFrequencies:
    """Add the passages that hold each term."""
    keys = np.unique(np.concatenate([before.keys, *(part.keys for part in counted)]))
    counts = np.zeros(len(keys), dtype=np.int64)
    counts[positions_of(before.keys, keys)] = before.counts
    for part in counted:
        at = positions_of(part.keys, keys)
        for terms, of_terms in part.in_blocks():
            counts[at[terms]] += np.diff(of_terms.indptr)
    return TermFrequencies(keys[counts > 0], counts[counts > 0])


def _laid_end_to_end(parts: Sequence[NDArray[Any]], kind: DTypeLike) -> NDArray[Any]:
    return np.concatenate([np.empty(0, dtype=kind), *parts], dtype=kind)


def _offsets(frequencies: NDArray[np.int64]) -> NDArray[np.int64]:
    offsets = np.zeros(len(frequencies) + 1, dtype=np.int64)
    np.cumsum(frequencies, out=offsets[1:])
    return offsets
