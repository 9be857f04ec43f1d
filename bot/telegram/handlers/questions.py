"""Somebody asks, in any of the ways that `addressing` knows; or edits what was asked."""

from collections.abc import Sequence

from telegram import Message, Update
from telegram.ext import MessageHandler

from bot.telegram.addressing import Addressee, Question, find_question
from bot.telegram.context import Context
from bot.telegram.handlers.audience import EDITED, NEW, Asking
from bot.telegram.replying import answer_again, answer_question


def handler(triggers: Sequence[str]) -> MessageHandler[Context, None]:
    """Return what answers questions; goes before whatever meets commands that do not exist."""
    return MessageHandler(NEW & Asking(triggers), _answer)


def edits_handler(triggers: Sequence[str]) -> MessageHandler[Context, None]:
    """Return what follows the edits of questions."""
    return MessageHandler(EDITED & Asking(triggers), _follow_edit)


async def _answer(_update: Update, context: Context) -> None:
    question = _question_of(context)
    if question.text:
        await answer_question(context, question)
    else:
        await context.reply(context.wording.say(context.wording.texts.ask_usage))


async def _follow_edit(_update: Update, context: Context) -> None:
    """Answer the question as it stands now, in the message that answered it before if any did."""
    message, question = context.message, _question_of(context)
    if not question.text or _age_at_edit_s(message) > context.services.settings.edit_window_s:
        return
    answers = context.services.storage.answers
    earlier = await answers.of_question(message.chat_id, message.message_id)
    if earlier and earlier.message_id:
        await answer_again(context, earlier, question)
    else:
        await answer_question(context, question)


def _question_of(context: Context) -> Question:
    to = Addressee.of(context.bot, context.services.settings.triggers)
    question = find_question(context.message, to)
    if question is None:
        raise ValueError("this message asks nothing")
    return question


def _age_at_edit_s(message: Message) -> float:
    edited_at = message.edit_date or message.date
    return (edited_at - message.date).total_seconds()
