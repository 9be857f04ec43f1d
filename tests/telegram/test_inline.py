"""Inline mode: quotes to choose from in any chat, over HTTP."""

import asyncio
from collections.abc import Sequence

import pytest
import structlog

from bot.errors import EngineBusyError
from bot.library import Library
from bot.preferences import Digits, Language, Preferences
from bot.storage import Storage
from bot.telegram.display import utf16_length
from bot.telegram.inline_results import first_row, page_of_rows, quote_row
from bot.telegram.texts import Texts, Wording
from retrieval.datatypes import Document, DocumentId, Outcome, Quote
from retrieval.engine import SnapshotStore
from retrieval.settings import EncoderSettings
from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_checks import ApiError
from tests.telegram.bot_api_inline import InlineAnswer, InlineResult
from tests.telegram.conftest import ARTICLES
from tests.telegram.harness import RunningBot, ScriptedLibrary, settings_for

PERSON = 100
LONG = "وقال رئيس البلدية سالم العطار إن الجسر سيخفف الازدحام في وسط المدينة وفي أطرافها. " * 4


@pytest.fixture
async def library(store: SnapshotStore) -> Library:
    return await Library.open(store.root.parent / "articles", store, EncoderSettings())


def quotes_of(text: str, n: int = 1, *, url: str = "", title: str = "الجسر") -> Sequence[Quote]:
    document = Document(DocumentId("d.md"), text, title, "صحيفة الميناء", url)
    return [Quote.of(document, start, len(text)) for start in range(n)]


async def test_quotes_are_listed_with_their_source_and_inserted_word_for_word(
    api: BotApi, library: Library
):
    async with RunningBot(api, library):
        listed = await api.type_inline(PERSON, "كم بلغت كلفة جسر النخيل؟")
        sent = await api.choose(PERSON, listed.results[0])
    await library.close()

    flowing = " ".join(ARTICLES["bridge.md"].split())
    assert listed.results[0].title.startswith("وبلغت كلفة الجسر")
    assert "افتتاح جسر النخيل · صحيفة الميناء" in listed.results[0].description
    assert "أربعين مليون دينار" in sent.quotes[0]
    assert all(quote in flowing for result in listed.results for quote in sent.quotes)
    assert "افتتاح جسر النخيل · صحيفة الميناء · ١٢ مايو ٢٠٢٤" in sent.text
    assert sent.button("المصدر")["url"].startswith("https://example.org/bridge#:~:text=")
    assert "callback_data" not in {kind for row in sent.buttons for b in row for kind in b}


async def test_the_answer_is_personal_and_soon_forgotten(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        listed = await api.type_inline(PERSON, "سؤال")

    assert listed.is_personal
    assert 0 < listed.cache_time <= 60
    assert listed.button == {"text": "طرح السؤال على البوت مباشرة", "start_parameter": "inline"}


async def test_each_reads_rows_in_their_own_language_and_digits(
    api: BotApi, scripted: ScriptedLibrary
):
    storage = await Storage.open(settings_for(api).database_path)
    await storage.chats.choose(
        PERSON, Preferences(language=Language.ENGLISH, digits=Digits.WESTERN)
    )
    await storage.close()
    async with RunningBot(api, scripted):
        english = await api.type_inline(PERSON, "سؤال")
        arabic = await api.type_inline(PERSON + 1, "سؤال")

    assert english.button
    assert "Ask the bot" in english.button["text"]
    assert arabic.button
    assert "البوت" in arabic.button["text"]


async def test_rows_come_ten_at_a_time_up_to_fifty(api: BotApi, scripted: ScriptedLibrary):
    scripted.n_quotes = 60
    pages: list[tuple[InlineResult, ...]] = []
    async with RunningBot(api, scripted):
        offset = ""
        while not pages or offset:
            page = await api.type_inline(PERSON, "س" * 80, offset)
            pages.append(page.results)
            offset = page.next_offset

    ids = [result.result_id for page in pages for result in page]
    assert [len(page) for page in pages] == [10] * 5
    assert len(set(ids)) == 50
    assert max(map(len, ids)) <= 64


async def test_the_last_page_says_that_it_is_the_last(api: BotApi, scripted: ScriptedLibrary):
    scripted.n_quotes = 10
    async with RunningBot(api, scripted):
        listed = await api.type_inline(PERSON, "سؤال من عشرة")

    assert len(listed.results) == 10
    assert listed.next_offset == ""


async def test_an_offset_that_was_never_given_lists_nothing(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        listed = [await api.type_inline(PERSON, "سؤال", offset) for offset in ("-1", "٥", "999")]

    assert [page.results for page in listed] == [(), (), ()]
    assert scripted.asked == []


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("طريقة عمل الكبسة بالدجاج", "طريقة عمل الكبسة بالدجاج"),
        ("mata yazour el ra2is", "\u2068mata yazour el ra2is\u2069"),
    ],
)
async def test_what_is_not_found_is_said_in_a_row_that_carries_no_source(
    api: BotApi, library: Library, question: str, shown: str
):
    async with RunningBot(api, library):
        listed = await api.type_inline(PERSON, question)
        sent = await api.choose(PERSON, listed.results[0])
    await library.close()

    assert [result.title for result in listed.results] == ["لا نتائج"]
    assert sent.text.split("\n") == [
        f"السؤال: {shown}",
        "لم أجد في المقالات ما يجيب عنه.",
    ]
    assert sent.entities == ()
    assert sent.buttons == []
    assert listed.button
    assert listed.button["start_parameter"] == "inline"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "يُرجى كتابة سؤال بعد اسم البوت"),
        ("   ", "يُرجى كتابة سؤال بعد اسم البوت"),
        ("السلام عليكم", "يُرجى كتابة سؤال بعد اسم البوت"),
        ("ما هو", "يُرجى ذكر الموضوع: شخص أو مكان أو حدث"),
        ("meen howa xqzwv", "يُرجى كتابة السؤال بالحروف العربية"),
        ("When does the library open?", "المقالات بالعربية: يُرجى السؤال بالعربية"),
        ("كلمة " * 6, "السؤال طويل: يُرجى اختصاره"),
    ],
)
async def test_where_nothing_can_be_listed_the_button_says_why(
    api: BotApi, library: Library, typed: str, said: str
):
    async with RunningBot(api, library, max_question_chars=28):
        listed = await api.type_inline(PERSON, typed)
    await library.close()

    assert listed.results == ()
    assert listed.button == {"text": said, "start_parameter": "inline"}


