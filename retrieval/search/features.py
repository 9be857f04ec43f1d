"""What is measured of each candidate: one row a sentence, one column a feature.

The words of a question are not equal: how much of it a sentence covers is measured word by word,
each counted by its rarity. A word is covered by its stem, in part by its skeleton or its grams
(a misspelling keeps most of them). What a sentence leaves out may stand just before it, in the
lead or in the title: a name is rarely repeated in every sentence.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.evidence import WordClass
from retrieval.arabic.questions import AnswerType, Query
from retrieval.datatypes import SentenceRole
from retrieval.index.lexical import inverse_document_frequency
from retrieval.index.snapshot import Snapshot
from retrieval.index.words import TermKind
from retrieval.search.candidates import Candidates, Occurrences, find_occurrences
from retrieval.search.fusion import standardize
from retrieval.search.hybrid import PassageRanking
from retrieval.search.terms import QueryTerms
from retrieval.settings import SentenceSettings


class Feature(IntEnum):
    """The columns, in the order in which weights are stored."""

    BM25 = 0
    """Of the sentence's own words; standardised over the candidates."""
    PASSAGE = 1
    """BM25 of its passage; standardised."""
    COSINE = 2
    """Of its passage's vector and the question's; standardised."""
    COVERAGE = 3
    """Share of the question that the sentence covers; standardised."""
    CONTEXT_COVERAGE = 4
    """The same, with the sentence before, the document's lead and its title; standardised."""
    FIRST_PASSAGE = 5
    """1 in the best passage."""
    LEAD = 6
    """1 for the first sentence of the document's body, 1/2 for the second, and so on."""
    PROXIMITY = 7
    """How close words of the question stand to each other, by their importance."""
    LENGTH = 8
    """Natural logarithm of the number of words."""
    TIME_YEAR = 9
    """1 where a time is asked for and a year stands that the question does not name."""
    TIME_MONTH = 10
    """1 where a time is asked for and a month stands that the question does not name."""
    TIME_WORD = 11
    """1 where a time is asked for and a day or a span of time stands, without a number."""
    NUMBER = 12
    """1 where a number is asked for and one stands that the question does not name."""


@dataclass(frozen=True, slots=True)
class Features:
    """The candidates as numbers.

    Attributes:
        values: float64, shape (n_candidates, len(Feature)).
        coverage: float64, shape (n_candidates,): share of the question covered, 0 to 1.
        context_coverage: float64, shape (n_candidates,): with the context, 0 to 1.
    """

    values: NDArray[np.float64]
    coverage: NDArray[np.float64]
    context_coverage: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Question:
    """The question as search sees it: its analysis, its terms, and how rare each is here."""

    query: Query
    terms: QueryTerms
    idf: NDArray[np.float64]

    @classmethod
    def of(cls, query: Query, terms: QueryTerms, snapshot: Snapshot) -> "Question":
        """Look up how rare the question's terms are in a snapshot."""
        lexical = snapshot.lexical
        frequencies = lexical.document_frequencies(lexical.find(terms.keys))
        return cls(query, terms, inverse_document_frequency(frequencies, lexical.n_passages))

    @property
    def word_importance(self) -> NDArray[np.float64]:
        """Return each word's share of the question by rarity and weight; they sum to 1."""
        is_stem = self.terms.kinds == TermKind.STEM
        rarity = (self.terms.words[is_stem] * self.idf[is_stem, None]).max(axis=0, initial=0.0)
        importance = rarity * np.where(self.terms.word_weights < 1, _STOP_SHARE, 1.0)
        total = importance.sum()
        shares: NDArray[np.float64] = importance / total if total > 0 else importance
        return shares


_STOP_SHARE = 0.3  # of a stop word beside a word of the topic with the same rarity
_SKELETON_COVERS = 0.7  # of a word whose skeleton alone is there
_MATCHES_FROM = 0.5  # of a word, covered by one token, from which that token is a match
_CONTEXT_COVERS = 0.8  # of a word that stands in the context, not in the sentence


def measure(
    snapshot: Snapshot,
    question: Question,
    ranking: PassageRanking,
    candidates: Candidates,
    settings: SentenceSettings,
) -> Features:
    """Measure every candidate."""
    covered = _coverage_by_word(question, candidates.counts)
    in_context = np.maximum(
        covered, _CONTEXT_COVERS * _context_coverage(snapshot, question, candidates)
    )
    importance = question.word_importance
    coverage, context_coverage = covered @ importance, in_context @ importance
    values = np.zeros((len(candidates.sentences), len(Feature)))
    values[:, Feature.BM25] = standardize(_bm25(question, candidates, settings))
    values[:, Feature.PASSAGE] = standardize(ranking.lexical[candidates.passages])
    values[:, Feature.COSINE] = standardize(ranking.cosines[candidates.passages])
    values[:, Feature.COVERAGE] = standardize(coverage)
    values[:, Feature.CONTEXT_COVERAGE] = standardize(context_coverage)
    values[:, Feature.FIRST_PASSAGE] = candidates.passages == 0
    values[:, Feature.LEAD] = 1 / (1 + _place_in_body(snapshot, candidates))
    values[:, Feature.PROXIMITY] = _proximity(question, candidates.occurrences)
    values[:, Feature.LENGTH] = np.log(candidates.lengths)
    _measure_evidence(snapshot, question, candidates, values)
    return Features(values, coverage, context_coverage)


