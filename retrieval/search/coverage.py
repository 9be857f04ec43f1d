"""How much of a question is covered, word by word.

The words of a question are not equal: each counts by its rarity in the collection. A word is
covered by its stem, in part by its skeleton or its grams (a misspelling keeps most of them), or
by a word that may stand for it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.questions import Query
from retrieval.index.lexical import FoundTerms, inverse_document_frequency
from retrieval.index.ragged import differences, spans_of
from retrieval.index.snapshot import Snapshot
from retrieval.search.terms import QueryTerms

# Set by hand, never searched.
_STOP_SHARE = 0.3  # of a stop word beside a word of the topic with the same rarity
_SKELETON_COVERS = 0.7  # of a word whose skeleton alone is there


@dataclass(frozen=True, slots=True)
class Question:
    """The question as search sees it: its analysis, its terms, and how rare each is here.

    Attributes:
        query: The analysis.
        terms: What the index knows its words by.
        found: What the index has of them.
        idf: float64, shape (n_terms,).
        importance: float64, shape (n_words,): each word's share of the question by rarity and
            weight; they sum to 1.
    """

    query: Query
    terms: QueryTerms
    found: FoundTerms
    idf: NDArray[np.float64]
    importance: NDArray[np.float64]

    @classmethod
    def of(cls, query: Query, terms: QueryTerms, snapshot: Snapshot) -> "Question":
        """Look up how rare the question's terms are in a snapshot."""
        lexical = snapshot.lexical
        found = lexical.find(terms.keys)
        idf = inverse_document_frequency(found.frequencies, lexical.n_passages)
        importance = idf[terms.stems] * np.where(terms.is_topic, terms.word_weights, _STOP_SHARE)
        return cls(query, terms, found, idf, importance / max(importance.sum(), 1e-9))

    @property
    def frequencies(self) -> NDArray[np.int64]:
        """How many passages hold each term, shape (n_terms,)."""
        return self.found.frequencies

    @property
    def is_topic(self) -> NDArray[np.bool_]:
        """Which of its words name the topic, shape (n_words,)."""
        return self.terms.is_topic

    @property
    def weighted_words(self) -> list[str]:
        """The words that the arrays of `terms` have an entry for."""
        return [word.text for word in self.query.words if word.weight > 0]

    @property
    def topic_stems(self) -> NDArray[np.uint64]:
        """The keys of the stems of the words that name the topic."""
        stems: NDArray[np.uint64] = self.terms.keys[self.terms.stems[self.is_topic]]
        return stems

    @property
    def chance_frequencies(self) -> NDArray[np.int64]:
        """How many passages hold each word's stem or an alternative's, if more, (n_words,)."""
        frequencies = self.frequencies[self.terms.stems]
        others = self.terms.alternatives
        np.maximum.at(frequencies, others.owners, self.frequencies[others.stems])
        return frequencies


def coverage_by_word(
    terms: QueryTerms, rows: NDArray[np.int64], held: NDArray[np.int64], n_rows: int
) -> NDArray[np.float64]:
    """Return how far each word of the question is covered, 0 to 1.

    Few terms of a question are in any one word or sentence, so those that are there are counted:
    a product of matrices takes twice as long, and may wake a thread on every core.

    Args:
        terms: Of the question.
        rows: One entry for each term that a row holds: the row.
        held: The term, by its position.
        n_rows: In all.

    Returns:
        Shape (n_rows, n_words).
    """
    offsets, at = spans_of(terms.part_offsets, held)
    cells = (rows * terms.n_parts.size).repeat(differences(offsets)) + terms.parts[at]
    n_held = np.bincount(cells, minlength=n_rows * terms.n_parts.size)
    shares = n_held.reshape(n_rows, *terms.n_parts.shape) / terms.n_parts
    stem, skeleton, gram = shares.transpose(1, 0, 2)
    covered = np.maximum(stem, np.maximum(gram**2, _SKELETON_COVERS * skeleton))
    others = terms.alternatives
    offsets, at = spans_of(others.offsets, held)
    at = others.by_stem[at]
    cells = (rows * covered.shape[1]).repeat(differences(offsets)) + others.owners[at]
    by_cell: NDArray[np.float64] = covered.ravel()
    np.maximum.at(by_cell, cells, others.shares[at])
    return by_cell.reshape(covered.shape)
