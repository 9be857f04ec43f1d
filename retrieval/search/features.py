"""What is measured of each candidate: one row a sentence, one column a feature.

What a sentence leaves out of the question may stand just before it, in the lead or in the title:
a name is rarely repeated in every sentence. `retrieval.search.measuring` does it.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from retrieval.search.word_matches import WordMatches


class Feature(IntEnum):
    """The columns, in the order in which weights are stored."""

    BM25 = 0
    """Of the sentence's own words; standardised over the candidates."""
    PASSAGE = 1
    """BM25 of its passage; standardised."""
    COSINE = 2
    """Of its passage's vector and the question's; standardised."""
    PASSAGE_BEHIND = 3
    """How far its passage's fused score lies behind the best one's; at most 0."""
    CONTEXT_COVERAGE = 4
    """Share of the question that the sentence carries with the sentence before, the document's
    lead and its title, in their own words or in linked ones; standardised."""
    LEAD_ADDS = 5
    """Share of the question that the document's lead adds to what the sentence covers."""
    RELATION = 6
    """How far the first word of the topic, which mostly names what is asked of the rest, is
    covered or spoken for by a cue, times the share of the rest that sentence or context covers."""
    LEAD = 7
    """1 for the first sentence of the document's body, 1/2 for the second, and so on."""
    PROXIMITY = 8
    """How close words of the question stand to each other, by their importance."""
    LENGTH = 9
    """Natural logarithm of the number of words."""
    CUES = 10
    """Natural logarithm of 1 + the words that speak for an answer of the type, not the question's
    own."""
    TIME_YEAR = 11
    """1 where a time is asked for and a year stands that the question does not name."""
    TIME_MONTH = 12
    """1 where a time is asked for and a month stands that the question does not name."""
    TIME_WORD = 13
    """1 where a time is asked for and a day or a span of time stands, without a number: what news
    tell a time by."""
    NUMBER = 14
    """1 where a number or a time is asked for and a number stands that the question does not
    name; in digits, where a time is."""
    EVIDENCE_NEAR = 15
    """1 / the distance, in words, to the nearest match of the question: of a number where one is
    asked for; where a time is, of a year, a month, a day or a span of time."""
    DEFINING_LEAD = 16
    """`LEAD` where a definition or a person is asked for."""
    DEFINING_START = 17
    """1 where a definition or a person is asked for and the sentence opens with a match."""
    SUBJECT = 18
    """How far its document is about what is asked, by title or opening."""
    CARRIED = 19
    """Share of the question that the sentence carries, in its own words or in linked ones."""
    CARRIED_EACH = 20
    """Mean logarithm of how surely the sentence carries each word of the question, by importance:
    one that nothing carries counts more than all that is carried twice."""
    LINKED = 21
    """Share of the question that the sentence leaves open and carries by linked words."""
    AROUND_EACH = 22
    """`CARRIED_EACH` of the sentence with its context."""
    AROUND_EVENLY = 23
    """`AROUND_EACH`, each word of the topic counting the same."""
    WITH_BEFORE = 24
    """Share of the question that the sentence carries, or in part the one before it."""
    WITH_AFTER = 25
    """Share of the question that the sentence carries, or in part the one after it, where that is
    a candidate too."""
    IN_PASSAGE = 26
    """Share of the question that some candidate of its passage carries, word by word."""
    WHOLE = 27
    """The cosine of the mean vectors of the sentence's words and the question's; standardised."""


@dataclass(frozen=True, slots=True)
class Features:
    """The candidates as numbers.

    Attributes:
        values: float64, shape (n_candidates, len(Feature)).
        covered: float64, shape (n_candidates, n_words): how far each covers each word of the
            question, 0 to 1.
        covered_by_title: float64, shape (n_candidates, n_words): how far their titles do.
        coverage: float64, shape (n_candidates,): share of the question covered, 0 to 1.
        spoken_of: float64, shape (n_candidates, n_words): how surely each or its context carries
            each word of the question, in its own words or in linked ones, 0 to 1.
        matches: What each has of each word of the question.
    """

    values: NDArray[np.float64]
    covered: NDArray[np.float64]
    covered_by_title: NDArray[np.float64]
    coverage: NDArray[np.float64]
    spoken_of: NDArray[np.float64]
    matches: WordMatches
