"""Commands for people in every kind of chat: in private, and in groups when Telegram brings them.

A group's command names the bot (`/help@bot`) or does not; the library leaves those alone that name
another one. Channels and edited messages give no commands.
"""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from telegram import Message, Update
from telegram.ext import CommandHandler, filters

from bot.telegram.context import Context


class _FromSomebody(filters.MessageFilter):
    """Messages of people, also in the name of a group or channel; none of another bot."""

    def filter(self, message: Message) -> bool:
        if message.via_bot or message.is_automatic_forward:
            return False
        sender = message.from_user
        return message.sender_chat is not None or (sender is not None and not sender.is_bot)


_HEARD: Final = (
    filters.UpdateType.MESSAGE
    & (filters.ChatType.PRIVATE | filters.ChatType.GROUPS)
    & _FromSomebody()
)


def command(
    name: str, answer: Callable[[Update, Context], Coroutine[Any, Any, None]]
) -> CommandHandler[Context, None]:
    """Return what has a command answered."""
    return CommandHandler(name, answer, filters=_HEARD)
