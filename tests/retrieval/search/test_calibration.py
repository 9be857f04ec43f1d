import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.datatypes import Outcome
from retrieval.errors import SnapshotError
from retrieval.search.calibration import (
    FILE,
    Adjustment,
    Calibration,
    FoundCalibration,
    find_calibration,
    fingerprint_of,
    judge,
    log_odds,
)
from retrieval.search.confidence import ConfidenceModel, Signs

PARTS = ("analysis", "encoder", "reranker")
BUILT_IN = Adjustment(slope=2.0, offset=-1.0, reranker=0.0, weak_from=0.3, answer_from=0.6)
RERANKED = Adjustment(slope=0.0, offset=0.5, reranker=3.0, weak_from=0.2, answer_from=0.9)
CALIBRATION = Calibration(
    fingerprint=fingerprint_of(PARTS),
    fitted_at="2026-11-22T12:00:00+00:00",
    n_answered=40,
    n_unanswerable=30,
    built_in=BUILT_IN,
    reranked=RERANKED,
)
MODEL = ConfidenceModel(
    weights=np.array([1.0, 0.0]), bias=0.0, weak_from=0.4, answer_from=0.7, sure_from=0.9
)
VALUES = np.array([np.log(3), 5.0])  # for which the model says 3 / 4
SIGNS = Signs(VALUES, VALUES)


def sigmoid(odds: float) -> float:
    return float(1 / (1 + np.exp(-odds)))


def test_log_odds_are_the_logarithm_of_the_odds_and_bounded():
    assert log_odds(0.75) == pytest.approx(np.log(3))
    assert log_odds(0.0) == pytest.approx(np.log(1e-9), rel=1e-6)
    assert log_odds(1.0) == pytest.approx(-np.log(1e-9), rel=1e-6)


def test_without_a_calibration_the_bundled_model_judges():
    judgement = judge(MODEL, None, SIGNS, by_reranker=9.0)

    assert judgement.confidence == pytest.approx(0.75)
    assert judgement.outcome is Outcome.ANSWER


def test_only_without_a_calibration_an_answer_must_stand_out_among_the_articles():
    as_others = Signs(VALUES, np.zeros(2))

    assert judge(MODEL, None, as_others, by_reranker=None).outcome is Outcome.WEAK
    assert judge(MODEL, CALIBRATION, as_others, by_reranker=None).outcome is Outcome.ANSWER


def test_a_calibration_adjusts_the_odds_and_has_thresholds_of_its_own():
    judgement = judge(MODEL, CALIBRATION, SIGNS, by_reranker=None)

    # The odds of 3 squared are 9; e to the -1 times that is 3.31.
    assert judgement.confidence == pytest.approx(9 / (9 + np.e))
    assert judgement.outcome is Outcome.ANSWER
    stricter = replace(CALIBRATION, built_in=replace(BUILT_IN, answer_from=0.8))
    assert judge(MODEL, stricter, SIGNS, by_reranker=None).outcome is Outcome.WEAK
    strictest = replace(CALIBRATION, built_in=replace(BUILT_IN, weak_from=0.8, answer_from=0.9))
    assert judge(MODEL, strictest, SIGNS, by_reranker=None).outcome is Outcome.NONE


def test_where_a_reranker_looked_its_score_counts():
    judgement = judge(MODEL, CALIBRATION, SIGNS, by_reranker=-0.5)

    assert judgement.confidence == pytest.approx(sigmoid(0.5 - 1.5))
    assert judgement.outcome is Outcome.WEAK


def test_a_calibration_without_a_reranker_does_not_know_its_scores():
    without = replace(CALIBRATION, reranked=None)

    judged = judge(MODEL, without, SIGNS, by_reranker=-0.5)

    assert judged == judge(MODEL, without, SIGNS, by_reranker=None)


@pytest.mark.parametrize("reranked", [RERANKED, None])
def test_what_is_written_is_found_again(tmp_path: Path, reranked: Adjustment | None):
    calibration = replace(CALIBRATION, reranked=reranked)

    path = calibration.write(tmp_path)

    assert path == tmp_path / FILE
    found = find_calibration(tmp_path, PARTS)
    assert (found.calibration, found.problem) == (calibration, "")
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


def test_where_none_was_written_there_is_no_problem(tmp_path: Path):
    assert find_calibration(tmp_path, PARTS) == FoundCalibration()


@pytest.mark.parametrize("changed", [0, 1, 2])
def test_another_configuration_does_not_use_it_and_says_so(tmp_path: Path, changed: int):
    CALIBRATION.write(tmp_path)
    parts = [*PARTS]
    parts[changed] = "another"

    found = find_calibration(tmp_path, parts)

    assert found.calibration is None
    assert found.problem.endswith("was fitted for another encoder, reranker or version")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "cannot be read"),
        ("[]", "cannot be read"),
        ("{}", "cannot be read"),
        ('{"format": 99}', "cannot be read (it was written by another version)"),
        ('{"format": 1, "built_in": 3, "reranked": null}', "cannot be read"),
    ],
)
def test_a_damaged_file_is_no_calibration(tmp_path: Path, content: str, problem: str):
    (tmp_path / FILE).write_text(content, encoding="utf-8")

    found = find_calibration(tmp_path, PARTS)

    assert found.calibration is None
    assert problem in found.problem


def test_a_file_that_lacks_something_is_no_calibration(tmp_path: Path):
    CALIBRATION.write(tmp_path)
    content = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    del content["built_in"]["slope"]
    (tmp_path / FILE).write_text(json.dumps(content), encoding="utf-8")

    assert "cannot be read" in find_calibration(tmp_path, PARTS).problem


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path):
    with pytest.raises(SnapshotError, match="cannot write"):
        CALIBRATION.write(tmp_path / "absent")
