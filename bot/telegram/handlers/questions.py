"""Somebody asks: in private, whatever is written is a question."""

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.telegram.context import Context
from bot.telegram.handlers.audience import PRIVATE
from bot.telegram.replying import Question, answer_question


def handler() -> MessageHandler[Context, None]:
    """Return what answers written questions."""
    return MessageHandler(PRIVATE & filters.TEXT & ~filters.COMMAND, _answer_text)


async def _answer_text(_update: Update, context: Context) -> None:
    await answer_question(context, Question(context.message.text or ""))
