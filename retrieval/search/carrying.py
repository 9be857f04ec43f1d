"""How surely the words of a question are carried in and around the candidates.

By features, which sum over the words, and word by word for `retrieval.search.word_network`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.index.ragged import differences
from retrieval.search.candidates import BEFORE, LEAD, TITLE, Candidates
from retrieval.search.coverage import Question
from retrieval.search.features import Feature
from retrieval.search.relatedness import Relatedness
from retrieval.search.word_matches import Match, WordMatches, rest_of, traits_of

CONTEXT_COVERS = 0.8  # of a word that stands in the context, not in the sentence; by hand
_NEIGHBOUR_COVERS = 0.6  # of a word that stands just before or just after it; by hand
_BY_CHANCE = 0.06  # how surely a word is carried where nothing is known to carry it; by hand


@dataclass(frozen=True, slots=True)
class Carried:
    """How surely each word of a question is carried, each of shape (n_candidates, n_words).

    Attributes:
        own: By the candidate.
        before: By the sentence before it.
        lead: By the first sentence of its document.
        title: By the title.
        after: By the sentence after it, where that is a candidate too.
        passage: By the best candidate of its passage.
        surely: The logarithm of `own`, which is at least as if by chance.
    """

    own: NDArray[np.float64]
    before: NDArray[np.float64]
    lead: NDArray[np.float64]
    title: NDArray[np.float64]
    after: NDArray[np.float64]
    passage: NDArray[np.float64]
    surely: NDArray[np.float64]

    @classmethod
    def of(cls, candidates: Candidates, by_row: NDArray[np.float64]) -> "Carried":
        """Look it up for the candidates and what stands around them.

        Args:
            candidates: Of the question; in order, so what follows one is the next one, or none.
            by_row: How surely each row of their occurrences carries each word of the question.
        """
        own = by_row.take(candidates.at, axis=0)
        is_next = differences(candidates.sentences) == 1
        follows = (is_next & (differences(candidates.documents) == 0)).nonzero()[0]
        after = np.zeros_like(own)
        after[follows] = own[follows + 1]
        by_passage = np.zeros((candidates.passages.max(initial=-1) + 1, own.shape[1]))
        np.maximum.at(by_passage, candidates.passages, own)
        contexts = by_row.take(candidates.contexts, axis=0)
        return cls(
            own,
            contexts[BEFORE],
            contexts[LEAD],
            contexts[TITLE],
            after,
            by_passage.take(candidates.passages, axis=0),
            _surely(own),
        )


def measure_carried(
    question: Question,
    linked: NDArray[np.float32],
    covered: NDArray[np.float64],
    carried: Carried,
    values: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Fill the columns of what is said in other words, and return `Features.spoken_of`.

    Args:
        question: Asked.
        linked: How surely linked words of each candidate carry each word of the question.
        covered: How far its own words cover each.
        carried: Both, the better one.
        values: The columns.
    """
    importance, own = question.importance, carried.own
    around = np.maximum(np.maximum(carried.before, carried.lead), carried.title)
    spoken_of: NDArray[np.float64] = np.maximum(own, CONTEXT_COVERS * around)
    evenly = question.is_topic / max(int(question.is_topic.sum()), 1)
    around_each = _surely(spoken_of)
    with_before = np.maximum(own, _NEIGHBOUR_COVERS * carried.before)
    with_after = np.maximum(own, _NEIGHBOUR_COVERS * carried.after)
    values[:, Feature.CARRIED] = own @ importance
    values[:, Feature.CARRIED_EACH] = carried.surely @ importance
    values[:, Feature.LINKED] = np.einsum("rw,rw->r", linked, importance * (1 - covered))
    values[:, Feature.WITH_BEFORE] = with_before @ importance
    values[:, Feature.WITH_AFTER] = with_after @ importance
    values[:, Feature.IN_PASSAGE] = carried.passage @ importance
    values[:, Feature.AROUND_EACH] = around_each @ importance
    values[:, Feature.AROUND_EVENLY] = around_each @ evenly
    values[:, Feature.CONTEXT_COVERAGE] = spoken_of @ importance
    return spoken_of


def match_words(
    question: Question,
    candidates: Candidates,
    covered: NDArray[np.float64],
    covered_by_title: NDArray[np.float64],
    carried: Carried,
    related: Relatedness,
) -> WordMatches:
    """Return what each candidate has of each word of the question.

    Args:
        question: Asked.
        candidates: Found for it.
        covered: How far the own words of each cover each word.
        covered_by_title: How far those of its title do.
        carried: How surely each is carried.
        related: What the rows are to the question in other words.
    """
    company = related.company.take(candidates.contexts, axis=0)
    values = np.empty((*carried.own.shape, len(Match)), dtype=np.float32)
    values[:, :, Match.OWN] = covered
    values[:, :, Match.CARRIED] = carried.own
    values[:, :, Match.SURELY] = carried.surely
    values[:, :, Match.BEFORE] = carried.before
    values[:, :, Match.LEAD] = carried.lead
    values[:, :, Match.TITLE] = carried.title
    values[:, :, Match.AFTER] = carried.after
    values[:, :, Match.PASSAGE] = carried.passage
    values[:, :, Match.OF_TITLE] = covered_by_title
    values[:, :, Match.REST] = rest_of(carried.own, question.importance)
    values[:, :, Match.COMPANY] = related.company.take(candidates.at, axis=0)
    values[:, :, Match.COMPANY_BEFORE] = company[BEFORE]
    values[:, :, Match.COMPANY_LEAD] = company[LEAD]
    values[:, :, Match.COMPANY_TITLE] = company[TITLE]
    return WordMatches(
        values,
        traits_of(question, related.lemmas, carried.own),
        question.importance.astype(np.float32),
        related.vectors,
    )


def _surely(carried: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logarithm of how surely something is carried."""
    logarithm: NDArray[np.float64] = np.log(np.maximum(carried, _BY_CHANCE))
    return logarithm
