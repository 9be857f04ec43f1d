"""Channels as a corpus: posts become articles, and answers quote them as Telegram quotes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
import structlog

from bot.answering import Answerer
from bot.library import Library, OnProgress
from bot.posts.post import Place, Post
from bot.posts.shelf import PostShelf
from bot.reloads import ReloadTally
from bot.telegram.clock import Clock
from bot.telegram.native_quotes import find_in_post
from retrieval.datatypes import Document, DocumentId, Quote
from retrieval.engine import SnapshotStore, SnapshotSummary, UpdateReport
from retrieval.index.history import History
from retrieval.settings import EncoderSettings
from tests.telegram.bot_api import BOT, BotApi, Sent
from tests.telegram.bot_api_checks import ApiError, Payload
from tests.telegram.fakes import ImpatientClock
from tests.telegram.harness import RunningBot, ScriptedLibrary

R = TypeVar("R")
PERSON, CHANNEL, GROUP = 100, -1001234567890, -1005
QUOTE = "وبلغت كلفة محطة القطار  تسعين مليون دينار."
POST = f"🌉 خبر اليوم\n\nافتُتحت المحطة الجديدة يوم الثلاثاء.\n{QUOTE}"
QUESTION = "كم بلغت كلفة محطة القطار؟"
URL = "https://t.me/port_news/"


class WatchedLibrary:
    """A library that tells when it was read anew."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.reloads: asyncio.Queue[UpdateReport] = asyncio.Queue()

    @property
    def summary(self) -> SnapshotSummary:
        return self.library.summary

    @property
    def reload_tally(self) -> ReloadTally:
        return self.library.reload_tally

    def use(self, work: Callable[[Answerer], R]) -> R:
        return self.library.use(work)

    async def reload(
        self, on_progress: OnProgress | None = None, *, is_joining: bool = True
    ) -> UpdateReport:
        report = await self.library.reload(on_progress, is_joining=is_joining)
        self.reloads.put_nowait(report)
        return report

    async def next_reload(self) -> UpdateReport:
        return await asyncio.wait_for(self.reloads.get(), 20)

    async def is_held(self) -> bool:
        return await self.library.is_held()

    @property
    def answering_pids(self) -> tuple[int | None, ...]:
        return self.library.answering_pids

    @property
    def is_reloading(self) -> bool:
        return self.library.is_reloading

    @property
    def n_readings(self) -> int:
        return self.library.n_readings

    def has_read(self, since: int) -> bool:
        return self.library.has_read(since)

    async def follow_store(self, clock: Clock) -> None:
        await self.library.follow_store(clock)

    async def is_behind(self) -> bool:
        return await self.library.is_behind()

    async def cancel_reload(self) -> bool:
        return await self.library.cancel_reload()

    async def snapshots(self) -> History:
        return await self.library.snapshots()

    async def roll_back(self, name: str) -> SnapshotSummary:
        return await self.library.roll_back(name)

    async def stop_reloading(self) -> None:
        await self.library.stop_reloading()


@pytest.fixture
async def library(articles: Path, store: SnapshotStore) -> AsyncIterator[WatchedLibrary]:
    opened = await Library.open(articles, store, EncoderSettings())
    yield WatchedLibrary(opened)
    await opened.close()


def running(
    api: BotApi, library: WatchedLibrary, articles: Path, **settings: object
) -> RunningBot:
    values = {"corpus_dir": articles, "corpus_channels": {CHANNEL}, "n_quotes": 1, **settings}
    return RunningBot(api, library, ImpatientClock(), **values)


async def answer_to(api: BotApi, question: str = QUESTION) -> Sent:
    n_sent = len(api.in_chat(PERSON))
    await api.write(PERSON, question)
    return (await api.sent_to(PERSON, n_sent + 1))[-1]


def has_edits(sent: Sent, n: int) -> bool:
    return len(sent.history) >= n


async def settled(
    api: BotApi, scripted: ScriptedLibrary, articles: Path, **settings: object
) -> None:
    """Run a bot until it has handled what is there."""
    values = {"corpus_dir": articles, "corpus_channels": {CHANNEL}, **settings}
    async with RunningBot(api, scripted, ImpatientClock(), **values):
        await api.until(lambda: not api.feed.unconfirmed)


