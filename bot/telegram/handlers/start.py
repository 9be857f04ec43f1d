"""``/start``: what this bot is and how to ask it, whatever a link carries behind the command."""

from telegram import Chat, Update
from telegram.ext import CommandHandler

from bot.telegram.context import Context
from bot.telegram.handlers.commands import command
from bot.telegram.handlers.help import group_help


def handler() -> CommandHandler[Context, None]:
    """Return what answers ``/start``."""
    return command("start", _start)


async def _start(_update: Update, context: Context) -> None:
    wording = context.wording
    if context.message.chat.type == Chat.PRIVATE:
        await context.reply(wording.say(wording.texts.start))
    else:
        await context.reply(group_help(context))
