"""How the bot presents itself in Telegram: commands and descriptions, set only when changed."""

from collections.abc import Iterable

import structlog
from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.telegram.texts import Wording

_log = structlog.get_logger(__name__)

_FOR_ALL = ("ask", "help", "start")
_FOR_ADMINS = (*_FOR_ALL, "reload")


async def present(bot: ExtBot[None], wording: Wording, admin_ids: Iterable[int]) -> None:
    """Bring commands and descriptions up to date.

    Raises:
        TelegramError: From Telegram; nothing but the presentation suffers.
    """
    await _offer(bot, _FOR_ALL, BotCommandScopeAllPrivateChats(), wording)
    for admin_id in sorted(admin_ids):
        try:
            await _offer(bot, _FOR_ADMINS, BotCommandScopeChat(admin_id), wording)
        except BadRequest as error:
            # Telegram knows no chat with somebody who never wrote to the bot.
            _log.info("no command menu for an administrator", id=admin_id, reason=str(error))
    description = wording.plain(wording.texts.description)
    if (await bot.get_my_description()).description != description:
        await bot.set_my_description(description)
    short = wording.plain(wording.texts.short_description)
    if (await bot.get_my_short_description()).short_description != short:
        await bot.set_my_short_description(short)


async def _offer(
    bot: ExtBot[None], names: Iterable[str], scope: BotCommandScope, wording: Wording
) -> None:
    wanted = tuple(BotCommand(name, wording.texts.commands[name]) for name in names)
    if await bot.get_my_commands(scope) != wanted:
        await bot.set_my_commands(wanted, scope)
