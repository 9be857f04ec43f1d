"""What is measured of each candidate: one row a sentence, one column a feature.

What a sentence leaves out of the question may stand just before it, in the lead or in the title:
a name is rarely repeated in every sentence.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.evidence import WordClass
from retrieval.arabic.questions import AnswerType
from retrieval.index.snapshot import Snapshot
from retrieval.search.candidates import Candidates
from retrieval.search.coverage import Question, coverage_by_word
from retrieval.search.fusion import standardize
from retrieval.search.hybrid import PassageRanking
from retrieval.search.tokens import match_tokens, nearness, proximity
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
    EVIDENCE_NEAR = 13
    """1 / the distance, in words, of any of these to the nearest match of the question."""


@dataclass(frozen=True, slots=True)
class Features:
    """The candidates as numbers.

    Attributes:
        values: float64, shape (n_candidates, len(Feature)).
        covered: float64, shape (n_candidates, n_words): how far each covers each word of the
            question, 0 to 1.
        covered_by_title: float64, shape (n_candidates, n_words): how far their titles do.
        coverage: float64, shape (n_candidates,): share of the question covered, 0 to 1.
    """

    values: NDArray[np.float64]
    covered: NDArray[np.float64]
    covered_by_title: NDArray[np.float64]
    coverage: NDArray[np.float64]


_CONTEXT_COVERS = 0.8  # of a word that stands in the context, not in the sentence; by hand
_TITLE = 2  # of `Candidates.contexts`
_EVIDENCE = {
    AnswerType.TIME: (
        (Feature.TIME_YEAR, int(WordClass.YEAR)),
        (Feature.TIME_MONTH, int(WordClass.MONTH)),
        (Feature.TIME_WORD, int(WordClass.TIME)),
    ),
    AnswerType.NUMBER: ((Feature.NUMBER, int(WordClass.NUMBER)),),
}


def measure(
    snapshot: Snapshot,
    question: Question,
    ranking: PassageRanking,
    candidates: Candidates,
    settings: SentenceSettings,
) -> Features:
    """Measure every candidate."""
    counts = candidates.occurrences.counts()
    by_row = coverage_by_word(question.terms, counts)
    covered, contexts = by_row[candidates.at], by_row[candidates.contexts]
    in_context = np.maximum(covered, _CONTEXT_COVERS * contexts.max(axis=0))
    coverage = covered @ question.importance
    values = np.zeros((len(candidates.sentences), len(Feature)))
    bm25 = _bm25(question, counts[candidates.at], candidates.lengths, settings)
    values[:, Feature.BM25] = standardize(bm25)
    values[:, Feature.PASSAGE] = standardize(ranking.lexical[candidates.passages])
    values[:, Feature.COSINE] = standardize(ranking.cosines[candidates.passages])
    values[:, Feature.COVERAGE] = standardize(coverage)
    values[:, Feature.CONTEXT_COVERAGE] = standardize(in_context @ question.importance)
    values[:, Feature.FIRST_PASSAGE] = candidates.passages == 0
    values[:, Feature.LEAD] = 1 / (1 + snapshot.collection.places[candidates.sentences])
    values[:, Feature.LENGTH] = np.log(candidates.lengths)
    _measure_tokens(snapshot, question, candidates, values)
    return Features(values, covered, contexts[_TITLE], coverage)


def _bm25(
    question: Question,
    counts: NDArray[np.float32],
    lengths: NDArray[np.int64],
    settings: SentenceSettings,
) -> NDArray[np.float64]:
    shares = np.array([settings.stem, settings.skeleton, settings.gram, 0.0])
    weights = shares[question.terms.kinds] * question.terms.weights * question.idf
    length = lengths / settings.mean_length
    damping = settings.k1 * (1 - settings.b + settings.b * length)
    saturated = counts * (settings.k1 + 1) / (counts + damping[:, None])
    scores: NDArray[np.float64] = saturated @ weights
    return scores


def _measure_tokens(
    snapshot: Snapshot, question: Question, candidates: Candidates, values: NDArray[np.float64]
) -> None:
    """Fill the columns that look at single tokens: how close matches stand, and evidence."""
    occurrences = candidates.occurrences
    matches = match_tokens(question, occurrences)
    values[:, Feature.PROXIMITY] = proximity(matches)[candidates.at]
    wanted = _EVIDENCE.get(question.query.answer_type, ())
    if not wanted:
        return
    tokens, table = occurrences.tokens, snapshot.table
    is_new = ~np.isin(table.keys[table.offsets[tokens]], question.terms.keys)
    classes = np.where(is_new, table.classes[tokens], 0)
    # Counted from the beginning, so that rows without words need no special case.
    bounds = np.stack([occurrences.offsets[candidates.at], occurrences.offsets[candidates.at + 1]])
    for feature, word_class in wanted:
        so_far = np.concatenate([[0], np.cumsum((classes & word_class) != 0)])
        values[:, feature] = so_far[bounds[1]] > so_far[bounds[0]]
    any_of_them = sum(word_class for _, word_class in wanted)
    evidence = np.flatnonzero(classes & any_of_them)
    values[:, Feature.EVIDENCE_NEAR] = nearness(matches, occurrences, evidence)[candidates.at]
