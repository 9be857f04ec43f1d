"""How the bot presents itself in Telegram: descriptions, a menu of commands, and maybe a name.

Each is given in Arabic, which everybody sees whose app is in a language of which nothing was
given, and in English. Menus differ by the kind of chat. A chat that chose another language than
the first one gets a menu of its own in it; where the first is chosen again, that is taken away.
The name belongs to whoever made the bot at @BotFather: only one that the settings give is set, the
same in every language.

Everything is read first, and set only if it differs: Telegram allows few changes of a name a day.
Menus only show what there is: rights are checked where a command is answered.
"""

import asyncio
from collections.abc import Awaitable, Iterable
from typing import Final

import structlog
from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    Chat,
)
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.preferences import Language
from bot.telegram.context import Services
from bot.telegram.texts import Texts, Wording

_log = structlog.get_logger(__name__)

FIRST_LANGUAGE: Final = Language.ARABIC
_IN_PRIVATE: Final = ("ask", "new", "settings", "help", "about", "privacy", "forget_me")
_IN_GROUPS: Final = ("ask", "new", "help", "about", "privacy")
_FOR_GROUP_ADMINS: Final = ("ask", "new", "settings", "help", "about", "privacy")
_FOR_ADMINS: Final = (
    *_IN_PRIVATE,
    "sources",
    "add",
    "remove",
    "reload",
    "rollback",
    "feeds",
    "stats",
    "unanswered",
    "doctor",
)
_PATIENCE_S: Final = 20.0
"""How long a start waits for all of it: whoever changed too much must wait for hours."""


async def present(bot: ExtBot[None], services: Services) -> None:
    """Bring descriptions, menus and name up to date; what fails is logged, and set another time.

    Raises:
        StorageError: From the database.
    """
    chats, admin_ids = services.storage.chats, sorted(services.settings.admin_ids)
    chosen = {admin_id: (await chats.preferences(admin_id)).language for admin_id in admin_ids}
    steps: list[Awaitable[None]] = []
    for language, texts in services.languages.items():
        code = _code(language)
        steps += [
            _set_description(bot, texts, code),
            _set_short_description(bot, texts, code),
            _offer(bot, _IN_PRIVATE, BotCommandScopeAllPrivateChats(), texts, code),
            _offer(bot, _IN_GROUPS, BotCommandScopeAllGroupChats(), texts, code),
            _offer(bot, _FOR_GROUP_ADMINS, BotCommandScopeAllChatAdministrators(), texts, code),
        ]
        if services.settings.bot_name:
            steps.append(_set_name(bot, services.settings.bot_name, code))
    for admin_id in admin_ids:
        for language in services.languages:
            seen = chosen[admin_id] if language is FIRST_LANGUAGE else language
            texts = services.languages[seen]
            scope = BotCommandScopeChat(admin_id)
            steps.append(_offer(bot, _FOR_ADMINS, scope, texts, _code(language)))
    try:
        async with asyncio.timeout(_PATIENCE_S):
            await asyncio.gather(*map(_tried, steps))
    except TimeoutError:
        _log.warning("Telegram takes too long to take the bot's profile", waited_s=_PATIENCE_S)


async def offer_menu(
    bot: ExtBot[None], chat: Chat, services: Services, language: Language
) -> None:
    """Give a chat the menu in its language; what fails is logged."""
    texts = services.languages[language]
    if chat.type != Chat.PRIVATE:
        menus: list[tuple[tuple[str, ...], BotCommandScope]] = [
            (_IN_GROUPS, BotCommandScopeChat(chat.id)),
            (_FOR_GROUP_ADMINS, BotCommandScopeChatAdministrators(chat.id)),
        ]
    elif chat.id in services.settings.admin_ids:
        await _tried(_offer(bot, _FOR_ADMINS, BotCommandScopeChat(chat.id), texts, None))
        return
    else:
        menus = [(_IN_PRIVATE, BotCommandScopeChat(chat.id))]
    for names, scope in menus:
        if language is FIRST_LANGUAGE:
            await _tried(_take_back(bot, scope))
        else:
            await _tried(_offer(bot, names, scope, texts, None))


def _code(language: Language) -> str | None:
    return None if language is FIRST_LANGUAGE else language.value


async def _tried(step: Awaitable[None]) -> None:
    try:
        await step
    except TelegramError as error:
        # Telegram knows no chat with an administrator who never wrote to the bot, for one.
        _log.info("a part of the bot's profile could not be set", reason=str(error))


async def _set_name(bot: ExtBot[None], wanted: str, code: str | None) -> None:
    if (await bot.get_my_name(language_code=code)).name != wanted:
        await bot.set_my_name(wanted, language_code=code)


async def _set_description(bot: ExtBot[None], texts: Texts, code: str | None) -> None:
    wanted = Wording(texts).plain(texts.description)
    if (await bot.get_my_description(language_code=code)).description != wanted:
        await bot.set_my_description(wanted, language_code=code)


async def _set_short_description(bot: ExtBot[None], texts: Texts, code: str | None) -> None:
    wanted = Wording(texts).plain(texts.short_description)
    found = await bot.get_my_short_description(language_code=code)
    if found.short_description != wanted:
        await bot.set_my_short_description(wanted, language_code=code)


async def _offer(
    bot: ExtBot[None],
    names: Iterable[str],
    scope: BotCommandScope,
    texts: Texts,
    code: str | None,
) -> None:
    wanted = tuple(BotCommand(name, texts.commands[name]) for name in names)
    if await bot.get_my_commands(scope, language_code=code) != wanted:
        await bot.set_my_commands(wanted, scope, language_code=code)


async def _take_back(bot: ExtBot[None], scope: BotCommandScope) -> None:
    await bot.delete_my_commands(scope)
