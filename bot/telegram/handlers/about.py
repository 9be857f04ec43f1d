"""``/about``: what the bot is, what it never does, and what it answers from."""

from importlib.metadata import version

from telegram import Update
from telegram.ext import CommandHandler

from bot.telegram.context import Context
from bot.telegram.handlers.commands import command


def handler() -> CommandHandler[Context, None]:
    """Return what answers ``/about``."""
    return command("about", _about)


async def _about(_update: Update, context: Context) -> None:
    wording, summary = context.wording, context.services.library.summary
    await context.reply(
        wording.say(
            wording.texts.about,
            version=version("iqtibas"),
            documents=wording.count(summary.n_documents, "document"),
            date=wording.date(summary.created_at),
        )
    )
