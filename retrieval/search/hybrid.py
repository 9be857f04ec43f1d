"""Passages by their terms and by their vectors, fused into one ranking."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.index.lexical import (
    FoundTerms,
    LexicalIndex,
    field_settings,
    inverse_document_frequency,
)
from retrieval.index.snapshot import Snapshot
from retrieval.index.words import TermKind
from retrieval.search.fusion import best_first, standardize
from retrieval.search.terms import QueryTerms
from retrieval.settings import FusionSettings, LexicalSettings


@dataclass(frozen=True, slots=True)
class PassageRanking:
    """The passages found, best first; the arrays have one entry a passage.

    Attributes:
        rows: int64: rows of passages.
        scores: float64: fused.
        lexical: float64: BM25.
        cosines: float64.
        possible: The most that BM25 could give for this question's terms.
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float64]
    lexical: NDArray[np.float64]
    cosines: NDArray[np.float64]
    possible: float


def rank_passages(
    snapshot: Snapshot,
    terms: QueryTerms,
    vector: NDArray[np.float32],
    lexical_settings: LexicalSettings,
    fusion: FusionSettings,
) -> PassageRanking:
    """Rank the passages that share terms with the question or lie near it.

    Args:
        snapshot: Where to look.
        terms: Of the question.
        vector: Of the question; all 0 where it has none.
        lexical_settings: Those the snapshot was built with.
        fusion: How many of each kind, and the weight of the cosine.
    """
    lexical = snapshot.lexical
    positions = lexical.find(terms.keys)
    everything = _lexical_scores(lexical, positions, terms, lexical_settings)
    found = best_first(everything, fusion.n_lexical)
    found = found[everything[found] > 0]
    near, _ = snapshot.dense.search(vector, fusion.n_dense)
    rows = np.union1d(found, near)
    lexical_scores = everything[rows]
    cosines = snapshot.dense.cosines(vector, rows).astype(np.float64)
    scores = standardize(lexical_scores) + fusion.dense_weight * standardize(cosines)
    order = best_first(scores, len(scores))
    return PassageRanking(
        rows=rows[order],
        scores=scores[order],
        lexical=lexical_scores[order],
        cosines=cosines[order],
        possible=_possible(
            terms, lexical.document_frequencies(positions), snapshot, lexical_settings
        ),
    )


def _lexical_scores(
    lexical: LexicalIndex, found: FoundTerms, terms: QueryTerms, settings: LexicalSettings
) -> NDArray[np.float64]:
    """Return every passage's BM25: of each word its own, or an alternative's if that is more."""
    others = terms.alternatives
    replaceable = np.unique(others.owners)
    if not len(replaceable):
        return lexical.scores(found, terms.weights, settings)
    has_none = np.ones(len(terms.word_weights), dtype=np.bool_)
    has_none[replaceable] = False

    def scores(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        weighted = np.flatnonzero(weights)
        return lexical.slot_scores(found.take(weighted), weights[weighted], settings)

    most = others.shares * terms.word_weights[others.owners]
    most *= _of_whole_words(lexical, found.take(others.stems), others.n_grams, settings)
    total = scores(terms.words[:, has_none] @ terms.word_weights[has_none])
    for word in replaceable.tolist():
        best = scores(terms.words[:, word] * terms.word_weights[word])
        for at in np.flatnonzero(others.owners == word).tolist():
            for slots, saturations in lexical.postings_of(found, int(others.stems[at])):
                best[slots] = np.maximum(best[slots], saturations * most[at])
        total += best
    return lexical.of_passages(total)


def _of_whole_words(
    lexical: LexicalIndex,
    stems: FoundTerms,
    n_grams: NDArray[np.int64],
    settings: LexicalSettings,
) -> NDArray[np.float64]:
    """Return what endlessly frequent words score, if all their terms are as rare as the stems."""
    fields = field_settings(settings)
    stem, skeleton, gram = (
        fields[kind].weight * (fields[kind].k1 + 1)
        for kind in (TermKind.STEM, TermKind.SKELETON, TermKind.GRAM)
    )
    idf = inverse_document_frequency(lexical.document_frequencies(stems), lexical.n_passages)
    whole: NDArray[np.float64] = (stem + skeleton + gram * n_grams) * idf**settings.idf_power
    return whole


def _possible(
    terms: QueryTerms,
    frequencies: NDArray[np.int64],
    snapshot: Snapshot,
    settings: LexicalSettings,
) -> float:
    """Return the score of a passage that holds every term of the question endlessly often."""
    fields = field_settings(settings)
    ceiling = np.array([fields[kind].weight * (fields[kind].k1 + 1) for kind in TermKind])
    idf = inverse_document_frequency(frequencies, snapshot.lexical.n_passages)
    return float((terms.weights * ceiling[terms.kinds] * idf**settings.idf_power).sum())
