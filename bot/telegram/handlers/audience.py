"""Whom the handlers listen to: who, in which kind of chat, in which kind of update."""

from collections.abc import Sequence

from telegram import Message
from telegram.ext import filters

from bot.telegram.addressing import Addressee, find_question


class _FromPerson(filters.MessageFilter):
    """Messages that a person wrote: not another bot's, and not put in through one."""

    def filter(self, message: Message) -> bool:
        sender = message.from_user
        return sender is not None and not sender.is_bot and message.via_bot is None


class Asking(filters.MessageFilter):
    """Messages that ask the bot something; see `addressing`.

    Args:
        triggers: Words that begin a question in groups and channels.
    """

    def __init__(self, triggers: Sequence[str]) -> None:
        super().__init__()
        self._triggers = tuple(triggers)

    def filter(self, message: Message) -> bool:
        """Tell whether a message asks the bot something."""
        to = Addressee.of(message.get_bot(), self._triggers)
        return find_question(message, to) is not None


# Text filters alone also let edits, channel posts and business messages through.
NEW = filters.UpdateType.MESSAGE | filters.UpdateType.CHANNEL_POST
"""What was written just now."""
EDITED = filters.UpdateType.EDITED_MESSAGE | filters.UpdateType.EDITED_CHANNEL_POST
"""What was written before, and reads otherwise now."""
PRIVATE = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & _FromPerson()
"""New messages from people in their private chat with the bot."""
