import numpy as np
import pytest

from retrieval.evaluation.reliability import (
    answerability,
    brier_score,
    calibration_error,
    reliability,
)
from tests.retrieval.evaluation.columns import results


def test_bins_worked_by_hand():
    found = results(hits=[1, 1, 2, 1], positives=[1.0, 0.95, 0.9, 0.25], negatives=[0.2, 0.0])

    bins = reliability(found)

    assert len(bins) == 10
    told = [(each.n_questions, each.confidence, each.right) for each in bins]
    assert told[9] == pytest.approx((3, 2.85 / 3, 2 / 3))
    assert told[2] == pytest.approx((2, 0.225, 0.5))
    assert told[0] == (1, 0, 0)
    assert sum(each.n_questions for each in bins) == 6


def test_bins_of_what_can_be_answered_worked_by_hand():
    found = results(hits=[0, 2], positives=[0.95, 0.25], negatives=[0.2])

    bins = answerability(found)

    assert [(each.n_questions, each.right) for each in bins if each.n_questions] == [
        (2, 0.5),
        (1, 1.0),
    ]


def test_the_calibration_error_worked_by_hand():
    found = results(hits=[1, 1, 2, 1], positives=[1.0, 0.95, 0.9, 0.25], negatives=[0.2, 0.0])
    once, first_twice = [1.0] * 6, [2.0, *[1.0] * 5]

    errors = calibration_error(found, np.array([once, first_twice]))

    # Three questions lie .2833 away in the last bin, two .275 in the third, one not at all; with
    # the first one twice, four lie .2125 away in the last.
    assert errors.tolist() == pytest.approx(
        [(3 * (2.85 / 3 - 2 / 3) + 2 * 0.275) / 6, (4 * (3.85 / 4 - 3 / 4) + 2 * 0.275) / 7]
    )


def test_the_brier_score_worked_by_hand():
    found = results(hits=[1, 2], positives=[0.8, 0.6], negatives=[0.1])

    scores = brier_score(found, np.array([[1.0, 1.0, 1.0], [0.0, 2.0, 0.0]]))

    assert scores.tolist() == pytest.approx([(0.2**2 + 0.6**2 + 0.1**2) / 3, 0.6**2])
