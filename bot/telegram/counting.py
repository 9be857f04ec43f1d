"""What kind of place a question on Telegram was asked in, for `/stats`."""

from typing import Final

from telegram import Chat

from bot.storage.questions import Place

_PLACES: Final = {Chat.PRIVATE: Place.PRIVATE, Chat.CHANNEL: Place.CHANNEL}


def place_of(chat: Chat) -> Place:
    """Return what kind of place a chat is that the bot is in."""
    return _PLACES.get(chat.type, Place.GROUP)
