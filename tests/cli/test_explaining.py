"""``ask --explain``: why an answer is what it is, in tables or as an object."""

import io
import re
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from bot.terminal.explaining import show_explanation
from retrieval.datatypes import Answer, DocumentId, Outcome
from retrieval.search.explanation import (
    Candidate,
    Confidence,
    Explanation,
    Fate,
    FoundPassage,
    Origin,
    Reading,
    Role,
    Search,
    Sign,
    StepTime,
    Substitute,
    Term,
    Word,
)
from tests.cli.running import Iqtibas

HOW_LONG = "كم يبلغ طول جسر الوادي؟"
SENTENCE = "ويبلغ طول الجسر سبعمئة متر، وقد استغرق بناؤه ثلاثة أعوام. " * 3
ARABIC = re.compile("[\u0620-\u064a]")
LATIN = re.compile("[A-Za-z]")


def explanation() -> Explanation:
    """One with something of every kind in it."""
    place = (DocumentId("جسر.txt"), 10, 70)
    return Explanation(
        answer=Answer("؟", Outcome.WEAK, 0.4, (), ()),
        kind="question",
        answer_type="yes_no",
        readings=(Reading("الوادى", "الوادي"),),
        words=(
            Word("كم", Role.ASKING, 0.0, 0.0, ()),
            Word("طول", Role.TOPIC, 1.0, 0.75, (Substitute("متر", 0.6, Origin.LIST),)),
        ),
        search=Search(
            terms=(
                Term("stem", "طول", 1.0, 1200, 0.5),
                Term("gram", "_طول", 1.0, 3, 1.0),
                Term("gram", "طول_", 1.0, 0, 2.5),
                Term("pair", "طول جسر", 1.0, 1, 2.0),
            ),
            passages=(
                FoundPassage(
                    *place,
                    score=3.0,
                    bm25=17.5,
                    by_kind={
                        "stem": 8.5,
                        "skeleton": 4.0,
                        "gram": 3.0,
                        "pair": 1.5,
                        "substitutes": 0.5,
                    },
                    cosine=0.25,
                ),
            ),
            n_passages=9,
            candidates=(
                Candidate(*place, SENTENCE, 2.0, {"lead": 2.5, "length": -0.5}, Fate.QUOTED, 1),
                Candidate(*place, SENTENCE, 1.5, {"lead": 1.5}, Fate.REPEATS, 1),
                Candidate(*place, SENTENCE, 0.5, {"cues": 0.5}, Fate.BEHIND),
                Candidate(*place, SENTENCE, 0.4, {"cues": 0.4}, Fate.BESIDE, 1),
                Candidate(*place, "قيل \x1b[31mذلك.", 0.25, {"cues": 0.25}, Fate.ENOUGH),
            ),
            n_candidates=30,
            confidence=Confidence(
                value=0.4,
                outcome=Outcome.WEAK,
                bundled=0.5,
                here=0.375,
                sure_from=0.9,
                bias=-1.0,
                signs=(Sign("bm25_share", 0.5, 2.0, 1.0),),
                weak_from=0.25,
                answer_from=0.75,
            ),
        ),
        steps=(StepTime("question", 1.25), StepTime("quotes", 0.5)),
    )


def laid_out(of_what: Explanation, width: int) -> list[str]:
    file = io.StringIO()
    console = Console(file=file, width=width, highlight=False, markup=False)
    show_explanation(console, of_what)
    return [line.rstrip() for line in file.getvalue().splitlines()]


def shown(width: int) -> list[str]:
    return laid_out(explanation(), width)


def cells(line: str) -> list[str]:
    return re.split(r"\s{2,}", line.strip())


@pytest.mark.parametrize("width", [80, 120])
def test_the_tables_fit_and_nothing_is_cut(width: int):
    lines = shown(width)

    assert max(map(cell_len, lines)) <= width
    assert not any("…" in line for line in lines)
    words = " ".join(" ".join(lines).split())
    assert " ".join(SENTENCE.split()[-5:]) in words


