"""The queue of updates, as getUpdates and the webhook empty it."""

import asyncio
import itertools
from contextlib import suppress

from tests.telegram.bot_api_checks import ApiError, Payload

# What a bot gets only if it asks for it by name.
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class UpdateFeed:
    """Keeps updates until they are confirmed; serves one poller at a time.

    Attributes:
        allowed: Kinds of updates that the bot wants, as it said last; none for the usual ones.
        came: Notified whenever there may be something to do for who empties the queue.
    """

    def __init__(self) -> None:
        self.allowed: frozenset[str] = frozenset()
        self.came = asyncio.Condition()
        self._updates: list[Payload] = []
        self._ids = itertools.count(1000)
        self._poll: asyncio.Future[None] | None = None

    @property
    def unconfirmed(self) -> list[int]:
        return [update["update_id"] for update in self._updates]

    async def put(self, update: Payload, update_id: int | None) -> int:
        number = next(self._ids) if update_id is None else update_id
        if self._is_wanted(update):
            self._updates.append({"update_id": number, **update})
            await self.wake()
        return number

    async def wake(self) -> None:
        """Have whoever empties the queue look again."""
        async with self.came:
            self.came.notify_all()

    def clear(self) -> None:
        self._updates.clear()

    def pending(self) -> list[Payload]:
        """Return what the bot has not confirmed, in the order it came."""
        return self._updates

    def confirm(self, update: Payload) -> None:
        """Forget an update that was taken in, wherever in the queue it stands."""
        with suppress(ValueError):
            self._updates.remove(update)

    def allow(self, payload: Payload) -> None:
        """Note which kinds are wanted; a request that does not say leaves them as they were."""
        if "allowed_updates" in payload:
            self.allowed = frozenset(payload["allowed_updates"] or ())
            self._updates = [update for update in self._updates if self._is_wanted(update)]

    def terminate(self, by: str) -> None:
        """End a poll that waits, because of another request."""
        if self._poll and not self._poll.done():
            self._poll.set_exception(ApiError(409, f"Conflict: terminated by {by}"))

    async def serve(self, payload: Payload) -> list[Payload]:
        """Confirm what is below the offset and return the rest, waiting for some if asked to."""
        self.terminate("other getUpdates request; make sure that only one bot instance is running")
        self.allow(payload)
        offset = int(payload.get("offset", 0))
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        timeout_s = int(payload.get("timeout", 0))
        if not self.pending() and timeout_s:
            await self._wait(timeout_s)
        return self.pending()[: int(payload.get("limit", 100))]

    def _is_wanted(self, update: Payload) -> bool:
        kinds = set(update) - {"update_id"}
        return bool(kinds & self.allowed if self.allowed else kinds - _ON_REQUEST)

    async def _wait(self, timeout_s: int) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        waiting = asyncio.create_task(self._next_update())
        try:
            await asyncio.wait(
                [waiting, poll], timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED
            )
            if poll.done():
                poll.result()
        finally:
            waiting.cancel()
            poll.cancel()

    async def _next_update(self) -> None:
        async with self.came:
            await self.came.wait_for(self.pending)
