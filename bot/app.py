"""The composition root: from settings to a bot that answers until it is told to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

import structlog
from telegram import Bot

from bot.collecting.fetching import Fetcher, FetcherOf
from bot.errors import ConfigError
from bot.housekeeping import keep_house
from bot.library import Library
from bot.logs import configure_logs
from bot.services import open_services
from bot.settings import Settings, misspelt_variables
from bot.telegram.application import ALLOWED_UPDATES, build_application
from bot.telegram.clock import Clock, SystemClock
from bot.telegram.connection import Outage, get_through
from bot.telegram.context import BotApplication, ServedLibrary, Services
from bot.telegram.corpus_channels import report_unseen_channels
from bot.telegram.ordering import ChatOrder, Slots
from bot.telegram.polling import Poller
from bot.telegram.profile import present
from bot.telegram.updates import Inbox, may_be_left
from bot.watching import CorpusWatch
from bot.web.server import Address, WebServer
from bot.web.webhook import Webhook

_log = structlog.get_logger(__name__)


def run_bot(settings: Settings) -> None:
    """Run the bot until SIGINT or SIGTERM; what was asked by then is answered first.

    Raises:
        ConfigError: There is no token, Telegram rejects it, or another program uses it.
        IndexingError: There is no snapshot, and none could be made.
        RetrievalError: A model cannot be loaded, or the snapshot cannot be opened.
    """
    configure_logs(settings.log_level, settings.log_format)
    for found, meant in misspelt_variables().items():
        _log.warning("a name in .env sets nothing", found=found, meant=meant)
    asyncio.run(_serve_until_signalled(settings))


async def _serve_until_signalled(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ask_to_stop(number: int) -> None:
        _log.info("stopping; the questions in hand are answered first")
        stop.set()
        # The next signal acts at once.
        loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ask_to_stop, number)
    await serve(settings, stop)


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Open the corpus and serve it until `stop` is set; see `run_bot`."""
    corpus = settings.corpus_dir
    opening = asyncio.create_task(
        Library.open(corpus, settings.store_for(corpus), settings.encoder(), settings.reranker())
    )
    if not await _unless(stop, opening):
        return
    library = opening.result()
    summary = library.summary
    _log.info("corpus open", n_documents=summary.n_documents, n_passages=summary.n_passages)
    try:
        await serve_on_telegram(library, settings, stop, SystemClock())
    finally:
        await library.close()


async def serve_on_telegram(
    library: ServedLibrary,
    settings: Settings,
    stop: asyncio.Event,
    clock: Clock,
    fetcher_of: FetcherOf = Fetcher,
) -> None:
    """Answer on Telegram from an open library until `stop` is set; see `run_bot`.

    Args:
        library: Open.
        settings: With a token.
        stop: Ends it.
        clock: Paces it.
        fetcher_of: Makes what fetches articles.
    """
    token = _token_of(settings)
    async with open_services(library, settings, clock, fetcher_of) as services:
        queue: asyncio.Queue[object] = asyncio.Queue()
        inbox = Inbox(
            services.storage.updates,
            queue,
            clock,
            max_age_s=settings.max_question_age_s,
            kept_channels=settings.corpus_channels,
        )
        order = ChatOrder(
            Slots(settings.concurrent_chats),
            inbox.finish,
            settings.chat_queue_size,
            may_leave=lambda update: may_be_left(update, settings.corpus_channels),
        )
        application = build_application(token, services, order, queue)
        receiver, server = _way_in(application.bot, inbox, services)
        async with _in_background(_chores(services)):
            try:
                if server:
                    await server.start()
                if await _unless(stop, asyncio.create_task(_connect(application, services))):
                    await application.start()
                    try:
                        await inbox.recover(application.bot)
                        await _unless(stop, asyncio.create_task(receiver.run()))
                    finally:
                        await _drain(application, order, services)
                        await inbox.close()
            finally:
                if server:
                    await server.stop()
                await application.shutdown()
                await application.bot.shutdown()


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


def _way_in(
    bot: Bot, inbox: Inbox, services: Services
) -> tuple[Poller | Webhook, WebServer | None]:
    """Return what takes in updates, and the server if it needs one."""
    settings = services.settings
    if not settings.public_url:
        return Poller(bot, inbox, services.clock, ALLOWED_UPDATES), None
    webhook = Webhook(bot, inbox, services.clock, settings.public_url, ALLOWED_UPDATES)
    server = WebServer(Address.of(settings), webhook.routes(), settings.shutdown_timeout_s)
    return webhook, server


async def _take_up_changes(services: Services) -> None:
    """Have read what an earlier process changed in the corpus folder and did not live to read."""
    if await services.library.is_behind():
        services.freshness.note_change()


def _token_of(settings: Settings) -> str:
    if settings.telegram_bot_token is None:
        raise ConfigError("TELEGRAM_BOT_TOKEN", "no token; send /newbot to @BotFather to get one")
    return settings.telegram_bot_token.get_secret_value()


async def _connect(application: BotApplication, services: Services) -> None:
    """Get through to Telegram, however long that takes, and present the bot."""
    await get_through(application.initialize, Outage(services.clock))
    _log.info("connected", username=application.bot.username)
    await present(application.bot, services)
    await report_unseen_channels(application.bot, services.settings.corpus_channels)


async def _drain(application: BotApplication, order: ChatOrder, services: Services) -> None:
    """Answer what is in hand; after the time allowed, give it up."""
    await services.library.stop_reloading()
    try:
        async with asyncio.timeout(services.settings.shutdown_timeout_s):
            await application.stop()
    except TimeoutError:
        _log.warning("time is up", n_unanswered=order.give_up())


async def _unless(stop: asyncio.Event, working: "asyncio.Task[Any]") -> bool:
    """Wait for the work unless `stop` is set first; return whether it was done.

    Raises:
        Exception: Whatever the work raised.
    """
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([working, stopping], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        if not working.done():
            working.cancel()
            await asyncio.wait([working])
    if working.cancelled():
        return False
    working.result()
    return True
