"""Telegram's webhook: updates as they are delivered, taken in and confirmed at once.

An update is stored before Telegram is told that it arrived. Whatever cannot be stored is refused,
and Telegram delivers it again. The webhook stays set when the bot stops, so that Telegram keeps
what comes meanwhile; polling, should it be chosen for the next start, removes it.

The path and the secret are made of the token by HMAC: they are the same after a restart, on each
machine, and tell nothing about the token.
"""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from telegram import Bot, Update
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.errors import ConfigError, StorageError
from bot.telegram.clock import Clock
from bot.telegram.connection import Outage, get_through, token_rejected
from bot.telegram.updates import Inbox

_log = structlog.get_logger(__name__)

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
_MAX_CONNECTIONS: Final = 100
_WATCH_EVERY_S: Final = 60.0
# While the inbox is full, Telegram is kept waiting a little: it repeats what is refused, but not
# for ever.
_HOLD_S: Final = 5.0


class Webhook:
    """Takes updates into the inbox, from the start of `run` to its end.

    Args:
        bot: Sets the webhook.
        inbox: Stores and queues updates.
        clock: Paces what is tried and looked at again.
        public_url: Where Telegram reaches this program.
        allowed_updates: The kinds that are handled; no others are sent.
    """

    def __init__(
        self,
        bot: Bot,
        inbox: Inbox,
        clock: Clock,
        public_url: str,
        allowed_updates: Sequence[str],
    ) -> None:
        self._bot = bot
        self._inbox = inbox
        self._clock = clock
        self._allowed_updates = allowed_updates
        path = f"/telegram/{_derived(bot.token, 'path')[:32]}"
        self._secret = _derived(bot.token, "secret")
        self._url = public_url + path
        # A proxy may cut off the path of the public address, or leave it.
        self._paths = {path, urlsplit(self._url).path}
        self._is_open = False
        self._is_set = False
        self._n_requests = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def is_ready(self) -> bool:
        """Whether Telegram can deliver: the webhook is set, and open."""
        return self._is_open and self._is_set

    def routes(self) -> list[web.RouteDef]:
        """Return what the server has to serve."""
        return [web.post(path, self._receive) for path in sorted(self._paths)]

    async def run(self) -> None:
        """Take in updates until cancelled; those being delivered then are taken in too.

        Raises:
            ConfigError: The token or the address is rejected, or another program took over.
        """
        self._is_open = True
        try:
            await self._set()
            while True:
                await self._clock.sleep(_WATCH_EVERY_S)
                await self._look_after()
        finally:
            self._is_open = False
            await self._idle.wait()

    async def _set(self) -> None:
        async def set_webhook() -> bool:
            return await self._bot.set_webhook(
                self._url,
                max_connections=_MAX_CONNECTIONS,
                allowed_updates=self._allowed_updates,
                secret_token=self._secret,
            )

        try:
            await get_through(set_webhook, Outage(self._clock))
        except BadRequest as error:
            raise ConfigError(
                "PUBLIC_URL", f"Telegram cannot use it for a webhook ({error.message})"
            ) from error
        self._is_set = True
        _log.info("webhook set", host=urlsplit(self._url).netloc)

    async def _look_after(self) -> None:
        """See that the webhook is still ours, and tell what Telegram says of it."""
        try:
            info = await self._bot.get_webhook_info()
        except InvalidToken:
            raise token_rejected() from None
        except TelegramError as error:
            _log.debug("could not ask for the webhook", reason=str(error))
            return
        if info.url != self._url:
            taken = f"set it to {urlsplit(info.url).netloc}" if info.url else "removed it"
            raise ConfigError(
                "TELEGRAM_BOT_TOKEN",
                f"another program uses this token and took the webhook away (it {taken}); stop "
                "it, or give this bot a token of its own",
            )
        if info.pending_update_count and info.last_error_message:
            _log.warning(
                "Telegram has trouble reaching the webhook",
                reason=info.last_error_message,
                n_waiting=info.pending_update_count,
            )

    async def _receive(self, request: web.Request) -> web.Response:
        told = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(told.encode("utf-8", "surrogateescape"), self._secret.encode()):
            return web.Response(status=403)
        if not self._is_open:
            return web.Response(status=503)
        async with self._counted():
            return await self._take_in(await request.read())

    async def _take_in(self, body: bytes) -> web.Response:
        try:
            text = body.decode()
            update = Update.de_json(json.loads(text), self._bot)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            _log.error("what came to the webhook is no update", reason=repr(error))
            return web.Response(status=400)
        try:
            async with asyncio.timeout(_HOLD_S):
                await self._inbox.wait_for_room()
            await self._inbox.receive([(update, text)])
        except TimeoutError:
            return web.Response(status=503)
        except StorageError as error:
            _log.error("an update cannot be stored, so it stays with Telegram", reason=str(error))
            return web.Response(status=500)
        return web.Response()

    @asynccontextmanager
    async def _counted(self) -> AsyncIterator[None]:
        self._n_requests += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._n_requests -= 1
            if not self._n_requests:
                self._idle.set()


def _derived(token: str, purpose: str) -> str:
    return hmac.new(token.encode(), f"webhook {purpose}".encode(), "sha256").hexdigest()
