"""Menus and texts of the stand-in: whom Telegram shows what."""

import pytest
from telegram import (
    Bot,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeChatMember,
)
from telegram.error import BadRequest

from tests.telegram.bot_api import BotApi

GROUP, CHANNEL = -100, -300


async def offer(
    bot: Bot, name: str, scope: BotCommandScope | None = None, language: str | None = None
) -> None:
    await bot.set_my_commands([(name, "وصف")], scope, language)


async def test_the_narrowest_scope_wins_and_in_it_the_language(api: BotApi, bot: Bot):
    api.person(1)
    await offer(bot, "default")
    await offer(bot, "default_en", language="en")
    default = [api.menu(1, 1), api.menu(1, 1, "en")]
    await offer(bot, "private", BotCommandScopeAllPrivateChats())
    private = [api.menu(1, 1), api.menu(1, 1, "en")]
    await offer(bot, "own", BotCommandScopeChat(1))

    assert default == [["default"], ["default_en"]]
    assert private == [["private"], ["private"]]
    assert api.menu(1, 1) == ["own"]


async def test_administrators_of_a_group_see_theirs_and_members_the_groups(api: BotApi, bot: Bot):
    api.group(GROUP)
    api.set_member(GROUP, 1, "administrator")
    api.set_member(GROUP, 2, "member")
    seen = []

    for name, scope in (
        ("default", None),
        ("groups", BotCommandScopeAllGroupChats()),
        ("administrators", BotCommandScopeAllChatAdministrators()),
        ("here", BotCommandScopeChat(GROUP)),
        ("administrators_here", BotCommandScopeChatAdministrators(GROUP)),
        ("member", BotCommandScopeChatMember(GROUP, 2)),
    ):
        await offer(bot, name, scope)
        seen.append((api.menu(GROUP, 1), api.menu(GROUP, 2)))
    await bot.delete_my_commands(BotCommandScopeChatMember(GROUP, 2))

    assert seen == [
        (["default"], ["default"]),
        (["groups"], ["groups"]),
        (["administrators"], ["groups"]),
        (["here"], ["here"]),
        (["administrators_here"], ["here"]),
        (["administrators_here"], ["member"]),
    ]
    assert api.menu(GROUP, 2) == ["here"]


async def test_a_scope_must_fit_its_chat(api: BotApi, bot: Bot):
    api.person(1)
    api.channel(CHANNEL)

    with pytest.raises(BadRequest, match="Can't use specified scope in private chats"):
        await offer(bot, "a", BotCommandScopeChatAdministrators(1))
    with pytest.raises(BadRequest, match="Can't change commands in channel chats"):
        await offer(bot, "a", BotCommandScopeChat(CHANNEL))
    with pytest.raises(BadRequest, match="Chat not found"):
        await offer(bot, "a", BotCommandScopeChat(9))
    with pytest.raises(BadRequest, match="Invalid language code"):
        await offer(bot, "a", language="arabic")


async def test_each_language_has_its_own_texts(api: BotApi, bot: Bot):
    await bot.set_my_name("اقتباس التجربة")
    await bot.set_my_name("Iqtibas", "en")
    await bot.set_my_description("وصف")
    await bot.set_my_short_description("About", "en")

    names = [(await bot.get_my_name(code)).name for code in (None, "en", "fr")]

    assert names == ["اقتباس التجربة", "Iqtibas", "اقتباس التجربة"]
    assert (await bot.get_my_description()).description == "وصف"
    assert (await bot.get_my_description("en")).description == ""
    assert api.profiles["en"]["short_description"] == "About"
    with pytest.raises(BadRequest, match="too long"):
        await bot.set_my_name("ا" * 65)
