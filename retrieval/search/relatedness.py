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
from retrieval.index.snapshot import Snapshot
from retrieval.search.candidates import Occurrences
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
    """How far rows of `Occurrences` speak of a question in other words.

    Attributes:
        words: float32, shape (len(Link), n_rows, n_words): the most that a word of the row is to
            each word of the question; 0 for words that name no topic.
        whole: float32, shape (n_rows,): the cosine of the row's and the question's mean vectors,
            the question's words weighing by their importance.
    """

    words: NDArray[np.float32]
    whole: NDArray[np.float32]


def relate(
    snapshot: Snapshot, vectors: WordVectors, question: Question, occurrences: Occurrences
) -> Relatedness:
    """Relate rows to the words of a question.

    Args:
        snapshot: In which the rows lie.
        vectors: Those whose rows the snapshot knows its words by.
        question: Its words of the topic are looked for.
        occurrences: Of its terms in the rows.
    """
    words = [word for word in question.query.words if word.weight > 0]
    n_rows = len(occurrences.offsets) - 1
    links = np.zeros((n_rows, len(Link), len(words)), dtype=np.float32)
    whole = np.zeros(n_rows, dtype=np.float32)
    is_there = occurrences.lengths > 0
    if not words or not is_there.any():
        return Relatedness(links.transpose(1, 0, 2), whole)
    keys = snapshot.table.keys[snapshot.table.offsets[occurrences.tokens]]
    stems, first, at = np.unique(keys, return_index=True, return_inverse=True)
    known = _unit_vectors(vectors, snapshot.vector_rows[occurrences.tokens[first]])
    asked = _unit_vectors(vectors, vectors.rows_of([_stem_in_writing(word) for word in words]))
    of_stems = np.zeros((len(stems), len(Link), len(words)), dtype=np.float32)
    _mark_links(words, stems, of_stems)
    of_stems[:, Link.SIMILAR] = np.maximum(known @ asked.T, 0)

    starts = occurrences.offsets[:-1][is_there]
    links[is_there] = np.maximum.reduceat(of_stems[at], starts, axis=0)
    sums = np.add.reduceat(known[at], starts, axis=0)
    mean = question.importance.astype(np.float32) @ asked
    lengths = np.linalg.norm(sums, axis=1) * np.linalg.norm(mean)
    whole[is_there] = (sums @ mean) / np.maximum(lengths, 1e-6)
    return Relatedness(links.transpose(1, 0, 2), whole)


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
    words: Sequence[QueryWord], stems: NDArray[np.uint64], of_stems: NDArray[np.float32]
) -> None:
    """Fill in which stems of the text are near or related.

    Args:
        words: Of the question.
        stems: Keys, ascending.
        of_stems: Shape (len(stems), len(Link), len(words)), zeros.
    """
    for column, word in enumerate(words):
        if not word.is_topic:
            continue
        for stem in _stems_of(word):
            for link, keys in _keys_of(stem):
                at = positions_of(keys, stems)
                of_stems[at[at >= 0], link, column] = 1


@lru_cache(maxsize=16_384)
def _keys_of(stem: str) -> tuple[tuple[Link, NDArray[np.uint64]], ...]:
    """Return the keys of the stems that are linked to one."""
    found = associated_with(stem)
    links = ((Link.NEAR, found.near | {stem}), (Link.RELATED, found.related))
    return tuple(
        (
            link,
            np.array(
                [stem_key(clinging + other) for other in others for clinging in _CLINGING],
                dtype=np.uint64,
            ),
        )
        for link, others in links
        if others
    )
