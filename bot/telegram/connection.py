"""Getting through to Telegram: what is retried, what is said, and what no retry mends."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, TypeVar

import structlog
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter

from bot.errors import ConfigError
from bot.telegram.clock import Clock

_log = structlog.get_logger(__name__)
R = TypeVar("R")

_LONGEST_WAIT_S: Final = 30.0


class Outage:
    """Waits longer after each failure; says once that Telegram is out of reach, and once after."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._n_failures = 0

    @property
    def is_on(self) -> bool:
        """Whether Telegram did not answer when it was asked last."""
        return self._n_failures > 0

    async def sit_out(self, error: Exception) -> None:
        """Wait before the next try: as long as told, or 1 s and half as long again each time."""
        if not self._n_failures:
            _log.warning("cannot reach Telegram; trying again until it answers", reason=str(error))
        growing_s = min(_LONGEST_WAIT_S, 1.5**self._n_failures)
        self._n_failures += 1
        wait_s = flood_wait_s(error) if isinstance(error, RetryAfter) else growing_s
        await self._clock.sleep(wait_s)

    def end(self) -> None:
        """Note that Telegram answered."""
        if self._n_failures:
            _log.info("Telegram answers again", n_failed_tries=self._n_failures)
        self._n_failures = 0


async def get_through(call: Callable[[], Awaitable[R]], outage: Outage) -> R:
    """Make a call that the bot cannot start without, until the network lets it through.

    Raises:
        ConfigError: Telegram rejects the token.
    """
    while True:
        try:
            result = await call()
        except InvalidToken:
            raise token_rejected() from None
        except BadRequest:
            raise
        except (NetworkError, RetryAfter) as error:
            await outage.sit_out(error)
        else:
            outage.end()
            return result


def flood_wait_s(error: RetryAfter) -> float:
    """Return for how many seconds Telegram wants to be left alone."""
    told = error.retry_after
    return told.total_seconds() if isinstance(told, timedelta) else float(told)


def token_rejected() -> ConfigError:
    """Return the error to raise `from None`: the library's own quotes the token."""
    return ConfigError(
        "TELEGRAM_BOT_TOKEN",
        "Telegram does not accept it; send /mybots to @BotFather, choose the bot, then API Token, "
        "and copy it whole (a token that was revoked never works again)",
    )
