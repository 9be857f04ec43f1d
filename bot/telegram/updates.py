"""The account of updates: which came already, and which are not handled yet.

Telegram repeats an update until it is acknowledged, and whatever is acknowledged is never sent
again. So an update is answered only the first time it comes, and whoever fetches updates asks
here how far to acknowledge: an update in hand when the process is killed comes again.
"""

import asyncio
from collections import OrderedDict
from typing import Final

_REMEMBERED: Final = 10_000
"""Handled updates kept in mind; Telegram redelivers within seconds, at most 100 at a time."""


class UpdateLedger:
    """Keeps account of updates by their ids, in bounded memory."""

    def __init__(self, remembered: int = _REMEMBERED) -> None:
        self._remembered = remembered
        self._handled: OrderedDict[int, None] = OrderedDict()
        self._open: dict[int, None] = {}
        self._idle = asyncio.Event()
        self._idle.set()

    def admit(self, update_id: int) -> bool:
        """Enter an update; False if it came before, and is not to be handled again."""
        if update_id in self._open or update_id in self._handled:
            return False
        self._open[update_id] = None
        self._idle.clear()
        return True

    def finish(self, update_id: int) -> None:
        """Note that an update is handled, whether well or not."""
        self._open.pop(update_id, None)
        self._handled[update_id] = None
        if len(self._handled) > self._remembered:
            self._handled.popitem(last=False)
        if not self._open:
            self._idle.set()

    def unhandled(self) -> list[int]:
        """Return the updates in hand, in the order they came."""
        return list(self._open)

    async def wait_idle(self) -> None:
        """Return when no update is in hand."""
        await self._idle.wait()
