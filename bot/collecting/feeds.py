"""Feeds and sitemaps: what is new in them becomes files of the corpus."""

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from bot.answering import run_aside
from bot.collecting.articles import Collector
from bot.collecting.bodies import unpack_file
from bot.collecting.feed_store import FeedState, FeedStore
from bot.collecting.fetching import Fetched, Fetcher
from bot.collecting.identity import canonical_address
from bot.collecting.listings import Entry, Listing
from bot.collecting.parsing import Parser
from bot.collecting.shelf import Kept
from bot.collecting.validators import NOTHING_KNOWN
from bot.errors import FetchError, FetchFailure, StorageError
from bot.telegram.clock import Clock

_MEDIA_TYPES: Final = (
    "application/rss+xml",
    "application/atom+xml",
    "application/xml",
    "text/xml",
    "application/rdf+xml",
    "application/gzip",
    "application/x-gzip",
    "application/octet-stream",
    "text/plain",
    "text/html",  # what some servers call a feed
)
_MAX_UNPACKED: Final = 52_428_800  # what sitemaps.org allows
_MAX_SITEMAPS: Final = 20
_MAX_FAILURES: Final = 3
"""One after the other, each of the kind that passes: the site wants to be left alone."""

OnEntry = Callable[[int, int], None]


@dataclass(slots=True)
class FeedReport:
    """What polling a feed brought.

    Attributes:
        url: Of the feed.
        title: That it states, or "".
        is_unchanged: It is as it was when it was polled last.
        kept: Articles, in the order of the feed.
        failed: Why entries, or the sitemaps of a sitemap, gave none.
        n_waiting: New entries that are left for the next poll.
    """

    url: str
    title: str = ""
    is_unchanged: bool = False
    kept: list[Kept] = field(default_factory=list)
    failed: list[FetchError] = field(default_factory=list)
    n_waiting: int = 0


class FeedReader:
    """Polls the feeds of one corpus.

    Args:
        fetcher: Fetches lists and, through `collector`, articles; it is polite to each host.
        parser: Reads the lists.
        collector: Brings the articles in.
        store: Knows what was there before.
        clock: Tells when that was.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        parser: Parser,
        collector: Collector,
        store: FeedStore,
        clock: Clock,
    ) -> None:
        self._fetcher = fetcher
        self._parser = parser
        self._collector = collector
        self._store = store
        self._clock = clock

    async def look(self, url: str) -> Listing:
        """Return what a feed or a sitemap lists, and fetch nothing of it.

        Raises:
            FetchError: It cannot be fetched, or is neither.
        """
        found = await self._fetcher.fetch(url, _MEDIA_TYPES)
        if found is None:
            raise ValueError("nothing was known of it, so it cannot be unchanged")
        return await self._read(found)

    async def poll(
        self, url: str, max_new: int, on_entry: OnEntry = lambda _done, _total: None
    ) -> FeedReport:
        """Fetch what is new in a feed or a sitemap, newest first.

        An entry is fetched once, whatever it gave; one that failed in a way that may pass is tried
        again at later polls, a few times.

        Args:
            url: Of the feed.
            max_new: The most entries that are fetched; the others wait for the next poll.
            on_entry: Called with the entries done and the entries in all.

        Raises:
            FetchError: The feed cannot be fetched or read.
            StorageError: From the database, or the corpus. Both are stored as its state, too.
        """
        before = await self._store.state(url) or FeedState(url)
        try:
            found = await self._fetcher.fetch(url, _MEDIA_TYPES, before.validators)
            report = FeedReport(url, before.title, is_unchanged=found is None)
            if found is not None:
                listing = await self._read(found)
                report.title = listing.title
                await self._take(listing, max_new, report, on_entry)
        except FetchError as error:
            await self._note_failure(before, error.reason, error.value)
            raise
        except StorageError:
            # Or its site would be asked anew at every look, for as long as the disk is full.
            await self._note_failure(before, FetchFailure.NOT_KEPT)
            raise
        await self._store.set_state(self._state(before, found, report))
        return report

    async def poll_all(
        self, urls: Iterable[str], max_new: int, on_entry: OnEntry = lambda _done, _total: None
    ) -> AsyncIterator[FeedReport | FetchError | StorageError]:
        """Poll one feed after the other; one that fails costs no other.

        Yields:
            What each brought, or why it could not be polled, in their order.
        """
        for url in urls:
            try:
                yield await self.poll(url, max_new, on_entry)
            except (FetchError, StorageError) as error:
                yield error

    async def _note_failure(
        self, before: FeedState, reason: FetchFailure, value: str = ""
    ) -> None:
        now = self._clock.unix_time()
        await self._store.set_state(
            replace(before, polled_at=now, failure=reason.value, failure_value=value)
        )

    async def _take(
        self, listing: Listing, max_new: int, report: FeedReport, on_entry: OnEntry
    ) -> None:
        new = await self._new_entries(listing, max_new, report)
        chosen = new[:max_new]
        n_tried, n_in_a_row = 0, 0
        for url in chosen:
            if n_in_a_row >= _MAX_FAILURES:
                break
            on_entry(n_tried, len(chosen))
            n_tried += 1
            try:
                report.kept.append(await self._collector.collect(url))
            except FetchError as error:
                report.failed.append(error)
                n_in_a_row = n_in_a_row + 1 if error.is_passing else 0
                await self._store.note(url, is_settled=not error.is_passing)
            else:
                n_in_a_row = 0
                await self._store.note(url, is_settled=True)
        report.n_waiting = len(new) - n_tried
        on_entry(len(chosen), len(chosen))

    async def _new_entries(self, listing: Listing, max_new: int, report: FeedReport) -> list[str]:
        """Return the entries that are not settled; further sitemaps are asked while few are."""
        new: dict[str, None] = {}

        async def gather(entries: tuple[Entry, ...]) -> None:
            addresses = [address for entry in entries if (address := _known_by(entry.url))]
            settled = await self._store.settled(addresses)
            new.update(dict.fromkeys(each for each in addresses if each not in settled))

        await gather(listing.entries)
        for sitemap in listing.sitemaps[:_MAX_SITEMAPS]:
            if len(new) > max_new:
                break
            try:
                await gather((await self.look(sitemap.url)).entries)
            except FetchError as error:
                report.failed.append(error)
        return list(new)

    async def _read(self, found: Fetched) -> Listing:
        content = await run_aside(unpack_file, found.url, found.content, _MAX_UNPACKED)
        return await self._parser.read_listing(replace(found, content=content))

    def _state(self, before: FeedState, found: Fetched | None, report: FeedReport) -> FeedState:
        """Return what to store; a version that something is left of must be sent again."""
        is_done = not report.n_waiting and not any(error.is_passing for error in report.failed)
        validators = found.validators if found is not None else before.validators
        return FeedState(
            url=report.url,
            title=report.title,
            validators=validators if is_done else NOTHING_KNOWN,
            polled_at=self._clock.unix_time(),
            n_kept=len(report.kept),
            n_failed=len(report.failed),
            n_waiting=report.n_waiting,
        )


def _known_by(url: str) -> str:
    """Return the form of an entry's address that it is remembered by, or "" for none."""
    try:
        return canonical_address(url, "")
    except ValueError:
        return ""
