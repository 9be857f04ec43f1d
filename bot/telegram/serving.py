"""The bot on Telegram, from its first call to the last answer."""

import asyncio

import structlog
from aiohttp import web

from bot.stopping import unless
from bot.telegram.application import ALLOWED_UPDATES, build_application
from bot.telegram.connection import Outage, get_through
from bot.telegram.context import Services
from bot.telegram.corpus_channels import report_unseen_channels
from bot.telegram.ordering import ChatOrder, Slots
from bot.telegram.polling import Poller
from bot.telegram.profile import present
from bot.telegram.updates import Inbox, may_be_left
from bot.web.webhook import Webhook

_log = structlog.get_logger(__name__)


class TelegramBot:
    """Answers on Telegram.

    Args:
        token: As @BotFather gave it.
        services: What the handlers are handed.
    """

    def __init__(self, token: str, services: Services) -> None:
        settings = services.settings
        queue: asyncio.Queue[object] = asyncio.Queue()
        self._services = services
        self._inbox = Inbox(
            services.storage.updates,
            queue,
            services.clock,
            max_age_s=settings.max_question_age_s,
            kept_channels=settings.corpus_channels,
        )
        self._order = ChatOrder(
            Slots(settings.concurrent_chats),
            self._inbox.finish,
            settings.chat_queue_size,
            may_leave=lambda update: may_be_left(update, settings.corpus_channels),
        )
        self._application = build_application(token, services, self._order, queue)
        self._receiver = self._way_in()

    def _way_in(self) -> Poller | Webhook:
        """Return what takes in updates."""
        bot, inbox, settings = self._application.bot, self._inbox, self._services.settings
        clock = self._services.clock
        if not settings.public_url:
            return Poller(bot, inbox, clock, ALLOWED_UPDATES)
        return Webhook(bot, inbox, clock, settings.public_url, ALLOWED_UPDATES)

    @property
    def is_ready(self) -> bool:
        """Whether updates reach it: by polling, or by a webhook that is set."""
        return self._receiver.is_ready

    def routes(self) -> list[web.RouteDef]:
        """Return what a server has to serve: the webhook, where there is one."""
        return self._receiver.routes() if isinstance(self._receiver, Webhook) else []

    async def run(self, stop: asyncio.Event) -> None:
        """Answer until `stop` is set, and then what is in hand.

        Raises:
            ConfigError: Telegram rejects the token, or another program uses it.
        """
        application = self._application
        if await unless(stop, asyncio.create_task(self._connect())):
            await application.start()
            try:
                await self._inbox.recover(application.bot)
                await unless(stop, asyncio.create_task(self._receiver.run()))
            finally:
                await self._drain()
                await self._inbox.close()

    async def close(self) -> None:
        """Let go of what it holds, however far it came."""
        await self._application.shutdown()
        await self._application.bot.shutdown()

    async def _connect(self) -> None:
        """Get through to Telegram, however long that takes, and present the bot."""
        application, services = self._application, self._services
        await get_through(application.initialize, Outage(services.clock))
        _log.info("connected", username=application.bot.username)
        await present(application.bot, services)
        await report_unseen_channels(application.bot, services.settings.corpus_channels)

    async def _drain(self) -> None:
        """Answer what is in hand; after the time allowed, give it up."""
        await self._services.library.stop_reloading()
        try:
            async with asyncio.timeout(self._services.settings.shutdown_timeout_s):
                await self._application.stop()
        except TimeoutError:
            _log.warning("time is up", n_unanswered=self._order.give_up())
