"""Waiting for work that may be told to stop."""

import asyncio
from typing import Any


async def unless(stop: asyncio.Event, working: "asyncio.Task[Any]") -> bool:
    """Wait for the work unless `stop` is set first; return whether it was done.

    Raises:
        Exception: Whatever the work raised.
    """
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([working, stopping], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        if not working.done():
            working.cancel()
            await asyncio.wait([working])
    if working.cancelled():
        return False
    working.result()
    return True
