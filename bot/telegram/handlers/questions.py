"""Somebody asks: in private, whatever is written is a question."""

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.errors import AnswerTimeoutError, EngineBusyError
from bot.telegram.context import Context
from bot.telegram.handlers.audience import PRIVATE
from bot.telegram.rendering import render_answer
from bot.telegram.typing_signal import typing_shown
from retrieval.datatypes import Outcome


def handler() -> MessageHandler[Context, None]:
    """Return what answers written questions."""
    return MessageHandler(PRIVATE & filters.TEXT & ~filters.COMMAND, _answer_text)


async def _answer_text(_update: Update, context: Context) -> None:
    await answer_question(context, context.message.text or "")


async def answer_question(context: Context, question: str) -> None:
    """Reply to the message at hand with quotes, or with why there are none."""
    services, wording = context.services, context.wording
    texts = wording.texts
    max_chars = services.settings.max_question_chars
    if len(question) > max_chars:
        limit = wording.count(max_chars, "letter")
        await context.reply(wording.say(texts.too_long, limit=limit))
        return
    try:
        async with typing_shown(context.message, services.clock):
            answer = await services.answering.answer(question, services.settings.n_quotes)
    except (EngineBusyError, AnswerTimeoutError):
        await context.reply(wording.say(texts.busy))
        return
    if answer.outcome is Outcome.NONE:
        await context.reply(wording.say(texts.why_none(question)))
        return
    for message in render_answer(answer, wording):
        await context.reply(message)
