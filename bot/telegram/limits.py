"""As fast as Telegram allows, and no answer lost to its flood limits.

Requests to one chat go one by one, in order. Each is held until the chat's, the group's and the
bot's own limit leave room for it; a place is free again a full period after the request that
held it *ended*, so no delay on the way can bunch two of them together at Telegram's end. Should
Telegram say 429 nevertheless, only that chat waits, as long as it was told, and tries again.

A request that never left this machine (no connection could be made) is tried again too. One that
timed out later is not: the message may have arrived, and nobody wants it twice.

A group that became a supergroup has another id: what was meant for it is sent there. Answers to
presses and inline queries belong to no chat, and are held by none.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import structlog
from telegram.error import ChatMigrated, NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter

from bot.errors import StorageError
from bot.telegram.clock import Clock
from bot.telegram.connection import flood_wait_s
from bot.telegram.requests import UNSENT

_log = structlog.get_logger(__name__)

Reply = bool | dict[str, Any] | list[dict[str, Any]]
"""What the Bot API returns, as python-telegram-bot types it."""

# The start's: `connection` tries them again, and says so at the first failure.
_TRIED_AGAIN_ABOVE: Final = frozenset({"getMe", "deleteWebhook", "setWebhook"})
_FREE_OF_CHARGE: Final = frozenset({"getChat", "getChatMember", "getChatAdministrators"})


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """Requests in any period.

    Source:
        https://core.telegram.org/bots/faq, "My bot is hitting limits, how do I avoid this?"
    """

    per_chat: int = 1
    chat_period_s: float = 1.0
    per_group: int = 20
    group_period_s: float = 60.0
    overall: int = 30
    overall_period_s: float = 1.0


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long a request is tried again.

    Attributes:
        max_retries: Of one request.
        longest_wait_s: A flood wait above this is an error at once.
        first_wait_s: After the first failed connection; doubles with each.
    """

    max_retries: int = 6
    longest_wait_s: float = 300.0
    first_wait_s: float = 0.5


class NoteRetry(Protocol):
    """Whoever counts the requests that are made once more."""

    def __call__(self, *, is_flood: bool) -> None:
        """Note one that Telegram refused for now, or else that never left this machine."""


class _Window:
    """At most `n` requests in any period."""

    def __init__(self, n: int, period_s: float) -> None:
        self._n = n
        self._period_s = period_s
        self._n_running = 0
        self._ended: deque[float] = deque()

    def wait_s(self, now: float) -> float:
        """Return how long until there is room, 0 if there is; soon, while all are running."""
        while self._ended and self._ended[0] + self._period_s <= now:
            self._ended.popleft()
        if self._n_running + len(self._ended) < self._n:
            return 0.0
        return self._ended[0] + self._period_s - now if self._ended else self._period_s / 20

    def enter(self) -> None:
        self._n_running += 1

    def leave(self, now: float) -> None:
        self._n_running -= 1
        self._ended.append(now)


@dataclass(slots=True)
class _Lane:
    """One chat: whose turn it is, and what its limits have seen."""

    windows: tuple[_Window, ...]
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    n_requests: int = 0
    used_at: float = 0.0


