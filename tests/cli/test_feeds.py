"""Feeds from the shell, of a site of our own."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.answering import run_aside
from bot.settings import load_settings
from bot.terminal.feeds import run_add, run_fetch
from tests.bot.collecting.pages import page, rss
from tests.bot.collecting.site import Site, open_site
from tests.cli.running import Iqtibas
from tests.cli.test_corpus_fetching import fetcher_of

pytestmark = pytest.mark.slow


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site, runner = await open_site()
    site.put("/1", page())
    site.put("/rss", rss([site.url("/1"), site.url("/gone")]))
    yield site
    await runner.cleanup()


async def test_feeds_are_added_fetched_listed_and_removed(
    iqtibas: Iqtibas, corpus: Path, site: Site, capsys: pytest.CaptureFixture[str]
):
    settings = load_settings()
    rss_url, page_url = site.url("/rss"), site.url("/1")

    async def add(*addresses: str) -> bool:
        return await run_aside(run_add, settings, None, list(addresses), fetcher_of)

    async def fetch(*chosen: str) -> bool:
        return await run_aside(run_fetch, settings, None, list(chosen), 10, fetcher_of)

    was_added = await add(rss_url, page_url), await add(rss_url)
    added = capsys.readouterr()
    before = await run_aside(iqtibas, "feeds", "list")
    was_fetched = await fetch(), await fetch(rss_url, "https://unknown.example/")
    fetched = capsys.readouterr()
    listed = await run_aside(iqtibas, "feeds", "list", "--json")
    removed = await run_aside(iqtibas, "feeds", "remove", rss_url, rss_url)

    assert was_added == (False, True)
    assert added.out == (
        f"added     {rss_url}  أخبار الحي, 2 articles\n"
        f"unchanged {rss_url}  أخبار الحي, 2 articles\n"
    )
    assert added.err == f"iqtibas: {page_url}: neither a feed (RSS, Atom) nor a sitemap\n"
    assert before.out == f"{rss_url}  never fetched\n"
    assert was_fetched == (True, False)
    (article,) = (corpus / "web").rglob("*.md")
    assert fetched.out == f"added     {article.relative_to(corpus)}  مكتبة جديدة في حي الزيتون\n"
    assert fetched.err.splitlines() == [
        f"iqtibas: {site.url('/gone')}: the site answered 404 Not Found",
        f"{rss_url}: 1 articles, 1 failed, 0 waiting",
        "iqtibas: https://unknown.example/: not in the list; `iqtibas feeds add` adds it",
        f"{rss_url}: 0 articles, 0 failed, 0 waiting",
    ]
    (record,) = map(json.loads, listed.out.splitlines())
    assert record.pop("polled_at").startswith("20")
    assert record == {
        "url": rss_url,
        "title": "أخبار الحي",
        "failure": "",
        "kept": 0,
        "failed": 0,
        "waiting": 0,
    }
    assert (removed.status, removed.out) == (1, f"removed   {rss_url}\n")
    none = await run_aside(iqtibas, "feeds", "list")
    assert (none.out, none.err) == ("", "no feeds; `iqtibas feeds add URL` adds one\n")


async def test_a_feed_that_cannot_be_fetched_is_a_problem(
    workplace: Path, site: Site, iqtibas: Iqtibas, capsys: pytest.CaptureFixture[str]
):
    assert workplace.is_dir()
    await run_aside(run_add, load_settings(), None, [site.url("/rss")], fetcher_of)
    site.put("/rss", "", status=500)
    capsys.readouterr()

    was_fetched = await run_aside(run_fetch, load_settings(), None, [], 10, fetcher_of)

    assert not was_fetched
    assert "the site answered 500" in capsys.readouterr().err
    assert "  failed (status)\n" in (await run_aside(iqtibas, "feeds", "list")).out


def test_the_command_reaches_nothing_of_this_machine(iqtibas: Iqtibas, corpus: Path):
    ran = iqtibas("feeds", "add", "http://127.0.0.1/rss")

    assert ran.status == 1
    assert "it leads to 127.0.0.1, which is not on the public internet" in ran.err
    assert not (corpus / ".feeds.txt").exists()
