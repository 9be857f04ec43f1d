"""Articles from the web: the report of ``iqtibas corpus fetch``."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bot.collecting.articles import Collector
from bot.collecting.fetching import Fetcher, FetcherOf
from bot.collecting.parsing import Parser
from bot.collecting.shelf import Kept, Shelf
from bot.errors import FetchError
from bot.settings import Settings
from bot.telegram.clock import SystemClock
from bot.terminal.failures import complain
from bot.terminal.indexing import corpus_folder
from bot.terminal.progress import counting_bar
from bot.terminal.rendering import printable
from bot.terminal.streams import note_console, result_console


def run_fetch(
    settings: Settings,
    corpus: Path | None,
    addresses: Sequence[str],
    fetcher_of: FetcherOf = Fetcher,
) -> bool:
    """Fetch each address into the corpus folder, and print what it gave.

    Args:
        settings: Say where the corpus is.
        corpus: Another folder, or None.
        addresses: In any number.
        fetcher_of: Makes what fetches them.

    Returns:
        Whether all were fetched.
    """
    folder = corpus_folder(settings, corpus)
    return asyncio.run(_fetch_all(folder, addresses, fetcher_of))


async def _fetch_all(folder: Path, addresses: Sequence[str], fetcher_of: FetcherOf) -> bool:
    clock = SystemClock()
    notes = note_console()
    bar = counting_bar("Fetching", notes, is_wanted=len(addresses) > 1)
    n_failed = 0
    async with fetcher_of(clock) as fetcher, Parser() as parser:
        collector = Collector(fetcher, parser, Shelf(folder), clock)
        with bar:
            for address in bar.track(addresses):
                try:
                    show_kept(await collector.collect(address))
                except FetchError as error:
                    n_failed += 1
                    complain(str(error))
    return not n_failed


def show_kept(kept: Kept) -> None:
    """Print what an address gave."""
    line = f"{kept.change:<10}{kept.document_id}  {kept.title}"
    result_console().print(printable(line), soft_wrap=True)
    for remark in kept.remarks:
        note_console().print(printable(f"  {remark.path}: {remark.reason}"), soft_wrap=True)
