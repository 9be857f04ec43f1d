"""What each candidate has of each word of the question.

Features tell how much of a question a sentence carries. Which of its words that is matters too: a
sentence may leave out a name that all of the article is about, and hardly what is asked of it.
Nobody can weigh that by hand; `retrieval.search.word_network` has learnt to, from these numbers.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.answer_types import AnswerType
from retrieval.arabic.lemmas import UNKNOWN
from retrieval.search.coverage import Question


class Match(IntEnum):
    """What a candidate has of a word, in the order in which weights are stored."""

    OWN = 0
    """How far the sentence covers it in its own words, 0 to 1."""
    CARRIED = 1
    """How surely the sentence carries it, in its own words or in linked ones, 0 to 1."""
    SURELY = 2
    """The logarithm of that."""
    BEFORE = 3
    """How surely the sentence before carries it."""
    LEAD = 4
    """How surely the first sentence of the document does."""
    TITLE = 5
    """How surely the title does."""
    AFTER = 6
    """How surely the sentence after does, where that is a candidate too."""
    PASSAGE = 7
    """How surely the best candidate of its passage does."""
    OF_TITLE = 8
    """How far the title covers it in its own words."""
    REST = 9
    """Share of the question's other words that the sentence carries, by importance."""
    COMPANY = 10
    """The largest cosine with a word of the sentence, by the company that they keep."""
    COMPANY_BEFORE = 11
    """That of the sentence before."""
    COMPANY_LEAD = 12
    """That of the first sentence of the document."""
    COMPANY_TITLE = 13
    """That of the title."""


class Trait(IntEnum):
    """What is known of a word of the question, in the order in which weights are stored."""

    IMPORTANCE = 0
    """Its share of the question, by rarity and weight."""
    TIMES_EVEN = 1
    """That, times the number of words."""
    TOPIC = 2
    """1 if it names the topic."""
    BEST = 3
    """How surely the candidate carries it that does best."""
    MEAN = 4
    """How surely the candidates carry it on average."""
    RANK = 5
    """Natural logarithm of the rank of its lemma by how common it is in Arabic."""
    PLACE = 6
    """Where in the question it stands, from 0."""
    EVEN = 7
    """1 / the number of words."""


N_TRAITS = len(Trait) + len(AnswerType)
"""Of a word: what is asked for follows, 1 at its place in `AnswerType`."""
_RANK_OF_UNKNOWN = 11.0
"""Of what is no lemma: rarer than the rarest one, the logarithm of whose rank is 10.2."""
_LEAST_REST = 1e-3
"""Added to the share of the other words, which is 0 where there is only one."""


@dataclass(frozen=True, slots=True, eq=False)
class WordMatches:
    """What each candidate has of each word of the question.

    Attributes:
        values: float32, shape (n_candidates, n_words, len(Match)).
        traits: float32, shape (n_words, N_TRAITS): `Trait`, then the type of the answer.
        importance: float32, shape (n_words,): each word's share of the question; they sum to 1,
            or are all 0.
        vectors: float32, shape (n_words, any): of what each keeps company with, of length 1, or 0
            where that is unknown.
    """

    values: NDArray[np.float32]
    traits: NDArray[np.float32]
    importance: NDArray[np.float32]
    vectors: NDArray[np.float32]


def traits_of(
    question: Question, lemmas: NDArray[np.int32], carried: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Return the traits of the question's words, shape (n_words, N_TRAITS).

    Args:
        question: Asked.
        lemmas: Of its words that name the topic and have one; else `UNKNOWN`; shape (n_words,).
        carried: How surely each candidate carries each word, shape (n_candidates, n_words).
    """
    importance, n_words = question.importance, len(question.importance)
    traits = np.zeros((n_words, N_TRAITS), dtype=np.float32)
    if not n_words:
        return traits
    traits[:, Trait.IMPORTANCE] = importance
    traits[:, Trait.TIMES_EVEN] = importance * n_words
    traits[:, Trait.TOPIC] = question.is_topic
    traits[:, Trait.BEST] = carried.max(axis=0, initial=0)
    traits[:, Trait.MEAN] = carried.mean(axis=0) if len(carried) else 0
    known = lemmas != UNKNOWN
    traits[:, Trait.RANK] = np.where(known, np.log(np.maximum(lemmas, 0) + 1), _RANK_OF_UNKNOWN)
    traits[:, Trait.PLACE] = np.arange(n_words) / n_words
    traits[:, Trait.EVEN] = 1 / n_words
    traits[:, len(Trait) + list(AnswerType).index(question.query.answer_type)] = 1
    return traits


def rest_of(carried: NDArray[np.float64], importance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of the other words that is carried, word by word.

    Args:
        carried: Shape (n_candidates, n_words).
        importance: Shape (n_words,).
    """
    each = carried * importance
    rest: NDArray[np.float64] = (each.sum(axis=1, keepdims=True) - each) / (
        1 - importance + _LEAST_REST
    )
    return rest
