"""How far sentences speak of a question in other words than its own.

Two sources say which words may speak of each other: lines written by hand
(`retrieval.arabic.associations`), and vectors of lemmas (`retrieval.arabic.word_vectors`). Neither
knows what a sentence means; what each is worth beside the words themselves, the scorer has learnt.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from struct import pack

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.associations import associated_with
from retrieval.arabic.lemmas import UNKNOWN, Lemmas
from retrieval.arabic.questions import QueryWord
from retrieval.arabic.terms import asked_stem, light_stem
from retrieval.arabic.word_vectors import FULL_LENGTH
from retrieval.index.ragged import spans_of
from retrieval.index.snapshot import Snapshot
from retrieval.index.words import TermKind, term_key
from retrieval.search.candidates import Candidates, Occurrences
from retrieval.search.coverage import Question

_CLINGING = ("", "ب", "ل")
"""Prepositions that a light stem keeps; what is linked to a word is found with them too."""
_IS_THE_WORD_FROM = 0.6
"""The share from which an alternative is the word itself in other letters: spoken or misspelt."""
_MOST_OF_A_PRODUCT = 2**18
"""Multiplications of a product of matrices for which OpenBLAS wakes no second thread."""
_LAST_BITS = 0xFFFF


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
    snapshot: Snapshot,
    lemmas: Lemmas,
    vectors: NDArray[np.int8],
    question: Question,
    candidates: Candidates,
) -> Relatedness:
    """Relate candidates and their contexts to the words of a question.

    Args:
        snapshot: In which they were found.
        lemmas: Those by whose numbers the snapshot knows its words.
        vectors: Of the lemmas, shape (n_lemmas, dimension), rows of length `FULL_LENGTH`.
        question: Its words of the topic are looked for.
        candidates: Of the question.
    """
    words = [word for word in question.query.words if word.weight > 0]
    occurrences, at = candidates.occurrences, candidates.at
    links = np.zeros((len(Link), len(occurrences.lengths), len(words)), dtype=np.float32)
    if not words or not len(at):
        return Relatedness(links, np.zeros(len(at), dtype=np.float32))
    # A word stands in many rows: what is dear is done once for each.
    numbers, which = _distinct(occurrences.tokens, len(snapshot.lemmas))
    keys = snapshot.table.keys[snapshot.table.offsets[numbers]]
    stems_of = {column: _stems_of(word) for column, word in enumerate(words) if word.is_topic}
    _mark_links(stems_of, keys, which, occurrences, links)
    known = _vectors_of(vectors, snapshot.lemmas[numbers])
    asked_lemmas = {column: _lemma_of(lemmas, stems[0]) for column, stems in stems_of.items()}
    columns = [column for column, lemma in asked_lemmas.items() if lemma != UNKNOWN]
    asked = _vectors_of(
        vectors, np.array([asked_lemmas[column] for column in columns], dtype=np.int32)
    )
    asked /= FULL_LENGTH
    if columns:
        cosines = _products(known, asked / np.float32(FULL_LENGTH)).take(which, axis=0)
        is_there = (occurrences.lengths > 0).nonzero()[0]
        most = np.maximum.reduceat(cosines, occurrences.offsets[is_there])
        links[Link.SIMILAR, is_there[:, None], columns] = np.maximum(most, 0)
    offsets, tokens = spans_of(occurrences.offsets, at)
    # Numbers are added by twos, which takes two thirds of the time.
    pairs = known.take(which[tokens], axis=0).view(np.complex64)
    sums = np.add.reduceat(pairs, offsets[:-1]).view(np.float32)
    mean = question.importance[columns].astype(np.float32) @ asked
    lengths = np.sqrt(np.einsum("ij,ij->i", sums, sums) * (mean @ mean))
    return Relatedness(links, np.einsum("ij,j->i", sums, mean) / np.maximum(lengths, 1e-6))


def _vectors_of(vectors: NDArray[np.int8], lemmas: NDArray[np.int32]) -> NDArray[np.float32]:
    """Return the vectors of some lemmas, zeros for `UNKNOWN`; (len(lemmas), dimension)."""
    taken = vectors.take(np.maximum(lemmas, 0), axis=0).astype(np.float32)
    taken[lemmas == UNKNOWN] = 0
    return taken


def _products(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the product of each row with each of some others, shape (len(left), len(right))."""
    products = np.empty((len(left), len(right)), dtype=np.float32)
    columns = np.ascontiguousarray(right.T)  # a third of the time of a view
    n_rows = max(_MOST_OF_A_PRODUCT // right.size, 1)
    for start in range(0, len(left), n_rows):
        block = slice(start, start + n_rows)
        np.matmul(left[block], columns, out=products[block])
    return products


def _distinct(numbers: NDArray[np.int32], n: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return which numbers from 0 to n - 1 occur, in any order, and the place of each there."""
    last = np.empty(n, dtype=np.int32)  # only what is written is read
    order = np.arange(len(numbers), dtype=np.int32)
    last[numbers] = order
    last_of_each = last.take(numbers)
    is_last = last_of_each == order
    return numbers[is_last], (is_last.cumsum() - 1).take(last_of_each)


def _stems_of(word: QueryWord) -> list[str]:
    """Return the stems of what a word is in other letters, then its own."""
    others = [other.text for other in word.alternatives if other.share >= _IS_THE_WORD_FROM]
    return [asked_stem(text) for text in (*others, word.text)]


@lru_cache(maxsize=8_192)
def _lemma_of(lemmas: Lemmas, stem: str) -> int:
    """Return the lemma of a light stem or `UNKNOWN`, remembered: questions repeat their words."""
    return lemmas.number_of(stem)


def _mark_links(
    asked: Mapping[int, Sequence[str]],
    stems: NDArray[np.uint64],
    which: NDArray[np.int64],
    occurrences: Occurrences,
    links: NDArray[np.float32],
) -> None:
    """Mark the rows that hold near or related words.

    Args:
        asked: The column of each word of the topic, and its stems.
        stems: Keys of the stems of the words of the text.
        which: The word of the text that each token of the rows is.
        occurrences: The rows.
        links: As in `Relatedness.words`, zeros.
    """
    linked = [(column, *_keys_of(stem)) for column, of_word in asked.items() for stem in of_word]
    if not linked:
        return
    keys = np.concatenate([keys for _, keys, _ in linked])
    # Few of either are among the others, and their last bits rule out nearly all that are not.
    of_links = _may_be_among(keys, stems)
    of_texts = _may_be_among(stems, keys[of_links])
    texts, nth = (stems[of_texts, None] == keys[of_links]).nonzero()
    columns = np.array([column for column, _, _ in linked])
    places = columns.repeat([len(keys) for _, keys, _ in linked])[of_links]
    places += np.concatenate([kinds for _, _, kinds in linked])[of_links] * links[0].size
    offsets = np.zeros(len(stems) + 1, dtype=np.int64)
    np.bincount(of_texts[texts], minlength=len(stems)).cumsum(out=offsets[1:])
    is_linked = offsets[1:] > offsets[:-1]
    tokens = is_linked.take(which).nonzero()[0]
    rows = occurrences.offsets.searchsorted(tokens, side="right") - 1
    ends, at = spans_of(offsets, which[tokens])
    cells = places[nth[at]] + (rows * links.shape[2]).repeat(np.diff(ends))
    links.reshape(-1)[cells] = 1


def _may_be_among(keys: NDArray[np.uint64], others: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return the positions of the keys that share their last bits with one of the others."""
    may_be = np.zeros(_LAST_BITS + 1, dtype=np.bool_)
    may_be[others.view(np.int64) & _LAST_BITS] = True
    return may_be.take(keys.view(np.int64) & _LAST_BITS).nonzero()[0]


@lru_cache(maxsize=8_192)
def _keys_of(stem: str) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the keys of the stems that are linked to one, and the `Link` of each."""
    found = associated_with(stem)
    near, related = found.near | {stem}, found.related
    keys = np.frombuffer(b"".join(map(_keys_with_clinging, (*near, *related))), dtype=np.uint64)
    # Made of numbers they would take as long as all else.
    links = pack("=q", Link.NEAR) * len(near) + pack("=q", Link.RELATED) * len(related)
    return keys, np.frombuffer(links, dtype=np.int64).repeat(len(_CLINGING))


@lru_cache(maxsize=8_192)
def _keys_with_clinging(stem: str) -> bytes:
    """Return the keys of a stem and of it with each preposition, as bytes, which join quickly."""
    keys = [term_key(TermKind.STEM, light_stem(clinging + stem)) for clinging in _CLINGING]
    return pack(f"={len(keys)}Q", *keys)
