"""The tables, and what they say of our own set."""

from dataclasses import replace
from pathlib import Path

from benchmarks.quality_acceptance import acceptance
from benchmarks.quality_brief import brief
from benchmarks.quality_report import fall_lines, report
from benchmarks.quality_store import Fall, Measured, read_measured
from benchmarks.quality_tables import change_of, table
from retrieval.datatypes import Outcome
from retrieval.evaluation.bootstrap import Estimate
from retrieval.evaluation.results import Results
from tests.retrieval.evaluation.columns import results

ROOT = Path(__file__).parents[2]
ANSWER, WEAK, NONE = Outcome.ANSWER, Outcome.WEAK, Outcome.NONE


def half() -> Results:
    """Four questions that can be answered, two near misses, and small talk."""
    found = results(
        hits=[1, 1, 3, 0],
        negatives=[0.9, 0.2, 0.1],
        outcomes=[ANSWER, NONE, WEAK, ANSWER, ANSWER, WEAK, WEAK],
    )
    groups = (*["plain//yes"] * 4, *["plain//near_miss"] * 2, "plain//small_talk")
    return replace(found, groups=groups)


def row(text: str, label: str) -> list[str]:
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {label} |")]
    return [cell.split(" ")[0] for cell in line.strip("| ").split(" | ")[1:]]


def test_our_own_set_stands_against_its_floors_and_a_refusal_is_a_miss():
    text = acceptance("ours", {"ours, dev": half(), "ours, held": half()})

    assert row(text, "right sentence first") == ["0.250", "0.250", "0.250", "0.850"]
    assert row(text, "right sentence in three") == ["0.500", "0.500", "0.500", "0.930"]
    assert row(text, "near misses not given as an answer") == ["0.500", "0.500", "0.500", "0.700"]
    far = "off topic and small talk"
    assert row(text, f"{far} not given as an answer") == ["1.000", "1.000", "1.000", "1.000"]
    assert row(text, f"{far} refused")[:3] == ["0.000", "0.000", "0.000"]


def test_our_own_set_over_other_articles_has_tables_of_its_own():
    names = [f"{name}, {split}" for name in ("ours", "ours, over x") for split in ("dev", "held")]

    text = report({name: Measured("", half()) for name in names}, {}, "1", names[:2])

    assert "## Our own set: ours\n" in text
    assert "## Our own set: ours, over x\n" in text
    assert "Not measured in this run, but in an earlier one: ours, dev; ours, held.\n" in text


def test_the_readmes_tell_what_is_stored():
    measured = read_measured(ROOT / "benchmarks" / "quality.json")

    told = brief(measured)

    assert measured
    for name in ("README.md", "README.ar.md"):
        assert told in (ROOT / name).read_text(encoding="utf-8")


def test_a_fall_says_what_was_and_what_is():
    fall = Fall(
        "TyDi QA",
        "hit@1",
        Estimate(0.8, 0.78, 0.82),
        Estimate(0.75, 0.73, 0.77),
        Estimate(-0.05, -0.06, -0.04),
    )

    assert fall_lines([fall]) == [
        "TyDi QA: hit@1 fell from 0.800 [0.780, 0.820] to 0.750, by -0.050 [-0.060, -0.040]"
    ]


def test_a_change_beyond_chance_stands_in_bold():
    assert change_of(Estimate(-0.05, -0.06, -0.04)) == "**-0.050 [-0.060, -0.040]**"
    assert change_of(Estimate(0.01, -0.01, 0.02)) == "+0.010 [-0.010, +0.020]"


def test_a_table_is_markdown():
    assert table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |\n"
