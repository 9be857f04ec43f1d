"""Long work that a button under its message ends: what is fetched, and the reading of articles."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MaybeInaccessibleMessage

from bot.telegram.presses import Action, Press
from bot.telegram.texts import Wording

_FETCHING: Final = "fetching"
_READING: Final = ""

R = TypeVar("R")


class Fetches:
    """What is being fetched at the moment, by the messages that tell of it."""

    def __init__(self) -> None:
        self._running: dict[tuple[int, int], asyncio.Task[Any]] = {}

    async def follow(
        self, message: MaybeInaccessibleMessage, work: Coroutine[Any, Any, R]
    ) -> R | None:
        """Do work that a message tells of; return what it gives, or None if it was stopped."""
        task = asyncio.create_task(work)
        key = _key_of(message)
        self._running[key] = task
        try:
            await asyncio.wait([task])
        finally:
            del self._running[key]
            if not task.done():
                task.cancel()
                await asyncio.wait([task])
        return None if task.cancelled() else task.result()

    def stop(self, message: MaybeInaccessibleMessage) -> bool:
        """End the work that a message tells of; return whether there was any."""
        task = self._running.get(_key_of(message))
        return task is not None and task.cancel()


def is_of_fetching(press: Press) -> bool:
    """Tell whether a stop button ends what is fetched, and not the reading of articles."""
    return press.subject == _FETCHING


def fetching_keyboard(wording: Wording) -> InlineKeyboardMarkup:
    """Return the button that ends what is fetched."""
    return _keyboard(_FETCHING, wording)


def reading_keyboard(wording: Wording) -> InlineKeyboardMarkup:
    """Return the button that ends the reading of the articles, for everybody."""
    return _keyboard(_READING, wording)


def _keyboard(subject: str, wording: Wording) -> InlineKeyboardMarkup:
    press, label = Press(Action.STOP, subject), wording.texts.buttons.stop
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=press.encode())]])


def _key_of(message: MaybeInaccessibleMessage) -> tuple[int, int]:
    return message.chat.id, message.message_id
