"""Feeds and sitemaps from the shell: the reports of ``iqtibas feeds``."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.collecting.articles import Collector
from bot.collecting.feed_list import FeedList
from bot.collecting.feed_store import FeedState, FeedStore
from bot.collecting.feeds import FeedReader, FeedReport
from bot.collecting.fetching import Fetcher, FetcherOf
from bot.collecting.parsing import Parser
from bot.collecting.shelf import Change, Shelf
from bot.errors import BotError, FetchError
from bot.settings import Settings, corpus_key
from bot.storage.database import Database
from bot.telegram.clock import SystemClock
from bot.terminal.corpus_fetching import show_kept
from bot.terminal.failures import complain
from bot.terminal.indexing import corpus_folder
from bot.terminal.progress import counting_bar
from bot.terminal.rendering import printable
from bot.terminal.streams import note_console, result_console


@dataclass(frozen=True, slots=True)
class _Feeds:
    """The feeds of one corpus, ready to be asked."""

    listed: FeedList
    reader: FeedReader


def run_add(
    settings: Settings,
    corpus: Path | None,
    addresses: Sequence[str],
    fetcher_of: FetcherOf = Fetcher,
) -> bool:
    """Add each address that is a feed or a sitemap; return whether all are."""

    async def add() -> bool:
        n_failed = 0
        async with _opened(settings, corpus, fetcher_of) as feeds:
            for address in addresses:
                try:
                    listing = await feeds.reader.look(address)
                except FetchError as error:
                    n_failed += 1
                    complain(str(error))
                    continue
                is_new = feeds.listed.add(address)
                n_listed = (
                    f"{len(listing.sitemaps)} sitemaps"
                    if listing.sitemaps
                    else f"{len(listing.entries)} articles"
                )
                word = "added" if is_new else "unchanged"
                _print(f"{word:<10}{address}  {listing.title or 'sitemap'}, {n_listed}")
        return not n_failed

    return asyncio.run(add())


def run_list(settings: Settings, corpus: Path | None, *, is_json: bool) -> None:
    """Print the feeds in their order; where there are none, say so beside the list."""

    async def states() -> list[FeedState]:
        folder = corpus_folder(settings, corpus)
        database = await Database.open(settings.database_path)
        try:
            store = FeedStore(database, corpus_key(folder))
            return [
                await store.state(address) or FeedState(address)
                for address in FeedList(folder).addresses()
            ]
        finally:
            await database.close()

    found = asyncio.run(states())
    if not found:
        note_console().print("no feeds; `iqtibas feeds add URL` adds one", soft_wrap=True)
    for state in found:
        if is_json:
            sys.stdout.write(json.dumps(_record(state), ensure_ascii=False) + "\n")
        else:
            _print("  ".join(filter(None, (state.url, state.title, _result(state)))))


def run_remove(settings: Settings, corpus: Path | None, addresses: Sequence[str]) -> bool:
    """Remove addresses from the list; return whether all were in it."""
    listed = FeedList(corpus_folder(settings, corpus))
    n_failed = 0
    for address in addresses:
        if listed.remove(address):
            _print(f"removed   {address}")
        else:
            n_failed += 1
            complain(f"{address}: not in the list; see `iqtibas feeds list`")
    return not n_failed


def run_fetch(
    settings: Settings,
    corpus: Path | None,
    chosen: Sequence[str],
    max_new: int,
    fetcher_of: FetcherOf = Fetcher,
) -> bool:
    """Fetch what is new in the feeds of the list, or in those chosen of it.

    Returns:
        Whether every feed could be fetched; articles that could not be are told.
    """

    async def fetch() -> bool:
        async with _opened(settings, corpus, fetcher_of) as feeds:
            listed = feeds.listed.addresses()
            unknown = [address for address in chosen if address not in listed]
            for address in unknown:
                complain(f"{address}: not in the list; `iqtibas feeds add` adds it")
            wanted = [address for address in listed if not chosen or address in chosen]
            return await _poll(feeds.reader, wanted, max_new) and not unknown

    return asyncio.run(fetch())


async def _poll(reader: FeedReader, addresses: Sequence[str], max_new: int) -> bool:
    notes = note_console()
    bar = counting_bar("Fetching", notes)
    n_failed = 0
    with bar:
        task = bar.add_task("", visible=False)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=total > 0)

        async for result in reader.poll_all(addresses, max_new, advance):
            if isinstance(result, BotError):
                n_failed += 1
                complain(str(result))
            else:
                _show(result)
    return not n_failed


def _show(report: FeedReport) -> None:
    for kept in report.kept:
        if kept.change is not Change.UNCHANGED:
            show_kept(kept)
    for error in report.failed:
        complain(str(error))
    note_console().print(
        f"{report.url}: "
        + (
            "as it was"
            if report.is_unchanged
            else f"{len(report.kept)} articles, {len(report.failed)} failed, "
            f"{report.n_waiting} waiting"
        ),
        soft_wrap=True,
    )


@asynccontextmanager
async def _opened(
    settings: Settings, corpus: Path | None, fetcher_of: FetcherOf
) -> AsyncIterator[_Feeds]:
    folder = corpus_folder(settings, corpus)
    clock = SystemClock()
    database = await Database.open(settings.database_path)
    try:
        store = FeedStore(database, corpus_key(folder))
        async with fetcher_of(clock) as fetcher, Parser() as parser:
            collector = Collector(fetcher, parser, Shelf(folder), clock)
            reader = FeedReader(fetcher, parser, collector, store, clock)
            yield _Feeds(FeedList(folder), reader)
    finally:
        await database.close()


def _result(state: FeedState) -> str:
    if not state.polled_at:
        return "never fetched"
    found = (
        f"failed ({state.failure})"
        if state.failure
        else f"{state.n_kept} articles, {state.n_failed} failed, {state.n_waiting} waiting"
    )
    return f"{datetime.fromtimestamp(state.polled_at).astimezone():%Y-%m-%d %H:%M}  {found}"


def _record(state: FeedState) -> dict[str, object]:
    polled_at = datetime.fromtimestamp(state.polled_at, UTC) if state.polled_at else None
    return {
        "url": state.url,
        "title": state.title,
        "polled_at": polled_at.isoformat(timespec="seconds") if polled_at else "",
        "failure": state.failure,
        "kept": state.n_kept,
        "failed": state.n_failed,
        "waiting": state.n_waiting,
    }


def _print(line: str) -> None:
    result_console().print(printable(line), soft_wrap=True)
