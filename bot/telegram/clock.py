"""Time, handed in: what paces requests and edits is tested without waiting."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time and lets it pass."""

    def now(self) -> float:
        """Return seconds since some fixed moment; never goes back."""

    async def sleep(self, seconds: float) -> None:
        """Return that much later."""


class SystemClock:
    """The real one."""

    def now(self) -> float:
        """Return the system's monotonic time in seconds."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Let the event loop do other things for so long."""
        await asyncio.sleep(seconds)
