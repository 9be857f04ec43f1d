"""Whom the handlers listen to: who, in which kind of chat, in which kind of update."""

from telegram import Message
from telegram.ext import filters


class _FromPerson(filters.MessageFilter):
    """Messages that a person wrote: not another bot's, and not put in through one."""

    def filter(self, message: Message) -> bool:
        sender = message.from_user
        return sender is not None and not sender.is_bot and message.via_bot is None


# Text filters alone also let edits, channel posts and business messages through.
PRIVATE = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & _FromPerson()
"""New messages from people in their private chat with the bot."""
