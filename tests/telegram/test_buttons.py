"""The buttons under an answer, pressed over HTTP."""

from pathlib import Path

import pytest

from bot.library import Library
from retrieval.engine import SnapshotStore
from retrieval.settings import EncoderSettings
from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_checks import ApiError
from tests.telegram.conftest import ARTICLES
from tests.telegram.fakes import ImpatientClock
from tests.telegram.harness import RunningBot, ScriptedLibrary, toast_of

PERSON, KEEPER, GROUP = 100, 200, -1001


async def test_pages_turn_both_ways_in_the_same_message(api: BotApi, scripted: ScriptedLibrary):
    scripted.n_quotes = 5
    async with RunningBot(api, scripted, n_quotes=2):
        await api.write(PERSON, "سؤال طويل")
        [reply] = await api.sent_to(PERSON)
        first = reply.quotes
        for label in ("المزيد", "المزيد", "السابق"):
            assert await toast_of(api, await api.press(PERSON, reply, label)) == ""
        last_labels = reply.labels

    assert first == ["جواب سؤال طويل", "واب سؤال طويل"]
    assert reply.quotes == ["اب سؤال طويل", "ب سؤال طويل"]
    assert len(reply.history) == 4
    assert {"السابق", "المزيد"} <= set(last_labels)


async def test_a_quote_is_read_in_its_paragraph_and_the_way_leads_back(
    api: BotApi, store: SnapshotStore
):
    library = await Library.open(store.root.parent / "articles", store, EncoderSettings())
    async with RunningBot(api, library, n_quotes=1):
        await api.write(PERSON, "كم بلغت كلفة جسر النخيل؟")
        [reply] = await api.sent_to(PERSON)
        [quote] = reply.quotes
        await toast_of(api, await api.press(PERSON, reply, "السياق"))
        [paragraph] = reply.quotes
        bold = reply.marked("bold")
        await toast_of(api, await api.press(PERSON, reply, "رجوع"))
    await library.close()

    assert paragraph in " ".join(ARTICLES["bridge.md"].split())
    assert quote in paragraph
    assert len(paragraph) > len(quote)
    assert bold == [quote]
    assert reply.text == reply.history[0]


async def test_buttons_work_after_a_restart(api: BotApi, scripted: ScriptedLibrary):
    scripted.n_quotes = 2
    async with RunningBot(api, scripted, n_quotes=1):
        await api.write(PERSON, "سؤال")
        [reply] = await api.sent_to(PERSON)
    async with RunningBot(api, scripted, n_quotes=1):
        await toast_of(api, await api.press(PERSON, reply, "المزيد"))

    assert reply.quotes == ["واب سؤال"]


async def test_an_article_without_an_address_is_sent_as_a_file(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "سؤال")
        [reply] = await api.sent_to(PERSON)
        await toast_of(api, await api.press(PERSON, reply, "المصدر"))
        [_, article] = await api.sent_to(PERSON, 2)

    assert article.document
    assert article.document.name == "عنوان.txt"
    assert article.document.content.decode() == "جواب سؤال"
    assert article.reply_to == reply.message_id


async def test_a_vote_is_thanked_for_and_taken_back(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "سؤال")
        [reply] = await api.sent_to(PERSON)
        toasts = [await toast_of(api, await api.press(PERSON, reply, label)) for label in "👍👎👎"]

    assert toasts == ["شكرًا على التقييم.", "شكرًا على التقييم.", "حُذف التقييم."]
    assert len(reply.history) == 1


@pytest.mark.parametrize("article", ["جواب", "كتاب سؤال"])
async def test_an_article_that_changed_shows_nothing_in_its_name(
    api: BotApi, scripted: ScriptedLibrary, article: str
) -> None:
    scripted.n_quotes = 2
    async with RunningBot(api, scripted, n_quotes=1):
        await api.write(PERSON, "سؤال")
        [reply] = await api.sent_to(PERSON)
        scripted.article = article
        toasts = [
            await toast_of(api, await api.press(PERSON, reply, label))
            for label in ("المزيد", "السياق")
        ]

    assert all("تغيّر المقال" in toast for toast in toasts)
    assert reply.quotes == ["جواب سؤال"]


async def test_a_button_of_another_version_or_of_a_forgotten_answer_expires_politely(
    api: BotApi, scripted: ScriptedLibrary, tmp_path: Path
):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "سؤال")
        [reply] = await api.sent_to(PERSON)
        old = await toast_of(api, await api.press(PERSON, reply, "0p:abcdefgh:1", is_forged=True))
    (tmp_path / "var" / "iqtibas.db").unlink()
    async with RunningBot(api, scripted):
        forgotten = await toast_of(api, await api.press(PERSON, reply, "السياق"))

    assert "انتهت صلاحية" in old
    assert "انتهت صلاحية" in forgotten


