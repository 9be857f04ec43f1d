import numpy as np
import pytest

from retrieval.evaluation.bootstrap import estimate, estimate_change, resample
from retrieval.evaluation.figures import AUROC, HIT_AT_1
from tests.retrieval.evaluation.columns import results


def test_the_interval_of_a_share_is_that_of_the_binomial_distribution():
    found = results(hits=[1] * 300 + [0] * 100)

    hit = estimate(HIT_AT_1.statistic, found)

    # 1.96 standard errors of .75 of 400: sqrt(.75 * .25 / 400) = .0217.
    assert hit.value == 0.75
    assert hit.low == pytest.approx(0.75 - 1.96 * 0.0217, abs=0.008)
    assert hit.high == pytest.approx(0.75 + 1.96 * 0.0217, abs=0.008)


def test_questions_of_one_paragraph_are_drawn_together():
    hits = [1] * 300 + [0] * 100
    alone = estimate(HIT_AT_1.statistic, results(hits=hits))
    in_fours = [str(number // 4) for number in range(400)]
    together = estimate(HIT_AT_1.statistic, results(hits=hits, clusters=in_fours))

    # A quarter of the draws: twice the width.
    assert together.high - together.low == pytest.approx(2 * (alone.high - alone.low), rel=0.2)


def test_as_many_of_each_kind_are_drawn_as_there_are():
    found = results(positives=[0.9, 0.8, 0.7], negatives=[0.1, 0.2])

    weights = resample(found)

    assert set(weights[:, found.is_answerable].sum(axis=1)) == {3.0}
    assert set(weights[:, ~found.is_answerable].sum(axis=1)) == {2.0}
    assert estimate(AUROC.statistic, found).low == 1


def test_the_draws_are_the_same_in_every_run():
    found = results(hits=[1, 0, 1, 0, 0])

    assert np.array_equal(resample(found), resample(found))


def test_a_change_of_some_questions_is_told_though_the_intervals_overlap():
    before = results(hits=[1] * 300 + [0] * 100)
    now = results(hits=[0] * 12 + [1] * 288 + [0] * 100)

    change = estimate_change(HIT_AT_1.statistic, before, now)

    assert estimate(HIT_AT_1.statistic, now).high > estimate(HIT_AT_1.statistic, before).low
    assert change.value == pytest.approx(-0.03)
    assert change.high < 0


def test_no_change_has_no_width():
    found = results(hits=[1, 0, 1])

    change = estimate_change(HIT_AT_1.statistic, found, found)

    assert (change.value, change.low, change.high) == (0, 0, 0)
