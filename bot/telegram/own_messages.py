"""Messages of the bot's own that change when one of their buttons is pressed."""

import structlog
from telegram import CallbackQuery, InlineKeyboardMarkup, MaybeInaccessibleMessage
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import ExtBot

_log = structlog.get_logger(__name__)


async def edit_own(
    bot: ExtBot[None],
    message: MaybeInaccessibleMessage,
    markup: str,
    keyboard: InlineKeyboardMarkup | None = None,
) -> None:
    """Show something else in a message; one that is gone, or shows it already, is left."""
    try:
        await bot.edit_message_text(
            markup,
            message.chat.id,
            message.message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard,
        )
    except BadRequest as error:
        _log.debug("a message could not be changed", reason=str(error))


async def show_toast(query: CallbackQuery, text: str) -> None:
    """Answer a press, with a line or silently; too late an answer is none."""
    try:
        await query.answer(text or None)
    except BadRequest as error:
        _log.debug("a press was answered too late", reason=str(error))
