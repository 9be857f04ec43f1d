"""Posts of the corpus's channels become articles, and change as they are edited.

A post is on the disk before its update counts as handled; while the corpus folder cannot be
written, the channel's updates wait, and a restart goes on with them. What begins with a trigger or
a mention is a question to the bot, and what the bot wrote itself quotes what is there already:
neither enters. That a post was deleted, Telegram tells nobody.
"""

from collections.abc import Callable
from typing import Final

import structlog
from telegram import (
    Message,
    MessageEntity,
    MessageOriginChannel,
    MessageOriginChat,
    Update,
)
from telegram.ext import MessageHandler, filters

from bot.answering import run_aside
from bot.errors import ShelfError
from bot.posts.post import Post, has_enough_text
from bot.telegram.addressing import Addressee, find_question
from bot.telegram.context import Context

_log = structlog.get_logger(__name__)

GROUP: Final = 1
"""Of handlers: posts are kept besides whatever else is done with an update."""

# What a quote of a post must repeat of its formatting; see `native_quotes`.
_QUOTED_KINDS: Final = frozenset(
    {
        MessageEntity.BOLD,
        MessageEntity.ITALIC,
        MessageEntity.UNDERLINE,
        MessageEntity.STRIKETHROUGH,
        MessageEntity.SPOILER,
        MessageEntity.CUSTOM_EMOJI,
        MessageEntity.DATE_TIME,
    }
)
_FIRST_RETRY_S: Final = 5.0
_LONGEST_RETRY_S: Final = 300.0


def handler(channels: frozenset[int]) -> MessageHandler[Context, None]:
    """Return what keeps the posts of some channels."""
    return MessageHandler(filters.UpdateType.CHANNEL_POSTS & filters.Chat(channels), _keep_post)


async def _keep_post(update: Update, context: Context) -> None:
    message, services = context.message, context.services
    shelf = services.posts
    post = None if _is_about_the_bot(message, context) else post_of(message)
    if post:
        is_changed = await _persistently(context, shelf.keep, post)
    elif update.edited_channel_post:
        is_changed = await _persistently(
            context, shelf.remove, message.chat_id, message.message_id
        )
    else:
        return
    if is_changed:
        services.freshness.note_change()


def post_of(message: Message) -> Post | None:
    """Return a channel's message as an article; None if it has too little text for one."""
    text, entities = message.text or "", message.entities
    if not text:
        text, entities = message.caption or "", message.caption_entities
    if not has_enough_text(text):
        return None
    return Post(
        channel_id=message.chat_id,
        message_id=message.message_id,
        text=text,
        source=_source_of(message),
        url=_url_of(message),
        date=message.date.date().isoformat(),
        edited_at=int((message.edit_date or message.date).timestamp()),
        formatting=tuple(entity.to_dict() for entity in entities if entity.type in _QUOTED_KINDS),
    )


def _source_of(message: Message) -> str:
    """Return who is quoted: the channel, or the one that its post was forwarded from.

    Of people who are forwarded nothing is kept; there the channel speaks.
    """
    origin = message.forward_origin
    if isinstance(origin, MessageOriginChannel):
        return origin.chat.title or ""
    if isinstance(origin, MessageOriginChat):
        return origin.sender_chat.title or ""
    return message.chat.title or ""


def _url_of(message: Message) -> str:
    """Return the address of a post; of a private channel's, one that its members can open."""
    chat = message.chat
    name = chat.username or f"c/{str(chat.id).removeprefix('-100')}"
    return f"https://t.me/{name}/{message.message_id}"


def _is_about_the_bot(message: Message, context: Context) -> bool:
    """Tell whether a post asks the bot something, or was put in by means of it."""
    if message.via_bot and message.via_bot.id == context.bot.id:
        return True
    to = Addressee.of(context.bot, context.services.settings.triggers)
    return find_question(message, to) is not None


async def _persistently(
    context: Context, work: Callable[..., bool], *arguments: Post | int
) -> bool:
    """Work with the shelf; for as long as it cannot be written, say so, wait, and try again."""
    wait_s = _FIRST_RETRY_S
    while True:
        try:
            return await run_aside(work, *arguments)
        except ShelfError as error:
            _log.error(
                "a channel's post could not be stored; trying again until it can",
                channel_id=context.message.chat_id,
                message_id=context.message.message_id,
                reason=str(error),
                wait_s=wait_s,
            )
        await context.services.clock.sleep(wait_s)
        wait_s = min(2 * wait_s, _LONGEST_RETRY_S)
