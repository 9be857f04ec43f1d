"""The question as terms of the index."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.questions import Query
from retrieval.index.words import TermKind, WordTable, pair_keys


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """The distinct terms of a question.

    Attributes:
        keys: uint64, ascending, shape (n_terms,).
        kinds: uint8, shape (n_terms,): `TermKind`.
        weights: float64, shape (n_terms,): the weights of the words that hold a term, summed.
        words: bool, shape (n_terms, n_words): which of the question's weighted words hold it.
        word_weights: float64, shape (n_words,).
        is_topic: bool, shape (n_words,): which of them name the topic.
    """

    keys: NDArray[np.uint64]
    kinds: NDArray[np.uint8]
    weights: NDArray[np.float64]
    words: NDArray[np.bool_]
    word_weights: NDArray[np.float64]
    is_topic: NDArray[np.bool_]


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

    keys = np.concatenate([table.keys, pairs])
    kinds = np.concatenate([table.kinds, np.full(len(pairs), TermKind.PAIR, dtype=np.uint8)])
    owners = np.concatenate([owner, right])
    distinct, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    words = np.zeros((len(distinct), len(weighted)), dtype=np.bool_)
    words[inverse, owners] = True
    return QueryTerms(
        keys=distinct,
        kinds=kinds[first],
        weights=words @ word_weights,
        words=words,
        word_weights=word_weights,
        is_topic=np.array([word.is_topic for _, word in weighted], dtype=np.bool_),
    )
