"""When the corpus is read anew after posts have come."""

import asyncio

import pytest
import structlog

from bot.errors import IndexingError, IndexingFailure
from bot.posts.freshness import APART_S, LONGEST_WAIT_S, QUIET_S, RETRY_S, Freshness
from tests.telegram.fakes import FakeClock


class NotedLibrary:
    """Notes when it is reloaded; each reload ends as the test says."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.started: list[float] = []
        self.ends: list[Exception] = []
        self.takes_s = 0.0
        self.is_rolled_back = False
        self.n_served = 0
        self.n_joined = 0
        self.running: asyncio.Task[None] | None = None

    async def is_held(self) -> bool:
        return self.is_rolled_back

    @property
    def n_readings(self) -> int:
        return len(self.started)

    def has_read(self, since: int) -> bool:
        return self.n_served > since

    async def reload(self, *, is_joining: bool) -> None:
        if is_joining and self.running:
            self.n_joined += 1
            await asyncio.wait([self.running])
            return
        assert not self.running, "a reload that runs may have missed the post"
        self.running = asyncio.create_task(self.read())
        try:
            await asyncio.shield(self.running)
        finally:
            self.running = None

    async def read(self) -> None:
        self.started.append(self.clock.now())
        number = len(self.started)
        await self.clock.sleep(self.takes_s)
        if self.ends:
            raise self.ends.pop(0)
        self.n_served = number


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def library(clock: FakeClock) -> NotedLibrary:
    return NotedLibrary(clock)


async def post_at(freshness: Freshness, clock: FakeClock, *moments: float) -> None:
    """Have posts come, and let time pass until long after them."""

    async def post() -> None:
        for moment in moments:
            await clock.sleep(moment - clock.now())
            freshness.note_change()
        await clock.sleep(10_000 - clock.now())

    await clock.run_until_done(asyncio.create_task(post()))


async def test_many_posts_in_a_row_are_read_once(clock: FakeClock, library: NotedLibrary):
    await post_at(Freshness(library, clock), clock, 100, 101, 102, 103)

    assert library.started == [103 + QUIET_S]


async def test_a_row_without_an_end_is_read_every_now_and_then(
    clock: FakeClock, library: NotedLibrary
):
    await post_at(Freshness(library, clock), clock, *range(100, 150))

    assert library.started == [100 + LONGEST_WAIT_S, 149 + QUIET_S]


async def test_what_somebody_else_had_read_meanwhile_is_not_read_again(
    clock: FakeClock, library: NotedLibrary
):
    freshness = Freshness(library, clock)

    async def add() -> None:
        freshness.note_change()
        await library.reload(is_joining=False)
        await clock.sleep(1_000)

    await clock.run_until_done(asyncio.create_task(add()))

    assert library.started == [0.0]


async def test_a_reading_that_began_after_the_change_is_joined(
    clock: FakeClock, library: NotedLibrary
):
    freshness, library.takes_s = Freshness(library, clock), 60.0

    async def add() -> None:
        freshness.note_change()
        await library.reload(is_joining=False)
        await clock.sleep(1_000)

    await clock.run_until_done(asyncio.create_task(add()))

    assert (library.started, library.n_joined) == ([0.0], 1)


async def test_what_somebody_elses_failed_reading_missed_is_read(
    clock: FakeClock, library: NotedLibrary
):
    freshness = Freshness(library, clock)
    library.ends = [IndexingError(IndexingFailure.CORPUS, "gone")]

    async def add() -> None:
        freshness.note_change()
        with pytest.raises(IndexingError):
            await library.reload(is_joining=False)
        await clock.sleep(1_000)

    await clock.run_until_done(asyncio.create_task(add()))

    assert library.started == [0.0, QUIET_S]


async def test_two_readings_keep_their_distance(clock: FakeClock, library: NotedLibrary):
    await post_at(Freshness(library, clock), clock, 100, 103)

    assert library.started == [102, 102 + APART_S]


async def test_what_comes_during_a_reading_is_read_after_it(
    clock: FakeClock, library: NotedLibrary
):
    library.takes_s = 5.0
    await post_at(Freshness(library, clock), clock, 100, 104)

    assert library.started == [102, 107 + APART_S]


async def test_a_reading_that_fails_is_tried_again_later_and_later(
    clock: FakeClock, library: NotedLibrary
):
    library.ends = [IndexingError(IndexingFailure.SNAPSHOT, "the disk is full")] * 2
    with structlog.testing.capture_logs() as logged:
        await post_at(Freshness(library, clock), clock, 100)

    assert library.started == [102, 102 + RETRY_S, 102 + 3 * RETRY_S]
    assert [entry["reason"] for entry in logged] == ["the disk is full"] * 2


async def test_a_bot_that_stops_reads_nothing_any_more(clock: FakeClock, library: NotedLibrary):
    library.ends = [IndexingError(IndexingFailure.STOPPED, "the bot is stopping")]
    await post_at(Freshness(library, clock), clock, 100)

    assert library.started == [102]


async def test_posts_do_not_undo_a_roll_back(clock: FakeClock, library: NotedLibrary):
    freshness = Freshness(library, clock)
    library.is_rolled_back = True
    await post_at(freshness, clock, 100)
    started_while_held = list(library.started)

    library.is_rolled_back = False
    freshness.note_change()
    await clock.run_until_done(asyncio.create_task(clock.sleep(100)))

    assert started_while_held == []
    assert len(library.started) == 1


async def test_closing_waits_for_no_reading(clock: FakeClock, library: NotedLibrary):
    freshness = Freshness(library, clock)
    freshness.note_change()

    await freshness.close()
    await post_at(freshness, clock)

    assert library.started == []


async def test_closing_without_any_post_is_nothing(clock: FakeClock, library: NotedLibrary):
    await Freshness(library, clock).close()

    assert library.started == []
