"""Messages of the bot's own that change when one of their buttons is pressed."""

from typing import Final

import structlog
from telegram import CallbackQuery, InlineKeyboardMarkup, MaybeInaccessibleMessage
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import ExtBot

_log = structlog.get_logger(__name__)

_NOTHING_TO_CHANGE: Final = ("not modified", "not found", "can't be edited", "message_id_invalid")
"""What Telegram says of a message that shows it already, or is gone, or is not open to edits."""


async def edit_own(
    bot: ExtBot[None],
    message: MaybeInaccessibleMessage,
    markup: str,
    keyboard: InlineKeyboardMarkup | None = None,
) -> None:
    """Show something else in a message; one that is gone, or shows it already, is left.

    Raises:
        BadRequest: What it should show is refused; it is too long, say.
    """
    try:
        await bot.edit_message_text(
            markup,
            message.chat.id,
            message.message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard,
        )
    except BadRequest as error:
        if not any(said in str(error).casefold() for said in _NOTHING_TO_CHANGE):
            raise
        _log.debug("a message could not be changed", reason=str(error))


async def show_toast(query: CallbackQuery, text: str) -> None:
    """Answer a press, with a line or silently; too late an answer is none."""
    try:
        await query.answer(text or None)
    except BadRequest as error:
        _log.debug("a press was answered too late", reason=str(error))
