"""What is said, and to whom, when more comes from one chat than may wait."""

import structlog
from telegram import Chat, Update
from telegram.error import TelegramError

from bot.errors import StorageError
from bot.telegram.context import BotApplication, Context

_log = structlog.get_logger(__name__)

_GROUPS = frozenset({Chat.GROUP, Chat.SUPERGROUP})


def is_wanted(application: BotApplication, update: Update) -> bool:
    """Tell whether a message of a group concerns the bot; whatever comes otherwise does.

    People who talk to each other must not fill the queue in which questions wait.
    """
    chat = update.effective_chat
    if update.callback_query or chat is None or chat.type not in _GROUPS:
        return True
    checks = (handler.check_update(update) for handler in application.handlers.get(0, ()))
    return any(check is not None and check is not False for check in checks)


async def tell_queue_full(application: BotApplication, update: Update) -> None:
    """Say that the last messages were left; a press is told in a line that goes by itself."""
    context = Context.from_update(update, application)
    try:
        await context.refresh_data()
        texts = context.wording.texts
        if update.callback_query:
            await update.callback_query.answer(context.wording.plain(texts.toasts.busy))
        elif update.effective_message:
            await context.reply(context.wording.say(texts.queue_full))
    except (TelegramError, StorageError) as error:
        _log.debug("could not say that too many messages wait", reason=str(error))
