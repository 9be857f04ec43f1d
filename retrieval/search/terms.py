"""The question as terms of the index."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.questions import Query
from retrieval.arabic.terms import grams, light_stem
from retrieval.index.ragged import opens_run
from retrieval.index.words import TermKind, WordTable, pair_keys, term_key

_STEM, _PAIR = int(TermKind.STEM), int(TermKind.PAIR)
_KINDS_OF_WORDS = np.array([TermKind.STEM, TermKind.SKELETON, TermKind.GRAM], dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class AlternativeTerms:
    """The words that may stand for words of a question; one entry an alternative in each array.

    An alternative is there where its stem is, and then counts as a word that is there with all
    its terms would; what else shares its grams says nothing of it.

    Attributes:
        stems: int64: the term that is its stem.
        n_grams: int64.
        owners: int64, ascending: the word that it stands for.
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
        parts: float32, shape (n_terms, 3 * n_words): the same by the kind of the term: stem,
            skeleton, gram.
        n_parts: float64, shape (3, n_words): how many of each kind a word holds, or 1.
        word_weights: float64, shape (n_words,).
        is_topic: bool, shape (n_words,): which of them name the topic.
        alternatives: What may stand for its words.
    """

    keys: NDArray[np.uint64]
    kinds: NDArray[np.uint8]
    weights: NDArray[np.float64]
    words: NDArray[np.bool_]
    parts: NDArray[np.float32]
    n_parts: NDArray[np.float64]
    word_weights: NDArray[np.float64]
    is_topic: NDArray[np.bool_]
    alternatives: AlternativeTerms

    def best_of_each(
        self, of_words: NDArray[np.float64], of_alternatives: NDArray[np.floating]
    ) -> NDArray[np.float64]:
        """Return what each word counts for: its own value or an alternative's, if that is more.

        Args:
            of_words: Shape (n_rows, n_words).
            of_alternatives: Shape (n_rows, n_alternatives), their shares not yet in them; no value
                of these or of the words is below 0.
        """
        others = self.alternatives
        best = of_words.copy()
        there = np.flatnonzero(of_alternatives.any(axis=0))
        if len(there):
            owners = others.owners[there]
            firsts = np.flatnonzero(opens_run(owners))
            shared = of_alternatives[:, there] * others.shares[there]
            most = np.maximum.reduceat(shared, firsts, axis=1)
            best[:, owners[firsts]] = np.maximum(best[:, owners[firsts]], most)
        return best


@lru_cache(maxsize=65_536)
def stem_key(word: str) -> int:
    """Return the key of a word's stem."""
    return term_key(TermKind.STEM, light_stem(word))


@lru_cache(maxsize=16_384)
def _count_grams(word: str) -> int:
    return len(grams(word))


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
    kinds = np.full(len(keys), _STEM, dtype=np.uint8)
    kinds[: len(owner)] = table.kinds
    kinds[len(owner) : len(owner) + len(pairs)] = _PAIR
    owners = np.concatenate([owner, right])
    distinct, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    words = np.zeros((len(distinct), len(weighted)), dtype=np.bool_)
    words[inverse[: len(owners)], owners] = True
    kinds = kinds[first]
    by_kind = words[:, None, :] & (kinds[:, None] == _KINDS_OF_WORDS)[:, :, None]
    parts = by_kind.reshape(len(words), 3 * len(weighted)).astype(np.float32)
    return QueryTerms(
        keys=distinct,
        kinds=kinds,
        weights=words @ word_weights,
        words=words,
        parts=parts,
        n_parts=np.maximum(parts.sum(axis=0), 1.0).astype(np.float64).reshape(3, -1),
        word_weights=word_weights,
        is_topic=np.array([word.is_topic for _, word in weighted], dtype=np.bool_),
        alternatives=AlternativeTerms(
            stems=inverse[len(owners) :],
            n_grams=np.array([_count_grams(other.text) for _, other in others], dtype=np.int64),
            owners=np.array([owner for owner, _ in others], dtype=np.int64),
            shares=np.array([other.share for _, other in others], dtype=np.float64),
        ),
    )
