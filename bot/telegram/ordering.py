"""In order within a chat, side by side across chats.

python-telegram-bot either handles one update after another, so that one slow answer holds
everybody, or all at once, so that a chat's answers overtake each other. Here each chat is a lane:
its updates go one by one, and as many lanes move at once as there are slots. Presses and inline
queries, to which somebody looks and waits, have a lane for each person.

A slot is there for work. Who waits for Telegram lends it to others meanwhile: a chat that is
under a flood wait delays nobody, however many such chats there are.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Final

import structlog
from structlog.contextvars import bind_contextvars
from telegram import Update
from telegram.ext import BaseUpdateProcessor

_log = structlog.get_logger(__name__)

# The base class counts waiting updates too, and one busy chat would use up its slots; ours are
# taken only by updates whose turn it is.
_NO_BOUND: Final = 1_000_000


class LaneKind(Enum):
    """What shares a turn."""

    CHAT = auto()
    PRESSES = auto()
    INLINE = auto()
    REST = auto()


LaneKey = tuple[LaneKind, int]


class Slots:
    """Places for updates that are being worked on.

    Args:
        n: How many there are.
    """

    def __init__(self, n: int) -> None:
        self._free = asyncio.Semaphore(n)
        self._holders: set[asyncio.Task[Any] | None] = set()

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Hold a place; whoever waits longest is next."""
        holder = asyncio.current_task()
        await self._take(holder)
        try:
            yield
        finally:
            self._give_back(holder)

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[None]:
        """Let others have the place that this task holds, if it does."""
        holder = asyncio.current_task()
        is_holder = self._give_back(holder)
        try:
            yield
        except asyncio.CancelledError:
            # Whoever is told to end must not wait for a place first.
            is_holder = False
            raise
        finally:
            if is_holder:
                await self._take(holder)

    async def _take(self, holder: "asyncio.Task[Any] | None") -> None:
        await self._free.acquire()
        self._holders.add(holder)

    def _give_back(self, holder: "asyncio.Task[Any] | None") -> bool:
        """Free a task's place; False if it had none."""
        if holder not in self._holders:
            return False
        self._holders.discard(holder)
        self._free.release()
        return True


@dataclass(slots=True)
class _Lane:
    """Whose turn it is.

    Attributes:
        n_updates: Those waiting, and the one being handled.
        is_told: Whether the chat was told that no more may wait.
        newest_id: The last inline query that came.
    """

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    n_updates: int = 0
    is_told: bool = False
    newest_id: int = 0


class ChatOrder(BaseUpdateProcessor):
    """Handles each chat's updates in order, several chats at once.

    Args:
        slots: How many at once.
        finish: Called with the id of each update that is handled, whether well or not; not of
            those that were cancelled.
        queue_size: Updates of one lane that may wait.
        may_leave: Tells whether an update may be left when too many wait.
    """

    def __init__(
        self,
        slots: Slots,
        finish: Callable[[int], None],
        queue_size: int,
        may_leave: Callable[[Update], bool],
    ) -> None:
        super().__init__(_NO_BOUND)
        self.slots = slots
        self._finish = finish
        self._queue_size = queue_size
        self._may_leave = may_leave
        self._is_wanted: Callable[[Update], bool] = lambda _: True
        self._tell_full: Callable[[Update], Awaitable[None]] | None = None
        self._lanes: dict[LaneKey, _Lane] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    def attend(
        self,
        is_wanted: Callable[[Update], bool],
        tell_full: Callable[[Update], Awaitable[None]],
    ) -> None:
        """Learn from the application, which is built later, what it does with updates.

        Args:
            is_wanted: Tells whether an update waits for its turn; others pass by the queue.
            tell_full: Tells somebody that too many of their updates wait; called once until
                none does.
        """
        self._is_wanted = is_wanted
        self._tell_full = tell_full

    async def do_process_update(self, update: object, coroutine: Awaitable[object]) -> None:
        """Handle an update in its lane's turn, or leave it."""
        if not isinstance(update, Update):
            await coroutine
            return
        # Each update has a task of its own, and so a context: every line of the log that is
        # written on its way carries this.
        bind_contextvars(request_id=f"update-{update.update_id}")
        task = asyncio.current_task()
        if task:
            self._tasks.add(task)
        try:
            await self._handle(update, coroutine)
        except asyncio.CancelledError:
            # It is not handled: the next start goes on with it.
            raise
        except BaseException:
            self._finish(update.update_id)
            raise
        else:
            self._finish(update.update_id)
        finally:
            if isinstance(coroutine, Coroutine):
                # Left, or cancelled before its turn: close it, or Python warns.
                coroutine.close()
            if task:
                self._tasks.discard(task)

    def give_up(self) -> int:
        """Cancel every update in hand and return how many there were."""
        for task in self._tasks:
            task.cancel()
        return len(self._tasks)

    async def initialize(self) -> None:
        """Needs nothing."""

    async def shutdown(self) -> None:
        """Needs nothing."""

    async def _handle(self, update: Update, coroutine: Awaitable[object]) -> None:
        if not self._is_wanted(update):
            await coroutine
            return
        key = _lane_of(update)
        lane = self._lanes.setdefault(key, _Lane())
        if lane.n_updates > self._queue_size and self._may_leave(update):
            await self._leave(update, lane)
            return
        lane.n_updates += 1
        if update.inline_query:
            lane.newest_id = update.update_id
        try:
            # `asyncio.Lock` is fair: whoever waits longest is next.
            async with lane.turn, self.slots.taken():
                # While somebody types, each letter is a query, and only the last is looked at.
                if not (update.inline_query and update.update_id != lane.newest_id):
                    await coroutine
        finally:
            lane.n_updates -= 1
            if not lane.n_updates:
                del self._lanes[key]

    async def _leave(self, update: Update, lane: _Lane) -> None:
        _log.debug("an update is left: too many wait", update_id=update.update_id)
        if not lane.is_told and self._tell_full:
            lane.is_told = True
            await self._tell_full(update)


def _lane_of(update: Update) -> LaneKey:
    """Return whose turn an update has to wait for; what has no chat and no person shares one."""
    user = update.effective_user
    if update.callback_query and user:
        return LaneKind.PRESSES, user.id
    if update.inline_query and user:
        return LaneKind.INLINE, user.id
    if update.effective_chat:
        return LaneKind.CHAT, update.effective_chat.id
    return LaneKind.REST, user.id if user else 0
