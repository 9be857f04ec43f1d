"""Polling feeds and sitemaps of a site of our own, into a real folder and a real database."""

import gzip
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.collecting.articles import Collector
from bot.collecting.feed_store import FeedState, FeedStore
from bot.collecting.feeds import FeedReader, FeedReport
from bot.collecting.fetching import Fetcher
from bot.collecting.parsing import Parser
from bot.collecting.shelf import Change, Shelf
from bot.collecting.validators import Validators
from bot.errors import FetchError, FetchFailure
from bot.storage.database import Database
from tests.bot.collecting.pages import SENTENCES, page, rss, sitemap
from tests.bot.collecting.site import Site
from tests.telegram.fakes import ImpatientClock

pytestmark = pytest.mark.slow


@dataclass
class Feeds:
    """Feeds of a corpus, and the site that they are of."""

    reader: FeedReader
    store: FeedStore
    site: Site
    corpus: Path

    async def poll(self, path: str = "/rss", max_new: int = 50) -> FeedReport:
        return await self.reader.poll(self.site.url(path), max_new)

    async def state(self, path: str = "/rss") -> FeedState:
        state = await self.store.state(self.site.url(path))
        assert state
        return state

    def put_articles(self, *numbers: int) -> list[str]:
        for number in numbers:
            sentences = [f"{sentence} وهذا الخبر رقم {number}." for sentence in SENTENCES]
            self.site.put(f"/{number}", page(f"خبر الحي رقم {number}", sentences))
        return [self.site.url(f"/{number}") for number in numbers]

    def files(self) -> list[Path]:
        return sorted(path for path in self.corpus.rglob("*.md"))

    def asked(self, path: str) -> int:
        return self.site.paths().count(path)


@pytest.fixture
async def feeds(
    site: Site, fetcher: Fetcher, clock: ImpatientClock, tmp_path: Path
) -> AsyncIterator[Feeds]:
    database = await Database.open(tmp_path / "iqtibas.db")
    store = FeedStore(database, "corpus")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    async with Parser() as parser:
        collector = Collector(fetcher, parser, Shelf(corpus), clock)
        yield Feeds(FeedReader(fetcher, parser, collector, store, clock), store, site, corpus)
    await database.close()


async def test_what_a_feed_lists_becomes_files(feeds: Feeds, clock: ImpatientClock):
    feeds.site.put("/rss", rss(feeds.put_articles(1, 2)), "application/rss+xml", ETag='"1"')

    report = await feeds.poll()

    assert (report.title, report.is_unchanged, report.failed) == ("أخبار الحي", False, [])
    assert [(kept.title, kept.change) for kept in report.kept] == [
        ("خبر الحي رقم 1", Change.ADDED),
        ("خبر الحي رقم 2", Change.ADDED),
    ]
    assert len(feeds.files()) == 2
    state = await feeds.state()
    assert state == FeedState(
        feeds.site.url("/rss"),
        "أخبار الحي",
        Validators('"1"'),
        state.polled_at,
        n_kept=2,
    )
    assert 0 <= clock.unix_time() - state.polled_at < 5


async def test_a_feed_that_has_not_changed_is_not_sent_again(feeds: Feeds):
    feeds.site.put("/rss", rss([]), ETag='"1"', Last_Modified="Sun")
    await feeds.poll()
    feeds.site.put("/rss", "", status=304)

    report = await feeds.poll()

    assert report.is_unchanged
    assert report.title == "أخبار الحي"
    assert (await feeds.state()).validators == Validators('"1"', "Sun")
    first, second = (asked.headers for asked in feeds.site.asked if asked.path == "/rss")
    assert "If-None-Match" not in first
    assert (second["If-None-Match"], second["If-Modified-Since"]) == ('"1"', "Sun")


async def test_an_article_is_fetched_once_even_if_it_was_removed_or_gave_none(feeds: Feeds):
    addresses = [*feeds.put_articles(1), feeds.site.url("/gone")]
    feeds.site.put("/rss", rss([*addresses, f"{addresses[0]}?utm_source=rss"]))
    first = await feeds.poll()
    feeds.files()[0].unlink()

    second = await feeds.poll()

    assert (len(first.kept), [error.value for error in first.failed]) == (1, ["404 Not Found"])
    assert (second.kept, second.failed, feeds.files()) == ([], [], [])
    assert (feeds.asked("/1"), feeds.asked("/gone")) == (1, 1)


async def test_what_fails_in_passing_is_tried_again_a_few_times(feeds: Feeds):
    feeds.site.put("/busy", "", status=503)
    feeds.site.put("/rss", rss([feeds.site.url("/busy")]), ETag='"1"')

    reports = [await feeds.poll() for _ in range(4)]

    assert [len(report.failed) for report in reports] == [1, 1, 1, 0]
    assert feeds.asked("/busy") == 3
    assert [
        "If-None-Match" in asked.headers for asked in feeds.site.asked if asked.path == "/rss"
    ] == [False] * 4
    assert (await feeds.state()).validators == Validators('"1"')


async def test_a_site_that_fails_again_and_again_is_left_alone(feeds: Feeds):
    for number in range(9):
        feeds.site.put(f"/{number}", "", status=429)
    feeds.site.put("/rss", rss([feeds.site.url(f"/{number}") for number in range(9)]))

    report = await feeds.poll()

    assert (len(report.failed), report.n_waiting) == (3, 6)
    assert (await feeds.state()).n_waiting == 6


