"""Having the corpus read once for several changes that come one after the other.

An administrator who sends five files waits for one reading of them, not for five. A change is
always in the reading that is waited for: one that runs already may have missed it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from bot.telegram.clock import Clock
from retrieval.engine import Progress, UpdateReport

QUIET_S: Final = 2.0
"""Without another change, before the corpus is read."""

OnProgress = Callable[[Progress], None]


class Reloadable(Protocol):
    """What is read anew: `bot.library.Library`, which describes it."""

    def reload(
        self, on_progress: OnProgress | None, *, is_joining: bool
    ) -> Awaitable[UpdateReport]:
        """Read the corpus anew and serve it."""


class Rereading:
    """Reloads a library after changes.

    Args:
        library: Reads the corpus.
        clock: Tells when.
    """

    def __init__(self, library: Reloadable, clock: Clock) -> None:
        self._library = library
        self._clock = clock
        self._changed_at = 0.0
        self._listeners: list[OnProgress] = []
        self._next: asyncio.Task[UpdateReport] | None = None

    async def reread(self, on_progress: OnProgress) -> UpdateReport:
        """Have a change read that was made just now, together with others.

        Raises:
            IndexingError: It failed; what was served before still is.
        """
        self._changed_at = self._clock.now()
        if self._next is None:
            self._listeners = []
            self._next = asyncio.create_task(self._read(self._listeners))
            self._next.add_done_callback(_look_at)
        self._listeners.append(on_progress)
        # Whoever asked may go away; the others still wait for it.
        return await asyncio.shield(self._next)

    async def close(self) -> None:
        """Wait for nothing any more; what was changed stays changed."""
        if self._next:
            self._next.cancel()
            await asyncio.wait([self._next])

    async def _read(self, listeners: list[OnProgress]) -> UpdateReport:
        while (wait_s := self._changed_at + QUIET_S - self._clock.now()) > 0:
            await self._clock.sleep(wait_s)
        # What changes from here on might be missed: it has the next turn.
        self._next = None

        def tell(progress: Progress) -> None:
            for listener in listeners:
                listener(progress)

        return await self._library.reload(tell, is_joining=False)


def _look_at(reading: "asyncio.Task[UpdateReport]") -> None:
    """Keep asyncio from complaining of an error that nobody waits for any more."""
    if not reading.cancelled():
        reading.exception()
