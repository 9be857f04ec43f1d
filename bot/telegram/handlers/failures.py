"""Where everything unexpected ends: in the log in full, in the chat as one short line."""

import structlog
from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.telegram.context import Context

_log = structlog.get_logger(__name__)


async def handle_failure(update: object, context: Context) -> None:
    """Log an error, and tell whoever asked that no answer comes, if that can be told."""
    error = context.error
    if isinstance(error, Forbidden):
        _log.info("the chat is closed to the bot", reason=str(error))
        return
    _log.error("an update could not be handled", update_id=_id_of(update), exc_info=error)
    # A reply that did not get through, or may have, is not followed by another. One that Telegram
    # refused is; the library counts that refusal among the network's errors.
    is_lost = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    if is_lost or not isinstance(update, Update) or not update.message:
        return
    try:
        await context.reply(context.wording.say(context.wording.texts.failed))
    except TelegramError as second:
        _log.warning("could not tell of the failure either", reason=str(second))


def _id_of(update: object) -> int | None:
    return update.update_id if isinstance(update, Update) else None