async def test_a_weak_answer_is_called_the_nearest(api: BotApi, scripted: ScriptedLibrary):
    scripted.outcome = Outcome.WEAK
    async with RunningBot(api, scripted):
        listed = await api.type_inline(PERSON, "سؤال")

    assert listed.results
    assert listed.button
    assert listed.button["text"].startswith("أقرب ما وجدت")


async def test_a_busy_engine_lists_nothing_and_nothing_is_kept_of_that(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.breaks = [EngineBusyError(5)]
    async with RunningBot(api, scripted):
        busy = await api.type_inline(PERSON, "سؤال")
        later = await api.type_inline(PERSON, "سؤال")

    assert busy.results == ()
    assert busy.button
    assert "الأسئلة كثيرة" in busy.button["text"]
    assert busy.cache_time == 0
    assert later.results


async def test_a_query_that_went_by_is_no_failure(api: BotApi, scripted: ScriptedLibrary):
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    api.refusals["answerInlineQuery", 0] = [ApiError(400, too_old)]
    with structlog.testing.capture_logs() as logged:
        async with RunningBot(api, scripted):
            typing = asyncio.create_task(api.type_inline(PERSON, "سؤال أول"))
            await api.until(lambda: api.calls_of("answerInlineQuery"))
            listed = await api.type_inline(PERSON, "سؤال ثان")
            typing.cancel()

    assert listed.results
    assert "an inline query was answered too late" in [entry["event"] for entry in logged]
    assert not {entry["log_level"] for entry in logged} & {"warning", "error"}


async def test_of_what_is_typed_letter_by_letter_only_the_last_is_searched_for(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.opened.clear()

    async def type_and_hand_over(*queries: str) -> list[asyncio.Task[InlineAnswer]]:
        typing = [asyncio.create_task(api.type_inline(PERSON, query)) for query in queries]
        await asyncio.sleep(0)
        await api.until(lambda: not api.feed.unconfirmed)
        return typing

    async with RunningBot(api, scripted):
        typing = await type_and_hand_over("مت")
        typing += await type_and_hand_over("متى", "متى ا", "متى افتتح")
        scripted.opened.set()
        listed = await typing[-1]
        for query in typing:
            query.cancel()

    assert listed.results
    assert scripted.asked == ["مت", "متى افتتح"]


async def test_nothing_is_stored_of_what_is_typed(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        await api.type_inline(PERSON, "سؤال")
    storage = await Storage.open(settings_for(api).database_path)
    answers = await storage.database.fetch("SELECT * FROM answers")
    await storage.close()

    assert scripted.asked == ["سؤال"]
    assert answers == []


async def test_whoever_comes_by_the_button_is_welcomed(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "/start inline")
        [reply] = await api.sent_to(PERSON)

    assert "أهلًا بك" in reply.text


def test_a_long_quote_shows_its_beginning_and_is_inserted_whole():
    [quote] = quotes_of(LONG.strip())

    row = quote_row(quote, Wording(Texts.load("ar")))

    words, source = (row.description or "").split("\n")
    message = row.input_message_content.to_dict()["message_text"]
    assert len(row.title) <= 50
    assert row.title.endswith("…")
    assert words.startswith("…")
    assert len(words) <= 100
    assert source == "الجسر · صحيفة الميناء"
    assert " ".join((row.title + words).replace("…", " ").split()) in LONG
    assert LONG.strip() in message


def test_a_short_quote_stands_in_the_title_alone():
    [quote] = quotes_of("افتُتح الجسر.")

    row = quote_row(quote, Wording(Texts.load("ar")))

    assert (row.title, row.description) == ("افتُتح الجسر.", "الجسر · صحيفة الميناء")
    assert row.reply_markup
    assert [b.text for line in row.reply_markup.inline_keyboard for b in line] == ["نسخ"]


def test_rows_keep_their_ids_while_quotes_keep_their_places():
    quotes = quotes_of("افتُتح الجسر.", 3)
    wording = Wording(Texts.load("ar"))

    first, again = page_of_rows(quotes, 0, wording), page_of_rows(quotes, 0, wording)

    assert [row.id for row in first.rows] == [row.id for row in again.rows]
    assert len({row.id for row in first.rows}) == 3


@pytest.mark.parametrize(
    ("offset", "position"),
    [("", 0), ("10", 10), ("49", 49), ("50", None), ("0", None), ("x", None)],
)
def test_pages_begin_where_they_were_said_to(offset: str, position: int | None):
    assert first_row(offset) == position


@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_the_button_says_is_one_short_line(language: str):
    said = Texts.load(language).inline.model_dump()

    buttons = {name: text for name, text in said.items() if not name.startswith("none_")}
    assert all(0 < utf16_length(text) <= 45 for text in buttons.values())
    assert "\n" not in "".join(buttons.values())
