"""Time, handed in: what paces requests and edits is tested without waiting."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time and lets it pass."""

    def now(self) -> float:
        """Return seconds since some fixed moment; never goes back."""

    def unix_time(self) -> float:
        """Return seconds since 1970, by the calendar."""

    async def sleep(self, seconds: float) -> None:
        """Return that much later."""


class SystemClock:
    """The real one."""

    def now(self) -> float:
        """Return the system's monotonic time in seconds."""
        return time.monotonic()

    def unix_time(self) -> float:
        """Return the system's time in seconds since 1970."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Let the event loop do other things for so long."""
        await asyncio.sleep(seconds)
