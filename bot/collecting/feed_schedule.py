"""The feeds of the corpus that is served: polled on a schedule, one round after the other.

When a feed is due follows from when it was polled last, which is stored: a restart polls none
twice. The list is read at each look, so feeds that the shell or an editor adds are polled too.
What a round brings is read into the index once, after its end; what fails is logged and stored
with its feed, and told to nobody who does not ask.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog

from bot.answering import run_aside
from bot.collecting.feed_list import FeedList
from bot.collecting.feed_store import FeedState, FeedStore
from bot.collecting.feeds import FeedReader, FeedReport
from bot.collecting.listings import Listing
from bot.collecting.shelf import Change
from bot.errors import FetchError, StorageError
from bot.telegram.clock import Clock

_log = structlog.get_logger(__name__)

MAX_NEW: Final = 50
"""Articles of one feed in one round; the others wait for the next."""
LOOK_EVERY_S: Final = 60.0
"""Between two looks at which feeds are due."""


@dataclass(slots=True)
class FeedTally:
    """What came of polling feeds since the start.

    Attributes:
        n_read: Polls that brought what there was, if only that nothing is new.
        n_not_fetched: Polls that did not reach the feed, or found something else.
        n_not_stored: Polls whose articles could not be written.
        n_articles: That were new, or others than before.
    """

    n_read: int = 0
    n_not_fetched: int = 0
    n_not_stored: int = 0
    n_articles: int = 0


class FeedSchedule:
    """Keeps the feeds of one corpus, and polls them.

    Args:
        listed: Which there are.
        reader: Polls them.
        store: Knows how they were polled last.
        on_new: Called in the event loop after a round that brought articles.
        clock: Tells the time.
        every_s: Between two polls of one feed, in seconds.
    """

    def __init__(
        self,
        listed: FeedList,
        reader: FeedReader,
        store: FeedStore,
        on_new: Callable[[], None],
        clock: Clock,
        every_s: float,
    ) -> None:
        self._listed = listed
        self._reader = reader
        self._store = store
        self._on_new = on_new
        self._clock = clock
        self._every_s = every_s
        self._added = asyncio.Event()
        self.tally = FeedTally()
        # In memory too: a disk without room for articles may have none for when that was noticed,
        # and their sites must not be asked again at every look.
        self._tried_at: dict[str, float] = {}

    async def states(self) -> list[FeedState]:
        """Return all feeds in their order, each as it was polled last.

        Raises:
            StorageError: The list or the database cannot be read.
        """
        return [
            await self._store.state(url) or FeedState(url)
            for url in await run_aside(self._listed.addresses)
        ]

    async def add(self, url: str) -> tuple[Listing, bool]:
        """Add a feed after a look at whether it is one; it is due at once.

        Returns:
            What it lists, and whether it is new.

        Raises:
            FetchError: It cannot be fetched, or is neither feed nor sitemap.
            StorageError: The list cannot be read or written.
        """
        listing = await self._reader.look(url)
        is_new = await run_aside(self._listed.add, url)
        if is_new:
            self._tried_at.pop(url, None)
            self._added.set()
        return listing, is_new

    async def remove(self, url: str) -> bool:
        """Remove a feed; its articles stay. Return whether it was there.

        Raises:
            StorageError: The list or the database cannot be written.
        """
        was_there = await run_aside(self._listed.remove, url)
        await self._store.forget(url)
        return was_there

    async def run(self) -> None:
        """Poll each feed when it is due, until cancelled."""
        while True:
            self._added.clear()
            try:
                await self.poll_due()
            except StorageError as error:
                _log.error("the feeds cannot be polled", reason=str(error))
            await self._wait()

    async def poll_due(self) -> None:
        """Poll the feeds that are due, in their order.

        Raises:
            StorageError: The list or the database cannot be read.
        """
        now = self._clock.unix_time()
        tried_at = {
            state.url: max(state.polled_at, self._tried_at.get(state.url, 0.0))
            for state in await self.states()
        }
        due = [url for url, at in tried_at.items() if not 0 <= now - at < self._every_s]
        self._tried_at = {**tried_at, **dict.fromkeys(due, now)}
        n_new = 0
        try:
            async for result in self._reader.poll_all(due, MAX_NEW):
                n_new += _log_result(result, self.tally)
        finally:
            # Also of a round that breaks off: what came by then is in the folder.
            if n_new:
                self._on_new()

    async def _wait(self) -> None:
        waits = [
            asyncio.create_task(self._clock.sleep(LOOK_EVERY_S)),
            asyncio.create_task(self._added.wait()),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.wait(waits)


def _log_result(result: FeedReport | FetchError | StorageError, tally: FeedTally) -> int:
    """Log what polling a feed brought, and count it.

    Returns:
        How many articles are new or others than before.
    """
    if isinstance(result, StorageError):
        tally.n_not_stored += 1
        _log.error("what a feed brings cannot be stored", reason=str(result))
        return 1  # maybe: what came before it broke off is in the folder
    if isinstance(result, FetchError):
        tally.n_not_fetched += 1
        _log.warning("a feed cannot be fetched", reason=str(result))
        return 0
    for error in result.failed:
        _log.info("an entry of a feed gives no article", feed=result.url, reason=str(error))
    n_new = sum(kept.change in {Change.ADDED, Change.CHANGED} for kept in result.kept)
    tally.n_read += 1
    tally.n_articles += n_new
    _log.info("feed polled", feed=result.url, n_new=n_new, n_waiting=result.n_waiting)
    return n_new