async def test_no_more_than_the_limit_is_fetched_and_the_rest_at_the_next_poll(feeds: Feeds):
    feeds.site.put("/rss", rss(feeds.put_articles(1, 2, 3)), ETag='"1"')
    steps: list[tuple[int, int]] = []

    first = await feeds.reader.poll(
        feeds.site.url("/rss"), 2, lambda done, total: steps.append((done, total))
    )
    second = await feeds.poll(max_new=2)

    assert [kept.title[-1] for kept in first.kept] == ["1", "2"]
    assert (first.n_waiting, steps) == (1, [(0, 2), (1, 2), (2, 2)])
    assert [kept.title[-1] for kept in second.kept] == ["3"]
    assert (await feeds.state()).validators == Validators('"1"')


async def test_a_sitemap_of_compressed_sitemaps_is_read(feeds: Feeds):
    first = gzip.compress(sitemap(feeds.put_articles(1)).encode())
    feeds.site.put("/1.xml.gz", first, "application/x-gzip")
    feeds.site.put("/2.xml", sitemap(feeds.put_articles(2)), "text/xml")
    parts = [feeds.site.url(path) for path in ("/1.xml.gz", "/2.xml", "/gone.xml")]
    feeds.site.put("/sitemap.xml", sitemap(parts, is_index=True), "application/xml")

    report = await feeds.poll("/sitemap.xml")

    assert [kept.title[-1] for kept in report.kept] == ["1", "2"]
    assert [error.url for error in report.failed] == [feeds.site.url("/gone.xml")]
    assert report.n_waiting == 0


async def test_of_many_sitemaps_only_those_that_are_needed_are_asked(feeds: Feeds):
    feeds.site.put("/1.xml", sitemap(feeds.put_articles(1, 2)), "text/xml")
    parts = [feeds.site.url(f"/{number}.xml") for number in (1, 2)]
    feeds.site.put("/sitemap.xml", sitemap(parts, is_index=True), "text/xml")

    report = await feeds.poll("/sitemap.xml", max_new=1)

    assert (len(report.kept), report.n_waiting) == (1, 1)
    assert feeds.asked("/2.xml") == 0


async def test_sitemaps_that_list_each_other_are_asked_once(feeds: Feeds):
    both = [feeds.site.url(path) for path in ("/sitemap.xml", "/other.xml")]
    for path in ("/sitemap.xml", "/other.xml"):
        feeds.site.put(path, sitemap(both, is_index=True), "text/xml")

    report = await feeds.poll("/sitemap.xml")

    assert (report.kept, report.failed) == ([], [])
    assert (feeds.asked("/sitemap.xml"), feeds.asked("/other.xml")) == (2, 1)


async def test_a_bomb_in_a_sitemap_is_refused(feeds: Feeds):
    bomb = gzip.compress(bytes(60_000_000))
    feeds.site.put("/sitemap.xml.gz", bomb, "application/gzip")

    with pytest.raises(FetchError) as caught:
        await feeds.poll("/sitemap.xml.gz")

    assert caught.value.reason is FetchFailure.TOO_LARGE


async def test_a_feed_that_cannot_be_read_is_told_and_costs_no_other(feeds: Feeds):
    feeds.site.put("/page", page())
    feeds.site.put("/rss", rss(feeds.put_articles(1)))
    addresses = [feeds.site.url(path) for path in ("/page", "/gone", "/rss")]

    results = [result async for result in feeds.reader.poll_all(addresses, 50)]

    *failures, report = results
    assert [failure.reason for failure in failures if isinstance(failure, FetchError)] == [
        FetchFailure.NO_LISTING,
        FetchFailure.STATUS,
    ]
    assert isinstance(report, FeedReport)
    assert len(report.kept) == 1
    assert (await feeds.state("/page")).failure == "no_listing"
    assert (await feeds.state("/gone")).failure == "status"
    assert (await feeds.state("/rss")).failure == ""


async def test_a_failure_keeps_what_was_known_and_a_success_clears_it(feeds: Feeds):
    feeds.site.put("/rss", rss([]), ETag='"1"')
    await feeds.poll()
    feeds.site.put("/rss", "", status=500)
    with pytest.raises(FetchError):
        await feeds.poll()
    broken = await feeds.state()
    feeds.site.put("/rss", rss([]), ETag='"2"')

    await feeds.poll()

    assert (broken.title, broken.failure, broken.validators) == (
        "أخبار الحي",
        "status",
        Validators('"1"'),
    )
    assert (await feeds.state()).failure == ""


async def test_an_entry_that_leads_inside_or_nowhere_is_refused(feeds: Feeds):
    entries = ["http://127.0.0.2:80/", "mailto:a@b.example", "file:///etc/passwd"]
    feeds.site.put("/rss", rss([*entries, "http://[::1"]))

    report = await feeds.poll()

    assert report.kept == []
    assert {error.reason for error in report.failed} == {
        FetchFailure.PRIVATE,
        FetchFailure.SCHEME,
    }


async def test_only_what_is_asked_for_is_read_of_what_is_settled(tmp_path: Path):
    database = await Database.open(tmp_path / "entries.db")
    store, other = FeedStore(database, "corpus"), FeedStore(database, "other")
    for url in ("https://a.example/1", "https://a.example/2"):
        await store.note(url, is_settled=True)
    await store.note("https://a.example/3", is_settled=False)
    await other.note("https://a.example/4", is_settled=True)

    settled = await store.settled([f"https://a.example/{number}" for number in (1, 3, 4, 5)])
    await database.close()

    assert settled == {"https://a.example/1"}


async def test_a_feed_that_is_forgotten_brings_nothing_twice(feeds: Feeds):
    feeds.site.put("/rss", rss(feeds.put_articles(1)))
    await feeds.poll()

    await feeds.store.forget(feeds.site.url("/rss"))
    forgotten = await feeds.store.state(feeds.site.url("/rss"))
    report = await feeds.poll()

    assert forgotten is None
    assert report.kept == []
