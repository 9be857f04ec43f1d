"""What administrators are told of the questions."""

import time
from dataclasses import replace
from datetime import date

import pytest

from bot.preferences import Digits, Language, Preferences
from bot.statistics.figures import figures_of
from bot.statistics.log import local_day
from bot.storage import Storage
from bot.storage.answers import StoredAnswer, Vote, new_answer_id
from bot.storage.questions import Ending, Place, QuestionCount
from bot.storage.quotes import StoredQuote
from bot.telegram.stats_report import chart_of
from bot.telegram.texts import Texts, Wording
from retrieval.datatypes import DocumentId, Outcome
from tests.telegram.bot_api import BotApi, Sent
from tests.telegram.harness import ADMIN, RunningBot, ScriptedLibrary, settings_for

PERSON = 100
GROUP = -1001
COUNT = QuestionCount(local_day(time.time()), Place.PRIVATE, Ending.ANSWERED, took_ms=12)
COUNTS = (
    replace(COUNT, n=15),
    replace(COUNT, ending=Ending.WEAK, took_ms=40, n=4),
    replace(COUNT, ending=Ending.NONE, took_ms=2600),
    replace(COUNT, ending=Ending.TURNED_AWAY, took_ms=20_000, n=2),
    replace(COUNT, place=Place.INLINE, n=30),
    replace(COUNT, day=local_day(time.time() - 20 * 86_400), n=500),
)


class EmptiedLibrary(ScriptedLibrary):
    """Has no articles any more."""

    def document(self, _document_id: DocumentId) -> None:  # type: ignore[override]
        return None


async def prepare(api: BotApi, *counts: QuestionCount, **preferences: object) -> None:
    """Store counts, some answers with votes, and what the administrator chose."""
    storage = await Storage.open(settings_for(api).database_path)
    await storage.questions.add(counts)
    if preferences:
        await storage.chats.choose(ADMIN, Preferences(**preferences))  # type: ignore[arg-type] # any
    if counts:
        first = await add_answer(storage, 1, "متى افتتح الجسر", Outcome.ANSWER)
        await add_answer(storage, 2, "متى افتُتح الجسر؟", Outcome.NONE)
        await add_answer(storage, 3, "ولماذا؟", Outcome.WEAK, previous=("من غادر؟",))
        await storage.answers.vote(first.answer_id, 1, Vote.UP)
        await storage.answers.vote(first.answer_id, 2, Vote.DOWN)
        await storage.answers.vote(first.answer_id, 3, Vote.UP)
    await storage.close()


async def add_answer(
    storage: Storage, n: int, question: str, outcome: Outcome, previous: tuple[str, ...] = ()
) -> StoredAnswer:
    quotes = () if outcome is Outcome.NONE else (StoredQuote(DocumentId("d.md"), 0, 5, (), ""),)
    answer = StoredAnswer(
        answer_id=new_answer_id(),
        chat_id=10,
        thread_id=None,
        question_id=n,
        asker_id=10,
        question=question,
        previous=previous,
        outcome=outcome,
        quotes=quotes,
        page_size=3,
        asked_at=time.time() - 100 + n,
    )
    await storage.answers.add(answer)
    return answer


def plain(message: Sent) -> list[str]:
    """Return the lines of a message without the marks of direction."""
    text = message.text
    for mark in "\u200e\u200f\u2068\u2069":
        text = text.replace(mark, "")
    return text.split("\n")


async def test_figures_come_with_a_picture_and_then_what_was_asked_and_quoted_most(
    api: BotApi, scripted: ScriptedLibrary
):
    await prepare(api, *COUNTS)
    async with RunningBot(api, scripted):
        await api.write(ADMIN, "/stats")
        figures, lists = await api.sent_to(ADMIN, 2)

    assert figures.photo
    assert plain(figures) == [
        "الأسئلة في ١٤ يومًا: ٢٢ سؤالًا",
        "أُجيب عنها: ١٥",
        "أقرب ما وُجد: ٤",
        "بلا جواب: ١",
        "لم يتّسع لها الوقت: ٢",
        # Of 20 answers the tenth took 12 ms and the nineteenth 40 ms.
        "زمن الجواب: ١٢ ملّي ثانية في الوسط، و٤٠ ملّي ثانية على الأكثر لخمسة وتسعين من كل مئة",
        "البحث من المحادثات الأخرى: ٣٠",
        "التقييم: 👍 ٢ · 👎 ١",
    ]
    assert plain(lists) == [
        "الأكثر تكرارًا",
        "• متى افتُتح الجسر؟ (مرتان)",
        "",
        "المقالات الأكثر اقتباسًا",
        "• عنوان (جوابان)",
        "",
        "بلا جواب جيد: سؤالان. القائمة: /unanswered",
    ]


