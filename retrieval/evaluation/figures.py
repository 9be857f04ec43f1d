"""The figures that results are told in, each as a statistic whose interval can be worked out."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.datatypes import Outcome
from retrieval.evaluation.bootstrap import Statistic
from retrieval.evaluation.metrics import discounted_gain, reciprocal_rank
from retrieval.evaluation.results import Results

KEPT_SHARE = 0.95
"""Of the answerable questions, at the threshold at which false answers are counted."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of some results.

    Attributes:
        name: As printed.
        statistic: What works it out.
        gain: 1 where more is better, -1 where less is, 0 where neither is.
    """

    name: str
    statistic: Statistic
    gain: int = 1


def mean_of(
    values: Callable[[Results], NDArray[np.float64]], *, of_answerable: bool = True
) -> Statistic:
    """Return the mean of a number a question, over those that can be answered or the others."""

    def statistic(results: Results, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        wanted = results.is_answerable if of_answerable else ~results.is_answerable
        of_wanted = weights[:, wanted]
        mean: NDArray[np.float64] = of_wanted @ values(results)[wanted] / of_wanted.sum(axis=1)
        return mean

    return statistic


def area_under_roc(results: Results, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the chance that an answerable question has more confidence than another; ties half.

    Source:
        Mann & Whitney 1947, doi:10.1214/aoms/1177730491, with weights.
    """
    positives, negatives = results.is_answerable, ~results.is_answerable
    wanted, others = results.confidences[positives], results.confidences[negatives]
    order = np.argsort(others, kind="stable")
    below = _running_sum(weights[:, negatives][:, order])
    left, right = (np.searchsorted(others[order], wanted, side=side) for side in ("left", "right"))
    won = (below[:, left] + below[:, right]) / 2
    of_wanted = weights[:, positives]
    area: NDArray[np.float64] = (of_wanted * won).sum(axis=1) / (
        of_wanted.sum(axis=1) * below[:, -1]
    )
    return area


def false_answers(results: Results, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of the others that the highest threshold keeps that keeps `KEPT_SHARE`."""
    positives, negatives = results.is_answerable, ~results.is_answerable
    wanted, others = results.confidences[positives], results.confidences[negatives]
    best_first = np.argsort(-wanted, kind="stable")
    kept = np.cumsum(weights[:, positives][:, best_first], axis=1)
    # A whole number of questions is kept; what sums leave over is no question.
    last = (kept >= KEPT_SHARE * kept[:, -1:] - 1e-9).argmax(axis=1)
    thresholds = wanted[best_first][last]
    order = np.argsort(others, kind="stable")
    below = _running_sum(weights[:, negatives][:, order])
    first = np.searchsorted(others[order], thresholds, side="left")
    share: NDArray[np.float64] = 1 - below[np.arange(len(below)), first] / below[:, -1]
    return share


def hits_within(k: int) -> Callable[[Results], NDArray[np.float64]]:
    """Return whether one of the first `k` quotes is right."""
    return lambda results: ((results.hits > 0) & (results.hits <= k)).astype(np.float64)


def shown_within(k: int) -> Callable[[Results], NDArray[np.float64]]:
    """Return whether one of the first `k` quotes is right and is shown: a refusal shows none."""
    hits = hits_within(k)
    return lambda results: hits(results) * ~results.has_outcome(Outcome.NONE)


def _found_within(k: int) -> Callable[[Results], NDArray[np.float64]]:
    return lambda results: ((results.ranks > 0) & (results.ranks <= k)).astype(np.float64)


def _gains(results: Results) -> NDArray[np.float64]:
    return np.array([discounted_gain(rank or None) for rank in results.ranks.tolist()])


def _reciprocal_ranks(results: Results) -> NDArray[np.float64]:
    return np.array([reciprocal_rank(rank or None) for rank in results.ranks.tolist()])


def _lengths(results: Results) -> NDArray[np.float64]:
    return results.n_chars.astype(np.float64)


def outcome_is(wanted: Outcome) -> Callable[[Results], NDArray[np.float64]]:
    """Return whether a question had an outcome."""
    return lambda results: results.has_outcome(wanted).astype(np.float64)


def _running_sum(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sums of what stands before each column, and of all; shape (n_rows, n + 1)."""
    return np.pad(np.cumsum(weights, axis=1), ((0, 0), (1, 0)))


NDCG_AT_10 = Figure("nDCG@10", mean_of(_gains))
RECALL_AT_1 = Figure("recall@1", mean_of(_found_within(1)))
RECALL_AT_10 = Figure("recall@10", mean_of(_found_within(10)))
MEAN_RECIPROCAL_RANK = Figure("mean reciprocal rank", mean_of(_reciprocal_ranks))
HIT_AT_1 = Figure("hit@1", mean_of(hits_within(1)))
HIT_AT_3 = Figure("hit@3", mean_of(hits_within(3)))
SHOWN_AT_1 = Figure("shown@1", mean_of(shown_within(1)))
SHOWN_AT_3 = Figure("shown@3", mean_of(shown_within(3)))
ANSWERED = Figure("answered", mean_of(outcome_is(Outcome.ANSWER)))
WEAK = Figure("weak", mean_of(outcome_is(Outcome.WEAK)), gain=0)
REFUSED = Figure("refused", mean_of(outcome_is(Outcome.NONE)), gain=-1)
QUOTE_CHARS = Figure("quote, chars", mean_of(_lengths), gain=0)
AUROC = Figure("AUROC", area_under_roc)
FALSE_ANSWERS = Figure("false answers at 95 %", false_answers, gain=-1)
OTHERS_ANSWERED = Figure(
    "others answered", mean_of(outcome_is(Outcome.ANSWER), of_answerable=False), gain=-1
)
OTHERS_REFUSED = Figure("others refused", mean_of(outcome_is(Outcome.NONE), of_answerable=False))

FINDING = (
    NDCG_AT_10,
    RECALL_AT_1,
    RECALL_AT_10,
    HIT_AT_1,
    HIT_AT_3,
    QUOTE_CHARS,
    ANSWERED,
    WEAK,
    REFUSED,
)
"""Of questions that can be answered."""
TELLING_APART = (AUROC, FALSE_ANSWERS, OTHERS_ANSWERED, OTHERS_REFUSED)
"""Of questions that can be answered and others."""