def stored(articles: Path, message_id: int, channel_id: int = CHANNEL) -> Post | None:
    return PostShelf(articles).find(Place(channel_id, message_id, f"{channel_id}.jsonl"))


@pytest.mark.slow
async def test_an_answer_from_a_post_quotes_it_as_telegram_quotes(
    api: BotApi, library: WatchedLibrary, articles: Path
):
    api.channel(CHANNEL, "أخبار الميناء", username="port_news")
    async with running(api, library, articles):
        post = await api.publish(CHANNEL, POST)
        report = await library.next_reload()
        answer = await answer_to(api)

    assert report.added == (f"telegram/{CHANNEL}.jsonl#{post}",)
    assert (answer.reply_chat, answer.reply_to) == (CHANNEL, post)
    assert answer.reply_quote == QUOTE
    assert answer.quotes == []
    assert "أخبار الميناء" in answer.text
    assert answer.button("المصدر")["url"] == f"{URL}{post}"
    [sent] = [call for call in api.calls_of("sendMessage") if "reply_parameters" in call]
    assert sent["reply_parameters"]["quote_position"] == POST.index(QUOTE) + 1  # 🌉 is two units


@pytest.mark.slow
async def test_an_edited_post_is_quoted_as_it_is_now(
    api: BotApi, library: WatchedLibrary, articles: Path
):
    api.channel(CHANNEL, username="port_news")
    async with running(api, library, articles):
        post = await api.publish(CHANNEL, POST)
        await library.next_reload()
        await api.edit(CHANNEL, post, POST.replace("تسعين", "مئة"))
        report = await library.next_reload()
        answer = await answer_to(api)

    assert report.changed == (f"telegram/{CHANNEL}.jsonl#{post}",)
    assert answer.reply_quote == QUOTE.replace("تسعين", "مئة")


@pytest.mark.slow
async def test_what_telegram_refuses_to_quote_is_quoted_in_the_answer(
    api: BotApi, library: WatchedLibrary, articles: Path
):
    api.channel(CHANNEL, username="port_news")
    async with running(api, library, articles):
        post = await api.publish(CHANNEL, POST)
        await library.next_reload()
        api.delete(CHANNEL, post)
        answer = await answer_to(api)

    assert answer.reply_chat is None
    assert answer.quotes == [" ".join(QUOTE.split())]
    assert answer.reply_to


@pytest.mark.slow
async def test_formatting_in_a_post_is_quoted_with_it(
    api: BotApi, library: WatchedLibrary, articles: Path
):
    api.channel(CHANNEL, username="port_news")
    entities = [
        {"type": "bold", "offset": 4, "length": 200},
        {"type": "text_link", "offset": 4, "length": 10, "url": "https://example.org"},
    ]
    async with running(api, library, articles):
        await api.publish(CHANNEL, POST, entities=entities)
        await library.next_reload()
        answer = await answer_to(api)

    assert answer.reply_quote == QUOTE


@pytest.mark.slow
async def test_pages_and_paragraphs_make_sense_below_a_native_quote(
    api: BotApi, library: WatchedLibrary, articles: Path
):
    api.channel(CHANNEL, username="port_news")
    async with running(api, library, articles):
        await api.publish(CHANNEL, POST + "\nوبلغت كلفة محطة القطار القديمة عشرين مليونًا.")
        await library.next_reload()
        answer = await answer_to(api)
        first = answer.text
        for n_edits, label in enumerate(("المزيد", "السابق", "السياق", "رجوع"), start=2):
            await api.press(PERSON, answer, label)
            await api.until(partial(has_edits, answer, n_edits))

    _, second, back, paragraph, again = answer.history
    assert "القديمة عشرين مليونًا." in second
    assert "تسعين مليون" in paragraph
    assert first == back == again
    assert "تسعين" not in first


@pytest.mark.slow
async def test_in_a_group_the_answer_says_what_was_asked(
    api: BotApi, library: WatchedLibrary, articles: Path
):
    api.channel(CHANNEL, username="port_news")
    api.group(GROUP)
    async with running(api, library, articles):
        await api.publish(CHANNEL, POST)
        await library.next_reload()
        await api.say(GROUP, PERSON, f"/ask {QUESTION}")
        [answer] = await api.sent_to(GROUP)

    assert answer.reply_quote == QUOTE
    assert answer.text.startswith(f"السؤال: {QUESTION}\n")


