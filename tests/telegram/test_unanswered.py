"""The questions that the articles had no good answer to, as administrators get them."""

import csv
import io
from dataclasses import replace
from datetime import datetime

import pytest

from bot.storage.questions import AskedQuestion
from bot.telegram.display import utf16_length, visible_text
from bot.telegram.texts import Texts, Wording
from bot.telegram.unanswered_report import as_csv, render_latest
from retrieval.datatypes import Outcome
from tests.telegram.bot_api import BotApi
from tests.telegram.harness import ADMIN, RunningBot, ScriptedLibrary, toast_of

PERSON = 100
WORDING = Wording(Texts.load("ar"))


def lacking(question: str, n: int = 1) -> AskedQuestion:
    return AskedQuestion(question, (), n, n, 0, 0, n, 1_795_305_600.0)


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


async def test_what_had_no_answer_a_weak_one_or_a_disliked_one_comes_as_a_table(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "لا جواب عن هذا؟")
        await api.write(PERSON, "لا جواب عن هذا")
        await api.sent_to(PERSON, 2)
        await api.write(PERSON, "متى بدأ الاجتماع؟")
        await api.write(PERSON, "أين كان الاجتماع؟")
        *_, answer = await api.sent_to(PERSON, 4)
        await toast_of(api, await api.press(PERSON, answer, "👎"))
        scripted.outcome = Outcome.WEAK
        await api.write(PERSON, "وكم دام؟")
        await api.write(PERSON, "شكرا")
        await api.sent_to(PERSON, 6)
        await api.write(ADMIN, "/unanswered")
        [reply] = await api.sent_to(ADMIN)

    assert reply.document
    assert reply.document.name == "بلا جواب.csv"
    assert reply.document.content.startswith(b"\xef\xbb\xbf")
    today = datetime.now().astimezone().date().isoformat()
    header, *rows = rows_of(reply.document.content)
    assert header[:5] == ["السؤال", "المرات", "بلا جواب", "أقرب ما وُجد", "👎"]
    assert sorted(rows) == sorted(
        [
            ["وكم دام؟", "1", "0", "1", "0", today, "أين كان الاجتماع؟"],
            ["أين كان الاجتماع؟", "1", "0", "0", "1", today, ""],
            ["لا جواب عن هذا", "2", "2", "0", "0", today, ""],
        ]
    )
    assert reply.text.startswith("بلا جواب جيد: ٣ أسئلة، والأحدث:")
    assert "• لا جواب عن هذا (مرتان)" in reply.text


async def test_where_everything_was_answered_there_is_no_file(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "متى بدأ الاجتماع؟")
        await api.sent_to(PERSON)
        await api.write(ADMIN, "/unanswered")
        [reply] = await api.sent_to(ADMIN)

    assert reply.text == "لا سؤال بلا جواب جيد."
    assert reply.document is None


def test_no_question_is_a_formula_in_a_spreadsheet():
    for question in ("=1+1", "+1", "-1", "@a", "\tسؤال"):
        [_, row] = rows_of(as_csv([lacking(question)], WORDING))

        assert row[0] == f"'{question}"


def test_quotation_marks_commas_and_lines_stay_in_their_cell():
    [_, row] = rows_of(as_csv([lacking('قال: "متى", ثم\nسأل')], WORDING))

    assert row[0] == 'قال: "متى", ثم\nسأل'


def test_the_latest_are_named_and_the_others_counted():
    text = render_latest([lacking(f"سؤال {i}") for i in range(8)], WORDING)

    assert text.count("•") == 5
    assert text.endswith("وفي الملف غير ذلك ٣ أسئلة.")


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("words", ["س" * 4000, "ما هي IAEA " * 400])
def test_the_longest_questions_fit_a_caption(language: str, words: str):
    asked = replace(lacking(words, 100), previous=(words, words))

    markup = render_latest([asked] * 100, Wording(Texts.load(language)))

    assert utf16_length(visible_text(markup)) <= 1024
