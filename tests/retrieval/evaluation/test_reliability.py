import pytest

from retrieval.evaluation.reliability import calibration_error, reliability
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
    # Three of six questions lie .2833 away, two .275 and one not at all.
    assert calibration_error(bins) == pytest.approx((3 * (2.85 / 3 - 2 / 3) + 2 * 0.275) / 6)
