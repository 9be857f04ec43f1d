"""The probability that the first quote answers the question.

Raw scores say nothing across questions, collections or encoders: BM25 grows with the question's
length, a cosine's range is its model's. What is measured here holds for all of them: shares of the
score that was possible and of the question that is covered, and how unlikely it is that so many
of the question's words meet in a passage by chance. A logistic model over these, fitted by
`training/confidence.py` on questions whose passages were taken away, gives the probability.

Two thresholds part the outcomes: under the lower one lie 5 % of the answered questions of the
fit, over the higher one 5 % of those that could not be answered.
"""

import json
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.datatypes import Outcome
from retrieval.index.snapshot import Snapshot
from retrieval.search.candidates import Candidates
from retrieval.search.coverage import Question
from retrieval.search.features import Features
from retrieval.search.hybrid import PassageRanking

CONFIDENCE_FILE = Path(__file__).with_name("confidence.json")


class Sign(IntEnum):
    """What the model sees, in the order in which weights are stored.

    Chosen among seven by their AUROC on TyDi QA, MLQA-dev and arcd-train; the weights alone are
    fitted on arcd-train only. Tried beside these, and worth next to nothing: the coverage by the
    whole passage or by the quote's context, the share of words that the corpus does not know, the
    margin of the best passage over the next, the cosine (whose range is its encoder's), a number
    of the question that the passage lacks (next to none is answered so anyway), the scorer's own
    margin and its features. How far the passage covers the first word of the topic, and how far
    the best BM25 stands out of all, each add up to .01 to an AUROC, and change their sign where
    collections of every size weigh the same.
    """

    BM25_SHARE = 0
    """Of the highest BM25 of any passage in what was possible for this question; 0 to 1."""
    COVERAGE = 1
    """Of the question by the first quote; 0 to 1."""
    LIKELIHOOD = 2
    """Log-likelihood ratio, in tens of nats, of a passage that answers to one found by chance."""


_HELD_BY_ANSWER = 0.75
"""Share of a question's words that the passage that answers it is taken to hold.

Set by hand; over arcd-train it is .79. At .6, .75 and .85 the ratio alone tells questions apart
about as well (AUROC on TyDi .88, .90 and .92, on MLQA-dev .75, .74 and .73).
"""


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """A logistic model and the thresholds on it.

    Attributes:
        weights: float64, shape (len(Sign),).
        bias: Added to the weighted sum.
        weak_from: Probability from which quotes are shown as the nearest that was found.
        answer_from: Probability from which they are shown as an answer.
    """

    weights: NDArray[np.float64]
    bias: float
    weak_from: float
    answer_from: float

    def judge(self, probability: float) -> Outcome:
        """Return the outcome for a probability."""
        if probability >= self.answer_from:
            return Outcome.ANSWER
        return Outcome.WEAK if probability >= self.weak_from else Outcome.NONE

    def probability(self, signs: NDArray[np.float64]) -> float:
        """Return the probability that the quote with these signs answers."""
        return float(1 / (1 + np.exp(-(signs @ self.weights + self.bias))))


@cache
def bundled_confidence() -> ConfidenceModel:
    """Return the model that comes with the program."""
    content = json.loads(CONFIDENCE_FILE.read_text(encoding="utf-8"))
    weights = np.array([content["weights"][sign.name.lower()] for sign in Sign])
    return ConfidenceModel(
        weights=weights,
        bias=float(content["bias"]),
        weak_from=float(content["weak_from"]),
        answer_from=float(content["answer_from"]),
    )


def read_signs(
    snapshot: Snapshot,
    question: Question,
    ranking: PassageRanking,
    candidates: Candidates,
    features: Features,
    best: int,
) -> NDArray[np.float64]:
    """Return the signs of the first quote, shape (len(Sign),).

    Args:
        snapshot: Where it was found.
        question: What was asked.
        ranking: The passages found.
        candidates: Their sentences.
        features: Of the candidates.
        best: The candidate that is quoted first.
    """
    row = ranking.rows[candidates.passages[best]]
    collection = snapshot.collection
    in_passage = (candidates.sentences >= collection.firsts[row]) & (
        candidates.sentences < collection.lasts[row]
    )
    covered = np.maximum(features.covered[in_passage].max(axis=0), features.covered_by_title[best])
    signs = np.zeros(len(Sign))
    signs[Sign.BM25_SHARE] = ranking.lexical.max(initial=0.0) / max(ranking.possible, 1e-9)
    signs[Sign.COVERAGE] = features.coverage[best]
    signs[Sign.LIKELIHOOD] = _likelihood(question, covered, snapshot.lexical.n_passages) / 10
    return signs


def _likelihood(question: Question, covered: NDArray[np.float64], n_passages: int) -> float:
    """Return the log-likelihood ratio of a passage that answers to one found by chance, in nats.

    By chance a passage holds a word as often as passages do; the best of many had as many tries.

    Args:
        question: Its words of the topic count.
        covered: Shape (n_words,): how far the passage's body and title cover each word, 0 to 1.
        n_passages: Of the collection.
    """
    held = covered[question.is_topic]
    share = (question.chance_frequencies[question.is_topic] + 0.5) / (n_passages + 1)
    ratio = held * np.log(_HELD_BY_ANSWER / share) + (1 - held) * np.log1p(-_HELD_BY_ANSWER)
    weights = question.terms.word_weights[question.is_topic]
    return float((ratio * weights).sum() - np.log(n_passages))
