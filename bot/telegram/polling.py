"""Fetching updates by long polling, so that none is lost.

python-telegram-bot's own updater acknowledges updates as soon as it has queued them: a process
killed then loses every question in hand. Here they are in the inbox, on disk, before the next
request acknowledges them. While the inbox is full or cannot be written, they stay with Telegram.
"""

from collections import deque
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, TelegramError, TimedOut

from bot.errors import ConfigError, StorageError
from bot.telegram.clock import Clock
from bot.telegram.connection import Outage, get_through, token_rejected
from bot.telegram.updates import Inbox

_log = structlog.get_logger(__name__)

_LONG_POLL: Final = timedelta(seconds=50)
_STORAGE_RETRY_S: Final = 5.0

# A restarted bot meets its predecessor's last request once; two bots meet for ever. They take
# turns in being refused, so the older one is first to count to three, and the newer one stays.
_MAX_CONFLICTS: Final = 3
_CONFLICTS_WITHIN_S: Final = 30.0


class Poller:
    """Fetches updates into the inbox.

    Args:
        bot: Asks Telegram.
        inbox: Stores and queues them.
        clock: Paces what is tried again.
        allowed_updates: The kinds that are handled; no others are sent.
    """

    def __init__(
        self, bot: Bot, inbox: Inbox, clock: Clock, allowed_updates: Sequence[str]
    ) -> None:
        self._bot = bot
        self._inbox = inbox
        self._clock = clock
        self._allowed_updates = allowed_updates
        self._outage = Outage(clock)
        self._offset: int | None = None
        self._is_running = False
        self._conflicts: deque[float] = deque(maxlen=_MAX_CONFLICTS)

    @property
    def is_ready(self) -> bool:
        """Whether updates come: Telegram is asked for them, and answers."""
        return self._is_running and not self._outage.is_on

    async def run(self) -> None:
        """Fetch until cancelled; what is not stored by then comes again.

        Raises:
            ConfigError: The token is rejected, or another bot uses it.
        """
        # While a webhook is set, Telegram lets nobody poll. What waits there is answered.
        await get_through(self._bot.delete_webhook, self._outage)
        self._is_running = True
        try:
            await self._fetch_on()
        finally:
            self._is_running = False

    async def _fetch_on(self) -> None:
        while True:
            await self._inbox.wait_for_room()
            try:
                await self._fetch()
            except InvalidToken:
                raise token_rejected() from None
            except Conflict as error:
                await self._meet_another(error)
            except TimedOut:
                _log.debug("no answer to getUpdates; asking again")
            except TelegramError as error:
                await self._outage.sit_out(error)
            except StorageError as error:
                _log.error(
                    "updates cannot be stored, so they stay with Telegram", reason=str(error)
                )
                await self._clock.sleep(_STORAGE_RETRY_S)

    async def _fetch(self) -> None:
        updates = await self._bot.get_updates(
            offset=self._offset, timeout=_LONG_POLL, allowed_updates=self._allowed_updates
        )
        self._outage.end()
        if updates:
            await self._inbox.receive([(update, update.to_json()) for update in updates])
            self._offset = updates[-1].update_id + 1

    async def _meet_another(self, error: Conflict) -> None:
        now = self._clock.now()
        if not self._conflicts or self._conflicts[-1] + _CONFLICTS_WITHIN_S < now:
            self._conflicts.clear()
            _log.error(
                "another program fetches this bot's updates; trying again in case it is about "
                "to stop",
                reason=str(error),
            )
        self._conflicts.append(now)
        if len(self._conflicts) == _MAX_CONFLICTS:
            raise ConfigError(
                "TELEGRAM_BOT_TOKEN",
                f"another program fetches updates with this token ({error}); stop it, or give "
                "this bot a token of its own",
            )
        await self._clock.sleep(1.0)