class Pacer(BaseRateLimiter[None]):
    """Sends every request of the bot, as `BaseRateLimiter` describes.

    Args:
        clock: Paces the requests.
        limits: Telegram's; None where nobody enforces them, as on a server of one's own.
        retries: What happens to a request that was refused or could not be sent.
        lend: Entered while a request waits or is made, so that others can be worked on.
        follow: Called with the old and the new id of a group that became a supergroup.
        note_retry: Told of each request that is made once more.
    """

    def __init__(
        self,
        clock: Clock,
        limits: FloodLimits | None,
        retries: RetryPolicy,
        *,
        lend: Callable[[], AbstractAsyncContextManager[None]],
        follow: Callable[[int, int], Awaitable[None]],
        note_retry: NoteRetry | None = None,
    ) -> None:
        self._clock = clock
        self._limits = limits
        self._retries = retries
        self._lend = lend
        self._follow = follow
        self._note_retry = note_retry
        self._overall = _Window(limits.overall, limits.overall_period_s) if limits else None
        self._overall_turn = asyncio.Lock()
        self._lanes: OrderedDict[int | str, _Lane] = OrderedDict()

    async def initialize(self) -> None:
        """Needs nothing."""

    async def shutdown(self) -> None:
        """Needs nothing."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Reply]],
        args: Any,  # noqa: ANN401 - the base class's signature
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,  # noqa: ARG002 - the base class's signature
    ) -> Reply:
        """Make a request when its chat's turn has come and the limits leave room.

        Raises:
            TelegramError: Whatever the request raised, once trying again is of no use.
        """
        if endpoint in _TRIED_AGAIN_ABOVE:
            return await callback(*args, **kwargs)
        chat_id = data.get("chat_id")
        is_held = chat_id is not None and endpoint not in _FREE_OF_CHARGE
        async with self._lend():
            try:
                return await self._in_turn(callback, args, kwargs, chat_id if is_held else None)
            except ChatMigrated as error:
                new_id = error.new_chat_id
            if isinstance(chat_id, int):
                await self._move(chat_id, new_id)
            # The request is encoded from this at each try.
            data["chat_id"] = new_id
            return await self._in_turn(callback, args, kwargs, new_id if is_held else None)

    async def _move(self, old_id: int, new_id: int) -> None:
        _log.info("a group became a supergroup", old_id=old_id, new_id=new_id)
        try:
            await self._follow(old_id, new_id)
        except StorageError as error:
            # What is to be said there is said all the same.
            _log.error("a group's settings could not be moved", reason=str(error))

    async def _in_turn(
        self,
        callback: Callable[..., Coroutine[Any, Any, Reply]],
        args: tuple[object, ...],
        kwargs: dict[str, Any],
        chat_id: int | str | None,
    ) -> Reply:
        """Make a request behind the others to its chat; at once if it is None."""
        if chat_id is None:
            return await self._persistently(callback, args, kwargs, ())
        async with self._lane(chat_id) as lane:
            return await self._persistently(callback, args, kwargs, lane.windows)

    async def _persistently(
        self,
        callback: Callable[..., Coroutine[Any, Any, Reply]],
        args: tuple[object, ...],
        kwargs: dict[str, Any],
        windows: tuple[_Window, ...],
    ) -> Reply:
        n_retries = 0
        while True:
            try:
                async with self._room_in(windows):
                    return await callback(*args, **kwargs)
            except (RetryAfter, NetworkError) as error:
                wait_s = self._wait_before_retry_s(error, n_retries)
                if wait_s is None:
                    raise
                if self._note_retry:
                    self._note_retry(is_flood=isinstance(error, RetryAfter))
                _log.warning("request held back", reason=str(error), wait_s=wait_s)
            n_retries += 1
            await self._clock.sleep(wait_s)

    def _wait_before_retry_s(
        self, error: RetryAfter | NetworkError, n_retries: int
    ) -> float | None:
        """Return how long to wait, or None if the error is to be raised."""
        if n_retries >= self._retries.max_retries:
            return None
        if isinstance(error, RetryAfter):
            wait_s = flood_wait_s(error)
            return wait_s if wait_s <= self._retries.longest_wait_s else None
        if isinstance(error.__cause__, UNSENT):
            return self._retries.first_wait_s * 2.0**n_retries
        return None

    @asynccontextmanager
    async def _lane(self, chat_id: int | str) -> AsyncIterator[_Lane]:
        """Wait for the chat's turn; requests of one chat keep their order."""
        lane = self._lanes.setdefault(chat_id, _Lane(self._windows_for(chat_id)))
        lane.n_requests += 1
        try:
            async with lane.turn:
                yield lane
        finally:
            lane.n_requests -= 1
            lane.used_at = self._clock.now()
            self._lanes.move_to_end(chat_id)
            self._forget_idle_lanes()

    @asynccontextmanager
    async def _room_in(self, windows: tuple[_Window, ...]) -> AsyncIterator[None]:
        """Wait until every window has room, and hold a place in each."""
        for window in windows:
            await self._wait_for(window)
        entered = list(windows)
        if windows and self._overall:
            async with self._overall_turn:
                await self._wait_for(self._overall)
                self._overall.enter()
            entered.append(self._overall)
        for window in windows:
            window.enter()
        try:
            yield
        finally:
            for window in entered:
                window.leave(self._clock.now())

    async def _wait_for(self, window: _Window) -> None:
        while wait_s := window.wait_s(self._clock.now()):
            await self._clock.sleep(wait_s)

    def _windows_for(self, chat_id: int | str) -> tuple[_Window, ...]:
        if self._limits is None:
            return ()
        chat = _Window(self._limits.per_chat, self._limits.chat_period_s)
        if _is_private(chat_id):
            return (chat,)
        return (chat, _Window(self._limits.per_group, self._limits.group_period_s))

    def _forget_idle_lanes(self) -> None:
        """Drop lanes whose windows must be empty by now; the longest unused come first."""
        if self._limits is None:
            keep_s = 0.0
        else:
            keep_s = max(self._limits.chat_period_s, self._limits.group_period_s)
        while self._lanes:
            chat_id, lane = next(iter(self._lanes.items()))
            if lane.n_requests or lane.used_at + keep_s > self._clock.now():
                return
            del self._lanes[chat_id]


def _is_private(chat_id: int | str) -> bool:
    """Tell a person's chat, whose id is positive, from groups and channels."""
    return isinstance(chat_id, int) and chat_id > 0
