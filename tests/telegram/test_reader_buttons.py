"""The button that opens a quote in its article, where the server is reached from outside."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.reader_links import Reader
from bot.telegram.answer_messages import StandingQuotes, show_context, show_page
from bot.telegram.inline_results import quote_row
from retrieval.datatypes import Document, DocumentId, Quote, Span
from tests.telegram.bot_api import BotApi
from tests.telegram.harness import RunningBot, ScriptedLibrary
from tests.telegram.test_keyboards import CHANNEL, PRIVATE, WITH_ADDRESS, WITHOUT, answer

PERSON, GROUP, CHANNEL_ID = 100, -200, -300
MINI_APP = Reader("https://x.org", is_mini_app=True)
PAGE = Reader("https://x.org", is_mini_app=False)
PUBLIC_URL = "https://bot.example.org"
ADDRESS = rf"{PUBLIC_URL}/articles/d\.md\?start=0&end=\d+&answer=[\w-]{{8}}"


def buttons(keyboard: InlineKeyboardMarkup | None) -> dict[str, InlineKeyboardButton]:
    assert keyboard
    return {button.text: button for row in keyboard.inline_keyboard for button in row}


@pytest.mark.parametrize("document", [WITH_ADDRESS, WITHOUT])
def test_in_private_the_source_opens_as_a_mini_app_also_of_articles_without_an_address(
    document: Document,
):
    quote = Quote.of(document, 0, 7)
    asked = answer(quote)
    where = replace(PRIVATE, reader=MINI_APP)

    page = show_page(asked, StandingQuotes.all_of([quote]), 0, where)

    button = buttons(page.keyboard)["المصدر"]
    assert button.web_app
    assert button.web_app.url == MINI_APP.address(quote, asked.answer_id)
    assert (button.url, button.callback_data) == (None, None)


def test_below_several_quotes_each_has_a_button_of_its_own():
    quotes = [Quote.of(WITH_ADDRESS, 0, 7), Quote.of(WITHOUT, 0, 8), Quote.of(WITHOUT, 9, 17)]
    asked = answer(*quotes)
    where = replace(CHANNEL, reader=PAGE)

    page = show_page(asked, StandingQuotes.all_of(quotes), 0, where)

    found = buttons(page.keyboard)
    assert [found[f"المصدر {n}"].url for n in "١٢٣"] == [
        PAGE.address(quote, asked.answer_id) for quote in quotes
    ]


def test_below_a_paragraph_the_source_opens_too():
    quote = Quote.of(WITHOUT, 0, 8)
    around = Quote.of(WITHOUT, 0, 17, matches=(Span(0, 8),))
    where = replace(PRIVATE, reader=PAGE)
    asked = answer(quote)

    shown = show_context(asked, StandingQuotes.all_of([quote]), 0, around, where)

    assert buttons(shown.keyboard)["المصدر"].url == PAGE.address(quote, asked.answer_id)


def test_what_is_inserted_elsewhere_leads_to_the_page_and_names_no_answer():
    quote = Quote.of(WITH_ADDRESS, 0, 7)

    row = quote_row(quote, PRIVATE.wording, PAGE)

    url = buttons(row.reply_markup)["المصدر"].url
    assert url == "https://x.org/articles/a.md?start=0&end=7#quote"


def test_a_name_whose_address_is_too_long_has_the_button_that_it_had():
    long = Document(
        DocumentId("ا" * 400 + ".md"), "نص أول. نص ثان.", "عنوان", url="https://y.org/a"
    )
    quote = Quote.of(long, 0, 7)

    page = show_page(
        answer(quote), StandingQuotes.all_of([quote]), 0, replace(PRIVATE, reader=MINI_APP)
    )

    assert (buttons(page.keyboard)["المصدر"].url or "").startswith("https://y.org/a")


@asynccontextmanager
async def reached_from_outside(
    api: BotApi, library: ScriptedLibrary, socket: Path, *, web: bool = True
) -> AsyncIterator[RunningBot]:
    """Run a bot behind a proxy of its own."""
    api.proxies[PUBLIC_URL] = f"unix://{socket}"
    async with RunningBot(api, library, public_url=PUBLIC_URL, web_socket=socket, web=web) as bot:
        yield bot


async def fetch(socket: Path, url: str) -> str:
    """Get a page as the proxy does."""
    async with (
        aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(socket))) as session,
        session.get(url.replace("https://", "http://")) as response,
    ):
        return await response.text()


async def test_telegram_is_given_a_mini_app_in_private_and_pages_elsewhere(
    api: BotApi, scripted: ScriptedLibrary, tmp_path: Path
):
    api.group(GROUP)
    api.channel(CHANNEL_ID)
    async with reached_from_outside(api, scripted, tmp_path / "bot.sock"):
        await api.write(PERSON, "سؤال")
        await api.say(GROUP, PERSON, "/ask سؤال")
        await api.publish(CHANNEL_ID, "اقتباس: سؤال")
        [[private], [group], [channel]] = [
            await api.sent_to(chat) for chat in (PERSON, GROUP, CHANNEL_ID)
        ]
        listed = await api.type_inline(PERSON, "سؤال")
        inserted = await api.choose(PERSON, listed.results[0])
        opened = await fetch(tmp_path / "bot.sock", private.button("المصدر")["web_app"]["url"])

    assert re.search("<mark[^>]*>جواب سؤال</mark>", opened)
    assert re.fullmatch(f"{ADDRESS}&telegram=1", private.button("المصدر")["web_app"]["url"])
    for sent in (group, channel):
        assert re.fullmatch(f"{ADDRESS}#quote", sent.button("المصدر")["url"])
    assert inserted.button("المصدر")["url"].startswith(f"{PUBLIC_URL}/articles/d.md?")


async def test_where_nothing_is_served_the_article_is_sent(
    api: BotApi, scripted: ScriptedLibrary, tmp_path: Path
):
    async with reached_from_outside(api, scripted, tmp_path / "bot.sock", web=False):
        await api.write(PERSON, "سؤال")
        [reply] = await api.sent_to(PERSON)

    assert "callback_data" in reply.button("المصدر")


async def test_without_a_public_address_the_article_is_sent(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "سؤال")
        [reply] = await api.sent_to(PERSON)

    assert "callback_data" in reply.button("المصدر")
