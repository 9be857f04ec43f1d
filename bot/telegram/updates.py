"""The inbox: what Telegram delivered, until it is handled.

An update is stored before Telegram is told that it arrived, and its body is dropped when it is
handled. So whatever was in hand when the process ended, however it ended, is handled by the next
one; and what Telegram delivers again, as it does when it did not hear that it arrived, is known
by its id and left.

That an update is handled is noted together with others, a moment later: many go in one
transaction. Should the process be killed within that moment, a question is looked at again, and
`replying` leaves what has an answer.
"""

import asyncio
import json
from collections.abc import Sequence
from typing import Final

import structlog
from telegram import Bot, Message, Update

from bot.errors import StorageError
from bot.storage.updates import UpdateStore
from bot.telegram.clock import Clock

_log = structlog.get_logger(__name__)

MAX_IN_HAND: Final = 1_000
"""Updates that are taken in before the first of them is handled; more are left with Telegram."""


class Inbox:
    """Takes in updates and queues those that are new.

    Args:
        store: Where they are kept.
        queue: Where the application takes updates from.
        clock: Tells their age.
        max_age_s: Questions that are older are left; see `is_question`.
        kept_channels: Channels whose posts are never left.
    """

    def __init__(
        self,
        store: UpdateStore,
        queue: "asyncio.Queue[object]",
        clock: Clock,
        *,
        max_age_s: float,
        kept_channels: frozenset[int],
    ) -> None:
        self._store = store
        self._queue = queue
        self._clock = clock
        self._max_age_s = max_age_s
        self._kept_channels = kept_channels
        self._in_hand: set[int] = set()
        self._has_room = asyncio.Event()
        self._has_room.set()
        self._handled: list[int] = []
        self._noting: asyncio.Task[None] | None = None

    @property
    def n_in_hand(self) -> int:
        """How many updates are queued or being handled."""
        return len(self._in_hand)

    async def recover(self, bot: Bot) -> None:
        """Queue what an earlier process took in and did not handle.

        Raises:
            StorageError: It cannot be read.
        """
        stored = await self._store.unhandled()
        if stored:
            _log.info("going on with what was not handled yet", n_updates=len(stored))
        self._enqueue([Update.de_json(json.loads(body), bot) for _, body in stored])

    async def receive(self, updates: Sequence[tuple[Update, str]]) -> None:
        """Store updates and queue those that did not come before.

        Args:
            updates: Each with its JSON body.

        Raises:
            StorageError: They could not be stored, so Telegram must deliver them again.
        """
        if not updates:
            return
        new = await self._store.add(
            [(update.update_id, body) for update, body in updates], self._clock.unix_time()
        )
        self._enqueue([update for update, _ in updates if update.update_id in new])

    async def wait_for_room(self) -> None:
        """Return when fewer than `MAX_IN_HAND` updates are in hand."""
        await self._has_room.wait()

    def finish(self, update_id: int) -> None:
        """Note that an update is handled, whether well or not."""
        self._in_hand.discard(update_id)
        if len(self._in_hand) < MAX_IN_HAND:
            self._has_room.set()
        self._handled.append(update_id)
        if self._noting is None or self._noting.done():
            self._noting = asyncio.create_task(self._note_handled())

    async def close(self) -> None:
        """Return when everything that is handled is noted."""
        if self._noting:
            await self._noting

    def _enqueue(self, updates: Sequence[Update]) -> None:
        n_left = 0
        for update in updates:
            self._in_hand.add(update.update_id)
            if self._is_too_old(update):
                n_left += 1
                self.finish(update.update_id)
            else:
                self._queue.put_nowait(update)
        if n_left:
            _log.warning(
                "questions that waited too long are left; raise MAX_QUESTION_AGE_S to have "
                "them answered",
                n_left=n_left,
            )
        if len(self._in_hand) >= MAX_IN_HAND:
            self._has_room.clear()

    def _is_too_old(self, update: Update) -> bool:
        message = update.effective_message
        if message is None or not is_question(update, self._kept_channels):
            return False
        return self._clock.unix_time() - _written_at(message) > self._max_age_s

    async def _note_handled(self) -> None:
        while self._handled:
            handled, self._handled = self._handled, []
            try:
                await self._store.finish(handled)
            except StorageError as error:
                # Tried again when the next one is handled; they are in memory until then.
                self._handled = handled + self._handled
                _log.error("handled updates could not be noted", reason=str(error))
                return


def is_question(update: Update, kept_channels: frozenset[int]) -> bool:
    """Tell whether an update is somebody's message, which may be left if it cannot be answered.

    Service messages, the bot's comings and goings and posts that become articles are never left;
    presses and inline queries are no messages.
    """
    message = update.effective_message
    if message is None or update.callback_query or message.chat_id in kept_channels:
        return False
    return bool(message.text or message.caption)


def may_be_left(update: Update, kept_channels: frozenset[int]) -> bool:
    """Tell whether an update may be left when too many of its kind wait."""
    return bool(update.callback_query or update.inline_query or is_question(update, kept_channels))


def _written_at(message: Message) -> float:
    return (message.edit_date or message.date).timestamp()
