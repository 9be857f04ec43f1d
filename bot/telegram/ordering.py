"""In order within a chat, side by side across chats.

python-telegram-bot either handles one update after another, so that one slow answer holds
everybody, or all at once, so that a chat's answers overtake each other. Here each chat is a lane:
its updates go one by one, and as many lanes move at once as there are slots.
"""

import asyncio
from collections.abc import Awaitable, Coroutine
from dataclasses import dataclass, field
from typing import Final

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.telegram.updates import UpdateLedger

# The base class counts waiting updates too, and one busy chat would use up its slots; ours are
# taken only by updates whose turn it is.
_NO_BOUND: Final = 1_000_000


@dataclass(slots=True)
class _Lane:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    n_updates: int = 0


class ChatOrder(BaseUpdateProcessor):
    """Handles each chat's updates in order, several chats at once.

    Args:
        ledger: Told when an update is handled.
        n_at_once: Updates handled at the same moment.
    """

    def __init__(self, ledger: UpdateLedger, n_at_once: int) -> None:
        super().__init__(_NO_BOUND)
        self._ledger = ledger
        self._slots = asyncio.Semaphore(n_at_once)
        self._lanes: dict[int | None, _Lane] = {}
        self._tasks: set[asyncio.Task[object]] = set()

    async def do_process_update(self, update: object, coroutine: Awaitable[object]) -> None:
        """Handle an update in its chat's turn."""
        if not isinstance(update, Update):
            await coroutine
            return
        key = _lane_of(update)
        lane = self._lanes.setdefault(key, _Lane())
        lane.n_updates += 1
        task = asyncio.current_task()
        if task:
            self._tasks.add(task)
        try:
            # `asyncio.Lock` is fair: whoever waits longest is next.
            async with lane.turn, self._slots:
                await coroutine
        finally:
            if isinstance(coroutine, Coroutine):
                # Cancelled before its turn: close it, or Python warns. Ended: nothing happens.
                coroutine.close()
            if task:
                self._tasks.discard(task)
            self._ledger.finish(update.update_id)
            lane.n_updates -= 1
            if not lane.n_updates:
                del self._lanes[key]

    def give_up(self) -> int:
        """Cancel every update in hand and return how many there were."""
        for task in self._tasks:
            task.cancel()
        return len(self._tasks)

    async def initialize(self) -> None:
        """Needs nothing."""

    async def shutdown(self) -> None:
        """Needs nothing."""


def _lane_of(update: Update) -> int | None:
    """Return the chat, or the person where there is none, as inline; all the rest share one."""
    if update.effective_chat:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user else None
