"""``/new``: the next question is understood by itself."""

from telegram import Update
from telegram.ext import CommandHandler

from bot.telegram.context import Context
from bot.telegram.handlers.commands import command


def handler() -> CommandHandler[Context, None]:
    """Return what answers ``/new``."""
    return command("new", _close)


async def _close(_update: Update, context: Context) -> None:
    if context.asker_id is not None:
        await context.services.storage.answers.close(
            context.asker_id, context.message.chat_id, context.thread_id
        )
    await context.reply(context.wording.say(context.wording.texts.conversation_closed))
