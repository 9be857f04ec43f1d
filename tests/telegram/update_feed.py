"""The queue of updates, as getUpdates serves it."""

import asyncio
import itertools

from tests.telegram.bot_api_checks import ApiError, Payload


class UpdateFeed:
    """Keeps updates until a later offset confirms them; serves one poller at a time."""

    def __init__(self) -> None:
        self._updates: list[Payload] = []
        self._ids = itertools.count(1000)
        self._came = asyncio.Condition()
        self._poll: asyncio.Future[None] | None = None

    @property
    def unconfirmed(self) -> list[int]:
        return [update["update_id"] for update in self._updates]

    async def put(self, update: Payload, update_id: int | None) -> int:
        number = next(self._ids) if update_id is None else update_id
        self._updates.append({"update_id": number, **update})
        async with self._came:
            self._came.notify_all()
        return number

    def clear(self) -> None:
        self._updates.clear()

    async def serve(self, payload: Payload) -> list[Payload]:
        """Confirm what is below the offset and return the rest, waiting for some if asked to."""
        if self._poll and not self._poll.done():
            self._poll.set_exception(
                ApiError(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one "
                    "bot instance is running",
                )
            )
        offset = int(payload.get("offset", 0))
        allowed = set(payload.get("allowed_updates") or ())
        self._updates = [
            update
            for update in self._updates
            if update["update_id"] >= offset and (not allowed or allowed & set(update))
        ]
        timeout_s = int(payload.get("timeout", 0))
        if not self._updates and timeout_s:
            await self._wait(timeout_s)
        return self._updates[: int(payload.get("limit", 100))]

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
        async with self._came:
            await self._came.wait_for(lambda: self._updates)
