"""``ask``: one question, or one for each line of standard input."""

from pathlib import Path

import pytest

from tests.cli.running import ROOT, Iqtibas

pytestmark = pytest.mark.slow

WHEN = "متى افتتحت المكتبة العامة؟"
HOW_LONG = "كم يبلغ طول جسر الوادي؟"
ELSEWHERE = "ما عاصمة اليابان؟"


def test_a_question_is_answered_with_the_sentence_and_its_source(iqtibas: Iqtibas):
    ran = iqtibas("ask", WHEN)

    assert ran.status == 0
    assert ran.out.splitlines()[:3] == [
        "افتُتحت المكتبة العامة في حي الميناء سنة 1932.",
        "المصدر: مكتبة الميناء · صحيفة المدينة · 2020-05-01",
        "https://example.org/library",
    ]


@pytest.mark.parametrize("readme", ["README.md", "README.ar.md"])
def test_the_readmes_example_is_what_the_sample_articles_answer(iqtibas: Iqtibas, readme: str):
    question = "أين عقد دي ميستورا مؤتمره الصحفي؟"
    text = (ROOT / readme).read_text(encoding="utf-8")

    ran = iqtibas("ask", "--quotes", "1", "--corpus", str(ROOT / "seeds"), question)

    assert question in text
    assert ran.out in text


def test_the_object_has_the_promised_fields_and_its_quotes_are_slices_of_the_file(
    iqtibas: Iqtibas, corpus: Path
):
    (found,) = iqtibas("ask", "--json", HOW_LONG).objects

    assert set(found) == {"question", "outcome", "confidence", "quotes", "took_ms"}
    assert found["question"] == HOW_LONG
    assert found["outcome"] == "answer"
    assert 0 <= found["confidence"] <= 1
    assert found["took_ms"] > 0
    quote = found["quotes"][0]
    text = (corpus / quote["document"]).read_text(encoding="utf-8")
    assert quote["document"] == "bridge.txt"
    assert quote["text"] == text[quote["start"] : quote["end"]]
    assert "سبعمئة متر" in quote["text"]


def test_a_question_the_articles_do_not_answer_gets_no_quote_and_succeeds(iqtibas: Iqtibas):
    ran = iqtibas("ask", ELSEWHERE)

    assert (ran.status, ran.out) == (0, "لم أجد في المقالات ما يجيب عن سؤالك.\n")


def test_no_more_quotes_are_shown_than_were_asked_for(iqtibas: Iqtibas):
    (one,) = iqtibas("ask", "--json", "--quotes", "1", "المكتبة العامة والكتب والزوار").objects

    assert len(one["quotes"]) <= 1


def test_passages_are_listed_once_for_each_document_best_first(iqtibas: Iqtibas):
    (found,) = iqtibas("ask", "--json", "--passages", "2", HOW_LONG).objects

    documents = [passage["document"] for passage in found["passages"]]
    scores = [passage["score"] for passage in found["passages"]]
    assert documents[0] == "bridge.txt"
    assert len(documents) == len(set(documents)) <= 2
    assert scores == sorted(scores, reverse=True)


def test_passages_are_listed_for_a_person_too(iqtibas: Iqtibas):
    ran = iqtibas("ask", "--passages", "1", HOW_LONG)

    assert ran.out.splitlines()[-1].startswith("bridge.txt [")


def test_each_line_of_standard_input_gives_one_object_in_order(iqtibas: Iqtibas):
    ran = iqtibas("ask", "--json", "-", typed=f"{HOW_LONG}\r\n\n{ELSEWHERE}\n{WHEN}")

    assert [found["question"] for found in ran.objects] == [HOW_LONG, "", ELSEWHERE, WHEN]
    assert [found["outcome"] for found in ran.objects] == ["answer", "none", "none", "answer"]