def test_every_figure_stands_in_its_row():
    rows = {cells(line)[0]: cells(line)[1:] for line in shown(120) if line.strip()}

    assert rows["Taken for: question; asks for: yes no"] == []
    assert rows["read otherwise: «الوادى» as «الوادي»"] == []
    assert rows["topic"] == ["1.0", "0.75", "طول = متر (0.60 list)"]
    assert rows["stem"] == ["1.0", "1,200", "0.50", "طول"]
    assert rows["grams"] == ["1.0", "1 of 2", "1.0-2.5", "_طول طول_"]
    assert rows["P1"][:-1] == ["3.00", "17.5", "8.5", "4.0", "3.0", "1.5", "0.5", "0.25"]
    assert rows["P1"][-1] == "جسر.txt [10:70]"
    assert rows["lead"] == ["+2.50", "+1.50"]
    assert rows["score"] == ["2.00", "1.50", "0.50", "0.40", "0.25"]
    verdict = (
        "Confidence 0.400: weak (answer from 0.750 among these articles or 0.900, weak from 0.250)"
    )
    assert rows[verdict] == []
    assert rows["bm25 share"] == ["0.500", "2.00", "+1.00"]
    assert rows["log-odds"] == ["+0.00"]
    assert rows["before calibration"] == ["0.500"]
    assert rows["all"] == ["1.75"]


def test_of_each_sentence_it_is_told_why_it_is_quoted_or_not():
    told = [cells(line)[2] for line in shown(120) if re.match(r"S\d ", line)]

    assert told == [
        "quote 1",
        "repeats quote 1",
        "too far behind",
        "in quote 1 too",
        "more than wanted",
    ]


def test_of_a_refusal_it_is_told_that_no_sentence_is_shown():
    weak = explanation()
    refused = replace(weak, answer=replace(weak.answer, outcome=Outcome.NONE))

    titles = [
        next(line for line in laid_out(each, 80) if line.startswith("Sentences"))
        for each in (weak, refused)
    ]

    assert titles == [
        "Sentences, the best of 30",
        "Sentences, the best of 30; none is shown",
    ]


def test_what_speaks_for_the_first_sentence_stands_before_what_speaks_against_it():
    names = [cells(line)[0] for line in shown(80)]

    assert names.index("lead") < names.index("cues") < names.index("length")


def test_arabic_stands_last_and_after_latin_in_every_row_that_has_columns():
    rows = [line for line in shown(80) if len(cells(line)) > 2 and ARABIC.search(line)]

    assert len(rows) >= 6
    for line in rows:
        assert LATIN.match(line)
        assert not any(ARABIC.search(cell) for cell in cells(line)[:-1])


def test_what_a_terminal_would_obey_is_not_printed():
    assert not any("\x1b" in line for line in shown(80))


@pytest.mark.slow
def test_the_answer_is_printed_and_then_why(iqtibas: Iqtibas):
    plain = iqtibas("ask", HOW_LONG)
    ran = iqtibas("ask", "--explain", HOW_LONG)

    assert ran.status == 0
    assert ran.out.startswith(plain.out)
    assert "Taken for: question; asks for: number" in ran.out
    for title in ("Words", "Terms", "Passages", "Sentences", "What each", "Confidence", "Steps"):
        assert f"\n{title}" in ran.out
    assert max(map(cell_len, ran.out[len(plain.out) :].splitlines())) <= 80


@pytest.mark.slow
def test_the_object_explains_itself_and_adds_up(iqtibas: Iqtibas):
    (found,) = iqtibas("ask", "--json", "--explain", HOW_LONG).objects
    (plain,) = iqtibas("ask", "--json", HOW_LONG).objects

    why = found["explanation"]
    first = why["search"]["candidates"][0]
    assert found["quotes"] == plain["quotes"]
    assert "explanation" not in plain
    assert (why["kind"], why["answer_type"]) == ("question", "number")
    assert (first["fate"], first["text"]) == ("quoted", found["quotes"][0]["text"])
    assert sum(first["parts"].values()) == pytest.approx(first["score"])
    assert why["search"]["confidence"]["value"] == found["confidence"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("السلام عليكم", "Taken for: small talk; not searched for"),
        ("", "Taken for: empty; not searched for"),
        ("ما عاصمة اليابان؟", ": none (answer from "),
    ],
    ids=["greeting", "empty", "refusal"],
)
def test_what_is_not_answered_is_explained_too(iqtibas: Iqtibas, question: str, told: str):
    ran = iqtibas("ask", "--explain", question)

    assert ran.status == 0
    assert told in ran.out


@pytest.mark.slow
def test_a_question_that_is_too_long_is_not_looked_at(iqtibas: Iqtibas):
    ran = iqtibas("ask", "--explain", "كم طول الجسر؟ " * 800)

    assert ran.status == 0
    assert "Taken for" not in ran.out
