"""How far sentences speak of a question in other words than its own.

Which words carry which, `retrieval.arabic.word_links` knows; how much one text is about what
another is about, the vectors of lemmas tell (`retrieval.arabic.word_vectors`). Neither knows what
a sentence means; what each is worth beside the words themselves, the scorer has learnt.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.lemmas import UNKNOWN, Lemmas
from retrieval.arabic.questions import QueryWord
from retrieval.arabic.terms import asked_stem
from retrieval.arabic.word_links import SURE, WordLinks
from retrieval.arabic.word_vectors import FULL_LENGTH
from retrieval.index.ragged import differences
from retrieval.index.snapshot import Snapshot
from retrieval.search.candidates import Candidates, Occurrences
from retrieval.search.coverage import Question
from retrieval.search.products import multiply

N = TypeVar("N", bound=np.generic)

_IS_THE_WORD_FROM = 0.6
"""The share from which an alternative is the word itself in other letters: spoken or misspelt."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is known of lemmas, by whose numbers a snapshot knows its words.

    Attributes:
        lemmas: Of stems.
        links: Which lemmas carry which.
        vectors: int8, shape (n_lemmas, dimension): rows of length `FULL_LENGTH`.
    """

    lemmas: Lemmas
    links: WordLinks
    vectors: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Relatedness:
    """How far candidates and their contexts speak of a question in other words.

    Attributes:
        carried: float32, shape (n_rows, n_words), rows as in `Candidates.occurrences`: how surely
            the row's words carry each word of the question, 0 to 1; 0 for words that name no
            topic.
        company: float32, shape (n_rows, n_words): the largest cosine of the row's words with each
            word of the question, by the company that they keep; that of an unknown word is 0.
        whole: float32, shape (n_candidates,): the cosine of the mean vectors of the candidate's
            words and of the question's, which weigh by their importance.
        lemmas: int32, shape (n_words,): of the words that name the topic, else `UNKNOWN`.
        vectors: float32, shape (n_words, dimension): of these, of length 1, else 0.
    """

    carried: NDArray[np.float32]
    company: NDArray[np.float32]
    whole: NDArray[np.float32]
    lemmas: NDArray[np.int32]
    vectors: NDArray[np.float32]


def relate(
    snapshot: Snapshot, lexicon: Lexicon, question: Question, candidates: Candidates
) -> Relatedness:
    """Relate candidates and their contexts to the words of a question.

    Args:
        snapshot: In which they were found.
        lexicon: By whose numbers the snapshot knows its words.
        question: Its words of the topic are looked for.
        candidates: Of the question.
    """
    words = [word for word in question.query.words if word.weight > 0]
    lemmas_of = {
        column: [
            lemma
            for stem in _stems_of(word)
            if (lemma := _lemma_of(lexicon.lemmas, stem)) != UNKNOWN
        ]
        for column, word in enumerate(words)
        if word.is_topic
    }
    known = {column: lemmas for column, lemmas in lemmas_of.items() if lemmas}
    occurrences, at = candidates.occurrences, candidates.at
    carried, company = np.zeros((2, len(occurrences.lengths), len(words)), dtype=np.float32)
    whole = np.zeros(len(at), dtype=np.float32)
    asked = np.full(len(words), UNKNOWN, dtype=np.int32)
    vectors = np.zeros((len(words), lexicon.vectors.shape[1]), dtype=np.float32)
    if known and len(at):
        columns = list(known)
        of_tokens = snapshot.lemmas[occurrences.tokens]
        strengths = _strengths(lexicon.links, list(known.values()))
        carried[:, columns] = _most_of_rows(strengths.take(of_tokens, axis=1), occurrences).T
        carried /= SURE
        asked[columns] = [lemmas[0] for lemmas in known.values()]
        vectors[columns] = lexicon.vectors[asked[columns]] / np.float32(FULL_LENGTH)
        importance = question.importance[columns].astype(np.float32)
        products, which = _products(vectors[columns], lexicon.vectors, of_tokens)
        company[:, columns] = _most_of_rows(products.take(which, axis=1), occurrences).T
        company /= FULL_LENGTH
        mean = importance @ vectors[columns]
        along = _sums_of_rows((importance @ products).take(which), occurrences.offsets)[at]
        lengths = snapshot.collection.lemma_lengths[candidates.sentences]
        whole[:] = along / np.maximum(lengths * np.sqrt(mean @ mean), 1e-6)
    return Relatedness(carried, company, whole, asked, vectors)


def _stems_of(word: QueryWord) -> list[str]:
    """Return the stems of what a word is in other letters, then its own."""
    others = [other.text for other in word.alternatives if other.share >= _IS_THE_WORD_FROM]
    return [asked_stem(text) for text in (*others, word.text)]


@lru_cache(maxsize=8_192)
def _lemma_of(lemmas: Lemmas, stem: str) -> int:
    """Return the lemma of a light stem or `UNKNOWN`, remembered: questions repeat their words."""
    return lemmas.number_of(stem)


def _strengths(links: WordLinks, asked: list[list[int]]) -> NDArray[np.uint8]:
    """Return how surely each lemma carries each of some words.

    Args:
        links: Of all lemmas.
        asked: The lemmas that each word may be of.

    Returns:
        Shape (len(asked), n_lemmas + 1): the last column, which `UNKNOWN` indexes, is 0.
    """
    strengths = np.zeros((len(asked), len(links.entries) + 1), dtype=np.uint8)
    for row, lemmas in zip(strengths, asked, strict=True):
        for lemma in lemmas:
            links.mark(lemma, row)
    return strengths


def _most_of_rows(values: NDArray[N], occurrences: Occurrences) -> NDArray[N]:
    """Return the largest of each row's tokens, 0 where it has none; (len(values), n_rows)."""
    most = np.zeros((len(values), len(occurrences.lengths)), dtype=values.dtype)
    has_tokens = occurrences.lengths.nonzero()[0]
    most[:, has_tokens] = np.maximum.reduceat(values, occurrences.offsets[has_tokens], axis=1)
    return most


def _products(
    asked: NDArray[np.float32], vectors: NDArray[np.int8], of_tokens: NDArray[np.int32]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return how far each lemma among some tokens goes in the direction of some words.

    Args:
        asked: Vectors of the words, shape (n_words, dimension).
        vectors: Of lemmas.
        of_tokens: The lemma of each token; `UNKNOWN` has no vector.

    Returns:
        The products, shape (n_words, n_distinct), and the place there of each token's lemma, as
        each stands in many rows.
    """
    lemmas, which = _distinct(of_tokens, len(vectors) + 1)
    known = vectors.take(np.maximum(lemmas, 0), axis=0).astype(np.float32)
    products = multiply(known, asked.T)
    products[lemmas == UNKNOWN] = 0
    return np.ascontiguousarray(products.T), which


def _sums_of_rows(
    of_tokens: NDArray[np.float32], offsets: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the sum of each row's part of some numbers, shape (len(offsets) - 1,)."""
    so_far = np.zeros(len(of_tokens) + 1)
    of_tokens.cumsum(dtype=np.float64, out=so_far[1:])
    sums: NDArray[np.float64] = differences(so_far[offsets])
    return sums


def _distinct(numbers: NDArray[np.int32], n: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return which numbers from -1 to n - 2 occur, in any order, and the place of each there."""
    last = np.empty(n, dtype=np.int32)  # only what is written is read
    order = np.arange(len(numbers), dtype=np.int32)
    last[numbers] = order
    last_of_each = last.take(numbers, mode="wrap")
    is_last = last_of_each == order
    return numbers[is_last], (is_last.cumsum() - 1).take(last_of_each)
