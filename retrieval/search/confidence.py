"""The probability that the first quote answers the question.

Raw scores say nothing across questions, collections or encoders: BM25 grows with the question's
length, a cosine's range is its model's. What is measured here holds for all of them: shares of the
score that was possible and of the question that is covered, how unlikely it is that so many of the
question's words meet in a passage by chance, and whether the quote holds what kind of thing is
asked for. A logistic model over these, fitted by `training/confidence.py` on questions whose
passages or articles were taken away, gives the probability.

Chance is reckoned twice. That a question speaks of what the articles speak of is told by how rare
its words are in written Arabic: on a shelf of articles on one matter every word of the matter is
common. But there that alone answers few questions, so what is shown as an answer must also stand
out among the articles themselves, or be all but certain.

Three thresholds part the outcomes. Under the lowest lie 2 % of the answered questions of the
training. Over the next lie 5 % of those that arcd-train's collections could not answer, by the
chance of their collection alone; over the highest, 3 % of them by both.
"""

import json
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.common_words import share_of_passages
from retrieval.arabic.questions import AnswerType
from retrieval.datatypes import Outcome
from retrieval.index.snapshot import Snapshot
from retrieval.search.candidates import Candidates
from retrieval.search.coverage import Question
from retrieval.search.features import Feature, Features
from retrieval.search.hybrid import PassageRanking

CONFIDENCE_FILE = Path(__file__).with_name("confidence.json")


class Sign(IntEnum):
    """What the model sees, in the order in which weights are stored.

    Chosen by their AUROC on TyDi QA, MLQA-dev, arcd-train and the dev half of our own set; the
    weights alone are fitted elsewhere. Tried beside these, and worth next to nothing: the
    coverage by the whole passage or by the quote's context, the share of words that the corpus
    does not know, the rarest word that the passage lacks, the margin of the best passage over the
    next, a number of the question that the passage lacks (next to none is answered so anyway), the
    scorer's own margin and its features. How far the passage covers the first word of the topic,
    and how far the best BM25 stands out of all, each add up to .01 to an AUROC, and change their
    sign where collections of every size weigh the same. The cosine would add .002 to .016, and its
    range is its encoder's.
    """

    BM25_SHARE = 0
    """Of the highest BM25 of any passage in what was possible for this question; 0 to 1."""
    COVERAGE = 1
    """Of the question by the first quote; 0 to 1."""
    LIKELIHOOD = 2
    """Log-likelihood ratio, in tens of nats, of a passage that answers to one found by chance, by
    the words of the question that it speaks of, in these words or in others."""
    EVIDENCE = 3
    """1 where the first quote holds a number or a time that the question does not name, or
    neither is asked for; 1/2 for a number where a time is asked for; else 0. Of the near misses of
    our own set (the dev half) it tells the right quotes by an AUROC of .83 instead of .79, and
    changes the other sets' by less than .005."""


_HELD_BY_ANSWER = 0.75
"""Share of a question's words that the passage that answers it is taken to hold.

Set by hand; over arcd-train it is .79. At .6, .75 and .85 the ratio alone tells questions apart
about as well (AUROC on TyDi .88, .90 and .92, on MLQA-dev .75, .74 and .73).
"""


_WRITTEN_PASSAGES = 5000
"""Passages of any Arabic text that chance is reckoned by, beside those of the collection.

All articles of a small shelf may speak of one matter; that a question speaks of it too is chance
in the collection, and none in the language. AUROC with 0 / 300 / 1,000 / 5,000 / 20,000 of them:
TyDi .960 / .967 / .967 / .968 / .968, MLQA-dev .768 / .770 / .773 / .778 / .780; questions of our
own set (the dev half) against questions of the public sets .887 / .945 / .952 / .957 / .958.
"""


_NUMBER_FOR_TIME = 0.5  # by hand: a number may be a year, or a day of the month
_TIMES = (Feature.TIME_YEAR, Feature.TIME_MONTH, Feature.TIME_WORD)


