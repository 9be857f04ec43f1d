"""``/reload``: administrators have the articles read anew while answers go on.

A second one joins the first, whoever asked for that, and follows it in a message of its own. A
button ends the reading for everybody; what was served serves on.
"""

from telegram import CallbackQuery, InputFile, ReplyParameters, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.errors import IndexingError
from bot.telegram.context import Context
from bot.telegram.handlers.administration import admin_command, admin_presses
from bot.telegram.presses import Action, Press
from bot.telegram.progress import ProgressMessage
from bot.telegram.reload_report import (
    list_skipped,
    render_failure,
    render_progress,
    render_report,
)
from bot.telegram.stopping import is_of_fetching, reading_keyboard
from retrieval.engine import UpdateReport


def handler() -> CommandHandler[Context, None]:
    """Return what answers ``/reload``."""
    return admin_command("reload", _reload)


def press_handler() -> CallbackQueryHandler[Context, None]:
    """Return what answers the buttons that end a reading, and what is fetched."""
    return admin_presses({Action.STOP: _stop})


async def _reload(update: Update, context: Context) -> None:
    # In the background, or the administrator's next question would wait for the end.
    context.application.create_task(_reload_and_report(context), update=update)


async def _reload_and_report(context: Context) -> None:
    services, wording = context.services, context.wording
    texts, library = wording.texts, services.library
    started = wording.say(texts.reload_joined if library.is_reloading else texts.reload_started)
    keyboard = reading_keyboard(wording)
    message = await context.reply(started, keyboard)
    progress = ProgressMessage(context.bot, message, started, services.clock, keyboard)
    try:
        report = await library.reload(lambda step: progress.show(render_progress(step, wording)))
    except IndexingError as error:
        await progress.finish(render_failure(error, wording))
    else:
        await progress.finish(render_report(report, wording))
        await _send_skipped(report, message.message_id, context)
    finally:
        await progress.stop()


async def _send_skipped(report: UpdateReport, message_id: int, context: Context) -> None:
    """Send the files that were not read, where the summary has no room for them."""
    listed = list_skipped(report.skipped, context.wording)
    if listed:
        name = f"{context.wording.texts.reload_skipped_name}.txt"
        await context.bot.send_document(
            context.message.chat_id,
            InputFile(listed.encode("utf-8", "replace"), filename=name),
            reply_parameters=ReplyParameters(message_id, allow_sending_without_reply=True),
        )


async def _stop(query: CallbackQuery, press: Press, context: Context) -> str:
    """End a reading, or what is fetched; whoever follows it says so in its message."""
    if is_of_fetching(press):
        is_ended = query.message is not None and context.services.fetches.stop(query.message)
    else:
        is_ended = await context.services.library.cancel_reload()
    return "" if is_ended else context.wording.texts.toasts.nothing_runs