@pytest.mark.slow
async def test_among_the_comments_below_a_post_the_answer_stays_a_comment(
    api: BotApi, library: WatchedLibrary, articles: Path
):
    api.group(GROUP)
    api.channel(CHANNEL, username="port_news", discussion=GROUP)
    async with running(api, library, articles):
        await api.publish(CHANNEL, POST)
        await library.next_reload()
        asked = await api.publish(CHANNEL, f"اقتباس: {QUESTION}")
        [below] = await api.sent_to(CHANNEL)
        [discussed] = await api.sent_to(GROUP)
        thread = api.forward_of(CHANNEL, asked)
        comment = await api.say(GROUP, PERSON, f"اقتباس: {QUESTION}", reply_to=thread)
        _, replied = await api.sent_to(GROUP, 2)
        shown = list(replied.quotes)
        await api.edit(GROUP, comment, "اقتباس: كم بلغت كلفة جسر النخيل؟")
        await api.until(lambda: len(replied.history) == 2)

    assert below.reply_quote == QUOTE
    assert discussed.quotes == shown == [" ".join(QUOTE.split())]
    assert discussed.reply_chat is replied.reply_chat is None
    assert [discussed.reply_to, replied.reply_to] == [thread, comment]
    assert "أربعين مليون دينار" in replied.text


@pytest.mark.slow
async def test_an_edited_question_gets_another_message_below_another_quote(
    api: BotApi, library: WatchedLibrary, articles: Path
):
    api.channel(CHANNEL, username="port_news")
    async with running(api, library, articles):
        await api.publish(CHANNEL, POST)
        await library.next_reload()
        asked = await api.write(PERSON, QUESTION)
        [native] = await api.sent_to(PERSON)
        await api.edit(PERSON, asked, "كم بلغت كلفة جسر النخيل؟")
        await api.until(lambda: native.is_deleted)
        _, answer = api.in_chat(PERSON)

    assert "أربعين مليون دينار" in answer.quotes[0]
    assert answer.reply_to == asked


async def test_posts_of_other_channels_stay_where_they_are(
    api: BotApi, scripted: ScriptedLibrary, articles: Path
):
    api.channel(-1007, username="other")
    post = await api.publish(-1007, POST)

    await settled(api, scripted, articles)

    assert not (articles / "telegram").exists()
    assert stored(articles, post, -1007) is None


async def test_questions_to_the_bot_and_posts_that_say_nothing_do_not_enter(
    api: BotApi, scripted: ScriptedLibrary, articles: Path
):
    api.channel(CHANNEL, username="port_news")
    for text in (f"اقتباس: {QUESTION}", "🌉🌉", "صباح"):
        await api.publish(CHANNEL, text)
    await api.publish(CHANNEL, "", new_chat_title="أخبار الميناء الجديدة")
    await api.publish(CHANNEL, POST, via_bot=BOT)

    await settled(api, scripted, articles)

    assert not (articles / "telegram").exists()
    assert scripted.asked == [QUESTION]


async def test_a_picture_is_known_by_what_stands_under_it(
    api: BotApi, scripted: ScriptedLibrary, articles: Path
):
    api.channel(CHANNEL)
    album = {"media_group_id": "1", "photo": []}
    captioned = await api.publish(CHANNEL, "", caption=POST, **album)
    bare = await api.publish(CHANNEL, "", **album)

    await settled(api, scripted, articles)

    post = stored(articles, captioned)
    assert post
    assert post.text == POST
    assert post.url == f"https://t.me/c/1234567890/{captioned}"
    assert stored(articles, bare) is None


@pytest.mark.parametrize(
    ("origin", "source"),
    [
        ({"type": "channel", "chat": {"id": -1, "type": "channel", "title": "وكالة"}}, "وكالة"),
        ({"type": "chat", "sender_chat": {"id": -2, "type": "group", "title": "حي"}}, "حي"),
        ({"type": "hidden_user", "sender_user_name": "سعاد"}, "أخبار الميناء"),
    ],
)
async def test_what_is_forwarded_names_where_it_was_written_but_no_person(
    api: BotApi, scripted: ScriptedLibrary, articles: Path, origin: Payload, source: str
):
    api.channel(CHANNEL, "أخبار الميناء")
    origin = {"message_id": 5, "date": api.date, **origin}
    number = await api.publish(CHANNEL, POST, forward_origin=origin)

    await settled(api, scripted, articles)

    post = stored(articles, number)
    assert post
    assert post.source == source
    assert "سعاد" not in (articles / "telegram" / f"{CHANNEL}.jsonl").read_text(encoding="utf-8")


