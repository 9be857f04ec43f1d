"""The real site, served on loopback, over the sample articles or a corpus of a test's own."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.collecting.fetching import Fetcher
from bot.library import Library
from bot.services import open_services, web_services
from bot.settings import Settings
from bot.telegram.clock import Clock, SystemClock
from bot.telegram.context import ServedLibrary, Services
from bot.web.context import TelegramSide
from bot.web.server import Address, WebServer
from bot.web.site import build_site
from retrieval.engine import load_encoder, update_snapshot
from retrieval.settings import EncoderSettings

SEEDS = Path(__file__).parents[2] / "seeds"


@dataclass(frozen=True, slots=True)
class Site:
    """A site that is served.

    Attributes:
        url: Its address, without a slash at the end.
    """

    url: str
    services: Services


@asynccontextmanager
async def serving(
    library: ServedLibrary,
    data: Path,
    clock: Clock | None = None,
    telegram: TelegramSide | None = None,
    routes: Iterable[web.RouteDef] = (),
    /,
    **settings: object,
) -> AsyncIterator[Site]:
    """Serve a library without a bot, as `bot.app` does, at a port that is free.

    Args:
        library: Open.
        data: Where the database lies.
        clock: The system's unless given.
        telegram: The bot, if there shall be one.
        routes: Of the test's own.
        settings: That differ from the defaults; there is no limit unless one is given.
    """
    chosen = Settings.model_validate(
        {"data_dir": data, "web_questions_per_minute": 0, "feeds_every_minutes": 0, **settings}
    )
    paced = clock or SystemClock()
    async with open_services(library, chosen, paced, Fetcher) as services:
        site = build_site(web_services(services, telegram), routes)
        server = WebServer(Address("127.0.0.1", 0), site, chosen.shutdown_timeout_s)
        try:
            await server.start()
            host, port = server._runner.addresses[0]
            yield Site(f"http://{host}:{port}", services)
        finally:
            await server.stop()


def indexed(corpus: Path, data: Path) -> None:
    """Make a corpus's first snapshot, which is what a first start does, but sooner."""
    settings = Settings.model_validate({"data_dir": data})
    update_snapshot(corpus, settings.store_for(corpus), load_encoder(EncoderSettings()))


@asynccontextmanager
async def opened(corpus: Path, data: Path) -> AsyncIterator[Library]:
    """Open a corpus as the bot does; its snapshots lie below `data`."""
    settings = Settings.model_validate({"corpus_dir": corpus, "data_dir": data})
    library = await Library.open(corpus, settings.store_for(corpus), settings.encoder())
    try:
        yield library
    finally:
        await library.close()
