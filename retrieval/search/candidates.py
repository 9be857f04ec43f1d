"""The sentences of the best passages, and where words of the question occur in them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.index.collection import Collection
from retrieval.index.snapshot import Snapshot
from retrieval.search.hybrid import PassageRanking
from retrieval.search.terms import QueryTerms
from retrieval.search.twins import Reader, Sketches, quotable_sentences
from retrieval.settings import SentenceSettings


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where the terms of a question occur in some rows: sentences and titles.

    Attributes:
        tokens: int32, shape (n_tokens,): word numbers of all rows, one after the other.
        offsets: int64, shape (n_rows + 1,): a row's part of `tokens`.
        words: int32, shape (n_distinct_words,): the distinct word numbers, ascending.
        distinct: int64, shape (n_tokens,): each token's position in `words`.
        held: float32, shape (n_distinct_words, n_terms): 1 where a word has a term. Pairs: 0.
    """

    tokens: NDArray[np.int32]
    offsets: NDArray[np.int64]
    words: NDArray[np.int32]
    distinct: NDArray[np.int64]
    held: NDArray[np.float32]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Words of each row, shape (n_rows,)."""
        return np.diff(self.offsets)

    def distinct_of(self, row: int) -> NDArray[np.int64]:
        """Return the rows of `held` of the words of a row, in order."""
        return self.distinct[self.offsets[row] : self.offsets[row + 1]]

    def counts(self) -> NDArray[np.float32]:
        """Return how often each term occurs in each row, shape (n_rows, n_terms)."""
        counts = np.zeros((len(self.offsets) - 1, self.held.shape[1]), dtype=np.float32)
        has_words = self.lengths > 0
        if has_words.any():
            starts = self.offsets[:-1][has_words]
            counts[has_words] = np.add.reduceat(self.held[self.distinct], starts, axis=0)
        return counts


@dataclass(frozen=True, slots=True)
class Candidates:
    """Sentences that may be quoted, in the order of their rows, and what stands around them.

    Attributes:
        sentences: int64, shape (n,): rows of sentences.
        documents: int64, shape (n,): rows of their documents.
        passages: int64, shape (n,): position, in the passage ranking, of the best passage that
            holds the sentence.
        occurrences: Of the question's terms in the candidates and their contexts.
        at: int64, shape (n,): the candidates' rows in `occurrences`.
        contexts: int64, shape (3, n): rows in `occurrences` of the sentence before (itself at the
            beginning of a document), of the first sentence of the document's body, of its title.
        sketches: Of these and of the sentences of passages further down the ranking.
    """

    sentences: NDArray[np.int64]
    documents: NDArray[np.int64]
    passages: NDArray[np.int64]
    occurrences: Occurrences
    at: NDArray[np.int64]
    contexts: NDArray[np.int64]
    sketches: Sketches

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Words of each candidate, shape (n,)."""
        return self.occurrences.lengths[self.at]


def find_candidates(
    snapshot: Snapshot, terms: QueryTerms, ranking: PassageRanking, settings: SentenceSettings
) -> Candidates:
    """Return the quotable sentences of the best passages of a ranking.

    A passage that only repeats better ones does not count: however many papers print an article,
    as many others are searched.
    """
    collection = snapshot.collection
    n_compared = settings.n_passages * settings.n_compared
    sketches = Sketches.of(collection, ranking.rows[:n_compared])
    positions = sketches.distinct_passages(settings.n_passages, Reader(snapshot))
    sentences, nth = quotable_sentences(collection, ranking.rows[positions])
    passages = positions[nth]
    documents = np.searchsorted(collection.sentence_offsets, sentences, side="right") - 1
    before = np.maximum(sentences - 1, collection.sentence_offsets[documents])
    leads = _leads_of(collection, documents)
    titles = collection.n_sentences + documents
    rows, at = np.unique(np.concatenate([sentences, before, leads, titles]), return_inverse=True)
    places = at.reshape(4, len(sentences))
    return Candidates(
        sentences=sentences,
        documents=documents,
        passages=passages,
        occurrences=find_occurrences(snapshot, terms, rows),
        at=places[0],
        contexts=places[1:],
        sketches=sketches,
    )


def find_occurrences(
    snapshot: Snapshot, terms: QueryTerms, rows: NDArray[np.int64]
) -> Occurrences:
    """Find the question's terms in some rows of `Collection.token_offsets`."""
    collection = snapshot.collection
    starts = collection.token_offsets[rows]
    lengths = collection.token_offsets[rows + 1] - starts
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    at = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], lengths)
    tokens = collection.tokens[at]
    words, distinct = np.unique(tokens, return_inverse=True)
    return Occurrences(tokens, offsets, words, distinct, _terms_of_words(snapshot, terms, words))


def _terms_of_words(
    snapshot: Snapshot, terms: QueryTerms, words: NDArray[np.int32]
) -> NDArray[np.float32]:
    """Return 1 where a word has a term of the question, shape (len(words), n_terms)."""
    table = snapshot.table
    starts = table.offsets[words]
    counts = table.offsets[words + 1] - starts
    offsets = np.cumsum(counts) - counts
    at = np.arange(counts.sum()) + np.repeat(starts - offsets, counts)
    keys = table.keys[at]
    held = np.zeros((len(words), len(terms.keys)), dtype=np.float32)
    if len(terms.keys):
        positions = np.minimum(np.searchsorted(terms.keys, keys), len(terms.keys) - 1)
        is_held = terms.keys[positions] == keys
        held[np.repeat(np.arange(len(words)), counts)[is_held], positions[is_held]] = 1
    return held


def _leads_of(collection: Collection, documents: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the first sentence of the body of some documents, each of which has a body."""
    distinct, inverse = np.unique(documents, return_inverse=True)
    leads = np.empty(len(distinct), dtype=np.int64)
    for position, document in enumerate(distinct.tolist()):
        first, end = collection.sentence_offsets[document : document + 2].tolist()
        # The last sentence with no body before it: titles and headings stand above.
        leads[position] = first + np.searchsorted(collection.places[first:end], 1) - 1
    return leads[inverse]
