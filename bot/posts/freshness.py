"""Having the corpus read anew once posts or files have come: soon, but not for each of them.

Posts come in rows: an album, a live report, what waited while the bot was down. So it is read a
moment after the last of them, or, in a row that does not end, every now and then. A post that
comes while it is read is in the next reading. What somebody else has had read by then, as an
administrator who adds a file to a folder that is watched, is not read again. While somebody has
the bot answer from an earlier snapshot, posts wait for the reading that ends this.
"""

import asyncio
from collections.abc import Awaitable
from typing import Final, Protocol

import structlog

from bot.errors import IndexingError, IndexingFailure
from bot.telegram.clock import Clock

_log = structlog.get_logger(__name__)

QUIET_S: Final = 2.0
"""Without another post, before the corpus is read."""
LONGEST_WAIT_S: Final = 30.0
"""Of a post in a row that does not end."""
APART_S: Final = 10.0
"""Between the end of a reading and the start of the next, at least."""
RETRY_S: Final = 60.0
"""After the first failure; doubles with each, up to `LONGEST_RETRY_S`."""
LONGEST_RETRY_S: Final = 600.0


class Reloadable(Protocol):
    """What is read anew: `bot.library.Library`, which describes it."""

    async def is_held(self) -> bool:
        """Tell whether somebody went back to an earlier snapshot."""

    @property
    def n_readings(self) -> int:
        """How many times it has begun to read the corpus."""

    def has_read(self, since: int) -> bool:
        """Tell whether a reading is served that began after there were `since` of them."""

    def reload(self, *, is_joining: bool) -> Awaitable[object]:
        """Read the corpus anew and serve it."""


class Freshness:
    """Reloads a library after posts were stored.

    Args:
        library: Reads the corpus.
        clock: Tells when.
    """

    def __init__(self, library: Reloadable, clock: Clock) -> None:
        self._library = library
        self._clock = clock
        self._first_at: float | None = None
        self._last_at = 0.0
        self._next_at = 0.0
        self._n_readings = 0
        self._n_failures = 0
        self._running: asyncio.Task[None] | None = None

    def note_change(self) -> None:
        """Have the corpus read: a post in it is new, or another than it was."""
        self._last_at = self._clock.now()
        self._n_readings = self._library.n_readings
        if self._first_at is None:
            self._first_at = self._last_at
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._keep_fresh())

    async def close(self) -> None:
        """Wait for nothing any more; what was stored is read at the next start."""
        if self._running:
            self._running.cancel()
            await asyncio.wait([self._running])

    async def _keep_fresh(self) -> None:
        while self._first_at is not None:
            while (wait_s := self._due_at(self._first_at) - self._clock.now()) > 0:
                await self._clock.sleep(wait_s)
            first_at, self._first_at = self._first_at, None
            since = self._n_readings
            if self._library.has_read(since):
                continue
            if await self._library.is_held():
                _log.info("the corpus changed; it is served after the next /reload")
                continue
            try:
                # Joining one that ran already would be too late for a post that it did not see.
                await self._library.reload(is_joining=self._library.n_readings > since)
            except IndexingError as error:
                if error.reason is IndexingFailure.STOPPED:
                    return
                self._note_failure(error, first_at)
            else:
                self._n_failures = 0
                self._next_at = self._clock.now() + APART_S

    def _due_at(self, first_at: float) -> float:
        return max(self._next_at, min(self._last_at + QUIET_S, first_at + LONGEST_WAIT_S))

    def _note_failure(self, error: IndexingError, first_at: float) -> None:
        wait_s = min(RETRY_S * 2.0**self._n_failures, LONGEST_RETRY_S)
        _log.warning(
            "the corpus changed but cannot be read yet; trying again",
            reason=str(error),
            wait_s=wait_s,
        )
        self._n_failures += 1
        self._next_at = self._clock.now() + wait_s
        self._first_at = first_at