async def test_quotes_that_still_stand_are_shown_when_another_article_has_changed(
    api: BotApi, store: SnapshotStore, articles: Path
):
    other = "وبلغت كلفة جسر النخيل خمسين مليون دينار، بحسب تقدير وزارة النقل."
    (articles / "other.md").write_text(f"---\ntitle: تقدير\n---\n{other}\n", "utf-8")
    library = await Library.open(articles, store, EncoderSettings())
    await library.reload()
    async with RunningBot(api, library, n_quotes=1):
        await api.write(PERSON, "كم بلغت كلفة جسر النخيل؟")
        [reply] = await api.sent_to(PERSON)
        name = "other.md" if reply.quotes == [other] else "bridge.md"
        (articles / name).write_text("وصلت سفينة إلى الميناء صباح اليوم.", "utf-8")
        await library.reload()
        told = await toast_of(api, await api.press(PERSON, reply, "السياق"))
        n_shown = len(reply.history)
        toast = await toast_of(api, await api.press(PERSON, reply, "المزيد"))
        [quote] = reply.quotes
        await toast_of(api, await api.press(PERSON, reply, "السياق"))
        bold = reply.marked("bold")
    await library.close()

    assert "تغيّر المقال" in told
    assert n_shown == 1
    assert toast == ""
    assert "جسر النخيل" in quote
    assert (quote == other) is (name == "bridge.md")
    assert bold == [quote]


async def test_an_article_is_sent_once_however_often_it_is_asked_for(
    api: BotApi, scripted: ScriptedLibrary
):
    clock = ImpatientClock()
    async with RunningBot(api, scripted, clock):
        await api.write(PERSON, "سؤال")
        [reply] = await api.sent_to(PERSON)
        toasts = [await toast_of(api, await api.press(PERSON, reply, "المصدر")) for _ in range(3)]
        n_sent = len(api.in_chat(PERSON))
        await clock.sleep(600)
        later = await toast_of(api, await api.press(PERSON, reply, "المصدر"))

    already = "أُرسل المقال قبل قليل، وهو أسفل هذه الرسالة."
    assert [*toasts, later] == ["", already, already, ""]
    assert n_sent == 2
    assert len(api.in_chat(PERSON)) == 3


async def test_an_article_that_could_not_be_sent_may_be_asked_for_again(
    api: BotApi, scripted: ScriptedLibrary
):
    api.refusals["sendDocument", PERSON] = [ApiError(400, "Bad Request: not now")]
    async with RunningBot(api, scripted):
        await api.write(PERSON, "سؤال")
        [reply] = await api.sent_to(PERSON)
        toasts = [await toast_of(api, await api.press(PERSON, reply, "المصدر")) for _ in range(2)]

    assert toasts == ["حدث خطأ. يُرجى المحاولة مرة أخرى.", ""]
    assert len(api.in_chat(PERSON)) == 2


async def test_no_more_articles_are_sent_in_a_minute_than_questions_may_be_asked(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(GROUP)
    api.set_member(GROUP, KEEPER, "administrator")
    async with RunningBot(api, scripted, user_questions_per_minute=1):
        for person in (PERSON, KEEPER):
            await api.say(GROUP, person, "اقتباس: سؤال")
        replies = await api.sent_to(GROUP, 2)
        toasts = [await toast_of(api, await api.press(KEEPER, r, "المصدر")) for r in replies]

    assert toasts == ["", "الأسئلة كثيرة في هذه اللحظة. يُرجى المحاولة بعد قليل."]
    assert len(api.in_chat(GROUP)) == 3


async def test_no_link_is_previewed_however_an_answer_is_turned(api: BotApi, store: SnapshotStore):
    library = await Library.open(store.root.parent / "articles", store, EncoderSettings())
    async with RunningBot(api, library, n_quotes=1):
        asked = await api.write(PERSON, "كم بلغت كلفة جسر النخيل؟")
        [reply] = await api.sent_to(PERSON)
        await toast_of(api, await api.press(PERSON, reply, "السياق"))
        await api.edit(PERSON, asked, "كم كلفة جسر النخيل؟")
        await api.until(lambda: len(reply.history) == 3)
    await library.close()

    calls = [*api.calls_of("sendMessage"), *api.calls_of("editMessageText")]
    assert [call["link_preview_options"] for call in calls] == [{"is_disabled": True}] * 3
