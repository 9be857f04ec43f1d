"""How far a document is about what is asked, by its title, or by how it begins.

A title names the subject, and most texts without one open with it. A sentence of an article on
the subject answers more often than one that mentions it elsewhere, with as many words in common.
"""

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.evidence import WordClass
from retrieval.index.words import WordTable
from retrieval.search.candidates import Candidates, Occurrences
from retrieval.search.coverage import Question
from retrieval.search.tokens import TokenMatches

_OPENING_WORDS = 2
"""Of a lead, in which the subject stands if it opens with it."""
_ENOUGH = 0.5
"""Share of the question that names its subject: the rest is what is asked of it.

Both by the probability of the sentences that answer (`training/ranker.py`), on arcd-train, TyDi QA
and MLQA-dev; three words, a third and 1 are worse on two of the three.
"""
_WHOLE = 0.9
"""Of a word that opens a lead: «وزير» has the skeleton of «يزور», and opens half of the news."""


def subjects(
    table: WordTable,
    question: Question,
    candidates: Candidates,
    matches: TokenMatches,
    by_title: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return how far each candidate's document is about what is asked, 0 to 1.

    With a title: how much of the question it covers, up to the half, times the share of its words
    that the question has. Without: how much of the question the lead's first words cover.

    Args:
        table: Of the words.
        question: Its words are as important as they are rare.
        candidates: Their titles and leads.
        matches: Of the question in these.
        by_title: Shape (n, n_words): how far each candidate's title covers each word.
    """
    occurrences, (_, leads, titles) = candidates.occurrences, candidates.contexts
    n_content = _count_content(table, occurrences, titles)
    n_asked = np.bincount(matches.rows, minlength=matches.n_rows)[titles]
    share = np.minimum(n_asked / np.maximum(n_content, 1), 1)
    is_whole = matches.weights >= _WHOLE * question.importance[matches.words]
    opens = is_whole & (matches.at - occurrences.offsets[matches.rows] < _OPENING_WORDS)
    opening = np.bincount(
        matches.rows[opens], weights=matches.weights[opens], minlength=matches.n_rows
    )
    of_title = share * np.minimum(by_title @ question.importance / _ENOUGH, 1)
    of_lead = np.minimum(opening[leads] / _ENOUGH, 1)
    has_title = occurrences.lengths[titles] > 0
    about: NDArray[np.float64] = np.where(has_title, of_title, of_lead)
    return about


def _count_content(
    table: WordTable, occurrences: Occurrences, titles: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return how many words of each title are no stop words, shape (len(titles),)."""
    # Titles stand below all sentences, so that next to nothing else is looked at.
    start = occurrences.offsets[titles.min(initial=len(occurrences.offsets) - 1)]
    is_content = (table.classes[occurrences.tokens[start:]] & WordClass.STOP) == 0
    so_far = np.zeros(len(is_content) + 1, dtype=np.int64)
    is_content.cumsum(out=so_far[1:])
    ends, starts = occurrences.offsets[titles + 1] - start, occurrences.offsets[titles] - start
    counts: NDArray[np.int64] = so_far[ends] - so_far[starts]
    return counts