@dataclass(frozen=True, slots=True)
class Signs:
    """What the model sees of a first quote; both arrays are float64, shape (len(Sign),).

    Attributes:
        values: The signs.
        here: The same but for `Sign.LIKELIHOOD`, which is by the chance of the collection alone
            where that is less.
    """

    values: NDArray[np.float64]
    here: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """A logistic model and the thresholds on it.

    Attributes:
        weights: float64, shape (len(Sign),).
        bias: Added to the weighted sum.
        weak_from: Probability from which quotes are shown as the nearest that was found.
        answer_from: Probability, by the chance of the collection alone, from which they are shown
            as an answer.
        sure_from: Probability from which they are shown as an answer whatever that is.
    """

    weights: NDArray[np.float64]
    bias: float
    weak_from: float
    answer_from: float
    sure_from: float

    def judge(self, signs: Signs) -> Outcome:
        """Return the outcome for a quote with these signs."""
        probability = self.probability(signs.values)
        stands_out = self.probability(signs.here) >= self.answer_from
        if stands_out or probability >= self.sure_from:
            return Outcome.ANSWER
        return Outcome.WEAK if probability >= self.weak_from else Outcome.NONE

    def probability(self, values: NDArray[np.float64]) -> float:
        """Return the probability that a quote with these values of the signs answers."""
        return float(1 / (1 + np.exp(-(values @ self.weights + self.bias))))


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
        sure_from=float(content["sure_from"]),
    )


def read_signs(
    snapshot: Snapshot,
    question: Question,
    ranking: PassageRanking,
    candidates: Candidates,
    features: Features,
    best: int,
) -> Signs:
    """Return the signs of the first quote.

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
    spoken_of = features.spoken_of[in_passage].max(axis=0)
    covered = np.maximum(spoken_of, features.covered_by_title[best])
    chance = _Chance.of(question, snapshot.lexical.n_passages)
    values = np.zeros(len(Sign))
    values[Sign.BM25_SHARE] = ranking.lexical.max(initial=0.0) / max(ranking.possible, 1e-9)
    values[Sign.COVERAGE] = features.coverage[best]
    values[Sign.LIKELIHOOD] = chance.likelihood(covered, _WRITTEN_PASSAGES)
    values[Sign.EVIDENCE] = _evidence(question.query.answer_type, features.values[best])
    here = values.copy()
    by_these_alone = chance.likelihood(covered, n_written=0)
    here[Sign.LIKELIHOOD] = min(values[Sign.LIKELIHOOD], by_these_alone)
    return Signs(values, here)


def _evidence(wanted: AnswerType, values: NDArray[np.float64]) -> float:
    """Return how far a candidate with these features holds what kind of thing is asked for."""
    if wanted is AnswerType.NUMBER:
        return float(values[Feature.NUMBER])
    if wanted is AnswerType.TIME:
        number = _NUMBER_FOR_TIME * values[Feature.NUMBER]
        return float(max(number, *(values[time] for time in _TIMES)))
    return 1.0


@dataclass(frozen=True, slots=True)
class _Chance:
    """How often passages hold the words of a question by chance; the arrays have one entry a word.

    Attributes:
        frequencies: int64: passages of the collection that hold each.
        written: float64: the share of passages of any Arabic text that do.
        weights: float64: of the words.
        is_topic: bool: those that name the topic count.
        n_passages: Of the collection.
    """

    frequencies: NDArray[np.int64]
    written: NDArray[np.float64]
    weights: NDArray[np.float64]
    is_topic: NDArray[np.bool_]
    n_passages: int

    @classmethod
    def of(cls, question: Question, n_passages: int) -> "_Chance":
        return cls(
            question.chance_frequencies,
            np.array([share_of_passages(word) for word in question.weighted_words]),
            question.terms.word_weights,
            question.is_topic,
            n_passages,
        )

    def likelihood(self, covered: NDArray[np.float64], n_written: int) -> float:
        """Return the value of `Sign.LIKELIHOOD`.

        By chance a passage holds a word as often as passages do, those of the collection and of
        written Arabic; the best of many had as many tries.

        Args:
            covered: Shape (n_words,): how far the passage speaks of each word, by its title too, 0
                to 1.
            n_written: Passages of any Arabic text that chance is reckoned by, too.
        """
        held = covered[self.is_topic]
        frequencies = self.frequencies + 0.5 + n_written * self.written
        share = frequencies[self.is_topic] / (self.n_passages + 1 + n_written)
        ratio = held * np.log(_HELD_BY_ANSWER / share) + (1 - held) * np.log1p(-_HELD_BY_ANSWER)
        weights = self.weights[self.is_topic]
        return float((ratio * weights).sum() - np.log(self.n_passages)) / 10