def test_answers_that_follow_each_other_stand_below_their_questions_and_apart(iqtibas: Iqtibas):
    ran = iqtibas("ask", "--quotes", "1", "-", typed=f"{WHEN}\n{ELSEWHERE}\n")

    assert ran.out.splitlines() == [
        f"«{WHEN}»",
        "",
        "افتُتحت المكتبة العامة في حي الميناء سنة 1932.",
        "المصدر: مكتبة الميناء · صحيفة المدينة · 2020-05-01",
        "https://example.org/library",
        "",
        f"«{ELSEWHERE}»",
        "",
        "لم أجد في المقالات ما يجيب عن سؤالك.",
        "",
    ]


def test_a_folder_given_by_hand_has_an_index_of_its_own(iqtibas: Iqtibas, tmp_path: Path):
    other = tmp_path / "أخرى"
    other.mkdir()
    (other / "a.txt").write_text(
        "مطعم الساحل\n\nيقدم مطعم الساحل في المدينة أربعين طبقًا من السمك كل يوم لزواره.\n",
        encoding="utf-8",
    )

    (there,) = iqtibas(
        "ask", "--json", "--corpus", str(other), "كم طبقا يقدم مطعم الساحل؟"
    ).objects
    (here,) = iqtibas("ask", "--json", HOW_LONG).objects

    assert there["quotes"][0]["document"] == "a.txt"
    assert here["quotes"][0]["document"] == "bridge.txt"


def test_the_index_is_made_once_and_again_when_an_article_changes(iqtibas: Iqtibas, corpus: Path):
    first = iqtibas("ask", WHEN)
    second = iqtibas("ask", WHEN)
    (corpus / "new.txt").write_text(
        "حديقة الورد\n\nزرعت البلدية في حديقة الورد ستين شجرة من السرو في شهر شباط الماضي.\n",
        encoding="utf-8",
    )
    third = iqtibas("ask", "--json", "كم شجرة سرو زرعت البلدية في حديقة الورد؟")

    assert "Indexing" in first.err
    assert second.err == ""
    assert "Indexing" in third.err
    assert third.objects[0]["quotes"][0]["document"] == "new.txt"


@pytest.mark.parametrize(
    ("question", "remark"),
    [
        ("", "لا يظهر سؤال"),
        ("   \n ", "لا يظهر سؤال"),
        ("😀🎉", "لا يظهر سؤال"),
        ("من في على ما هو", "يُرجى ذكر الموضوع"),
        ("السلام عليكم", "أهلًا"),
        ("كم طول الجسر؟ " * 800, "السؤال أطول من اللازم: الحد الأقصى 1000 حرف"),
        ("What is the capital of Japan?", "please ask in Arabic"),
        ("meen howa xqzwv", "بالحروف العربية"),
    ],
    ids=[
        "empty",
        "white space",
        "emoji",
        "stop words",
        "greeting",
        "10,000 characters",
        "English",
        "Latin letters",
    ],
)
def test_what_is_no_question_gets_no_quote_and_a_word_on_how_to_ask(
    iqtibas: Iqtibas, question: str, remark: str
):
    told = iqtibas("ask", question)
    (found,) = iqtibas("ask", "--json", question).objects

    assert told.status == 0
    assert remark in told.out
    assert (found["outcome"], found["quotes"]) == ("none", [])


def test_the_remark_reaches_a_person_who_reads_json_too(iqtibas: Iqtibas):
    ran = iqtibas("ask", "--json", "😀")

    assert len(ran.objects) == 1
    assert "لا يظهر سؤال" in ran.err


def test_lines_are_answered_as_they_come_and_bytes_that_are_not_utf8_break_nothing(
    iqtibas_process: Iqtibas,
):
    ran = iqtibas_process(
        "ask", "--json", "-", typed="\xff?\n".encode("latin-1") + WHEN.encode(), LC_ALL="C"
    )

    assert [found["question"] for found in ran.objects] == ["�?", WHEN]


def test_asking_loads_neither_torch_nor_telegram(iqtibas_process: Iqtibas):
    iqtibas_process("index")

    ran = iqtibas_process("ask", WHEN, PYTHONPROFILEIMPORTTIME="1")

    loaded = {line.rpartition("|")[2].strip() for line in ran.err.splitlines()}
    assert "retrieval.engine" in loaded
    assert (
        loaded & {"torch", "telegram", "aiohttp", "sentence_transformers", "trafilatura"} == set()
    )
