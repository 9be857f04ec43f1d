"""``calibrate``: the confidence fitted to own questions, kept, and told by ``doctor``."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from retrieval.evaluation.own_questions import OwnQuestion
from tests.cli.running import Iqtibas
from tests.cli.test_doctor import findings
from tests.retrieval.evaluation.near_misses import ANSWERABLE, UNANSWERABLE, articles

pytestmark = pytest.mark.slow


@pytest.fixture
def questions(corpus: Path, tmp_path: Path) -> Path:
    """Two dozen questions of each kind, about articles that lie in the corpus."""
    (corpus / "a.jsonl").write_text(articles(), encoding="utf-8")
    return write(tmp_path / "questions.csv", ANSWERABLE + UNANSWERABLE)


def write(path: Path, questions: Sequence[OwnQuestion]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["question", "answerable", "article", "words"])
        for asked in questions:
            answerable = "yes" if asked.is_answerable else "no"
            writer.writerow([asked.question, answerable, asked.article, asked.words])
    return path


def test_what_is_fitted_is_told_kept_and_used(iqtibas: Iqtibas, questions: Path, workplace: Path):
    ran = iqtibas("calibrate", str(questions))

    assert ran.status == 0
    first, head, *lines = ran.out.splitlines()
    assert first.startswith("fitted on 24 answered and 24 unanswerable questions; left out: 0 ")
    assert head.split() == ["before", "after"]
    assert [line[:25].strip() for line in lines[:9]] == [
        "calibration error",
        "Brier score",
        "AUROC",
        "answered: answer",
        "answered: weak",
        "answered: none",
        "unanswerable: answer",
        "unanswerable: weak",
        "unanswerable: none",
    ]
    assert sum(float(line.split()[-1]) for line in lines[3:6]) == pytest.approx(1, abs=0.002)
    (kept,) = workplace.glob("var/snapshots/*/calibration.json")
    assert lines[-1] == f"wrote {kept.relative_to(workplace)}"
    assert lines[-2].startswith("built-in order: shown from 0.")
    doctor = findings(iqtibas("doctor").out)
    assert doctor["calibration"].startswith("ok in use, fitted 20")
    assert doctor["calibration"].endswith("on 24 answered and 24 unanswerable questions")


def test_every_question_is_in_one_bin_before_and_in_one_after(iqtibas: Iqtibas, questions: Path):
    lines = iqtibas("calibrate", str(questions)).out.splitlines()

    start = next(nth for nth, line in enumerate(lines) if line.startswith("confidence "))
    bins = [line.split() for line in lines[start + 1 : start + 6]]
    assert [cells[0] for cells in bins] == ["0.0", "0.2", "0.4", "0.6", "0.8"]
    counts = [int(cell.strip("()")) for cells in bins for cell in cells if cell.startswith("(")]
    assert sum(counts) == 2 * 48


def test_a_fit_for_another_configuration_is_a_problem_with_its_remedy(
    iqtibas: Iqtibas, questions: Path, workplace: Path
):
    iqtibas("calibrate", str(questions))
    (kept,) = workplace.glob("var/snapshots/*/calibration.json")
    content = json.loads(kept.read_text(encoding="utf-8"))
    kept.write_text(json.dumps({**content, "fingerprint": "another"}), encoding="utf-8")

    asked = iqtibas("ask", "متى افتتحت المكتبة؟")
    ran = iqtibas("doctor")

    assert "and is not used: `iqtibas calibrate` fits it anew." in asked.err
    assert ran.status == 1
    assert findings(ran.out)["calibration"].startswith("problem not used: ")
    assert "remedy: fit it again with `iqtibas calibrate`, or delete the file" in ran.out


def test_too_few_questions_are_refused_and_nothing_is_kept(
    iqtibas: Iqtibas, questions: Path, workplace: Path
):
    write(questions, ANSWERABLE[:20] + UNANSWERABLE[:19])

    ran = iqtibas("calibrate", str(questions))

    assert (ran.status, ran.out) == (1, "")
    assert "gives 20 answered and 19 unanswerable questions, and 20 of each" in ran.err
    assert list(workplace.glob("var/snapshots/*/calibration.json")) == []


def test_a_line_that_is_wrong_is_named_before_anything_is_indexed(
    iqtibas: Iqtibas, tmp_path: Path, workplace: Path
):
    path = tmp_path / "questions.csv"
    path.write_text("question,answerable\nمتى؟,perhaps\n", encoding="utf-8")

    ran = iqtibas("calibrate", str(path))

    assert ran.status == 1
    assert "questions.csv, line 2 says answerable: 'perhaps'" in ran.err
    assert not (workplace / "var").exists()
