"""What an earlier run found, and which figures fell since."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.quality_store import Measured, find_falls, read_measured, write_measured
from retrieval.datatypes import Outcome
from retrieval.evaluation.bootstrap import estimate
from retrieval.evaluation.figures import HIT_AT_1
from retrieval.evaluation.results import Ask, Results
from tests.retrieval.evaluation.columns import results

ASKS = [Ask(f"سؤال {number}؟", (), "") for number in range(5)]


def measured(found: Results, asked: str = "") -> Measured:
    return replace(Measured.of(ASKS, found), asked=asked or "the same")


def test_what_is_stored_is_what_is_read_again(tmp_path: Path):
    found = results(
        hits=[1, 0, 3],
        ranks=[1, 100, 0],
        positives=[0.12345, 1.0, 0.5],
        negatives=[0.00004, 0.7],
        clusters=["b", "a", "b", "c", "d"],
        outcomes=[Outcome.ANSWER, Outcome.WEAK, Outcome.NONE, Outcome.NONE, Outcome.ANSWER],
    )
    before = {"TyDi QA": Measured.of(ASKS, found)}

    write_measured(tmp_path / "quality.json", before)
    again = read_measured(tmp_path / "quality.json")

    assert again["TyDi QA"].asked == before["TyDi QA"].asked
    assert again["TyDi QA"].results.confidences.tolist() == [0.1234, 1.0, 0.5, 0.0, 0.7]
    numbers = [name.rpartition(":")[2] for name in again["TyDi QA"].results.clusters]
    assert numbers == ["000001", "000000", "000001", "000002", "000003"]
    for column in ("groups", "answer_types", "outcomes"):
        assert getattr(again["TyDi QA"].results, column) == getattr(found, column)
    for column in ("is_answerable", "ranks", "hits", "n_chars"):
        values = getattr(again["TyDi QA"].results, column)
        assert values.tolist() == getattr(found, column).tolist()
    assert find_falls(again, before) == []


def test_intervals_are_the_same_of_what_is_read_again(tmp_path: Path):
    names = [f"paragraphs.jsonl#{number // 2}" for number in range(60)]
    found = Measured.of(ASKS, results(hits=[1, 0, 2] * 20, clusters=names))

    write_measured(tmp_path / "quality.json", {"a set": found})
    again = read_measured(tmp_path / "quality.json")["a set"]

    assert estimate(HIT_AT_1.statistic, again.results) == estimate(
        HIT_AT_1.statistic, found.results
    )


def test_the_clusters_of_two_sets_stay_apart(tmp_path: Path):
    halves = {name: measured(results(hits=[1, 0]), asked=name) for name in ("dev", "held")}

    write_measured(tmp_path / "quality.json", halves)
    first, second = (each.results for each in read_measured(tmp_path / "quality.json").values())

    assert len(set(first.and_then(second).clusters)) == 4


def test_there_is_nothing_before_the_first_run(tmp_path: Path):
    assert read_measured(tmp_path / "quality.json") == {}


def test_other_questions_have_another_checksum():
    found = results(hits=[1] * 5)

    assert Measured.of(ASKS, found).asked == Measured.of(list(ASKS), found).asked
    assert Measured.of(ASKS, found).asked != Measured.of(ASKS[::-1], found).asked


def test_a_figure_that_fell_question_by_question_is_named_though_its_interval_holds_it():
    before = measured(results(hits=[1] * 80 + [0] * 20, ranks=[1] * 100))
    now = measured(results(hits=[2] * 6 + [1] * 74 + [0] * 20, ranks=[1] * 100))

    falls = find_falls({"a set": before}, {"a set": now})

    assert [(fall.set_name, fall.figure) for fall in falls] == [("a set", "hit@1")]
    assert falls[0].before.value == 0.8
    assert falls[0].before.low < falls[0].now.value < falls[0].before.value
    assert falls[0].change.high < 0


def test_what_should_be_low_falls_by_rising():
    refusing = [Outcome.NONE] * 10 + [Outcome.ANSWER] * 30
    before = measured(results(hits=[1] * 40))
    now = measured(results(hits=[1] * 40, outcomes=refusing))

    names = {fall.figure for fall in find_falls({"a set": before}, {"a set": now})}

    assert names == {"refused", "answered"}
    assert find_falls({"a set": now}, {"a set": before}) == []


def test_other_questions_are_compared_with_the_stored_interval_alone():
    before = measured(results(hits=[1] * 80 + [0] * 20, ranks=[1] * 100), "then")
    inside = measured(results(hits=[1] * 77 + [0] * 23, ranks=[1] * 100), "now")
    below = measured(results(hits=[1] * 60 + [0] * 40, ranks=[1] * 100), "now")

    assert find_falls({"a set": before}, {"a set": inside}) == []
    assert "hit@1" in {fall.figure for fall in find_falls({"a set": before}, {"a set": below})}


def test_a_set_that_was_not_there_before_has_not_fallen():
    assert find_falls({}, {"a set": measured(results(hits=[0] * 5))}) == []


def test_lengths_and_weak_outcomes_are_neither_better_nor_worse():
    before = measured(results(hits=[1] * 40))
    longer = replace(before.results, n_chars=np.full(40, 500))

    assert find_falls({"a set": before}, {"a set": measured(longer)}) == []