async def test_figures_are_in_the_language_and_the_digits_of_the_chat(
    api: BotApi, scripted: ScriptedLibrary
):
    await prepare(api, *COUNTS, language=Language.ENGLISH, digits=Digits.WESTERN)
    async with RunningBot(api, scripted):
        await api.write(ADMIN, "/stats")
        figures, lists = await api.sent_to(ADMIN, 2)

    assert plain(figures)[:2] == ["Questions in 14 days: 22 questions", "Answered: 15"]
    assert "Time to the answer: 12 ms in the middle, at most 40 ms for 95 of 100" in plain(figures)
    assert plain(lists)[0] == "Asked most"


async def test_a_question_asked_just_now_is_in_the_figures(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "متى بدأ الاجتماع؟")
        await api.sent_to(PERSON)
        await api.write(ADMIN, "/stats")
        figures, *_ = await api.sent_to(ADMIN)

    assert plain(figures)[:2] == ["الأسئلة في ١٤ يومًا: سؤال واحد", "أُجيب عنها: ١"]


async def test_without_questions_there_is_no_picture(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        await api.write(ADMIN, "/stats")
        [reply] = await api.sent_to(ADMIN)

    assert reply.text == "لا أسئلة بعد، فلا أرقام تُعرض."
    assert reply.photo is None


async def test_where_only_other_chats_searched_there_is_nothing_to_draw(
    api: BotApi, scripted: ScriptedLibrary
):
    storage = await Storage.open(settings_for(api).database_path)
    await storage.questions.add([replace(COUNT, place=Place.INLINE, n=30)])
    await storage.close()
    async with RunningBot(api, scripted):
        await api.write(ADMIN, "/stats")
        [reply] = await api.sent_to(ADMIN)

    assert plain(reply) == ["الأسئلة في ١٤ يومًا: لا أسئلة", "البحث من المحادثات الأخرى: ٣٠"]
    assert reply.photo is None


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 22), ["نوفمبر", *[""] * 13]),
        (date(2026, 12, 12), ["نوفمبر", "", "ديسمبر", *[""] * 11]),
        (date(2026, 12, 13), ["", "ديسمبر", *[""] * 12]),
        (date(2026, 12, 14), ["ديسمبر", *[""] * 13]),
    ],
)
def test_months_are_named_where_they_begin_and_never_side_by_side(
    today: date, expected: list[str]
):
    chart = chart_of(figures_of([], today), Wording(Texts.load("ar")))

    assert [stack.sublabel for stack in chart.stacks] == expected


async def test_articles_that_are_gone_are_not_named(api: BotApi):
    await prepare(api, *COUNTS)
    async with RunningBot(api, EmptiedLibrary()):
        await api.write(ADMIN, "/stats")
        _, lists = await api.sent_to(ADMIN, 2)

    assert "اقتباسًا" not in lists.text


async def test_strangers_and_groups_get_no_figures_and_no_questions(
    api: BotApi, scripted: ScriptedLibrary
):
    await prepare(api, *COUNTS)
    api.group(GROUP)
    async with RunningBot(api, scripted):
        for command in ("/stats", "/unanswered"):
            await api.write(PERSON, command)
            await api.say(GROUP, ADMIN, command)
        refusals = await api.sent_to(PERSON, 2)
        await api.say(GROUP, ADMIN, "/ask متى بدأ الاجتماع؟")
        in_group = await api.sent_to(GROUP)

    assert all("لإدارة البوت فقط" in refusal.text for refusal in refusals)
    assert not any(message.photo or message.document for message in refusals)
    assert [message.quotes for message in in_group] == [["جواب متى بدأ الاجتماع؟"]]
