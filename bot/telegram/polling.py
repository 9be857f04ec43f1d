"""Fetching updates by long polling, so that none is lost.

python-telegram-bot's own updater acknowledges updates as soon as it has queued them: a process
killed then loses every question in hand. Here the offset, which acknowledges whatever is below
it, stays at the oldest update that is not handled yet. While there is one, Telegram has something
to return and answers at once, so the poller glances at short intervals; otherwise it waits as
long as Telegram lets it. Updates that come again meanwhile are known to the ledger.

To see new updates behind a chat that has to wait, no more than `_MAX_UNCONFIRMED` are held back:
a question older than that many others is acknowledged although its answer is still on the way.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final

import structlog
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, TelegramError, TimedOut

from bot.errors import ConfigError
from bot.telegram.clock import Clock
from bot.telegram.connection import Outage, token_rejected
from bot.telegram.updates import UpdateLedger

_log = structlog.get_logger(__name__)

# Telegram returns at most 100 updates, so at least half of them are new.
_MAX_UNCONFIRMED: Final = 50
_GLANCE_S: Final = 0.1
_LONG_POLL: Final = timedelta(seconds=50)

# A restarted bot meets its predecessor's last request once; two bots meet for ever. They take
# turns in being refused, so the older one is first to count to three, and the newer one stays.
_MAX_CONFLICTS: Final = 3
_CONFLICTS_WITHIN_S: Final = 30.0


class Poller:
    """Fetches updates and queues those that are new.

    Args:
        bot: Asks Telegram.
        queue: Where the application takes updates from.
        ledger: The account of updates, which whoever handles them keeps too.
        clock: Paces what is tried again.
        allowed_updates: The kinds that are handled; no others are sent.
    """

    def __init__(
        self,
        bot: Bot,
        queue: "asyncio.Queue[object]",
        ledger: UpdateLedger,
        clock: Clock,
        allowed_updates: Sequence[str],
    ) -> None:
        self._bot = bot
        self._queue = queue
        self._ledger = ledger
        self._clock = clock
        self._allowed_updates = allowed_updates
        self._outage = Outage(clock)
        self._next_id = 0
        self._conflicts: deque[float] = deque(maxlen=_MAX_CONFLICTS)

    async def run(self) -> None:
        """Fetch until cancelled; what was not handled by then comes again.

        Raises:
            ConfigError: The token is rejected, or another bot uses it.
        """
        while True:
            is_idle = not self._ledger.unhandled()
            try:
                updates = await self._fetch(_LONG_POLL if is_idle else timedelta(0))
            except InvalidToken:
                raise token_rejected() from None
            except Conflict as error:
                await self._meet_another(error)
            except TimedOut:
                _log.debug("no answer to getUpdates; asking again")
            except TelegramError as error:
                await self._outage.sit_out(error)
            else:
                self._outage.end()
                self._take(updates)
                await self._rest()

    async def acknowledge(self) -> None:
        """Tell Telegram what was handled, so that it does not come again after a restart."""
        if self._next_id:
            await self._bot.get_updates(
                offset=self._offset(), limit=1, timeout=0, allowed_updates=self._allowed_updates
            )

    async def _fetch(self, wait: timedelta) -> tuple[Update, ...]:
        return await self._bot.get_updates(
            offset=self._offset(), timeout=wait, allowed_updates=self._allowed_updates
        )

    def _offset(self) -> int | None:
        """Return the oldest update in hand, or the one after the last, within the bound."""
        if not self._next_id:
            return None
        oldest = min(self._ledger.unhandled(), default=self._next_id)
        return max(oldest, self._next_id - _MAX_UNCONFIRMED)

    def _take(self, updates: Sequence[Update]) -> None:
        for update in updates:
            if self._ledger.admit(update.update_id):
                self._queue.put_nowait(update)
                self._next_id = update.update_id + 1

    async def _rest(self) -> None:
        """Give what is in hand a moment to be handled, so that few updates come twice."""
        with suppress(TimeoutError):
            # Not `wait_for`: before Python 3.12 it may swallow being cancelled.
            async with asyncio.timeout(_GLANCE_S):
                await self._ledger.wait_idle()

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
