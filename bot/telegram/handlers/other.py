"""Photos, stickers, voice: nothing that can be searched for."""

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.telegram.context import Context
from bot.telegram.handlers.audience import PRIVATE


def handler() -> MessageHandler[Context, None]:
    """Return what answers everything but text; what Telegram itself notes is no message."""
    return MessageHandler(PRIVATE & ~filters.TEXT & ~filters.StatusUpdate.ALL, _ask_for_text)


async def _ask_for_text(_update: Update, context: Context) -> None:
    await context.reply(context.wording.say(context.wording.texts.text_only))
