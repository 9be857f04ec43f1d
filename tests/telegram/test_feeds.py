"""``/feeds``: a site's feed is added, brings articles that are answered from, and is removed."""

import re
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot.collecting.feed_store import FeedState
from bot.collecting.fetching import Fetcher, FetchLimits
from bot.library import Library
from bot.telegram.feed_pages import feeds_keyboard, render_feeds
from bot.telegram.texts import Texts, Wording
from tests.bot.collecting.pages import page, rss, sitemap
from tests.bot.collecting.site import POLICY, Names, Site, open_site
from tests.telegram.bot_api import BotApi, Sent
from tests.telegram.fakes import ImpatientClock
from tests.telegram.harness import ADMIN, RunningBot, ScriptedLibrary, toast_of

PERSON = 100
LIMITS = FetchLimits(max_bytes=100_000, connect_s=5, idle_s=10.0, total_s=10.0)
WORDING = Wording(Texts.load("ar"))


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site, runner = await open_site()
    site.put("/1", page())
    site.put("/rss", rss([site.url("/1")]))
    yield site
    await runner.cleanup()


def running(
    api: BotApi, library: Library | ScriptedLibrary, articles: Path, **settings: object
) -> RunningBot:
    fetcher_of = partial(Fetcher, policy=POLICY, limits=LIMITS, resolver=Names())
    return RunningBot(api, library, ImpatientClock(), fetcher_of, corpus_dir=articles, **settings)


def lines(message: Sent) -> list[str]:
    """Return what a reader sees, without marks of direction."""
    return message.text.translate(dict.fromkeys(map(ord, "\u200e\u200f\u2068\u2069"))).split("\n")


async def send(api: BotApi, text: str, until: str) -> Sent:
    """Have the administrator write; return the bot's next message once it says something."""
    n = len(api.in_chat(ADMIN)) + 1
    await api.write(ADMIN, text)
    await api.until(lambda: len(api.in_chat(ADMIN)) == n and until in api.in_chat(ADMIN)[-1].text)
    return api.in_chat(ADMIN)[-1]


@pytest.mark.slow
async def test_a_feed_is_looked_at_added_polled_and_its_articles_answered_from(
    api: BotApi, library: Library, articles: Path, site: Site
):
    eager = {"feeds_every_minutes": 30, "user_questions_per_minute": 10_000}
    async with running(api, library, articles, **eager):
        added = await send(api, f"/feeds {site.url('/rss')}", until="أُضيفت")
        n, quotes = 0, ""
        while "المجلس البلدي" not in quotes:
            n += 1
            await api.write(PERSON, "ماذا افتتح المجلس البلدي في حي الزيتون؟")
            quotes = " ".join((await api.sent_to(PERSON, n))[-1].quotes)
            assert n < 300
        listed = await send(api, "/feeds", until="خلاصات المقالات")

    assert added.history == ["يُفحص الرابط…", added.text]
    assert lines(added) == [
        "أُضيفت: أخبار الحي",
        "فيها الآن: مقال واحد",
        "تُجلب مقالاتها الآن، ثم كل ٣٠ دقيقة.",
    ]
    assert lines(listed)[:4] == [
        "خلاصات المقالات: ١",
        "تُفحص كل ٣٠ دقيقة.",
        "",
        "١. أخبار الحي",
    ]
    assert "آخر فحص: " in listed.text
    assert listed.labels == ["إزالة ١"]


async def test_a_feed_is_removed_by_its_button_over_restarts_too(
    api: BotApi, scripted: ScriptedLibrary, articles: Path, site: Site
):
    async with running(api, scripted, articles):
        await send(api, f"/feeds add {site.url('/rss')}", until="أُضيفت")
        again = await send(api, f"/feeds {site.url('/rss')}", until="من قبل")
        listed = await send(api, "/feeds", until="خلاصات المقالات")
    async with running(api, scripted, articles):
        toast = await toast_of(api, await api.press(ADMIN, listed, "إزالة ١"))
        await api.until(lambda: "لا خلاصات" in listed.text)

    assert "مضافة من قبل" in again.text
    assert "الفحص الدوري متوقف" in listed.history[0]
    assert toast == "أُزيلت الخلاصة، ومقالاتها باقية."
    assert listed.buttons == []
    assert (articles / ".feeds.txt").read_text() == ""


