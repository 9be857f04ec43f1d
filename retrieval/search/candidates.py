"""The sentences of the best passages, and which of the question's terms each holds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.datatypes import SentenceRole
from retrieval.index.collection import Collection
from retrieval.index.snapshot import Snapshot
from retrieval.search.hybrid import PassageRanking
from retrieval.search.terms import QueryTerms


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where the terms of a question occur in some sentences, none of which is without words.

    Attributes:
        tokens: int32, shape (n_tokens,): word numbers of all sentences, one after the other.
        offsets: int64, shape (n_sentences + 1,): a sentence's part of `tokens`.
        distinct: int64, shape (n_tokens,): each token's row of `held`.
        held: float64, shape (n_distinct_words, n_terms): 1 where a word has a term. Pairs: 0.
    """

    tokens: NDArray[np.int32]
    offsets: NDArray[np.int64]
    distinct: NDArray[np.int64]
    held: NDArray[np.float64]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Words of each sentence, shape (n_sentences,)."""
        return np.diff(self.offsets)

    def counts(self) -> NDArray[np.float64]:
        """Return how often each term occurs in each sentence, shape (n_sentences, n_terms)."""
        if len(self.offsets) == 1:
            return np.zeros((0, self.held.shape[1]))
        counts: NDArray[np.float64] = np.add.reduceat(
            self.held[self.distinct], self.offsets[:-1], axis=0
        )
        return counts


@dataclass(frozen=True, slots=True)
class Candidates:
    """Sentences that may be quoted, in the order of their rows.

    Attributes:
        sentences: int64, shape (n,): rows of sentences.
        passages: int64, shape (n,): position, in the passage ranking, of the best passage that
            holds the sentence.
        occurrences: Of the question's terms in them.
        counts: float64, shape (n, n_terms): how often each term of the question occurs.
    """

    sentences: NDArray[np.int64]
    passages: NDArray[np.int64]
    occurrences: Occurrences
    counts: NDArray[np.float64]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Words of each sentence, shape (n,)."""
        return self.occurrences.lengths


def find_candidates(
    snapshot: Snapshot, terms: QueryTerms, ranking: PassageRanking, n_passages: int
) -> Candidates:
    """Return the quotable sentences of the first `n_passages` of a ranking."""
    collection = snapshot.collection
    sentences, passages = _sentences_of(collection, ranking.rows[:n_passages])
    is_quotable = collection.roles[sentences] == SentenceRole.BODY
    has_words = collection.token_offsets[sentences + 1] > collection.token_offsets[sentences]
    sentences, passages = sentences[is_quotable & has_words], passages[is_quotable & has_words]
    occurrences = find_occurrences(snapshot, terms, sentences)
    return Candidates(sentences, passages, occurrences, occurrences.counts())


def find_occurrences(
    snapshot: Snapshot, terms: QueryTerms, rows: NDArray[np.int64]
) -> Occurrences:
    """Find the question's terms in some rows of `Collection.token_offsets`.

    Args:
        snapshot: Where the rows stand.
        terms: Of the question.
        rows: Sentences or titles, none without words.
    """
    collection = snapshot.collection
    starts = collection.token_offsets[rows]
    lengths = collection.token_offsets[rows + 1] - starts
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    at = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], lengths)
    tokens = collection.tokens[at]
    words, distinct = np.unique(tokens, return_inverse=True)
    return Occurrences(tokens, offsets, distinct, _terms_of_words(snapshot, terms, words))


def _terms_of_words(
    snapshot: Snapshot, terms: QueryTerms, words: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Return 1 where a word has a term of the question, shape (len(words), n_terms)."""
    table = snapshot.table
    starts = table.offsets[words]
    counts = table.offsets[words + 1] - starts
    offsets = np.cumsum(counts) - counts
    at = np.arange(counts.sum()) + np.repeat(starts - offsets, counts)
    keys = table.keys[at]
    held = np.zeros((len(words), len(terms.keys)))
    if len(terms.keys):
        positions = np.minimum(np.searchsorted(terms.keys, keys), len(terms.keys) - 1)
        is_held = terms.keys[positions] == keys
        held[np.repeat(np.arange(len(words)), counts)[is_held], positions[is_held]] = 1
    return held


def _sentences_of(
    collection: Collection, passages: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the sentences of some passages, each once, and the first passage that has it."""
    firsts = collection.firsts[passages].astype(np.int64)
    lengths = collection.lasts[passages] - firsts
    offsets = np.cumsum(lengths) - lengths
    sentences = np.arange(lengths.sum()) + np.repeat(firsts - offsets, lengths)
    passage_of = np.repeat(np.arange(len(passages)), lengths)
    distinct, first = np.unique(sentences, return_index=True)
    return distinct, passage_of[first]
