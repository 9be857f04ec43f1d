"""Measures the candidates: fills the columns that `retrieval.search.features` names."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.evidence import WordClass
from retrieval.arabic.lemmas import bundled_lemmas
from retrieval.arabic.questions import AnswerType
from retrieval.arabic.word_links import bundled_word_links
from retrieval.arabic.word_vectors import bundled_word_vectors
from retrieval.index.lexical import positions_of
from retrieval.index.snapshot import Snapshot
from retrieval.search.candidates import LEAD, TITLE, Candidates
from retrieval.search.carrying import CONTEXT_COVERS, Carried, match_words, measure_carried
from retrieval.search.coverage import Question, coverage_by_word
from retrieval.search.cues import bundled_cues
from retrieval.search.features import Feature, Features
from retrieval.search.fusion import standardize
from retrieval.search.hybrid import PassageRanking
from retrieval.search.relatedness import Lexicon, relate
from retrieval.search.subjects import subjects
from retrieval.search.tokens import (
    count_in_rows,
    match_tokens,
    nearness,
    opens_with_match,
    proximity,
)
from retrieval.settings import SentenceSettings

_OPENING_WORDS = 3
_STANDARDISED = [
    Feature.BM25,
    Feature.PASSAGE,
    Feature.COSINE,
    Feature.CONTEXT_COVERAGE,
    Feature.WHOLE,
]
_TIMES = int(WordClass.YEAR | WordClass.MONTH | WordClass.TIME)
_NUMBERS = int(WordClass.NUMBER | WordClass.SPELLED)
_EVIDENCE = {AnswerType.TIME: _TIMES, AnswerType.NUMBER: _NUMBERS}
_EVIDENCE_FEATURES = {
    AnswerType.NUMBER: {Feature.NUMBER: _NUMBERS},
    AnswerType.TIME: {
        Feature.NUMBER: int(WordClass.NUMBER),
        Feature.TIME_YEAR: int(WordClass.YEAR),
        Feature.TIME_MONTH: int(WordClass.MONTH),
        Feature.TIME_WORD: int(WordClass.TIME),
    },
}
_DEFINING = frozenset({AnswerType.DEFINITION, AnswerType.PERSON})


def measure(
    snapshot: Snapshot,
    question: Question,
    ranking: PassageRanking,
    candidates: Candidates,
    settings: SentenceSettings,
) -> Features:
    """Measure every candidate."""
    counts = candidates.occurrences.counts()
    rows, held = (counts > 0).nonzero()
    by_row = coverage_by_word(question.terms, rows, held, len(counts))
    covered = by_row.take(candidates.at, axis=0)
    contexts = by_row.take(candidates.contexts, axis=0)
    values = np.zeros((len(candidates.sentences), len(Feature)))
    lengths = candidates.lengths
    values[:, Feature.BM25] = _bm25(question, counts[candidates.at], lengths, settings)
    values[:, Feature.LENGTH] = np.log(lengths)
    values[:, Feature.LEAD] = 1 / (1 + snapshot.collection.places[candidates.sentences])
    _measure_passages(ranking, candidates, values)
    with_lead = np.maximum(covered, CONTEXT_COVERS * contexts[LEAD])
    values[:, Feature.LEAD_ADDS] = (with_lead - covered) @ question.importance
    _measure_tokens(snapshot, question, candidates, contexts[TITLE], values)
    _measure_relation(question, covered, contexts, values)
    related = relate(snapshot, _bundled_lexicon(), question, candidates)
    carried = Carried.of(candidates, np.maximum(by_row, related.carried))
    linked = related.carried.take(candidates.at, axis=0)
    spoken_of = measure_carried(question, linked, covered, carried, values)
    values[:, Feature.WHOLE] = related.whole
    values[:, _STANDARDISED] = standardize(values.T[_STANDARDISED]).T
    return Features(
        values,
        covered,
        contexts[TITLE],
        covered @ question.importance,
        spoken_of,
        match_words(question, candidates, covered, contexts[TITLE], carried, related),
    )


def _measure_passages(
    ranking: PassageRanking, candidates: Candidates, values: NDArray[np.float64]
) -> None:
    """Fill the columns of the candidates' passages."""
    passages = candidates.passages
    values[:, Feature.PASSAGE] = ranking.lexical[passages]
    values[:, Feature.COSINE] = ranking.cosines[passages]
    values[:, Feature.PASSAGE_BEHIND] = ranking.scores[passages] - ranking.scores[:1]


