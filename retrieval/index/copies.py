"""Documents that say what another document says: for whoever keeps the corpus.

Two texts are compared by their runs of four words (shingles): the share of one's runs that stand
in the other. An article with a word changed keeps nearly all of its runs, one that was shortened
keeps them all, and two articles on one event have few in common. Only the bodies are compared;
titles, captions and lists of sections are not.

numpy alone does it: all runs are hashed at once, and sorting brings equal ones together. Sketches
of a library such as datasketch are made one by one in Python, which takes longer than comparing
everything does here.

Source:
    Broder, Glassman, Manasse & Zweig, Syntactic clustering of the Web, 1997,
    doi:10.1016/S0169-7552(97)00031-7.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.datatypes import SentenceRole
from retrieval.index.collection import Collection
from retrieval.index.ragged import spans_of

MIN_SHARE: Final = 0.8
"""Of its runs that another document has, from which a document is a copy of it."""

_RUN: Final = 4
_MAX_HOLDERS: Final = 20
"""A run in more documents is a phrase that all of them use; equal texts count as one."""
_MAX_RUNS: Final = 4_000_000
"""Runs that are compared. Of a larger corpus each takes part by its hash: one in two, in three."""
_BODY: Final = int(SentenceRole.BODY)
_FACTORS: Final = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9))
"""The odd numbers that SplitMix64 multiplies by."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A document that says what another one says.

    Attributes:
        row: Of the document.
        share: Of its runs that stand in the other document, 0 to 1; 1 if it is held in full.
        is_equal: The two texts have the same words.
    """

    row: int
    share: float
    is_equal: bool


@dataclass(frozen=True, slots=True)
class Copied:
    """A document and its copies.

    Attributes:
        row: Of the fullest; of several as full, the first.
        copies: In the order of their rows.
    """

    row: int
    copies: tuple[Copy, ...]


def find_copies(collection: Collection) -> tuple[Copied, ...]:
    """Find the documents that stand more than once in a collection.

    Returns:
        In the order of their rows; no document is a copy of two, or of a copy: were all copies
        taken away, what each of them says would still be there.
    """
    tokens, offsets = _bodies(collection)
    first_equal = _first_equal(tokens, offsets)
    distinct = np.flatnonzero(first_equal == np.arange(len(first_equal)))
    copied: dict[int, list[Copy]] = defaultdict(list)
    held_by = _find_held(tokens, offsets, distinct)
    for row, first in enumerate(first_equal.tolist()):
        original, share = held_by.get(first, (first, 1.0))
        if row != original:
            copied[original].append(Copy(row, share, is_equal=original == first))
    return tuple(Copied(row, tuple(copied[row])) for row in sorted(copied))


def _bodies(collection: Collection) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the words of the documents' bodies, and each document's part of them."""
    sentences = np.flatnonzero(collection.roles == _BODY)
    offsets, at = spans_of(collection.token_offsets, sentences)
    firsts = np.searchsorted(sentences, collection.sentence_offsets)
    return collection.tokens[at], offsets[firsts]


def _first_equal(tokens: NDArray[np.int32], offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return, for each document, the first one with the same words; itself if it has none."""
    seen: dict[bytes, int] = {}
    bounds = offsets.tolist()
    return np.array(
        [
            seen.setdefault(tokens[start:end].tobytes(), row) if end > start else row
            for row, (start, end) in enumerate(pairwise(bounds))
        ],
        dtype=np.int64,
    )


def _find_held(
    tokens: NDArray[np.int32], offsets: NDArray[np.int64], rows: NDArray[np.int64]
) -> dict[int, tuple[int, float]]:
    """Return, for each document that is a copy, the document that has most of its runs.

    Args:
        tokens: Of the bodies.
        offsets: A document's part of them.
        rows: The documents to compare.
    """
    runs, holders = _runs(tokens, offsets, rows)
    n_runs = np.bincount(holders, minlength=len(offsets) - 1)
    first, second, n_shared = _shared(runs, holders)
    is_first_fuller = n_runs[first] >= n_runs[second]
    held = np.where(is_first_fuller, second, first)
    holding = np.where(is_first_fuller, first, second)
    shares = n_shared / n_runs[held]
    # The fullest first, so that what is asked of a document is known of all that may hold it.
    order = np.lexsort((holding, -shares, held, -n_runs[held]))
    found: dict[int, tuple[int, float]] = {}
    for at in order[shares[order] >= MIN_SHARE].tolist():
        row, other = int(held[at]), int(holding[at])
        if row not in found and other not in found:
            found[row] = other, float(shares[at])
    return found


def _runs(
    tokens: NDArray[np.int32], offsets: NDArray[np.int64], rows: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return hashes of runs of words and their documents, each run once a document, sorted."""
    bounds, at = spans_of(offsets, rows)
    owners = np.repeat(rows, np.diff(bounds))
    words = (tokens[at].astype(np.uint64) + np.uint64(1)) * _FACTORS[0]
    words ^= words >> np.uint64(29)
    n_runs = max(len(words) - _RUN + 1, 0)
    hashes = np.zeros(n_runs, dtype=np.uint64)
    for step in range(_RUN):
        hashes = hashes * _FACTORS[1] + words[step : step + n_runs]
    hashes ^= hashes >> np.uint64(32)
    is_whole = owners[:n_runs] == owners[len(owners) - n_runs :]
    every = np.uint64(-(-n_runs // _MAX_RUNS) or 1)
    is_taken = is_whole & (hashes % every == 0)
    # The document's row in the lowest bits: one sort brings equal runs together and drops repeats.
    mask = np.uint64((1 << len(offsets).bit_length()) - 1)
    coded = np.sort((hashes[is_taken] & ~mask) | owners[:n_runs][is_taken].astype(np.uint64))
    # Not `np.unique`, whose table of hashes takes seconds for millions.
    coded = coded[np.diff(coded, prepend=~coded[:1]) != 0]
    return coded & ~mask, (coded & mask).astype(np.int64)


def _shared(
    runs: NDArray[np.uint64], holders: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs of documents, the first row below the second, and how many runs they share.

    Runs in too many documents are left out.
    """
    changes = np.flatnonzero(np.diff(runs, prepend=~runs[:1], append=~runs[-1:]))
    n_holders = np.diff(changes)
    is_telling = np.repeat(n_holders <= _MAX_HOLDERS, n_holders)
    runs, holders = runs[is_telling], holders[is_telling]
    pairs: list[NDArray[np.int64]] = []
    width = int(holders.max(initial=0)) + 1
    for distance in range(1, min(_MAX_HOLDERS, len(runs))):
        is_same = runs[distance:] == runs[:-distance]
        if not is_same.any():
            break
        pairs.append(holders[:-distance][is_same] * width + holders[distance:][is_same])
    if not pairs:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, nothing
    coded, n_shared = np.unique(np.concatenate(pairs), return_counts=True)
    return coded // width, coded % width, n_shared
