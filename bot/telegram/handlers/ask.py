"""``/ask سؤال``: a question as a command."""

from telegram import Update
from telegram.ext import CommandHandler

from bot.telegram.context import Context
from bot.telegram.handlers.audience import PRIVATE
from bot.telegram.replying import Question, answer_question


def handler() -> CommandHandler[Context, None]:
    """Return what answers ``/ask``."""
    return CommandHandler("ask", _ask, filters=PRIVATE)


async def _ask(_update: Update, context: Context) -> None:
    _command, *question = (context.message.text or "").split(maxsplit=1)
    if question:
        await answer_question(context, Question(question[0]))
    else:
        await context.reply(context.wording.say(context.wording.texts.ask_usage))
