"""The composition root: from settings to a bot that answers until it is told to stop."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

import structlog

from bot.answer_pool import n_worthwhile
from bot.answer_process import IN_HAND
from bot.answering import Answering
from bot.collecting.fetching import Fetcher, FetcherOf
from bot.computing import compute_in_one_thread
from bot.errors import ConfigError
from bot.housekeeping import keep_house
from bot.library import Library
from bot.logs import configure_logs
from bot.memory import give_back_memory
from bot.services import open_services, web_services
from bot.settings import Settings, misspelt_variables
from bot.stopping import unless
from bot.telegram.clock import Clock, SystemClock
from bot.telegram.context import ServedLibrary, Services
from bot.telegram.serving import TelegramBot
from bot.watching import CorpusWatch
from bot.web.server import Address, WebServer
from bot.web.site import build_site

_log = structlog.get_logger(__name__)


class Console(Protocol):
    """Where the program was started by somebody without a token, who looks on, or pipes in."""

    def tell_address(self, url: str) -> None:
        """Say where the pages are: an address, or the path of a unix socket."""

    def tell_trouble(self, error: ConfigError) -> None:
        """Say why there are none; what is piped in is answered all the same."""

    async def answer_input(self, answering: Answering) -> int:
        """Answer what comes in on standard input until its end; return how many questions."""


def run_bot(settings: Settings, console: Console | None = None) -> None:
    """Serve on Telegram, over HTTP, or both, until SIGINT or SIGTERM.

    What was asked by then is answered first.

    Args:
        settings: With a token, or with something to serve over HTTP.
        console: Of whoever started it without a token.

    Raises:
        ConfigError: Telegram rejects the token, another program uses it, or nobody can listen at
            the address.
        IndexingError: There is no snapshot, and none could be made.
        RetrievalError: A model cannot be loaded, or the snapshot cannot be opened.
    """
    configure_logs(settings.log_level, settings.log_format)
    for found, meant in misspelt_variables().items():
        _log.warning("a name in .env sets nothing", found=found, meant=meant)
    asyncio.run(_serve_until_signalled(settings, console))


async def _serve_until_signalled(settings: Settings, console: Console | None) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ask_to_stop(number: int) -> None:
        _log.info("stopping; the questions in hand are answered first")
        stop.set()
        # The next signal acts at once.
        loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ask_to_stop, number)
    await serve(settings, stop, console)


async def serve(settings: Settings, stop: asyncio.Event, console: Console | None = None) -> None:
    """Open the corpus and serve it until `stop` is set; see `run_bot`."""
    corpus = settings.corpus_dir
    encoder, reranker = settings.encoder(), settings.reranker()
    n_processes = n_worthwhile(settings.answer_processes, encoder, reranker)
    store = settings.store_for(corpus)
    opening = asyncio.create_task(
        Library.open(corpus, store, encoder, reranker, n_processes=n_processes)
    )
    if not await unless(stop, opening):
        return
    library = opening.result()
    compute_in_one_thread()
    _leave_to_itself_what_is_there()
    summary = library.summary
    _log.info("corpus open", n_documents=summary.n_documents, n_passages=summary.n_passages)
    try:
        await serve_library(
            library,
            settings,
            stop,
            SystemClock(),
            console=console,
            n_threads=IN_HAND * n_processes or 1,
        )
    finally:
        await library.close()


def _leave_to_itself_what_is_there() -> None:
    """Let no search for garbage go through what was loaded by now: it stays.

    Each would hold up every question meanwhile: 40 to 70 ms with 1,000 articles, and next to
    nothing so. What loading took beside it goes back: 50 MiB with as many.
    """
    gc.collect()
    gc.freeze()
    give_back_memory()


async def serve_library(  # noqa: PLR0913 -- a test hands in the clock and what fetches
    library: ServedLibrary,
    settings: Settings,
    stop: asyncio.Event,
    clock: Clock,
    fetcher_of: FetcherOf = Fetcher,
    *,
    console: Console | None = None,
    n_threads: int = 1,
) -> None:
    """Answer from an open library until `stop` is set; see `run_bot`.

    Args:
        library: Open.
        settings: With a token, or with something to serve over HTTP.
        stop: Ends it.
        clock: Paces it.
        fetcher_of: Makes what fetches articles.
        console: Of whoever started it without a token.
        n_threads: That ask the library.
    """
    async with open_services(
        library, settings, clock, fetcher_of, n_threads=n_threads
    ) as services:
        bot = _bot_of(services)
        server = _server_of(services, bot)
        async with _in_background(_chores(services)):
            try:
                if server and not await _begin(server, services, console):
                    return
                if bot:
                    await bot.run(stop)
                else:
                    await unless(stop, asyncio.create_task(_attend(services, console)))
            finally:
                # Somebody may wait for a reading of the corpus, and nobody for what comes of it.
                await library.stop_reloading()
                if server:
                    await server.stop()
                if bot:
                    await bot.close()


async def _begin(server: WebServer, services: Services, console: Console | None) -> bool:
    """Begin to serve over HTTP; False if nobody can, and what was piped in is answered instead.

    Raises:
        ConfigError: Nobody can, and nothing was piped in.
    """
    try:
        await server.start()
    except ConfigError as error:
        if console is None:
            raise
        console.tell_trouble(error)
        if not await console.answer_input(services.answering):
            raise
        return False
    if console:
        console.tell_address(server.url)
    return True


async def _attend(services: Services, console: Console | None) -> None:
    """Answer what is piped in, until its end; without anything, go on for ever."""
    if console is None or not await console.answer_input(services.answering):
        await asyncio.Event().wait()


def _bot_of(services: Services) -> TelegramBot | None:
    token = services.settings.telegram_bot_token
    return TelegramBot(token.get_secret_value(), services) if token else None


def _server_of(services: Services, bot: TelegramBot | None) -> WebServer | None:
    """Return the server of the site and the webhook, if there is either."""
    settings, routes = services.settings, bot.routes() if bot else []
    if not settings.web and not routes:
        return None
    site = build_site(web_services(services, bot), routes)
    return WebServer(Address.of(settings), site, settings.shutdown_timeout_s)


def _chores(services: Services) -> list[Coroutine[Any, Any, None]]:
    """Return what is to go on beside the answers."""
    settings, clock = services.settings, services.clock
    chores = [
        keep_house(
            services.storage,
            services.keeping.bin,
            clock,
            answers_kept_days=settings.answers_kept_days,
        ),
        _take_up_changes(services),
        services.library.follow_store(clock),
    ]
    if settings.feeds_every_minutes:
        chores.append(services.feeds.run())
    if settings.watch_corpus:
        watch = CorpusWatch(
            settings.corpus_dir, settings.data_dir, services.freshness.note_change, clock
        )
        chores.append(watch.run())
    return chores


@asynccontextmanager
async def _in_background(chores: Sequence[Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Let chores go on for as long as what is inside does."""
    tasks = [asyncio.create_task(chore) for chore in chores]
    for task in tasks:
        task.add_done_callback(_look_at)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


def _look_at(chore: "asyncio.Task[None]") -> None:
    """Say at once that a chore broke off, and why: nobody else waits for it until the end."""
    if not chore.cancelled() and (error := chore.exception()):
        _log.error("a chore broke off until the next start", exc_info=error)


async def _take_up_changes(services: Services) -> None:
    """Have read what an earlier process changed in the corpus folder and did not live to read."""
    if await services.library.is_behind():
        services.freshness.note_change()
