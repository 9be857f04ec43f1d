"""Whether a confidence is the share that is right: a reliability diagram as numbers.

Source:
    Guo et al., On Calibration of Modern Neural Networks, ICML 2017, arXiv:1706.04599: equal
    widths, and the expected calibration error over them.
"""

from dataclasses import dataclass

import numpy as np

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
    nth = np.minimum((results.confidences * N_BINS).astype(np.int64), N_BINS - 1)
    is_right = results.hits == 1
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


def calibration_error(bins: tuple[Bin, ...]) -> float:
    """Return the mean distance of confidence and share, each bin by its questions."""
    total = sum(each.n_questions for each in bins)
    far = sum(each.n_questions * abs(each.confidence - each.right) for each in bins)
    return far / max(total, 1)
