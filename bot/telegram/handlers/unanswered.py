"""``/unanswered``: the questions that the articles had no good answer to, as a file."""

from telegram import InputFile, ReplyParameters, Update
from telegram.constants import ParseMode
from telegram.ext import CommandHandler

from bot.answering import run_aside
from bot.statistics.asked import lacking
from bot.statistics.reading import read_asked
from bot.telegram.context import Context
from bot.telegram.handlers.administration import admin_command
from bot.telegram.unanswered_report import as_csv, render_latest


def handler() -> CommandHandler[Context, None]:
    """Return what answers ``/unanswered``."""
    return admin_command("unanswered", _unanswered)


async def _unanswered(_update: Update, context: Context) -> None:
    wording, message = context.wording, context.message
    # All that is kept: what is older than that is deleted.
    questions = lacking(await read_asked(context.services.storage, since=0.0))
    if not questions:
        await context.reply(wording.say(wording.texts.unanswered.none))
        return
    table = await run_aside(as_csv, questions, wording)
    await context.bot.send_document(
        message.chat_id,
        InputFile(table, filename=wording.texts.unanswered.file),
        caption=render_latest(questions, wording),
        parse_mode=ParseMode.HTML,
        reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
    )
