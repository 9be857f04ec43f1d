"""The reader in a real browser: the mark is where the eye is, and the ways on can be found."""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.async_api import Browser, Page, Route

from bot.answering import Answerer
from bot.reader_links import Reader
from bot.web.mini_app import sign
from bot.web.reader.page import TELEGRAM_SCRIPT
from retrieval.datatypes import Conversation, Quote
from tests.telegram.bot_api_checks import TOKEN
from tests.web.browser import DESKTOP, ENLARGED, PHONE, Tab, opened_tab
from tests.web.conftest import OpenTab
from tests.web.reader.answers import stored
from tests.web.site import Site, serving

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]

PERSON = 100
VISIT = "متى يزور أردوغان روسيا؟"
SOURCE = 'a[href*="/articles/"][href*="#quote"]'
# As Telegram's own script has it, as far as the reader goes; the real one cannot be fetched here.
STAND_IN = """
    document.documentElement.style.setProperty("--tg-theme-bg-color", "rgb(255, 254, 250)");
    document.documentElement.style.setProperty("--tg-theme-text-color", "rgb(5, 6, 7)");
    window.Telegram = {WebApp: {
        initData: INIT_DATA, ready() { window.isTold = true; }, expand() {},
    }};
"""


def quotes_of(site: Site, question: str) -> Sequence[Quote]:
    def ask(engine: Answerer) -> Sequence[Quote]:
        return engine.answer(question, conversation=Conversation(), n_quotes=12).quotes

    return site.services.library.use(ask)


async def is_seen(page: Page) -> bool:
    """Tell whether the mark begins inside the window, with nothing above it."""
    return bool(
        await page.evaluate(
            """() => {
                const [first] = document.getElementById("quote").getClientRects();
                const x = first.left + first.width / 2, y = first.top + first.height / 2;
                return document.elementFromPoint(x, y)?.id === "quote"
                    && first.top >= 0 && first.bottom <= innerHeight;
            }"""
        )
    )


async def mark_of(tab: Tab) -> str:
    return " ".join("".join(await tab.page.locator("mark").all_text_contents()).split())


@pytest.mark.parametrize(
    "options",
    [
        DESKTOP,
        {**PHONE, "color_scheme": "dark"},
        ENLARGED,
        {**DESKTOP, "java_script_enabled": False},
        {**PHONE, "java_script_enabled": False},
    ],
    ids=["desktop", "dark phone", "enlarged", "desktop without script", "phone without script"],
)
async def test_the_source_of_each_quote_leads_to_it_in_its_article(
    open_tab: OpenTab, browsed_site: Site, options: dict[str, object]
):
    quotes = quotes_of(browsed_site, VISIT)
    async with open_tab(**options) as tab:
        await tab.open(q=VISIT)
        links = await tab.page.locator(SOURCE).all()
        paths = list(dict.fromkeys([str(await link.get_attribute("href")) for link in links]))

        assert len(paths) >= 3
        for path, quote in zip(paths[:3], quotes, strict=False):
            await tab.page.goto(f"{tab.url}{path}")

            assert await mark_of(tab) == " ".join(quote.text.split())
            if options.get("java_script_enabled", True):
                assert await is_seen(tab.page)
            else:
                box = await tab.page.locator("#quote").bounding_box()
                height = (tab.page.viewport_size or {"height": 0})["height"]
                assert box
                assert 0 < box["y"] < height - box["height"]


async def test_a_link_without_a_fragment_goes_to_the_mark_by_script(
    open_tab: OpenTab, browsed_site: Site
):
    quote = max(quotes_of(browsed_site, VISIT), key=lambda quote: quote.start)
    path = Reader("", is_mini_app=False).address(quote).partition("#")[0]
    async with open_tab(**PHONE) as tab:
        await tab.page.goto(tab.url + path)

        await tab.page.wait_for_function("document.fonts.status === 'loaded'")
        assert await is_seen(tab.page)


