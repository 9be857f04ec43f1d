"""``/reload``: administrators have the articles read anew while answers go on."""

from telegram import Update
from telegram.ext import CommandHandler

from bot.errors import IndexingError
from bot.telegram.context import Context
from bot.telegram.handlers.administration import admin_command
from bot.telegram.progress import ProgressMessage
from bot.telegram.reload_report import render_failure, render_progress, render_report


def handler() -> CommandHandler[Context, None]:
    """Return what answers ``/reload``."""
    return admin_command("reload", _reload)


async def _reload(update: Update, context: Context) -> None:
    # In the background, or the administrator's next question would wait for the end.
    context.application.create_task(_reload_and_report(context), update=update)


async def _reload_and_report(context: Context) -> None:
    services, wording = context.services, context.wording
    started = wording.say(wording.texts.reload_started)
    message = await context.reply(started)
    progress = ProgressMessage(context.bot, message, started, services.clock)
    try:
        report = await services.library.reload(
            lambda step: progress.show(render_progress(step, wording))
        )
    except IndexingError as error:
        await progress.finish(render_failure(error, wording))
    else:
        await progress.finish(render_report(report, wording))
    finally:
        await progress.stop()