async def test_a_post_that_becomes_a_question_or_loses_its_text_is_taken_out(
    api: BotApi, scripted: ScriptedLibrary, articles: Path
):
    api.channel(CHANNEL)
    asking, empty, kept = [await api.publish(CHANNEL, POST) for _ in range(3)]
    await settled(api, scripted, articles)
    assert stored(articles, asking)

    await api.edit(CHANNEL, asking, f"اقتباس: {QUESTION}")
    await api.edit(CHANNEL, empty, "")
    await settled(api, scripted, articles)

    assert [stored(articles, number) is not None for number in (asking, empty, kept)] == [
        False,
        False,
        True,
    ]


async def test_posts_wait_for_a_folder_that_cannot_be_written_over_a_restart(
    api: BotApi, scripted: ScriptedLibrary, articles: Path
):
    api.channel(CHANNEL)
    gone = articles.rename(articles.parent / "unmounted")
    posts = [await api.publish(CHANNEL, f"{POST} {number}") for number in range(60)]
    with structlog.testing.capture_logs() as logged:
        await settled(api, scripted, articles, shutdown_timeout_s=0.3)
    gone.rename(articles)
    await settled(api, scripted, articles)

    complaints = [entry for entry in logged if "could not be stored" in entry["event"]]
    assert complaints[0]["log_level"] == "error"
    assert complaints[0]["message_id"] == posts[0]
    assert "is not there" in complaints[0]["reason"]
    assert all(stored(articles, number) for number in posts)
    assert api.in_chat(CHANNEL) == []


async def test_a_channel_that_the_bot_has_left_costs_the_native_quote_only(
    api: BotApi, library: WatchedLibrary, articles: Path
):
    api.channel(CHANNEL)
    refusal = ApiError(403, "Forbidden: bot is not a member of the channel chat")
    async with running(api, library, articles):
        await api.publish(CHANNEL, POST)
        await library.next_reload()
        api.refusals["sendMessage", PERSON] = [refusal]
        answer = await answer_to(api)

    assert answer.quotes == [" ".join(QUOTE.split())]


async def test_a_channel_whose_posts_do_not_reach_the_bot_is_named_at_the_start(
    api: BotApi, scripted: ScriptedLibrary, articles: Path
):
    api.channel(CHANNEL)
    api.channel(-1007)
    api.set_member(-1007, BOT["id"], "left")
    with structlog.testing.capture_logs() as logged:
        await settled(api, scripted, articles, corpus_channels={CHANNEL, -1007, -1008})

    warnings = {e["channel_id"]: e["reason"] for e in logged if "CORPUS_CHANNELS" in e["event"]}
    assert sorted(warnings) == [-1008, -1007]
    assert "not a member" in warnings[-1007]


async def test_only_what_stands_in_the_post_now_is_quoted_natively(articles: Path):
    shelf = PostShelf(articles)
    long = "كلمة " * 300
    text = f"{POST} {long}"
    shelf.keep(Post(CHANNEL, 7, text, "قناة", f"{URL}7", "2024-05-12", 1))
    document = Document(DocumentId(f"telegram/{CHANNEL}.jsonl#7"), text, "عنوان")
    start = text.index(QUOTE)
    edited = Document(document.document_id, text.replace("تسعين", "سبعين"), "عنوان")
    elsewhere = Document(DocumentId("bridge.md"), text, "عنوان")

    async def found(cut_from: Document, first: int, end: int) -> bool:
        return await find_in_post(shelf, Quote.of(cut_from, first, end)) is not None

    assert await found(document, start, start + len(QUOTE))
    assert not await found(edited, start, start + len(QUOTE))
    assert not await found(elsewhere, start, start + len(QUOTE))
    assert not await found(document, start, start + 1025)
    (articles / "telegram" / f"{CHANNEL}.jsonl").unlink()
    assert not await found(document, start, start + len(QUOTE))
