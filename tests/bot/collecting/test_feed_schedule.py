"""When feeds are polled, and what is told of it: a site of our own, a real folder and database."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import structlog

from bot.collecting.articles import Collector
from bot.collecting.feed_list import FeedList
from bot.collecting.feed_schedule import LOOK_EVERY_S, FeedSchedule, FeedTally
from bot.collecting.feed_store import FeedStore
from bot.collecting.feeds import FeedReader
from bot.collecting.fetching import Fetcher
from bot.collecting.identity import file_name
from bot.collecting.parsing import Parser
from bot.collecting.shelf import Shelf
from bot.errors import FetchError, FetchFailure
from bot.storage.database import Database
from tests.bot.collecting.pages import page, rss
from tests.bot.collecting.site import Site
from tests.telegram.fakes import ImpatientClock

pytestmark = pytest.mark.slow

EVERY_S = 600.0


@dataclass
class Told:
    """Whoever is told that articles came."""

    n: int = 0
    again: asyncio.Event = field(default_factory=asyncio.Event)

    def note_change(self) -> None:
        self.n += 1
        self.again.set()


@dataclass
class Feeds:
    """A schedule, and whom it tells."""

    schedule: FeedSchedule
    told: Told
    site: Site
    corpus: Path
    clock: ImpatientClock
    database: Database

    def asked(self, path: str = "/rss") -> int:
        return self.site.paths().count(path)

    async def after(self, seconds: float) -> None:
        """Let time pass."""
        await self.clock.sleep(seconds)


@pytest.fixture
async def make_feeds(
    site: Site, fetcher: Fetcher, clock: ImpatientClock, tmp_path: Path
) -> AsyncIterator[Callable[[], Feeds]]:
    database = await Database.open(tmp_path / "iqtibas.db")
    corpus = tmp_path / "articles"
    corpus.mkdir()
    async with Parser() as parser:

        def make() -> Feeds:
            store = FeedStore(database, "corpus")
            collector = Collector(fetcher, parser, Shelf(corpus), clock)
            reader = FeedReader(fetcher, parser, collector, store, clock)
            told = Told()
            schedule = FeedSchedule(
                FeedList(corpus), reader, store, told.note_change, clock, EVERY_S
            )
            return Feeds(schedule, told, site, corpus, clock, database)

        yield make
    await database.close()


@pytest.fixture
def feeds(make_feeds: Callable[[], Feeds]) -> Feeds:
    """Feeds of a site that has two articles and lists them."""
    made = make_feeds()
    for number in (1, 2):
        made.site.put(f"/{number}", page(f"خبر الحي رقم {number}"))
    made.site.put("/rss", rss([made.site.url("/1"), made.site.url("/2")]))
    return made


async def test_a_feed_is_looked_at_before_it_is_added(feeds: Feeds):
    listing, is_new = await feeds.schedule.add(feeds.site.url("/rss"))
    _, is_new_again = await feeds.schedule.add(feeds.site.url("/rss"))

    assert (listing.title, len(listing.entries)) == ("أخبار الحي", 2)
    assert (is_new, is_new_again) == (True, False)
    assert [state.url for state in await feeds.schedule.states()] == [feeds.site.url("/rss")]


async def test_what_is_no_feed_is_not_added(feeds: Feeds):
    with pytest.raises(FetchError) as raised:
        await feeds.schedule.add(feeds.site.url("/1"))

    assert raised.value.reason is FetchFailure.NO_LISTING
    assert await feeds.schedule.states() == []


async def test_a_round_that_brings_articles_is_told_once(feeds: Feeds):
    await feeds.schedule.add(feeds.site.url("/rss"))

    await feeds.schedule.poll_due()

    assert len(list(feeds.corpus.rglob("*.md"))) == 2
    assert feeds.told.n == 1
    [state] = await feeds.schedule.states()
    assert (state.n_kept, state.failure) == (2, "")


async def test_a_feed_is_not_polled_before_it_is_due_also_after_a_restart(
    feeds: Feeds, make_feeds: Callable[[], Feeds]
):
    await feeds.schedule.add(feeds.site.url("/rss"))
    await feeds.schedule.poll_due()
    n_asked = feeds.asked()

    await feeds.after(EVERY_S / 2)
    await make_feeds().schedule.poll_due()
    early = feeds.asked()
    await feeds.after(EVERY_S)
    again = make_feeds()
    await again.schedule.poll_due()

    assert early == n_asked
    assert feeds.asked() == n_asked + 1
    assert again.told.n == 0, "it brought nothing new"


async def test_a_feed_that_was_polled_in_the_future_is_due(feeds: Feeds):
    await feeds.schedule.add(feeds.site.url("/rss"))
    await feeds.after(EVERY_S)
    await feeds.schedule.poll_due()
    n_asked = feeds.asked()

    feeds.clock.pass_by(-EVERY_S)  # somebody set the machine's clock right
    await feeds.schedule.poll_due()

    assert feeds.asked() == n_asked + 1


async def test_a_feed_that_fails_is_noted_with_its_reason_and_costs_no_other(feeds: Feeds):
    feeds.site.put("/gone", rss([]))
    await feeds.schedule.add(feeds.site.url("/gone"))
    await feeds.schedule.add(feeds.site.url("/rss"))
    feeds.site.put("/gone", "", status=410)

    with structlog.testing.capture_logs() as logs:
        await feeds.schedule.poll_due()

    gone, fine = await feeds.schedule.states()
    assert (gone.failure, gone.failure_value) == ("status", "410 Gone")
    assert fine.n_kept == 2
    assert feeds.schedule.tally == FeedTally(n_read=1, n_not_fetched=1, n_articles=2)
    assert "a feed cannot be fetched" in {log["event"] for log in logs}


async def test_articles_that_cannot_be_stored_cost_no_other_feed_and_are_not_asked_for_in_a_row(
    feeds: Feeds,
):
    feeds.site.put("/other", rss([feeds.site.url("/2")]))
    feeds.site.put("/rss", rss([feeds.site.url("/1")]))
    for path in ("/rss", "/other"):
        await feeds.schedule.add(feeds.site.url(path))
    (feeds.corpus / file_name(feeds.site.url("/1"), ".md")).mkdir(parents=True)

    with structlog.testing.capture_logs() as logs:
        await feeds.schedule.poll_due()
    n_asked = feeds.asked("/1")
    await feeds.after(LOOK_EVERY_S)
    await feeds.schedule.poll_due()

    failing, fine = await feeds.schedule.states()
    assert (failing.failure, fine.n_kept) == ("not_kept", 1)
    assert feeds.told.n == 1
    assert feeds.schedule.tally.n_not_stored == 1
    assert "what a feed brings cannot be stored" in {log["event"] for log in logs}
    assert (n_asked, feeds.asked("/1")) == (1, 1)


async def test_no_site_is_asked_in_a_row_though_the_database_has_no_room_either(feeds: Feeds):
    await feeds.schedule.add(feeds.site.url("/rss"))
    n_asked = feeds.asked()
    await feeds.database.fetch("PRAGMA query_only = ON")

    with structlog.testing.capture_logs() as logs:
        for _ in range(3):
            await feeds.schedule.poll_due()
            await feeds.after(LOOK_EVERY_S)
    await feeds.database.fetch("PRAGMA query_only = OFF")
    await feeds.after(EVERY_S)
    await feeds.schedule.poll_due()

    assert [log["event"] for log in logs].count("what a feed brings cannot be stored") == 1
    assert feeds.asked() == n_asked + 2
    assert (await feeds.schedule.states())[0].n_kept == 2


async def test_a_feed_that_works_again_has_no_failure(feeds: Feeds):
    await feeds.schedule.add(feeds.site.url("/rss"))
    feeds.site.put("/rss", "", status=500)
    await feeds.schedule.poll_due()
    feeds.site.put("/rss", rss([feeds.site.url("/1")]))
    await feeds.after(EVERY_S)

    await feeds.schedule.poll_due()

    [state] = await feeds.schedule.states()
    assert (state.failure, state.failure_value, state.n_kept) == ("", "", 1)


async def test_a_removed_feed_is_polled_no_more_and_its_articles_stay(feeds: Feeds):
    url = feeds.site.url("/rss")
    await feeds.schedule.add(url)
    await feeds.schedule.poll_due()

    assert await feeds.schedule.remove(url)
    assert not await feeds.schedule.remove(url)
    assert await feeds.schedule.states() == []
    assert len(list(feeds.corpus.rglob("*.md"))) == 2


async def test_feeds_that_are_added_by_whatever_means_are_polled_by_themselves(feeds: Feeds):
    (feeds.corpus / ".feeds.txt").write_text(f"{feeds.site.url('/rss')}\n")
    running = asyncio.create_task(feeds.schedule.run())

    await asyncio.wait_for(feeds.told.again.wait(), 20)
    feeds.told.again.clear()
    feeds.site.put("/3", page("خبر الحي رقم 3"))
    feeds.site.put("/other", rss([feeds.site.url("/3")]))
    await feeds.schedule.add(feeds.site.url("/other"))
    await asyncio.wait_for(feeds.told.again.wait(), 20)
    running.cancel()

    assert len(list(feeds.corpus.rglob("*.md"))) == 3
    assert LOOK_EVERY_S in feeds.clock.slept


async def test_a_list_that_cannot_be_read_ends_nothing(feeds: Feeds):
    (feeds.corpus / ".feeds.txt").mkdir()
    with structlog.testing.capture_logs() as logs:
        running = asyncio.create_task(feeds.schedule.run())
        await feeds.clock.sleep(1)
        while LOOK_EVERY_S not in feeds.clock.slept:
            await feeds.clock.sleep(1)
        is_running = not running.done()
        running.cancel()

    assert is_running
    assert "the feeds cannot be polled" in {log["event"] for log in logs}
