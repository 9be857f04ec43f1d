"""The bot is let in, sent away, blocked; a group becomes a supergroup.

In groups it says once how it is asked, in channels nothing. What was written to a chat before the
bot was sent away is not answered any more: nothing can be sent there. What is written after that
says that the bot is back.
"""

from typing import Final

import structlog
from telegram import Chat, ChatMember, ChatMemberRestricted, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import (
    ApplicationHandlerStop,
    ChatMemberHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.storage.chats import Standing
from bot.telegram.context import NO_PREVIEW, Context
from bot.telegram.handlers.help import ways_to_ask
from bot.telegram.profile import FIRST_LANGUAGE, offer_menu

_log = structlog.get_logger(__name__)

FIRST_GROUP: Final = -1
"""Of handlers: looked at before those that answer."""
_OUTSIDE: Final = frozenset({ChatMember.LEFT, ChatMember.BANNED})


def handler() -> ChatMemberHandler[Context, None]:
    """Return what notes where the bot is."""
    return ChatMemberHandler(_note, ChatMemberHandler.MY_CHAT_MEMBER)


def migration_handler() -> MessageHandler[Context, None]:
    """Return what follows groups that become supergroups."""
    return MessageHandler(filters.UpdateType.MESSAGE & filters.StatusUpdate.MIGRATE, _follow)


def gate() -> TypeHandler[Update, Context, None]:
    """Return what leaves unanswered what comes from chats that the bot is no longer in.

    Goes to `FIRST_GROUP`.
    """
    return TypeHandler(Update, _pass_unless_gone)


async def _note(update: Update, context: Context) -> None:
    change = update.my_chat_member
    if change is None:
        raise ValueError("this update is no change of membership")
    chats, chat = context.services.storage.chats, change.chat
    was_in, is_in = _is_in(change.old_chat_member), _is_in(change.new_chat_member)
    # A group that becomes a supergroup lets the bot in too; it was moved by then.
    is_new = is_in and not was_in and not await chats.is_known(chat.id)
    standing = Standing.MEMBER if is_in else Standing.GONE
    await chats.set_standing(chat.id, standing, change.date.timestamp())
    _log.info("the bot's standing in a chat", chat=chat.type, standing=standing.value)
    if is_new and chat.type in {Chat.GROUP, Chat.SUPERGROUP}:
        await _greet(chat, context)


async def _greet(chat: Chat, context: Context) -> None:
    wording = context.wording
    try:
        await context.bot.send_message(
            chat.id,
            wording.say(wording.texts.added_to_group, **ways_to_ask(context)),
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
        )
    except BadRequest as error:
        # Where members may not write, the bot is asked nothing either.
        _log.info("a group could not be greeted", reason=str(error))


async def _follow(_update: Update, context: Context) -> None:
    chats, message = context.services.storage.chats, context.message
    if message.migrate_to_chat_id:
        # Known first of all, or the bot would greet whom it knows; see `_note`.
        await chats.set_standing(
            message.migrate_to_chat_id, Standing.MEMBER, message.date.timestamp()
        )
        await chats.move(message.chat_id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id:
        await chats.move(message.migrate_from_chat_id, message.chat_id)
        language = (await chats.preferences(message.chat_id)).language
        if language is not FIRST_LANGUAGE:
            await offer_menu(context.bot, message.chat, context.services, language)


async def _pass_unless_gone(update: Update, context: Context) -> None:
    message = _written(update)
    if message is None:
        return
    chats = context.services.storage.chats
    gone_since = await chats.gone_since(message.chat_id)
    if gone_since is None:
        return
    # Dates are whole seconds: what may have been written just after is let through.
    if message.date.timestamp() < int(gone_since):
        raise ApplicationHandlerStop
    await chats.set_standing(message.chat_id, Standing.MEMBER, message.date.timestamp())


def _written(update: Update) -> Message | None:
    """Return what was written in a chat that the bot should be in."""
    return (
        update.message
        or update.channel_post
        or update.edited_message
        or update.edited_channel_post
    )


def _is_in(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status not in _OUTSIDE
