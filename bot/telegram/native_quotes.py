"""An answer out of a channel's post quotes it as Telegram quotes: as a reply to the post itself.

Above such a message stand the quoted words, and a touch leads to the post; the message holds
the source line and the further quotes. Telegram refuses a quote that is not an exact part of the
post as it is at this moment, formatting included, and posts that the bot cannot see any more; the
answer is then sent as any other. So it is below a channel's post, among its comments: only a reply
to what stands there is a comment.

What a message replies to can never be edited. So its first page goes on without the first quote,
the other pages show what they show elsewhere, and an edited question gets another message.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import structlog
from telegram import Message, MessageEntity, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden

from bot.answering import run_aside
from bot.errors import AnswerTimeoutError, EngineBusyError, ShelfError
from bot.posts.post import Formatting, Place, Post
from bot.posts.shelf import PostShelf
from bot.storage.answers import StoredAnswer
from bot.telegram.answer_messages import AnswerMessage, Surroundings, recut, show_page
from bot.telegram.context import NO_PREVIEW, Context
from bot.telegram.display import utf16_length
from retrieval.datatypes import Quote

_log = structlog.get_logger(__name__)

# Bot API, ReplyParameters: "0-1024 characters after entities parsing".
MAX_UNITS: Final = 1024


async def reply_natively(
    context: Context, stored: StoredAnswer, shown: AnswerMessage, surroundings: Surroundings
) -> Message | None:
    """Send an answer's first page as a reply to the post that its first quote is from.

    Args:
        context: Of the message that asks.
        stored: The answer.
        shown: Its first page as it is sent otherwise.
        surroundings: Where it is shown.

    Returns:
        None if the first quote is from no post, the question is a comment, or Telegram refuses.
    """
    if not may_be_native(stored, context.message):
        return None
    try:
        standing = await context.services.answering.ask(lambda engine: recut(stored, engine))
    except (EngineBusyError, AnswerTimeoutError) as error:
        _log.info("a post is not quoted natively", reason=str(error))
        return None
    if standing is None or standing.positions[0] != 0:
        return None
    reply = await find_in_post(context.services.posts, standing.quotes[0])
    if reply is None:
        return None
    page = show_page(stored, standing, 0, replace(surroundings, is_native=True))
    try:
        return await context.bot.send_message(
            context.message.chat_id,
            page.markup,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            message_thread_id=context.thread_id,
            reply_parameters=reply,
            reply_markup=shown.keyboard,
        )
    except (BadRequest, Forbidden) as error:
        # Edited or deleted a moment ago, protected, or the bot has left the channel.
        _log.info("a post could not be quoted natively", reason=str(error))
        return None


def may_be_native(answer: StoredAnswer, question: Message) -> bool:
    """Tell whether an answer to a message may be, or may have been, sent as a reply to a post."""
    is_from_post = bool(answer.quotes) and Place.of(answer.quotes[0].document_id) is not None
    return is_from_post and not _is_comment(question)


def _is_comment(message: Message) -> bool:
    """Tell whether a message stands in a thread that is held together by replies alone."""
    is_in_thread = message.message_thread_id is not None and not message.is_topic_message
    return bool(message.is_automatic_forward) or is_in_thread


def is_native(message: object) -> bool:
    """Tell whether a message of the bot's quotes a post natively; of one too old, nobody can."""
    return isinstance(message, Message) and message.quote is not None


async def take_back(context: Context, answer: StoredAnswer) -> None:
    """Delete the message of an answer that another message has taken the place of."""
    if answer.message_id is None:
        return
    try:
        await context.bot.delete_message(answer.chat_id, answer.message_id)
    except BadRequest as error:
        _log.info("an answer could not be deleted", reason=str(error))


async def find_in_post(shelf: PostShelf, quote: Quote) -> ReplyParameters | None:
    """Return a reply that quotes a post; None if the quote is from no post, or not as it is now.

    Args:
        shelf: Has the posts.
        quote: Of any document.
    """
    place = Place.of(quote.document_id)
    if place is None or utf16_length(quote.text) > MAX_UNITS or quote.text != quote.text.strip():
        return None
    try:
        post = await run_aside(shelf.find, place)
    except ShelfError as error:
        _log.warning("a post could not be read", reason=str(error))
        return None
    if post is None or post.text[quote.start : quote.end] != quote.text:
        return None
    position = utf16_length(post.text[: quote.start])
    return ReplyParameters(
        place.message_id,
        chat_id=place.channel_id,
        quote=quote.text,
        quote_entities=tuple(_within(post, position, utf16_length(quote.text))),
        quote_position=position,
    )


def _within(post: Post, position: int, length: int) -> Iterable[MessageEntity]:
    """Cut the formatting of a stretch out of a post's, in UTF-16 units."""
    for formatting in post.formatting:
        start = max(int(formatting["offset"]), position)
        end = min(int(formatting["offset"]) + int(formatting["length"]), position + length)
        if start < end:
            cut: Formatting = {**formatting, "offset": start - position, "length": end - start}
            yield MessageEntity.de_json(cut)
