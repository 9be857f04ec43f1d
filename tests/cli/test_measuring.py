"""``evaluate``: a file of questions to figures."""

import json
from pathlib import Path

import pytest

from bot.terminal.measuring import report_lines
from retrieval.datatypes import Outcome
from retrieval.evaluation.evaluate import Answerability, Report, TypeFigures
from tests.cli.running import ROOT, Iqtibas

pytestmark = pytest.mark.slow

PARAGRAPHS = {
    "افتُتحت المكتبة العامة في حي الميناء سنة 1932. وتضم اليوم أربعين ألف كتاب.": [
        ("متى افتتحت المكتبة العامة؟", "سنة 1932"),
        ("كم كتابا تضم المكتبة؟", "أربعين ألف كتاب"),
    ],
    "يبلغ طول جسر الوادي سبعمئة متر. وقد استغرق بناؤه ثلاثة أعوام كاملة.": [
        ("كم يبلغ طول جسر الوادي؟", "سبعمئة متر"),
    ],
}


def squad(paragraphs: dict[str, list[tuple[str, str]]]) -> str:
    """Write paragraphs, their questions and answers in SQuAD's format."""
    written = [
        {
            "context": context,
            "qas": [
                {
                    "id": question,
                    "question": question,
                    "answers": [{"text": answer, "answer_start": context.index(answer)}],
                }
                for question, answer in questions
            ],
        }
        for context, questions in paragraphs.items()
    ]
    return json.dumps({"data": [{"title": "مدينة", "paragraphs": written}]}, ensure_ascii=False)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    file = tmp_path / "questions.json"
    file.write_text(squad(PARAGRAPHS), encoding="utf-8")
    return file


@pytest.fixture
def others(tmp_path: Path) -> Path:
    file = tmp_path / "others.json"
    context = "تقع طوكيو في جزيرة هونشو، وهي عاصمة اليابان منذ عام 1868."
    file.write_text(squad({context: [("ما عاصمة اليابان؟", "طوكيو")]}), encoding="utf-8")
    return file


def test_three_easy_questions_are_all_found(iqtibas: Iqtibas, questions: Path):
    ran = iqtibas("evaluate", str(questions))

    assert ran.status == 0
    assert ran.out.startswith("3 questions on 2 paragraphs (2 passages), ")
    for name in ("nDCG@10", "recall@1", "recall@10", "mean reciprocal rank", "hit@3"):
        assert f"  {name:<22}1.000  [1.000, 1.000]\n" in ran.out
    assert "  number                1.000  1.000          2\n" in ran.out
    assert "AUROC" not in ran.out


def test_the_object_holds_the_same_figures(iqtibas: Iqtibas, questions: Path, others: Path):
    (found,) = iqtibas("evaluate", str(questions), "--unanswerable", str(others), "--json").objects

    assert found["n_questions"] == 3
    assert found["ndcg_at_10"] == 1.0
    assert found["answerability"]["n_questions"] == 1
    assert found["answerability"]["auroc"] == 1.0
    assert found["intervals"]["ndcg_at_10"] == [1.0, 1.0]
    assert found["by_type"]["time"]["n_questions"] == 1


def test_figures_are_laid_out_under_what_they_measure():
    shares = {Outcome.ANSWER: 0.5, Outcome.WEAK: 0.25, Outcome.NONE: 0.25}
    report = Report(
        n_questions=4,
        n_paragraphs=2,
        n_passages=3,
        ndcg_at_10=0.8154648767857288,
        recall_at_1=0.5,
        recall_at_10=1.0,
        mean_reciprocal_rank=0.75,
        hit_at_1=0.25,
        hit_at_3=0.75,
        outcomes=shares,
        n_misplaced=2,
        median_ms=1.25,
        answerability=Answerability(
            n_questions=5,
            auroc=0.9,
            false_answers=0.2,
            outcomes=shares,
            intervals={"auroc": (0.85, 0.95), "false_answers": (0.1, 0.3)},
        ),
        intervals={
            "ndcg_at_10": (0.7, 0.9),
            "recall_at_1": (0.4, 0.6),
            "recall_at_10": (1.0, 1.0),
            "mean_reciprocal_rank": (0.7, 0.8),
            "hit_at_1": (0.2, 0.3),
            "hit_at_3": (0.6, 0.8),
        },
        by_type={"time": TypeFigures(4, 0.25, 0.75, {})},
    )

    assert report_lines(report) == [
        "4 questions on 2 paragraphs (3 passages), 1.2 ms each (median)",
        "  2 gold answers are not the text that stands at their answer_start",
        "passage",
        "  nDCG@10               0.815  [0.700, 0.900]",
        "  recall@1              0.500  [0.400, 0.600]",
        "  recall@10             1.000  [1.000, 1.000]",
        "  mean reciprocal rank  0.750  [0.700, 0.800]",
        "sentence",
        "  hit@1                 0.250  [0.200, 0.300]",
        "  hit@3                 0.750  [0.600, 0.800]",
        "by what is asked for    hit@1  hit@3  questions",
        "  time                  0.250  0.750          4",
        "outcomes",
        "  answer                0.500",
        "  weak                  0.250",
        "  none                  0.250",
        "answerability, against 5 unanswerable questions",
        "  AUROC                 0.900  [0.850, 0.950]",
        "  false answers at 95 % 0.200  [0.100, 0.300]",
        "outcomes of the unanswerable",
        "  answer                0.500",
        "  weak                  0.250",
        "  none                  0.250",
    ]


def test_the_readmes_example_of_a_file_can_be_evaluated(iqtibas: Iqtibas, tmp_path: Path):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    example = readme.split("```json\n")[1].split("```")[0]
    file = tmp_path / "example.json"
    file.write_text(example, encoding="utf-8")

    (found,) = iqtibas("evaluate", "--json", str(file)).objects

    assert (found["n_questions"], found["hit_at_1"]) == (1, 1.0)


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"data": 3}', "نص"])
def test_a_file_in_another_format_is_told(iqtibas: Iqtibas, tmp_path: Path, content: str):
    file = tmp_path / "odd.json"
    file.write_text(content, encoding="utf-8")

    ran = iqtibas("evaluate", str(file))

    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("iqtibas: ")
    assert "odd.json" in ran.err


def test_a_missing_file_is_named(iqtibas: Iqtibas):
    ran = iqtibas("evaluate", "nowhere.json")

    assert ran.status == 1
    assert "nowhere.json" in ran.err
