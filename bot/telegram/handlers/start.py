"""``/start``: what this bot is and how to ask it."""

from telegram import Update
from telegram.ext import CommandHandler

from bot.telegram.context import Context
from bot.telegram.handlers.audience import PRIVATE


def handler() -> CommandHandler[Context, None]:
    """Return what answers ``/start``."""
    return CommandHandler("start", _start, filters=PRIVATE)


async def _start(_update: Update, context: Context) -> None:
    await context.reply(context.wording.say(context.wording.texts.start))
