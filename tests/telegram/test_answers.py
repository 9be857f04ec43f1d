"""Answers as a reader sees them: what stands above the quotes, and what stands in for them."""

from pathlib import Path

import pytest

from bot.library import Library
from bot.preferences import Digits, Language, Preferences
from bot.storage import Storage
from retrieval.datatypes import DocumentId, Outcome, Suggestion
from retrieval.engine import SnapshotStore
from retrieval.settings import EncoderSettings
from tests.telegram.bot_api import BotApi
from tests.telegram.conftest import ARTICLES
from tests.telegram.harness import RunningBot, ScriptedLibrary, toast_of

PERSON = 100
ENGLISH = Preferences(Language.ENGLISH, Digits.WESTERN)


async def prefer(tmp_path: Path, preferences: Preferences) -> None:
    """Have somebody choose before the bot starts."""
    storage = await Storage.open(tmp_path / "var" / "iqtibas.db")
    await storage.chats.choose(PERSON, preferences)
    await storage.close()


async def test_further_pages_say_which_they_are(api: BotApi, scripted: ScriptedLibrary):
    scripted.n_quotes = 5
    async with RunningBot(api, scripted, n_quotes=2):
        await api.write(PERSON, "سؤال طويل")
        [reply] = await api.sent_to(PERSON)
        for label in ("المزيد", "المزيد", "السابق"):
            await toast_of(api, await api.press(PERSON, reply, label))

    assert [shown.split("\n")[0] for shown in reply.history] == [
        "جواب سؤال طويل",
        "صفحة ٢ من ٣:",
        "صفحة ٣ من ٣:",
        "صفحة ٢ من ٣:",
    ]


async def test_a_weak_answer_says_so_on_every_page(api: BotApi, scripted: ScriptedLibrary):
    scripted.n_quotes, scripted.outcome = 2, Outcome.WEAK
    async with RunningBot(api, scripted, n_quotes=1):
        await api.write(PERSON, "سؤال طويل")
        [reply] = await api.sent_to(PERSON)
        await api.press(PERSON, reply, "المزيد")
        await api.until(lambda: len(reply.history) == 2)

    assert [shown.split("\n")[0] for shown in reply.history] == [
        "أقرب ما وجدت في المقالات:",
        "أقرب ما وجدت في المقالات، صفحة ٢ من ٢:",
    ]


async def test_a_refusal_offers_at_most_three_near_articles_and_no_source(
    api: BotApi, scripted: ScriptedLibrary
):
    titles = ["جسر النخيل", "عنوان من OpenAI <و> غيره", "كلمة " * 100, "رابع"]
    scripted.suggestions = tuple(
        Suggestion(DocumentId(f"{n}.md"), title) for n, title in enumerate(titles)
    )
    async with RunningBot(api, scripted):
        await api.write(PERSON, "لا جواب")
        [reply] = await api.sent_to(PERSON)

    refusal, blank, offer, *offered = reply.text.split("\n")
    assert (refusal, blank) == ("لم أجد في المقالات ما يجيب عن سؤالك.", "")
    assert offer == "أقرب المقالات إلى السؤال:"
    assert offered[:2] == ["\u200f• جسر النخيل", "\u200f• عنوان من \u2068OpenAI\u2069 <و> غيره"]
    assert len(offered) == 3
    assert offered[2].endswith("كلمة…")
    assert len(offered[2]) < 90
    assert (reply.entities, reply.buttons) == ((), [])


async def test_in_an_english_chat_only_the_words_around_the_quotes_change(
    api: BotApi, store: SnapshotStore, tmp_path: Path
):
    await prefer(tmp_path, ENGLISH)
    library = await Library.open(store.root.parent / "articles", store, EncoderSettings())
    async with RunningBot(api, library, n_quotes=1):
        await api.write(PERSON, "كم بلغت كلفة جسر النخيل؟")
        [reply] = await api.sent_to(PERSON)
        [quote], labels = reply.quotes, reply.labels
        await api.press(PERSON, reply, "More")
        await api.until(lambda: len(reply.history) == 2)
    await library.close()

    assert quote in " ".join(ARTICLES["bridge.md"].split())
    assert reply.history[0].split("\n")[-1].endswith(" · 12 May 2024")
    assert reply.history[1].startswith("Page 2 of ") or "page 2 of " in reply.history[1]
    assert {"Context", "Source", "Copy", "Share", "👍", "👎"} <= set(labels)


async def test_in_an_english_chat_a_refusal_is_english(
    api: BotApi, scripted: ScriptedLibrary, tmp_path: Path
):
    await prefer(tmp_path, ENGLISH)
    scripted.suggestions = (Suggestion(DocumentId("a.md"), "جسر النخيل"),)
    async with RunningBot(api, scripted):
        await api.write(PERSON, "لا جواب")
        [reply] = await api.sent_to(PERSON)

    assert "in the articles" in reply.text
    assert reply.text.split("\n")[-1].endswith("• \u2068جسر النخيل\u2069")


@pytest.mark.parametrize(("digits", "number"), [(Digits.WESTERN, "2"), (Digits.ARABIC_INDIC, "٢")])
async def test_numbers_are_written_as_the_chat_chose_and_quotes_as_their_source_did(
    api: BotApi, scripted: ScriptedLibrary, tmp_path: Path, digits: Digits, number: str
) -> None:
    await prefer(tmp_path, Preferences(digits=digits, n_quotes=2))
    scripted.n_quotes = 2
    async with RunningBot(api, scripted):
        await api.write(PERSON, "عام 2016 و٢٠١٧")
        [reply] = await api.sent_to(PERSON)

    assert reply.quotes[0] == "جواب عام 2016 و٢٠١٧"
    assert f"{number} · عنوان" in reply.text
    assert f"السياق {number}" in reply.labels


async def test_a_chat_gets_as_many_quotes_as_it_chose(
    api: BotApi, scripted: ScriptedLibrary, tmp_path: Path
):
    await prefer(tmp_path, Preferences(n_quotes=4))
    scripted.n_quotes = 6
    async with RunningBot(api, scripted, n_quotes=2):
        await api.write(PERSON, "سؤال طويل")
        [reply] = await api.sent_to(PERSON)

    assert len(reply.quotes) == 4
