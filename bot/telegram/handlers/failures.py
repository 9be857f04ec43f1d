"""Where everything unexpected ends: in the log in full, where somebody waits as one short line.

Who is told, and how, goes by what came: a message gets a reply, a press a line that goes by
itself, an inline query an empty list, a call as a guest its one message. Edits, channels' posts
and whatever a group says among itself get nothing.
"""

import structlog
from telegram import InlineQuery, InlineQueryResultArticle, Message, Update
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.errors import StorageError
from bot.storage.chats import Standing
from bot.telegram.context import Context
from bot.telegram.handlers.audience import PRIVATE, Asking
from bot.telegram.inline_results import message_of
from bot.telegram.own_messages import show_toast

_log = structlog.get_logger(__name__)


async def handle_failure(update: object, context: Context) -> None:
    """Log an error, and tell whoever waits that no answer comes, if that can be told.

    Raises:
        ApplicationHandlerStop: Always, or the next group of handlers would answer after all.
    """
    await _report(update, context)
    raise ApplicationHandlerStop


async def _report(update: object, context: Context) -> None:
    error = context.error
    if isinstance(error, Forbidden):
        _log.info("the chat is closed to the bot", reason=str(error))
        await _note_gone(update, context)
        return
    _log.error("an update could not be handled", update_id=_id_of(update), exc_info=error)
    if not isinstance(update, Update):
        return
    try:
        await _tell(update, context, is_lost=_is_lost(error))
    except TelegramError as second:
        _log.warning("could not tell of the failure either", reason=str(second))


async def _tell(update: Update, context: Context, *, is_lost: bool) -> None:
    texts = context.wording.texts
    if update.callback_query:
        await show_toast(update.callback_query, texts.toasts.failed)
    elif update.inline_query:
        await _answer_with_nothing(update.inline_query)
    elif update.guest_message:
        await _answer_call(update.guest_message, context)
    elif update.message and not is_lost and _is_waited_for(update.message, update, context):
        await context.reply(context.wording.say(texts.failed))


async def _answer_with_nothing(query: InlineQuery) -> None:
    try:
        await query.answer([], cache_time=0)
    except BadRequest as error:
        _log.debug("an inline query was answered too late", reason=str(error))


async def _answer_call(message: Message, context: Context) -> None:
    if not message.guest_query_id:
        return
    said = message_of(context.wording.say(context.wording.texts.failed))
    reply = InlineQueryResultArticle("failed", context.bot.first_name, said)
    try:
        await context.bot.answer_guest_query(message.guest_query_id, reply)
    except BadRequest as error:
        _log.debug("a call was answered too late, or before", reason=str(error))


async def _note_gone(update: object, context: Context) -> None:
    chat = update.effective_chat if isinstance(update, Update) else None
    if chat is None or not isinstance(update, Update) or update.guest_message:
        return
    try:
        await context.services.storage.chats.set_standing(
            chat.id, Standing.GONE, context.services.clock.unix_time()
        )
    except StorageError as error:
        _log.warning("could not note that a chat is closed", reason=str(error))


def _is_waited_for(message: Message, update: Update, context: Context) -> bool:
    """Tell whether somebody expects an answer to a message."""
    if PRIVATE.check_update(update) or Asking(context.services.settings.triggers).filter(message):
        return True
    command = (message.text or "").partition(" ")[0].removeprefix("/")
    name, _, bot = command.partition("@")
    is_ours = not bot or bot.lower() == context.bot.username.lower()
    return is_ours and name in context.wording.texts.commands


def _is_lost(error: Exception | None) -> bool:
    """Tell whether a request may or may not have got through: another would be one too many.

    One that Telegram refused did not; the library counts that among the network's errors.
    """
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest)


def _id_of(update: object) -> int | None:
    return update.update_id if isinstance(update, Update) else None
