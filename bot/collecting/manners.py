"""Waiting between two requests to one host, and remembering what its robots.txt asks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from yarl import URL

from bot.collecting.robots import Robots
from bot.telegram.clock import Clock

_REMEMBERED_S: Final = 86_400.0
"""RFC 9309 would not have it remembered longer."""


@dataclass(slots=True)
class Turn:
    """A request to a host.

    Attributes:
        goes_on: The next one belongs to it, as what a redirect leads to on the same host does: it
            need not wait.
    """

    goes_on: bool = False


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
        self._askings: dict[URL, asyncio.Lock] = {}

    @asynccontextmanager
    async def turn(self, url: URL) -> AsyncIterator[Turn]:
        """Wait until the host may be asked again; nobody else asks it meanwhile.

        Not to be entered within another: two that wait for each other's host would do so for ever.
        """
        host = url.host or ""
        async with self._turns.setdefault(host, asyncio.Lock()):
            wait_s = self._next.get(host, 0.0) - self._clock.now()
            if wait_s > 0:
                await self._clock.sleep(wait_s)
            turn = Turn()
            try:
                yield turn
            finally:
                if not turn.goes_on:
                    robots = self.robots_of(url) or Robots()
                    self._next[host] = self._clock.now() + max(self._delay_s, robots.delay_s)

    def asking(self, url: URL) -> asyncio.Lock:
        """Return what whoever asks the site of `url` for its robots.txt holds meanwhile."""
        return self._askings.setdefault(url.origin(), asyncio.Lock())

    def robots_of(self, url: URL) -> Robots | None:
        """Return what the site of `url` asks; None where that is not known, or too old."""
        robots, until = self._robots.get(url.origin(), (None, 0.0))
        return robots if self._clock.now() < until else None

    def remember(self, url: URL, robots: Robots) -> None:
        """Remember what the site of `url` asks, for a day."""
        self._robots[url.origin()] = robots, self._clock.now() + _REMEMBERED_S
