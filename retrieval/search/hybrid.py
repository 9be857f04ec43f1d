"""Passages by their terms and by their vectors, fused into one ranking."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.index.lexical import LexicalIndex, field_settings
from retrieval.index.snapshot import Snapshot
from retrieval.index.words import TermKind
from retrieval.search.coverage import Question
from retrieval.search.fusion import best_first, standardize
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
    question: Question,
    vector: NDArray[np.float32],
    lexical_settings: LexicalSettings,
    fusion: FusionSettings,
) -> PassageRanking:
    """Rank the passages that share terms with the question or lie near it.

    Args:
        snapshot: Where to look.
        question: What is asked.
        vector: Of the question; all 0 where it has none.
        lexical_settings: Those the snapshot was built with.
        fusion: How many of each kind, and the weight of the cosine.
    """
    everything = _lexical_scores(snapshot.lexical, question, lexical_settings)
    found = best_first(everything, fusion.n_lexical)
    found = found[everything[found] > 0]
    near, _ = snapshot.dense.search(vector, fusion.n_dense)
    rows = np.union1d(found, near)
    lexical, cosines = everything[rows], snapshot.dense.cosines(vector, rows).astype(np.float64)
    by_terms, by_vector = standardize(np.stack([lexical, cosines]))
    scores = by_terms + fusion.dense_weight * by_vector
    order = best_first(scores, len(scores))
    return PassageRanking(
        rows=rows[order],
        scores=scores[order],
        lexical=lexical[order],
        cosines=cosines[order],
        possible=_possible(question, lexical_settings),
    )


def _lexical_scores(
    lexical: LexicalIndex, question: Question, settings: LexicalSettings
) -> NDArray[np.float64]:
    """Return every passage's BM25: of each word its own, or an alternative's if that is more."""
    terms, found = question.terms, question.found
    ceilings, postings = lexical.ceilings(found, settings), lexical.postings(found)
    others = terms.alternatives
    there = np.flatnonzero(found.frequencies[others.stems])
    replaceable = np.unique(others.owners[there])
    if not len(replaceable):
        return lexical.of_passages(lexical.slot_scores(postings, terms.weights * ceilings))
    has_none = np.ones(len(terms.word_weights), dtype=np.bool_)
    has_none[replaceable] = False
    owners, stems = others.owners[there], others.stems[there]
    most = others.shares[there] * terms.word_weights[owners]
    most *= _of_whole_words(question.idf[stems], others.n_grams[there], settings)
    weights = terms.words[:, has_none] @ terms.word_weights[has_none]
    total = lexical.slot_scores(postings, weights * ceilings)
    for word in replaceable.tolist():
        weights = terms.words[:, word] * terms.word_weights[word]
        best = lexical.slot_scores(postings, weights * ceilings)
        for at in np.flatnonzero(owners == word).tolist():
            for slots, saturations in postings[stems[at]]:
                best[slots] = np.maximum(best[slots], saturations * most[at])
        total += best
    return lexical.of_passages(total)


def _of_whole_words(
    idf: NDArray[np.float64], n_grams: NDArray[np.int64], settings: LexicalSettings
) -> NDArray[np.float64]:
    """Return what endlessly frequent words score, if all their terms are as rare as the stems.

    Args:
        idf: Of the stems.
        n_grams: Of the words.
        settings: Of the index.
    """
    fields = field_settings(settings)
    stem, skeleton, gram = (
        fields[kind].weight * (fields[kind].k1 + 1)
        for kind in (TermKind.STEM, TermKind.SKELETON, TermKind.GRAM)
    )
    whole: NDArray[np.float64] = (stem + skeleton + gram * n_grams) * idf**settings.idf_power
    return whole


def _possible(question: Question, settings: LexicalSettings) -> float:
    """Return the score of a passage that holds every term of the question endlessly often."""
    fields, terms = field_settings(settings), question.terms
    ceiling = np.array([fields[kind].weight * (fields[kind].k1 + 1) for kind in TermKind])
    return float((terms.weights * ceiling[terms.kinds] * question.idf**settings.idf_power).sum())
