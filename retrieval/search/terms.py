"""The question as terms of the index."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.questions import Query
from retrieval.arabic.terms import grams, light_stem
from retrieval.index.words import TermKind, WordTable, pair_keys, term_key


@dataclass(frozen=True, slots=True)
class AlternativeTerms:
    """The words that may stand for words of a question; one entry an alternative in each array.

    An alternative is there where its stem is, and then counts as a word that is there with all
    its terms would; what else shares its grams says nothing of it.

    Attributes:
        stems: int64: the term that is its stem.
        n_grams: int64.
        owners: int64: the word that it stands for.
        shares: float64: what it counts beside that word, 0 to 1.
    """

    stems: NDArray[np.int64]
    n_grams: NDArray[np.int64]
    owners: NDArray[np.int64]
    shares: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """The distinct terms of a question.

    Attributes:
        keys: uint64, ascending, shape (n_terms,).
        kinds: uint8, shape (n_terms,): `TermKind`.
        weights: float64, shape (n_terms,): the weights of the words that hold a term, summed; 0
            for a stem of alternatives alone.
        words: bool, shape (n_terms, n_words): which of the question's weighted words hold it.
        word_weights: float64, shape (n_words,).
        is_topic: bool, shape (n_words,): which of them name the topic.
        alternatives: What may stand for its words.
    """

    keys: NDArray[np.uint64]
    kinds: NDArray[np.uint8]
    weights: NDArray[np.float64]
    words: NDArray[np.bool_]
    word_weights: NDArray[np.float64]
    is_topic: NDArray[np.bool_]
    alternatives: AlternativeTerms

    def best_of_each(
        self, of_words: NDArray[np.float64], of_alternatives: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return what each word counts for: its own value or an alternative's, if that is more.

        Args:
            of_words: Shape (n_rows, n_words).
            of_alternatives: Shape (n_rows, n_alternatives), their shares not yet in them.
        """
        best = of_words.copy()
        shared = of_alternatives * self.alternatives.shares
        for at, owner in enumerate(self.alternatives.owners.tolist()):
            np.maximum(best[:, owner], shared[:, at], out=best[:, owner])
        return best


@lru_cache(maxsize=65_536)
def stem_key(word: str) -> int:
    """Return the key of a word's stem."""
    return term_key(TermKind.STEM, light_stem(word))


def query_terms(query: Query) -> QueryTerms:
    """Return the terms of every word of weight above 0, and of neighbouring words of the topic."""
    weighted = [(at, word) for at, word in enumerate(query.words) if word.weight > 0]
    table = WordTable.of([word.text for _, word in weighted])
    word_weights = np.array([word.weight for _, word in weighted], dtype=np.float64)
    n_terms = np.diff(table.offsets)
    owner = np.repeat(np.arange(len(weighted)), n_terms)

    positions = np.array([at for at, _ in weighted], dtype=np.int64)
    content = np.flatnonzero(~table.is_stop)
    left, right = content[:-1], content[1:]
    neighbours = positions[right] - positions[left] == 1
    left, right = left[neighbours], right[neighbours]
    pairs = pair_keys(table.stem_keys[left], table.stem_keys[right])

    others = [
        (owner, other) for owner, (_, word) in enumerate(weighted) for other in word.alternatives
    ]
    stems = np.array([stem_key(other.text) for _, other in others], dtype=np.uint64)
    keys = np.concatenate([table.keys, pairs, stems])
    kinds = np.concatenate(
        [
            table.kinds,
            np.full(len(pairs), TermKind.PAIR, dtype=np.uint8),
            np.full(len(stems), TermKind.STEM, dtype=np.uint8),
        ]
    )
    owners = np.concatenate([owner, right])
    distinct, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    words = np.zeros((len(distinct), len(weighted)), dtype=np.bool_)
    words[inverse[: len(owners)], owners] = True
    return QueryTerms(
        keys=distinct,
        kinds=kinds[first],
        weights=words @ word_weights,
        words=words,
        word_weights=word_weights,
        is_topic=np.array([word.is_topic for _, word in weighted], dtype=np.bool_),
        alternatives=AlternativeTerms(
            stems=inverse[len(owners) :],
            n_grams=np.array([len(grams(other.text)) for _, other in others], dtype=np.int64),
            owners=np.array([owner for owner, _ in others], dtype=np.int64),
            shares=np.array([other.share for _, other in others], dtype=np.float64),
        ),
    )
