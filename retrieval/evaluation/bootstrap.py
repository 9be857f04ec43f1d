"""How far a figure may be trusted: percentile intervals of the cluster bootstrap.

Questions on one paragraph are right or wrong together more often than others, so paragraphs are
drawn, not questions: as many as there are, with repetition, those of answerable questions and the
others apart. Intervals hold between the percentiles of what comes of a thousand such draws.

Source:
    Efron & Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13,
    doi:10.1201/9780429246593.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.evaluation.results import Results

N_RESAMPLES = 1000
LEVEL = 0.95

Statistic = Callable[[Results, NDArray[np.float64]], NDArray[np.float64]]
"""Results and weights of shape (n_rows, n_questions) to a figure for each row of weights."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its interval at `LEVEL`."""

    value: float
    low: float
    high: float


def estimate(statistic: Statistic, results: Results) -> Estimate:
    """Work out a figure of some results and its interval."""
    value = float(statistic(results, np.ones((1, len(results))))[0])
    return _estimate(value, statistic(results, resample(results)))


def estimate_change(statistic: Statistic, before: Results, now: Results) -> Estimate:
    """Work out what a figure gained between two results on the same questions.

    Both are drawn alike, so what makes a question hard for both does not widen the interval.
    """
    ones, draws = np.ones((1, len(now))), resample(now)
    value = float((statistic(now, ones) - statistic(before, ones))[0])
    return _estimate(value, statistic(now, draws) - statistic(before, draws))


def resample(results: Results) -> NDArray[np.float64]:
    """Draw how often each question counts, shape (`N_RESAMPLES`, n_questions).

    The draws depend on the clusters alone, and are the same in every run.
    """
    generator = np.random.default_rng(1)
    weights = np.zeros((N_RESAMPLES, len(results)))
    clusters = np.array(results.clusters)
    for is_kind in (results.is_answerable, ~results.is_answerable):
        members = np.flatnonzero(is_kind)
        if not len(members):
            continue
        distinct, cluster_of = np.unique(clusters[members], return_inverse=True)
        n_clusters = len(distinct)
        shares = np.full(n_clusters, 1 / n_clusters)
        drawn = generator.multinomial(n_clusters, shares, size=N_RESAMPLES)
        weights[:, members] = drawn[:, cluster_of]
    return weights


def _estimate(value: float, draws: NDArray[np.float64]) -> Estimate:
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]).tolist()
    return Estimate(value, low, high)
