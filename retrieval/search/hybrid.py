"""Passages by their terms and by their vectors, fused into one ranking."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.index.lexical import field_settings, inverse_document_frequency
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
    everything = lexical.scores(positions, terms.weights, lexical_settings)
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