async def test_the_keyboard_leads_through_the_quotes_and_back_to_the_answer(open_tab: OpenTab):
    async with open_tab() as tab:
        await tab.open(q=VISIT)
        await tab.page.locator(SOURCE).first.focus()
        await tab.page.keyboard.press("Enter")
        await tab.page.wait_for_url("**/articles/**")
        first = await mark_of(tab)

        await tab.page.get_by_role("link", name="التالي").focus()
        outline = await tab.page.evaluate(
            "getComputedStyle(document.activeElement).outlineStyle !== 'none'"
        )
        async with tab.page.expect_navigation():
            await tab.page.keyboard.press("Enter")
        second = await mark_of(tab)
        is_second_seen = await is_seen(tab.page)
        async with tab.page.expect_navigation():
            await tab.page.get_by_role("link", name="السابق").press("Enter")
        third = await mark_of(tab)
        async with tab.page.expect_navigation():
            await tab.page.get_by_role("link", name="الجواب").press("Enter")

        assert outline
        assert is_second_seen
        assert first == third != second
        assert urlsplit(tab.page.url).path.startswith("/answers/")


@pytest.mark.parametrize(
    "options",
    [DESKTOP, PHONE, {**PHONE, "color_scheme": "dark"}],
    ids=["desktop", "phone", "dark phone"],
)
async def test_every_page_is_as_wide_as_its_window_and_accessible(
    open_tab: OpenTab, browsed_site: Site, options: dict[str, object]
):
    quote = quotes_of(browsed_site, VISIT)[0]
    path = Reader("", is_mini_app=False).address(quote)
    async with open_tab(**options) as tab:
        await tab.open(q=VISIT)
        turning = str(await tab.page.locator(SOURCE).first.get_attribute("href"))
        for address in (turning, path, path.partition("?")[0]):
            await tab.page.goto(tab.url + address)

            assert await tab.violations() == []
            assert not await tab.is_wider_than_window()


async def test_an_article_that_is_not_there_is_told_on_a_page_like_the_others(open_tab: OpenTab):
    async with open_tab() as tab:
        for address in ("/articles/gone", "/articles/01-putin-erdogan-call.md?start=9&end=3"):
            await tab.page.goto(tab.url + address)

            assert await tab.violations() == []
            assert await tab.page.locator("h1").is_visible()
        # The browser itself tells of a status of 400 or more.
        assert all("the server responded with a status of" in line for line in tab.misdeeds)
        tab.misdeeds.clear()


async def test_within_telegram_the_reader_takes_its_colours_and_its_thumbs_vote(
    browser: Browser, browsed_site: Site, tmp_path: Path
):
    quotes = quotes_of(browsed_site, VISIT)
    quote = max(quotes, key=lambda quote: quote.start)
    fields = {"auth_date": str(int(time.time())), "user": f'{{"id":{PERSON}}}'}
    init_data = urlencode({**fields, "hash": sign(fields, TOKEN)})

    async def stand_in(route: Route) -> None:
        script = STAND_IN.replace("INIT_DATA", json.dumps(init_data))
        await route.fulfill(content_type="text/javascript", body=script)

    public = {"public_url": "https://bot.example.org", "telegram_bot_token": TOKEN}
    async with (
        serving(browsed_site.services.library, tmp_path, **public) as site,
        opened_tab(browser, site.url, **PHONE) as tab,
    ):
        answer = await stored(site, *quotes, chat_id=PERSON)
        path = Reader("", is_mini_app=True).address(quote, answer.answer_id)
        await tab.page.route(TELEGRAM_SCRIPT, stand_in)
        await tab.page.goto(f"{site.url}{path}#tgWebAppData=query_id%3D1&tgWebAppVersion=9.0")
        await tab.page.wait_for_function("window.isTold")
        is_first_seen = await is_seen(tab.page)
        violations = await tab.violations()

        up = tab.page.get_by_role("button", name="جواب مفيد")
        await up.press("Enter")
        await tab.page.get_by_role("status").get_by_text("شكرًا على التقييم.").wait_for()
        votes = await site.services.storage.database.fetch("SELECT user_id, vote FROM votes")
        is_pressed = await up.get_attribute("aria-pressed")
        async with tab.page.expect_navigation():
            await tab.page.get_by_role("link", name="السابق").click()

        card = await tab.page.evaluate(
            "getComputedStyle(document.querySelector('.article')).backgroundColor"
        )
        assert (is_first_seen, await is_seen(tab.page)) == (True, True)
        assert violations == []
        assert (is_pressed, list(votes)) == ("true", [(PERSON, 1)])
        assert card == "rgb(255, 254, 250)"
        assert set(tab.misdeeds) == {f"asked for {TELEGRAM_SCRIPT}"}
        tab.misdeeds.clear()