async def test_what_is_no_feed_or_cannot_be_fetched_is_refused_with_its_reason(
    api: BotApi, scripted: ScriptedLibrary, articles: Path, site: Site
):
    site.put("/index.xml", sitemap([site.url("/a.xml"), site.url("/b.xml")], is_index=True))
    async with running(api, scripted, articles):
        article = await send(api, f"/feeds {site.url('/1')}", until="لم تُضف")
        private = await send(api, "/feeds http://127.0.0.2/rss", until="لم تُضف")
        long = await send(api, f"/feeds ftp://a.example/{'x' * 4060}", until="لم تُضف")
        sitemaps = await send(api, f"/feeds {site.url('/index.xml')}", until="أُضيفت")

    assert lines(article)[0] == f"لم تُضف: {site.url('/1')}"
    assert lines(long)[0].startswith("لم تُضف: ftp://a.example/xxx")
    assert len(lines(article)) == 2
    assert "127.0.0.2" in private.text
    assert "خرائط مواقع فيها: ٢" in sitemaps.text


async def test_a_password_in_the_address_of_a_feed_is_never_repeated(
    api: BotApi, scripted: ScriptedLibrary, articles: Path
):
    async with running(api, scripted, articles):
        said = await send(api, "/feeds https://ali:s3cret@news.example/rss", until="لم تُضف")

    assert lines(said)[0] == "لم تُضف: https://news.example/rss"
    assert not any("s3cret" in state for state in [*said.history, said.text])


async def test_a_look_at_a_feed_that_takes_its_time_is_ended_by_a_button(
    api: BotApi, scripted: ScriptedLibrary, articles: Path, site: Site
):
    site.stream("/endless", b" ", 1)
    async with running(api, scripted, articles):
        looking = await send(api, f"/feeds {site.url('/endless')}", until="يُفحص")
        toast = await toast_of(api, await api.press(ADMIN, looking, "إيقاف"))
        await api.until(lambda: "أُوقف" in looking.text)

    assert toast == ""
    assert lines(looking) == ["لم تُضف: أُوقف الفحص."]
    assert looking.buttons == []
    assert not (articles / ".feeds.txt").exists()


async def test_strangers_add_list_and_remove_nothing(
    api: BotApi, scripted: ScriptedLibrary, articles: Path, site: Site
):
    async with running(api, scripted, articles):
        await send(api, f"/feeds {site.url('/rss')}", until="أُضيفت")
        listed = await send(api, "/feeds", until="خلاصات المقالات")
        await api.write(PERSON, "/feeds")
        await api.write(PERSON, f"/feeds {site.url('/other')}")
        refusals = await api.sent_to(PERSON, 2)
        data = str(listed.button("إزالة ١")["callback_data"])
        forged = await api.press(PERSON, refusals[0], data, is_forged=True)
        toast = await toast_of(api, forged)

    assert all("لإدارة البوت فقط" in refusal.text for refusal in refusals)
    assert toast == "هذا الزر لإدارة البوت فقط."
    assert "/other" not in site.paths()
    assert site.url("/rss") in (articles / ".feeds.txt").read_text()


def states(n: int) -> list[FeedState]:
    return [FeedState(f"https://example.org/{i}.xml") for i in range(1, n + 1)]


def test_many_feeds_are_shown_page_by_page():
    first = feeds_keyboard(states(8), 0, WORDING).inline_keyboard
    second = feeds_keyboard(states(8), 1, WORDING).inline_keyboard

    assert [[button.text for button in row] for row in first] == [
        ["إزالة ١", "إزالة ٢", "إزالة ٣"],
        ["إزالة ٤", "إزالة ٥", "إزالة ٦"],
        ["المزيد"],
    ]
    assert [[button.text for button in row] for row in second] == [
        ["إزالة ٧", "إزالة ٨"],
        ["السابق"],
    ]


def test_a_failure_is_told_with_its_reason_and_its_time():
    state = FeedState(
        "https://example.org/rss",
        "أخبار الحي",
        polled_at=1_795_305_600.0,
        failure="status",
        failure_value="404 Not Found",
    )

    text = re.sub("[\u2068\u2069]", "", render_feeds([state], 0, 30, WORDING))

    assert "تعذّر الفحص" in text
    assert "404 Not Found" in text
    assert "نوفمبر ٢٠٢٦" in text


def test_the_longest_page_fits_a_message():
    long = FeedState(
        "https://example.org/" + "a" * 3000,
        "ع" * 3000,
        polled_at=1.0,
        failure="broken",
        failure_value="x" * 200,
    )

    assert len(render_feeds([long] * 6, 0, 30, WORDING)) < 4096
