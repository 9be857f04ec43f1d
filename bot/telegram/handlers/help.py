"""``/help``, and commands that do not exist."""

from telegram import Chat, Update
from telegram.ext import CommandHandler, MessageHandler, filters

from bot.telegram.context import Context
from bot.telegram.handlers.audience import PRIVATE
from bot.telegram.handlers.commands import command


def handler() -> CommandHandler[Context, None]:
    """Return what answers ``/help``."""
    return command("help", _help)


def unknown_command_handler() -> MessageHandler[Context, None]:
    """Return what answers every other command in private; goes after all that are known."""
    return MessageHandler(PRIVATE & filters.COMMAND, _unknown_command)


def group_help(context: Context) -> str:
    """Say how the bot is asked in a group."""
    wording = context.wording
    return wording.say(wording.texts.help_group, **ways_to_ask(context))


def ways_to_ask(context: Context) -> dict[str, str]:
    """Return what stands for the bot in texts: its mention, and the words that begin a question.

    Returns:
        The mention, the first trigger, and all triggers in one.
    """
    wording, triggers = context.wording, context.services.settings.triggers
    # Its own name is a trigger too, and the only one where none is set.
    words = triggers or (context.bot.first_name,)
    written = [wording.texts.trigger.format(word=word) for word in words]
    return {
        "mention": f"@{context.bot.username}",
        "trigger": written[0],
        "triggers": wording.list(written),
    }


async def _help(_update: Update, context: Context) -> None:
    if context.message.chat.type == Chat.PRIVATE:
        await context.reply(_private_help(context))
    else:
        await context.reply(group_help(context))


def _private_help(context: Context) -> str:
    texts = context.wording.texts
    parts = [texts.help]
    if context.bot.bot.supports_inline_queries:
        parts.append(texts.help_inline)
    parts.append(texts.help_commands)
    if context.is_admin:
        parts.append(texts.help_admin)
    return context.wording.say("\n\n".join(parts), **ways_to_ask(context))


async def _unknown_command(_update: Update, context: Context) -> None:
    await context.reply(context.wording.say(context.wording.texts.unknown_command))
