"""Who keeps a group: asked of Telegram at every command and press, since rights change."""

from typing import Final

from telegram import ChatMember, Message
from telegram.error import BadRequest
from telegram.ext import ExtBot

_KEEPERS: Final = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR})


async def is_administrator(bot: ExtBot[None], chat_id: int, user_id: int) -> bool:
    """Tell whether somebody keeps a group or channel.

    Raises:
        TelegramError: Telegram cannot be asked, or the bot is not in the chat.
    """
    try:
        member = await bot.get_chat_member(chat_id, user_id)
    except BadRequest:
        # Where members are hidden, a bot without rights of its own is told of administrators only.
        return await _is_listed(bot, chat_id, user_id)
    return member.status in _KEEPERS


async def is_from_administrator(bot: ExtBot[None], message: Message) -> bool:
    """Tell whether a group's message is from somebody who keeps it, by name or anonymously."""
    if message.sender_chat:
        # Only administrators write in the group's own name; in a channel's anybody may.
        return message.sender_chat.id == message.chat_id
    sender = message.from_user
    return sender is not None and await is_administrator(bot, message.chat_id, sender.id)


async def _is_listed(bot: ExtBot[None], chat_id: int, user_id: int) -> bool:
    try:
        administrators = await bot.get_chat_administrators(chat_id)
    except BadRequest:
        return False
    return any(administrator.user.id == user_id for administrator in administrators)
