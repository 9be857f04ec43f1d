"""How far sentences speak of a question in other words than its own.

Two sources say which words may speak of each other: lines written by hand
(`retrieval.arabic.associations`), and vectors of stems (`retrieval.arabic.word_vectors`). Neither
knows what a sentence means; what each is worth beside the words themselves, the scorer has learnt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.associations import associated_with
from retrieval.arabic.questions import QueryWord
from retrieval.arabic.terms import light_stem
from retrieval.arabic.word_vectors import FULL_LENGTH, UNKNOWN, WordVectors
from retrieval.index.lexical import positions_of
from retrieval.index.ragged import spans_of
from retrieval.index.snapshot import Snapshot
from retrieval.search.candidates import Candidates, Occurrences
from retrieval.search.coverage import Question
from retrieval.search.terms import stem_key

_CLINGING = ("", "ب", "ل")
"""Prepositions that a light stem keeps; what is linked to a word is found with them too."""
_IS_THE_WORD_FROM = 0.6
"""The share from which an alternative is the word itself in other letters: spoken or misspelt."""


class Link(IntEnum):
    """What a word of the text may be to a word of the question."""

    NEAR = 0
    """It may stand for it, or is formed from it; 0 or 1."""
    RELATED = 1
    """It is found where that is asked for; 0 or 1."""
    SIMILAR = 2
    """The cosine of their vectors, at least 0."""


@dataclass(frozen=True, slots=True)
class Relatedness:
    """How far candidates and their contexts speak of a question in other words.

    Attributes:
        words: float32, shape (len(Link), n_rows, n_words), rows as in `Candidates.occurrences`:
            the most that a word of the row is to each word of the question; 0 for words that name
            no topic.
        whole: float32, shape (n_candidates,): the cosine of the mean vectors of the candidate's
            words and of the question's, which weigh by their importance.
    """

    words: NDArray[np.float32]
    whole: NDArray[np.float32]


def relate(
    snapshot: Snapshot, vectors: WordVectors, question: Question, candidates: Candidates
) -> Relatedness:
    """Relate candidates and their contexts to the words of a question.

    Args:
        snapshot: In which they were found.
        vectors: Those whose rows the snapshot knows its words by.
        question: Its words of the topic are looked for.
        candidates: Of the question.
    """
    words = [word for word in question.query.words if word.weight > 0]
    occurrences, at = candidates.occurrences, candidates.at
    links = np.zeros((len(Link), len(occurrences.lengths), len(words)), dtype=np.float32)
    if not words or not len(at):
        return Relatedness(links, np.zeros(len(at), dtype=np.float32))
    keys = snapshot.table.keys[snapshot.table.offsets[occurrences.tokens]]
    # A stem stands in many rows: what is dear is done once for each.
    stems, first, which = np.unique(keys, return_index=True, return_inverse=True)
    known = _unit_vectors(vectors, snapshot.vector_rows[occurrences.tokens[first]])
    asked = _unit_vectors(vectors, vectors.rows_of([_stem_in_writing(word) for word in words]))
    _mark_links(words, stems, which, occurrences, links)
    is_there = occurrences.lengths > 0
    links[Link.SIMILAR, is_there] = np.maximum.reduceat(
        np.maximum(known @ asked.T, 0)[which], occurrences.offsets[:-1][is_there]
    )
    offsets, tokens = spans_of(occurrences.offsets, at)
    sums = np.add.reduceat(known[which[tokens]], offsets[:-1])
    mean = question.importance.astype(np.float32) @ asked
    lengths = np.linalg.norm(sums, axis=1) * np.linalg.norm(mean)
    return Relatedness(links, (sums @ mean) / np.maximum(lengths, 1e-6))


def _unit_vectors(vectors: WordVectors, rows: NDArray[np.int32]) -> NDArray[np.float32]:
    """Return the vectors of some rows, zeros for `UNKNOWN`; shape (len(rows), dimension)."""
    taken = vectors.rows[np.maximum(rows, 0)].astype(np.float32)
    taken *= (rows[:, None] != UNKNOWN) / np.float32(FULL_LENGTH)
    return taken


def _stem_in_writing(word: QueryWord) -> str:
    """Return the stem of what a word is in written Arabic, "" if it names no topic."""
    return _stems_of(word)[0] if word.is_topic else ""


def _stems_of(word: QueryWord) -> list[str]:
    """Return the stems of what a word is in other letters, then its own."""
    others = [other.text for other in word.alternatives if other.share >= _IS_THE_WORD_FROM]
    return [light_stem(text) for text in (*others, word.text)]


def _mark_links(
    words: Sequence[QueryWord],
    stems: NDArray[np.uint64],
    which: NDArray[np.int64],
    occurrences: Occurrences,
    links: NDArray[np.float32],
) -> None:
    """Mark the rows that hold near or related words.

    Args:
        words: Of the question.
        stems: Keys of the stems of the text, ascending.
        which: The stem of each token of the rows.
        occurrences: The rows.
        links: As in `Relatedness.words`, zeros.
    """
    linked = [
        (column, *_keys_of(stem))
        for column, word in enumerate(words)
        if word.is_topic
        for stem in _stems_of(word)
    ]
    if not linked:
        return
    columns = np.repeat([column for column, _, _ in linked], [len(keys) for _, keys, _ in linked])
    found = positions_of(np.concatenate([keys for _, keys, _ in linked]), stems)
    kinds = np.concatenate([kinds for _, _, kinds in linked])
    is_found = found >= 0
    of_stems = np.zeros((len(stems), 2 * len(words)), dtype=np.bool_)
    of_stems[found[is_found], kinds[is_found] * len(words) + columns[is_found]] = True
    is_linked = np.asarray(of_stems.any(axis=1))
    tokens = np.flatnonzero(is_linked[which])
    rows = np.searchsorted(occurrences.offsets, tokens, side="right") - 1
    nth, places = of_stems[which[tokens]].nonzero()
    links[places // len(words), rows[nth], places % len(words)] = 1


@lru_cache(maxsize=16_384)
def _keys_of(stem: str) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the keys of the stems that are linked to one, and the `Link` of each."""
    found = associated_with(stem)
    links = ((Link.NEAR, found.near | {stem}), (Link.RELATED, found.related))
    pairs = [
        (stem_key(clinging + other), int(link))
        for link, others in links
        for other in others
        for clinging in _CLINGING
    ]
    return (
        np.array([key for key, _ in pairs], dtype=np.uint64),
        np.array([link for _, link in pairs], dtype=np.int64),
    )
