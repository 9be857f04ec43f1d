"""Waiting between two requests to one host, and remembering what its robots.txt asks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from yarl import URL

from bot.collecting.robots import Robots
from bot.telegram.clock import Clock

_REMEMBERED_S: Final = 86_400.0
"""RFC 9309 would not have it remembered longer."""


class Manners:
    """Keeps apart the requests to each host.

    Args:
        clock: Tells the time and lets it pass.
        delay_s: Between the end of a request and the next to the same host, at least; in seconds.
    """

    def __init__(self, clock: Clock, delay_s: float) -> None:
        self._clock = clock
        self._delay_s = delay_s
        self._turns: dict[str, asyncio.Lock] = {}
        self._next: dict[str, float] = {}
        self._robots: dict[URL, tuple[Robots, float]] = {}

    @asynccontextmanager
    async def turn(self, url: URL) -> AsyncIterator[None]:
        """Wait until the host may be asked again; nobody else asks it meanwhile."""
        host = url.host or ""
        async with self._turns.setdefault(host, asyncio.Lock()):
            wait_s = self._next.get(host, 0.0) - self._clock.now()
            if wait_s > 0:
                await self._clock.sleep(wait_s)
            try:
                yield
            finally:
                robots = self.robots_of(url) or Robots()
                self._next[host] = self._clock.now() + max(self._delay_s, robots.delay_s)

    def robots_of(self, url: URL) -> Robots | None:
        """Return what the site of `url` asks; None where that is not known, or too old."""
        robots, until = self._robots.get(url.origin(), (None, 0.0))
        return robots if self._clock.now() < until else None

    def remember(self, url: URL, robots: Robots) -> None:
        """Remember what the site of `url` asks, for a day."""
        self._robots[url.origin()] = robots, self._clock.now() + _REMEMBERED_S
