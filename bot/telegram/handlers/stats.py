"""``/stats``: how many questions there were, what came of them, and what was asked and quoted."""

from itertools import islice

from telegram import InputFile, ReplyParameters, Update
from telegram.constants import ParseMode
from telegram.ext import CommandHandler

from bot.answering import Answerer, run_aside
from bot.statistics.chart import draw_png
from bot.statistics.reading import Statistics, read_statistics
from bot.telegram.context import Context
from bot.telegram.handlers.administration import admin_command
from bot.telegram.stats_report import SHOWN, chart_of, render_figures, render_lists


def handler() -> CommandHandler[Context, None]:
    """Return what answers ``/stats``."""
    return admin_command("stats", _stats)


async def _stats(_update: Update, context: Context) -> None:
    services, wording = context.services, context.wording
    await services.question_log.flush()
    statistics = await read_statistics(services.storage, services.clock.unix_time())
    if not (statistics.figures.n or statistics.figures.n_inline or statistics.asked):
        await context.reply(wording.say(wording.texts.stats.none))
        return
    if statistics.figures.n:
        await _send_picture(statistics, context)
    else:
        await context.reply(render_figures(statistics, wording))
    titles = await services.answering.ask(lambda engine: _titles(statistics, engine))
    if lists := render_lists(statistics, titles, wording):
        await context.reply(lists)


async def _send_picture(statistics: Statistics, context: Context) -> None:
    wording, message = context.wording, context.message
    picture = await run_aside(draw_png, chart_of(statistics.figures, wording))
    await context.bot.send_photo(
        message.chat_id,
        InputFile(picture, filename="stats.png"),
        caption=render_figures(statistics, wording),
        parse_mode=ParseMode.HTML,
        reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
    )


def _titles(statistics: Statistics, engine: Answerer) -> list[tuple[str, int]]:
    """Return the titles of the articles that are quoted most, of those that are still there."""
    found = ((engine.document(document_id), n) for document_id, n in statistics.quoted)
    return list(islice(((article.title, n) for article, n in found if article), SHOWN))