def coverage_of_rows(
    snapshot: Snapshot, question: Question, rows: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return how far each word of the question is covered, shape (len(rows), n_words).

    Args:
        snapshot: Where the rows stand.
        question: What is to be covered.
        rows: Rows of `Collection.token_offsets`: sentences, and titles after them.
    """
    offsets = snapshot.collection.token_offsets
    has_words = offsets[rows + 1] > offsets[rows]
    covered = np.zeros((len(rows), len(question.terms.word_weights)))
    counts = find_occurrences(snapshot, question.terms, rows[has_words]).counts()
    covered[has_words] = _coverage_by_word(question, counts)
    return covered


def _coverage_by_word(question: Question, counts: NDArray[np.float64]) -> NDArray[np.float64]:
    terms, held = question.terms, (counts > 0).astype(np.float64)
    covered = {}
    for kind in (TermKind.STEM, TermKind.SKELETON, TermKind.GRAM):
        of_kind = terms.kinds == kind
        words = terms.words[of_kind].astype(np.float64)
        covered[kind] = held[:, of_kind] @ words / np.maximum(words.sum(axis=0), 1)
    in_part = np.maximum(
        covered[TermKind.GRAM] ** 2, _SKELETON_COVERS * covered[TermKind.SKELETON]
    )
    whole: NDArray[np.float64] = np.maximum(covered[TermKind.STEM], in_part)
    return whole


def _context_coverage(
    snapshot: Snapshot, question: Question, candidates: Candidates
) -> NDArray[np.float64]:
    """Return how far the sentence before, the lead and the title cover each word."""
    collection, sentences = snapshot.collection, candidates.sentences
    documents = np.searchsorted(collection.sentence_offsets, sentences, side="right") - 1
    leads = collection.sentence_offsets[documents]
    before = np.maximum(sentences - 1, leads)
    titles = collection.n_sentences + documents
    rows, inverse = np.unique(np.concatenate([before, leads, titles]), return_inverse=True)
    covered = coverage_of_rows(snapshot, question, rows)[inverse]
    context: NDArray[np.float64] = covered.reshape(3, len(sentences), -1).max(axis=0, initial=0.0)
    return context


def _bm25(
    question: Question, candidates: Candidates, settings: SentenceSettings
) -> NDArray[np.float64]:
    shares = np.array([settings.stem, settings.skeleton, settings.gram, 0.0])
    weights = shares[question.terms.kinds] * question.terms.weights * question.idf
    length = candidates.lengths / settings.mean_length
    damping = settings.k1 * (1 - settings.b + settings.b * length)
    saturated = candidates.counts * (settings.k1 + 1) / (candidates.counts + damping[:, None])
    scores: NDArray[np.float64] = saturated @ weights
    return scores


def _proximity(question: Question, occurrences: Occurrences) -> NDArray[np.float64]:
    """Return, for each sentence, the sum over neighbouring matches of importance by distance.

    Neighbours are tokens that cover two different words of the question with no match between
    them; each two add the mean of their words' importance, divided by the distance in words.
    """
    importance = question.word_importance
    n_sentences = len(occurrences.lengths)
    if not len(importance):
        return np.zeros(n_sentences)
    by_word = _coverage_by_word(question, occurrences.held) * importance
    best = by_word.argmax(axis=1)[occurrences.distinct]
    weight = by_word.max(axis=1)[occurrences.distinct]
    matches = np.flatnonzero(weight >= _MATCHES_FROM * importance[best])
    matches = matches[weight[matches] > 0]
    sentence = np.searchsorted(occurrences.offsets, matches, side="right") - 1
    left, right = matches[:-1], matches[1:]
    are_neighbours = (sentence[:-1] == sentence[1:]) & (best[left] != best[right])
    gain = (weight[left] + weight[right]) / 2 / (right - left)
    return np.bincount(
        sentence[:-1][are_neighbours], weights=gain[are_neighbours], minlength=n_sentences
    ).astype(np.float64, copy=False)


def _place_in_body(snapshot: Snapshot, candidates: Candidates) -> NDArray[np.int64]:
    """Return how many sentences of the body stand before each candidate in its document."""
    collection, sentences = snapshot.collection, candidates.sentences
    documents = np.searchsorted(collection.sentence_offsets, sentences, side="right") - 1
    firsts = collection.sentence_offsets[documents]
    places = [
        np.count_nonzero(collection.roles[first:row] == SentenceRole.BODY)
        for first, row in zip(firsts.tolist(), sentences.tolist(), strict=True)
    ]
    return np.array(places, dtype=np.int64)


def _measure_evidence(
    snapshot: Snapshot, question: Question, candidates: Candidates, values: NDArray[np.float64]
) -> None:
    wanted = {
        AnswerType.TIME: (
            (Feature.TIME_YEAR, WordClass.YEAR),
            (Feature.TIME_MONTH, WordClass.MONTH),
            (Feature.TIME_WORD, WordClass.TIME),
        ),
        AnswerType.NUMBER: ((Feature.NUMBER, WordClass.NUMBER),),
    }.get(question.query.answer_type, ())
    if not wanted or not len(candidates.sentences):
        return
    table, tokens = snapshot.table, candidates.occurrences.tokens
    offsets = candidates.occurrences.offsets
    is_new = ~np.isin(table.keys[table.offsets[tokens]], question.terms.keys)
    for feature, word_class in wanted:
        is_evidence = is_new & ((table.classes[tokens] & word_class) != 0)
        values[:, feature] = np.maximum.reduceat(is_evidence, offsets[:-1])
