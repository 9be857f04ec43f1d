"""Whether a confidence is the share that is right: a reliability diagram as numbers.

Source:
    Guo et al., On Calibration of Modern Neural Networks, ICML 2017, arXiv:1706.04599: equal
    widths, and the expected calibration error over them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.evaluation.results import Results

N_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions whose confidence lies in [start, end), 1 in the last.

    Attributes:
        confidence: Mean of theirs; 0 without any.
        right: Share of them whose first quote is right; 0 without any.
    """

    start: float
    end: float
    n_questions: int
    confidence: float
    right: float


def reliability(results: Results) -> tuple[Bin, ...]:
    """Return `N_BINS` bins, the lowest first; a question that nothing answers is never right."""
    return _bins(results, _is_right(results))


def answerability(results: Results) -> tuple[Bin, ...]:
    """Return the same bins, where right means that the question can be answered at all."""
    return _bins(results, results.is_answerable.astype(np.float64))


def calibration_error(results: Results, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean distance of confidence and share, each bin by its questions: a statistic."""
    inside = np.eye(N_BINS)[_bin_of(results)]
    too_sure = weights @ (inside * (results.confidences - _is_right(results))[:, np.newaxis])
    error: NDArray[np.float64] = np.abs(too_sure).sum(axis=1) / weights.sum(axis=1)
    return error


def brier_score(results: Results, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean square of how far confidence lies from 1 where right, from 0 elsewhere.

    A statistic. It is 0 at best; .25 for who always says a half.

    Source:
        Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
    """
    squares = np.square(results.confidences - _is_right(results))
    score: NDArray[np.float64] = weights @ squares / weights.sum(axis=1)
    return score


def _bins(results: Results, is_right: NDArray[np.float64]) -> tuple[Bin, ...]:
    nth = _bin_of(results)
    bins = []
    for number in range(N_BINS):
        inside = nth == number
        n_questions = int(inside.sum())
        bins.append(
            Bin(
                start=number / N_BINS,
                end=(number + 1) / N_BINS,
                n_questions=n_questions,
                confidence=float(results.confidences[inside].mean()) if n_questions else 0.0,
                right=float(is_right[inside].mean()) if n_questions else 0.0,
            )
        )
    return tuple(bins)


def _bin_of(results: Results) -> NDArray[np.int64]:
    nth: NDArray[np.int64] = (results.confidences * N_BINS).astype(np.int64)
    return np.minimum(nth, N_BINS - 1)


def _is_right(results: Results) -> NDArray[np.float64]:
    is_right: NDArray[np.float64] = (results.hits == 1).astype(np.float64)
    return is_right
