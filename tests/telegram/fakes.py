"""Fakes for tests of the Telegram side."""

import asyncio
import heapq
import time
from itertools import count

START = 1_795_305_600.0
"""When the fakes' time begins, in seconds since 1970: the stand-in's date."""


_PATIENCE_S = 3600.0


class FakeClock:
    """Time that passes only when everybody waits for it.

    Whenever nothing else can run, `run_until_done` moves on to the next moment somebody
    sleeps until: a minute of pacing takes no time to test.
    """

    def __init__(self) -> None:
        self._now = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []
        self._ticket = count()

    def now(self) -> float:
        return self._now

    def unix_time(self) -> float:
        return START + self._now

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.Event()
        heapq.heappush(self._sleepers, (self._now + seconds, next(self._ticket), woken))
        await woken.wait()

    async def run_until_done(self, *tasks: "asyncio.Task[None]") -> None:
        """Let time pass until the tasks have ended."""
        while not all(task.done() for task in tasks):
            await _settle()
            if self._sleepers and not all(task.done() for task in tasks):
                self._now, _, woken = heapq.heappop(self._sleepers)
                woken.set()
        await asyncio.gather(*tasks)


async def _settle() -> None:
    """Let every task run until all of them wait for time to pass."""
    for _ in range(50):
        await asyncio.sleep(0)


class ImpatientClock:
    """Time that passes as soon as somebody waits for it; notes for how long.

    It begins now, by the calendar, as the stand-in's does; nobody waits for hours to pass.
    """

    def __init__(self) -> None:
        self._now = 0.0
        self._start = time.time()
        self.slept: list[float] = []

    def now(self) -> float:
        return self._now

    def unix_time(self) -> float:
        return self._start + self._now

    def pass_by(self, seconds: float) -> None:
        """Let time pass that nobody waits for."""
        self._now += seconds

    async def sleep(self, seconds: float) -> None:
        if seconds > _PATIENCE_S:
            await asyncio.Event().wait()
        self._now += seconds
        self.slept.append(seconds)
        # Long enough for an HTTP request to loopback to get its turn.
        await asyncio.sleep(0.01)
