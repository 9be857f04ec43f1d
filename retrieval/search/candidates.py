"""The sentences of the best passages, and where words of the question occur in them."""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.index.collection import Collection
from retrieval.index.lexical import positions_of
from retrieval.index.ragged import differences, distinct, opens_run, spans_of
from retrieval.index.snapshot import Snapshot
from retrieval.index.words import WordTable
from retrieval.search.coverage import coverage_by_word
from retrieval.search.hybrid import PassageRanking
from retrieval.search.terms import QueryTerms
from retrieval.search.twins import Reader, Repeats
from retrieval.settings import SentenceSettings

BEFORE, LEAD, TITLE = 0, 1, 2
"""Rows of `Candidates.contexts`."""
_LAST_BITS = 0xFFF


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where the terms of a question occur in some rows: sentences and titles.

    Few words of a row hold a term, so what is known of terms is known of those words alone.

    Attributes:
        tokens: int32, shape (n_tokens,): word numbers of all rows, one after the other.
        offsets: int64, shape (n_rows + 1,): a row's part of `tokens`.
        found: int64, shape (n_found,), ascending: positions in `tokens` of words that hold a term.
        rows: int64, shape (n_found,): the row of each.
        holders: int64, shape (n_held,): positions in `found`, one for each term that a word has.
        terms: int64, shape (n_held,): that term; none is a pair.
        n_terms: Of the question.
        covered: float64, shape (n_found, n_words): how far each covers each word of the question.
    """

    tokens: NDArray[np.int32]
    offsets: NDArray[np.int64]
    found: NDArray[np.int64]
    rows: NDArray[np.int64]
    holders: NDArray[np.int64]
    terms: NDArray[np.int64]
    n_terms: int
    covered: NDArray[np.float64]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Words of each row, shape (n_rows,)."""
        return differences(self.offsets)

    def counts(self) -> NDArray[np.float32]:
        """Return how often each term occurs in each row, shape (n_rows, n_terms)."""
        n_rows = len(self.offsets) - 1
        at = self.rows[self.holders] * self.n_terms + self.terms
        counts = np.bincount(at, minlength=n_rows * self.n_terms).astype(np.float32)
        return counts.reshape(n_rows, self.n_terms)

    def most_covered(self, row: int) -> NDArray[np.float64]:
        """Return how far each word of a row covers the word of the question it covers best."""
        first, end = self.offsets[row : row + 2].tolist()
        most = np.zeros(end - first)
        here = slice(*self.found.searchsorted([first, end]).tolist())
        most[self.found[here] - first] = self.covered[here].max(axis=1, initial=0)
        return most


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
        contexts: int64, shape (3, n): rows in `occurrences`, of the sentence before (`BEFORE`;
            itself at the beginning of a document), of the first sentence of the document's body
            (`LEAD`), and of its title (`TITLE`).
        repeats: Of the passages that hold these, and of those further down the ranking.
    """

    sentences: NDArray[np.int64]
    documents: NDArray[np.int64]
    passages: NDArray[np.int64]
    occurrences: Occurrences
    at: NDArray[np.int64]
    contexts: NDArray[np.int64]
    repeats: Repeats

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
    repeats = Repeats(collection, ranking.rows[:n_compared])
    sentences, passages = repeats.best_sentences(settings.n_passages, Reader(snapshot))
    documents = collection.sentence_offsets.searchsorted(sentences, side="right") - 1
    before = np.maximum(sentences - 1, collection.sentence_offsets[documents])
    leads = _leads_of(collection, documents)
    titles = collection.n_sentences + documents
    rows, at = distinct(np.concatenate([sentences, before, leads, titles]))
    places = at.reshape(4, len(sentences))
    return Candidates(
        sentences=sentences,
        documents=documents,
        passages=passages,
        occurrences=find_occurrences(snapshot, terms, rows),
        at=places[0],
        contexts=places[1:],
        repeats=repeats,
    )


def find_occurrences(
    snapshot: Snapshot, terms: QueryTerms, rows: NDArray[np.int64]
) -> Occurrences:
    """Find the question's terms in some rows of `Collection.token_offsets`."""
    offsets, at = spans_of(snapshot.collection.token_offsets, rows)
    tokens = snapshot.collection.tokens.take(at)
    owners, columns = _terms_of_words(snapshot.table, terms.keys, tokens)
    is_first = opens_run(owners)
    found, holders = owners[is_first], is_first.cumsum() - 1
    return Occurrences(
        tokens=tokens,
        offsets=offsets,
        found=found,
        rows=offsets.searchsorted(found, side="right") - 1,
        holders=holders,
        terms=columns,
        n_terms=len(terms.keys),
        covered=coverage_by_word(terms, holders, columns, len(found)),
    )


def _terms_of_words(
    table: WordTable, terms: NDArray[np.uint64], words: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find some terms in some words.

    Args:
        table: Of all words.
        terms: Keys, ascending.
        words: Numbers of words.

    Returns:
        Pairs of the position of a word and that of a term which it has, word by word, each once.
    """
    offsets, at = spans_of(table.offsets, words)
    keys = table.keys.take(at)
    # Few keys are terms: the last bits rule nearly all of them out at a tenth of a search's price.
    may_be_term = np.zeros(_LAST_BITS + 1, dtype=np.bool_)
    may_be_term[_last_bits(terms)] = True
    at = may_be_term.take(_last_bits(keys)).nonzero()[0]
    columns = positions_of(keys[at], terms)
    is_term = columns >= 0
    owners = offsets.searchsorted(at[is_term], side="right") - 1
    # A gram may come twice in a word, which has it once.
    pairs = np.sort(owners * len(terms) + columns[is_term])
    return np.divmod(pairs[opens_run(pairs)], max(len(terms), 1))


def _last_bits(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    last_bits: NDArray[np.int64] = keys.view(np.int64) & _LAST_BITS
    return last_bits


def _leads_of(collection: Collection, documents: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the first sentence of the body of each of some documents, given in order."""
    is_first = opens_run(documents)
    offsets, places = collection.sentence_offsets, collection.places
    leads = np.array(
        # The last sentence with no body before it: titles and headings stand above.
        [
            bisect_left(places, 1, offsets[document], offsets[document + 1]) - 1
            for document in documents[is_first].tolist()
        ],
        dtype=np.int64,
    )
    of_each: NDArray[np.int64] = leads[is_first.cumsum() - 1]
    return of_each
