"""The question as terms of the index."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.questions import Query, QueryWord
from retrieval.arabic.terms import grams, light_stem, stop_words
from retrieval.index.ragged import distinct, opens_run
from retrieval.index.words import TermKind, pair_key, term_key, word_keys

_STEM, _SKELETON, _GRAM, _PAIR = map(int, TermKind)


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
        by_stem: int64: the alternatives in the order of their stems.
        offsets: int64, shape (n_terms + 1,): of a term, its part of `by_stem`.
    """

    stems: NDArray[np.int64]
    n_grams: NDArray[np.int64]
    owners: NDArray[np.int64]
    shares: NDArray[np.float64]
    by_stem: NDArray[np.int64]
    offsets: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """The distinct terms of a question.

    Attributes:
        keys: uint64, ascending, shape (n_terms,).
        kinds: uint8, shape (n_terms,): `TermKind`.
        weights: float64, shape (n_terms,): the weights of the words that hold a term, summed; 0
            for a stem of alternatives alone.
        words: bool, shape (n_terms, n_words): which of the question's weighted words hold it.
        stems: int64, shape (n_words,): the term that is each word's stem.
        parts: int64: for term after term the places of its words in `n_parts` laid end to end.
        part_offsets: int64, shape (n_terms + 1,): a term's part of `parts`; a pair has none.
        n_parts: float64, shape (3, n_words): how many of each kind a word holds, or 1.
        word_weights: float64, shape (n_words,).
        is_topic: bool, shape (n_words,): which of them name the topic.
        alternatives: What may stand for its words.
    """

    keys: NDArray[np.uint64]
    kinds: NDArray[np.uint8]
    weights: NDArray[np.float64]
    words: NDArray[np.bool_]
    stems: NDArray[np.int64]
    parts: NDArray[np.int64]
    part_offsets: NDArray[np.int64]
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
        if len(others.owners):
            firsts = opens_run(others.owners).nonzero()[0]
            owners = others.owners[firsts]
            most = np.maximum.reduceat(of_alternatives * others.shares, firsts, axis=1)
            best[:, owners] = np.maximum(best[:, owners], most)
        return best


@lru_cache(maxsize=16_384)
def stem_key(word: str) -> int:
    """Return the key of a word's stem."""
    return term_key(TermKind.STEM, light_stem(word))


@lru_cache(maxsize=16_384)
def _count_grams(word: str) -> int:
    return len(grams(word))


@lru_cache(maxsize=8_192)
def _keys_of(word: str) -> NDArray[np.uint64]:
    """Return `word_keys`, remembered: questions repeat their words."""
    return np.array(word_keys(word), dtype=np.uint64)


def query_terms(query: Query) -> QueryTerms:
    """Return the terms of every word of weight above 0, and of neighbouring words of the topic."""
    weighted = [(at, word) for at, word in enumerate(query.words) if word.weight > 0]
    n_words = len(weighted)
    of_words = [_keys_of(word.text) for _, word in weighted]
    pairs = _pairs(weighted)
    others = [
        (owner, other) for owner, (_, word) in enumerate(weighted) for other in word.alternatives
    ]
    # The terms of the words, then the pairs, then the stems of alternatives.
    more = [pair for pair, _ in pairs] + [stem_key(other.text) for _, other in others]
    keys, places = distinct(np.concatenate([*of_words, np.array(more, dtype=np.uint64)]))
    lengths = np.array(list(map(len, of_words)), dtype=np.int64)
    ends = lengths.cumsum()
    firsts, n_own = ends - lengths, int(lengths.sum())
    n_held = n_own + len(pairs)
    kind_of = np.full(len(places), _GRAM, dtype=np.uint8)
    kind_of[firsts], kind_of[firsts + 1] = _STEM, _SKELETON
    kind_of[n_own:n_held], kind_of[n_held:] = _PAIR, _STEM
    kinds = np.empty(len(keys), dtype=np.uint8)
    kinds[places] = kind_of
    words = np.zeros((len(keys), n_words), dtype=np.bool_)
    words[places[:n_own], np.arange(n_words).repeat(lengths)] = True
    words[places[n_own:n_held], [owner for _, owner in pairs]] = True
    # Keys of pairs follow all others.
    of_terms, in_words = words[: len(keys) - np.count_nonzero(kinds == _PAIR)].nonzero()
    n_parts = np.ones((3, n_words))
    n_parts[_GRAM] = lengths - 2
    stems = places[n_held:]
    word_weights = np.array([word.weight for _, word in weighted], dtype=np.float64)
    return QueryTerms(
        keys=keys,
        kinds=kinds,
        weights=words @ word_weights,
        words=words,
        stems=places[firsts],
        parts=kinds[of_terms].astype(np.int64) * n_words + in_words,
        part_offsets=_offsets(of_terms, len(keys)),
        n_parts=n_parts,
        word_weights=word_weights,
        is_topic=np.array([word.is_topic for _, word in weighted], dtype=np.bool_),
        alternatives=AlternativeTerms(
            stems=stems,
            n_grams=np.array([_count_grams(other.text) for _, other in others], dtype=np.int64),
            owners=np.array([owner for owner, _ in others], dtype=np.int64),
            shares=np.array([other.share for _, other in others], dtype=np.float64),
            by_stem=stems.argsort(kind="stable"),
            offsets=_offsets(stems, len(keys)),
        ),
    )


def _offsets(values: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Return where each of the values from 0 to before `n` begins among some, ascending."""
    offsets = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(values, minlength=n), out=offsets[1:])
    return offsets


def _pairs(weighted: Sequence[tuple[int, QueryWord]]) -> list[tuple[int, int]]:
    """Return the keys of the pairs of words side by side, neither a stop word.

    Args:
        weighted: Words with their positions in the question.

    Returns:
        Each key, and the second of the pair's words.
    """
    content = [nth for nth, (_, word) in enumerate(weighted) if word.text not in stop_words()]
    return [
        (pair_key(stem_key(weighted[left][1].text), stem_key(weighted[right][1].text)), right)
        for left, right in pairwise(content)
        if weighted[right][0] - weighted[left][0] == 1
    ]