def _bm25(
    question: Question,
    counts: NDArray[np.float32],
    lengths: NDArray[np.int64],
    settings: SentenceSettings,
) -> NDArray[np.float64]:
    shares = np.array([settings.stem, settings.skeleton, settings.gram, 0.0])
    weights = shares[question.terms.kinds] * question.idf
    length = lengths / settings.mean_length
    damping = settings.k1 * (1 - settings.b + settings.b * length)
    saturated = counts * (settings.k1 + 1) / (counts + damping[:, None])
    terms, others = question.terms, question.terms.alternatives
    if not len(others.owners):
        return saturated @ (weights * terms.weights)
    whole = settings.stem + settings.skeleton + settings.gram * others.n_grams
    by_word = terms.best_of_each(
        (saturated * weights) @ terms.words,
        saturated[:, others.stems] * (whole * question.idf[others.stems]),
    )
    scores: NDArray[np.float64] = by_word @ terms.word_weights
    return scores


def _measure_tokens(
    snapshot: Snapshot,
    question: Question,
    candidates: Candidates,
    by_title: NDArray[np.float64],
    values: NDArray[np.float64],
) -> None:
    """Fill the columns that look at single tokens: how close matches stand, and evidence.

    `RELATION` becomes 1 where there is a cue for what is asked.
    """
    occurrences, rows, table = candidates.occurrences, candidates.at, snapshot.table
    matches = match_tokens(question, occurrences)
    values[:, Feature.PROXIMITY] = proximity(matches)[rows]
    values[:, Feature.SUBJECT] = subjects(table, question, candidates, matches, by_title)
    wanted, cues = question.query.answer_type, bundled_cues()
    if wanted in _DEFINING:
        values[:, Feature.DEFINING_LEAD] = values[:, Feature.LEAD]
        opens = opens_with_match(matches, occurrences, _OPENING_WORDS)
        values[:, Feature.DEFINING_START] = opens[rows]

    relation, of_type = cues.of_question(question.topic_stems), cues.of_type(wanted)
    if not (len(relation) or len(of_type) or wanted in _EVIDENCE):
        return  # nothing is looked for among the words
    terms, stems = question.terms, table.keys[table.offsets[occurrences.tokens]]
    is_new, is_other = np.ones((2, len(stems)), dtype=np.bool_)
    own = positions_of(stems[occurrences.found], terms.keys)
    is_new[occurrences.found] = own < 0
    is_other[occurrences.found[own >= 0]] = terms.weights[own[own >= 0]] <= 0

    def count(is_counted: NDArray[np.bool_]) -> NDArray[np.int64]:
        return count_in_rows(occurrences, is_counted, rows)

    if len(relation):
        is_cue = is_other & (positions_of(stems, relation) >= 0)
        values[:, Feature.RELATION] = count(is_cue) > 0
    if len(of_type):
        is_cue = is_other & (positions_of(stems, of_type) >= 0)
        values[:, Feature.CUES] = np.log1p(count(is_cue))
    if wanted not in _EVIDENCE:
        return
    classes = np.where(is_new, table.classes[occurrences.tokens], 0)
    for feature, of_feature in _EVIDENCE_FEATURES[wanted].items():
        values[:, feature] = count((classes & of_feature) != 0) > 0
    evidence = (classes & _EVIDENCE[wanted]).nonzero()[0]
    values[:, Feature.EVIDENCE_NEAR] = nearness(matches, occurrences, evidence)[rows]


def _measure_relation(
    question: Question,
    covered: NDArray[np.float64],
    contexts: NDArray[np.float64],
    values: NDArray[np.float64],
) -> None:
    """Turn `RELATION` from a cue into how far what is asked, and of what, is there."""
    topic = question.is_topic.nonzero()[0]
    if not len(topic):
        values[:, Feature.RELATION] = 0
        return
    rest = topic[1:] if len(topic) > 1 else topic
    importance = question.importance[rest]
    share = np.maximum(covered, contexts.max(axis=0))[:, rest] @ importance
    asked = np.maximum(covered[:, topic[0]], values[:, Feature.RELATION])
    values[:, Feature.RELATION] = asked * share / max(float(importance.sum()), 1e-9)


@cache
def _bundled_lexicon() -> Lexicon:
    return Lexicon(bundled_lemmas(), bundled_word_links(), bundled_word_vectors())
