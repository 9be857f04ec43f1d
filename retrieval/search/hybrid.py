"""Passages by their terms and by their vectors, fused into one ranking."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from retrieval.index.lexical import LexicalIndex, ceilings_of_kinds
from retrieval.index.ragged import opens_run
from retrieval.index.snapshot import Snapshot
from retrieval.search.coverage import Question
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
    ceilings = _Ceilings.of(question, lexical_settings)
    everything = _lexical_scores(snapshot.lexical, question, ceilings)
    found = best_first(everything, fusion.n_lexical)
    near, _ = snapshot.dense.search(vector, fusion.n_dense)
    is_found = np.zeros(len(everything), dtype=np.bool_)
    is_found[found] = everything[found] > 0
    is_found[near] = True
    rows = is_found.nonzero()[0]
    lexical, cosines = everything[rows], snapshot.dense.cosines(vector, rows).astype(np.float64)
    by_terms, by_vector = standardize(np.stack([lexical, cosines]))
    scores = by_terms + fusion.dense_weight * by_vector
    order = best_first(scores, len(scores))
    return PassageRanking(
        rows=rows[order],
        scores=scores[order],
        lexical=lexical[order],
        cosines=cosines[order],
        possible=ceilings.possible,
    )


@dataclass(frozen=True, slots=True)
class _Ceilings:
    """What passages score that hold the words of a question endlessly often.

    Attributes:
        of_terms: float64, shape (n_terms,): by each term.
        of_alternatives: float64, shape (n_alternatives,): by all terms of each, were they as rare
            as its stem.
        possible: By all terms of the question.
    """

    of_terms: NDArray[np.float64]
    of_alternatives: NDArray[np.float64]
    possible: float

    @classmethod
    def of(cls, question: Question, settings: LexicalSettings) -> "_Ceilings":
        terms, of_kind = question.terms, ceilings_of_kinds(settings)
        others = terms.alternatives
        of_terms, rarities = of_kind[terms.kinds], question.idf**settings.idf_power
        stem, skeleton, gram, _ = of_kind.tolist()
        return cls(
            of_terms=of_terms * rarities,
            of_alternatives=(stem + skeleton + gram * others.n_grams) * rarities[others.stems],
            possible=float((terms.weights * of_terms * rarities).sum()),
        )


def _lexical_scores(
    lexical: LexicalIndex, question: Question, ceilings: _Ceilings
) -> NDArray[np.float64]:
    """Return every passage's BM25: of each word its own, or an alternative's if that is more."""
    terms, found, others = question.terms, question.found, question.terms.alternatives
    there = found.frequencies[others.stems].nonzero()[0]
    owners = others.owners[there]
    replaceable = owners[opens_run(owners)]
    by_group = _weights_apart(terms, replaceable) * ceilings.of_terms
    total, *best_of_each = lexical.summed(found, by_group)
    if not best_of_each:
        return lexical.of_passages(total)
    instead = lexical.postings(found, others.stems[there])
    most = others.shares[there] * terms.word_weights[owners] * ceilings.of_alternatives[there]
    of_others = instead.saturations * most.repeat(instead.lengths)
    ends = instead.ends_of(replaceable.searchsorted(owners), len(replaceable))
    for best, (start, end) in zip(best_of_each, pairwise([0, *ends]), strict=True):
        np.maximum.at(best, instead.slots[start:end], of_others[start:end])
        total += best
    return lexical.of_passages(total)


def _weights_apart(terms: QueryTerms, replaceable: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the weights of the terms, by the words that hold them.

    Args:
        terms: Of the question.
        replaceable: The words that something stands for.

    Returns:
        Shape (1 + len(replaceable), n_terms): by all other words, then by each of these.
    """
    if not len(replaceable):
        return terms.weights[None, :]
    has_none = np.ones(len(terms.word_weights), dtype=np.bool_)
    has_none[replaceable] = False
    return np.concatenate(
        [
            (terms.words[:, has_none] @ terms.word_weights[has_none])[None, :],
            (terms.words[:, replaceable] * terms.word_weights[replaceable]).T,
        ]
    )
