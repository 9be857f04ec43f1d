"""The same sentence in two articles: shown once, both named, and found again in either."""

from pathlib import Path

from bot.library import Library
from retrieval.engine import SnapshotStore
from retrieval.settings import EncoderSettings
from tests.telegram.bot_api import BotApi
from tests.telegram.conftest import ARTICLES
from tests.telegram.harness import RunningBot, toast_of

PERSON = 100
QUESTION = "كم بلغت كلفة جسر النخيل؟"
BRIDGE, AGENCY = "bridge.md", "agency.md"
REPRINT = (
    ARTICLES[BRIDGE]
    .replace("صحيفة الميناء", "وكالة البحر")
    .replace("https://example.org/bridge", "https://example.com/1")
    .replace("2024-05-12", "2024-05-13")
)


async def reprinted(articles: Path, store: SnapshotStore) -> Library:
    """The library, with an article that stands in two outlets."""
    (articles / AGENCY).write_text(REPRINT, "utf-8")
    library = await Library.open(articles, store, EncoderSettings())
    await library.reload()
    return library


def first_source(text: str) -> set[str]:
    """The outlet of the line above the one that begins with «also»."""
    return sources(text.partition("وكذلك")[0])


def sources(text: str) -> set[str]:
    return {outlet for outlet in ("صحيفة الميناء", "وكالة البحر") if outlet in text}


async def test_an_answer_shows_the_sentence_once_and_names_both_outlets(
    api: BotApi, store: SnapshotStore, articles: Path
):
    library = await reprinted(articles, store)
    async with RunningBot(api, library, n_quotes=3):
        await api.write(PERSON, QUESTION)
        [reply] = await api.sent_to(PERSON)
    await library.close()

    assert len(reply.quotes) == len(set(reply.quotes))
    *_, source, also = reply.text.split("\n")
    assert source.startswith("\u200f١، ٢، ٣ · افتتاح جسر النخيل · ")
    assert also.startswith("وكذلك: ")
    assert len(sources(source)) == len(sources(also)) == 1
    assert {"١٢ مايو ٢٠٢٤" in source, "١٢ مايو ٢٠٢٤" in also} == {True, False}
    assert [entity.url.split("#")[0] for entity in reply.entities if entity.url] == [
        "https://example.org/bridge" if "صحيفة الميناء" in line else "https://example.com/1"
        for line in (source, also)
    ]


async def test_a_page_that_is_turned_back_names_both_outlets_again(
    api: BotApi, store: SnapshotStore, articles: Path
):
    library = await reprinted(articles, store)
    async with RunningBot(api, library, n_quotes=1):
        await api.write(PERSON, QUESTION)
        [reply] = await api.sent_to(PERSON)
    async with RunningBot(api, library, n_quotes=1):
        await toast_of(api, await api.press(PERSON, reply, "المزيد"))
        await toast_of(api, await api.press(PERSON, reply, "السابق"))
    await library.close()

    assert [len(sources(shown)) for shown in reply.history] == [2, 2, 2]
    first, last = reply.history[0], reply.history[-1]
    assert last.endswith(first)


async def test_a_quote_whose_article_is_removed_is_shown_from_the_other(
    api: BotApi, store: SnapshotStore, articles: Path
):
    library = await reprinted(articles, store)
    async with RunningBot(api, library, n_quotes=1):
        await api.write(PERSON, QUESTION)
        [reply] = await api.sent_to(PERSON)
        quoted, source = reply.quotes, first_source(reply.text)
        (articles / (BRIDGE if source == {"صحيفة الميناء"} else AGENCY)).unlink()
        await library.reload()
        toast = await toast_of(api, await api.press(PERSON, reply, "السياق"))
        paragraph = reply.text
        await toast_of(api, await api.press(PERSON, reply, "رجوع"))
    await library.close()

    assert toast == ""
    assert sources(paragraph) == {"صحيفة الميناء", "وكالة البحر"} - source
    assert reply.quotes == quoted
    assert sources(reply.text) == sources(paragraph)


async def test_the_article_that_is_sent_is_the_one_that_is_shown(
    api: BotApi, store: SnapshotStore, articles: Path
):
    for name, outlet in ((BRIDGE, "صحيفة الميناء"), (AGENCY, "وكالة البحر")):
        text = ARTICLES[BRIDGE].replace("url: https://example.org/bridge\n", "")
        text = text.replace("صحيفة الميناء", outlet)
        (articles / name).write_text(text, "utf-8")
    library = await Library.open(articles, store, EncoderSettings())
    await library.reload()
    async with RunningBot(api, library, n_quotes=1):
        await api.write(PERSON, QUESTION)
        [reply] = await api.sent_to(PERSON)
        first = first_source(reply.text)
        (articles / (BRIDGE if first == {"صحيفة الميناء"} else AGENCY)).write_text(
            "وصلت سفينة إلى الميناء صباح اليوم.", "utf-8"
        )
        await library.reload()
        await toast_of(api, await api.press(PERSON, reply, "المصدر"))
        _, sent = await api.sent_to(PERSON, 2)
    await library.close()

    assert sent.document is not None
    assert "افتُتح جسر النخيل" in sent.document.content.decode()


async def test_a_row_of_inline_mode_names_both_outlets(
    api: BotApi, store: SnapshotStore, articles: Path
):
    library = await reprinted(articles, store)
    async with RunningBot(api, library):
        listed = await api.type_inline(PERSON, QUESTION)
        sent = await api.choose(PERSON, listed.results[0])
    await library.close()

    assert len(sources(listed.results[0].description)) == 2
    assert "وكذلك: " in listed.results[0].description
    assert len(sources(sent.text)) == 2
    titles = [result.title for result in listed.results]
    assert len(titles) == len(set(titles))
