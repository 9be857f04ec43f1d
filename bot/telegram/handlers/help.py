"""``/help``, and commands that do not exist."""

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler, filters

from bot.telegram.context import Context
from bot.telegram.handlers.audience import PRIVATE


def handler() -> CommandHandler[Context, None]:
    """Return what answers ``/help``."""
    return CommandHandler("help", _help, filters=PRIVATE)


def unknown_command_handler() -> MessageHandler[Context, None]:
    """Return what answers every other command; goes after all that are known."""
    return MessageHandler(PRIVATE & filters.COMMAND, _unknown_command)


async def _help(_update: Update, context: Context) -> None:
    texts = context.wording.texts
    parts = [texts.help, texts.help_admin] if context.is_admin else [texts.help]
    await context.reply(context.wording.say("\n\n".join(parts)))


async def _unknown_command(_update: Update, context: Context) -> None:
    await context.reply(context.wording.say(context.wording.texts.unknown_command))
