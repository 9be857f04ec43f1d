"""Descriptions, menus and name, set only when they changed."""

import json

from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_checks import ApiError
from tests.telegram.harness import ADMIN, RunningBot, ScriptedLibrary

PERSON = 100
KEEPER = 200
GROUP = -1001
PRIVATE = ["ask", "new", "settings", "help", "about", "privacy", "forget_me"]
LANGUAGES = ("", "en")


def commands_of(api: BotApi, language: str = "", **scope: object) -> list[str]:
    key = json.dumps(scope, sort_keys=True)
    offered = api.commands_by_language[language].get(key, [])
    return [command["command"] for command in offered]


def setters(api: BotApi) -> list[str]:
    return [name for name, _ in api.calls if name.startswith("setMy")]


async def test_each_kind_of_chat_is_offered_what_it_can_use(
    api: BotApi, scripted: ScriptedLibrary
):
    for user_id in (ADMIN, PERSON):
        api.person(user_id)
    api.group(GROUP)
    api.set_member(GROUP, KEEPER, "administrator")
    async with RunningBot(api, scripted):
        pass

    for language in LANGUAGES:
        assert api.menu(PERSON, PERSON, language) == PRIVATE
        assert api.menu(ADMIN, ADMIN, language) == [
            *PRIVATE,
            "sources",
            "add",
            "remove",
            "reload",
            "rollback",
            "feeds",
            "stats",
            "unanswered",
            "doctor",
        ]
        assert api.menu(GROUP, PERSON, language) == ["ask", "new", "help", "about", "privacy"]
        assert "settings" in api.menu(GROUP, KEEPER, language)


async def test_menus_and_descriptions_are_in_the_language_of_the_reader(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        pass

    key = json.dumps({"type": "all_private_chats"})
    first = {code: api.commands_by_language[code][key][0] for code in LANGUAGES}
    assert first[""]["description"] == "طرح سؤال عن المقالات"
    assert first["en"]["description"] == "Ask a question about the articles"
    assert "حرفًا بحرف" in api.profiles[""]["description"]
    assert "word for word" in api.profiles["en"]["description"]
    assert api.profiles[""]["short_description"]
    assert api.profiles["en"]["short_description"]


async def test_the_name_that_the_bot_was_given_stays_unless_the_settings_give_another(
    api: BotApi, scripted: ScriptedLibrary
):
    for code in LANGUAGES:
        api.profiles[code]["name"] = "أرشيف الميناء"
    async with RunningBot(api, scripted):
        pass
    kept = [api.profiles[code]["name"] for code in LANGUAGES]
    async with RunningBot(api, scripted, bot_name="قارئ الميناء"):
        pass

    assert kept == ["أرشيف الميناء"] * 2
    assert [api.profiles[code]["name"] for code in LANGUAGES] == ["قارئ الميناء"] * 2
    assert setters(api).count("setMyName") == 2


async def test_nothing_is_set_again_at_the_next_start(api: BotApi, scripted: ScriptedLibrary):
    api.person(ADMIN)
    async with RunningBot(api, scripted, bot_name="قارئ الميناء"):
        pass
    first = setters(api)
    async with RunningBot(api, scripted, bot_name="قارئ الميناء"):
        pass

    assert sorted(set(first)) == [
        "setMyCommands",
        "setMyDescription",
        "setMyName",
        "setMyShortDescription",
    ]
    assert setters(api) == first


async def test_only_what_differs_is_set(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        pass
    n_before = len(setters(api))
    api.profiles["en"]["description"] = "Something else."
    async with RunningBot(api, scripted):
        pass

    assert setters(api)[n_before:] == ["setMyDescription"]
    assert "word for word" in api.profiles["en"]["description"]


async def test_an_administrator_who_never_wrote_to_the_bot_stops_nothing(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.write(1, "سؤال")
        await api.sent_to(1)

    assert commands_of(api, type="all_private_chats") == PRIVATE


async def test_what_telegram_refuses_is_logged_and_the_rest_is_set(
    api: BotApi, scripted: ScriptedLibrary
):
    api.refusals["setMyDescription", 0] = [ApiError(400, "Bad Request: refused")]
    api.refusals["getMyName", 0] = [ApiError(400, "Bad Request: refused")]
    async with RunningBot(api, scripted):
        await api.write(1, "سؤال")
        [reply] = await api.sent_to(1)

    assert reply.quotes
    assert commands_of(api, type="all_group_chats")
    assert api.profiles[""]["short_description"]


async def test_an_administrators_menu_is_in_the_language_of_their_chat(
    api: BotApi, scripted: ScriptedLibrary
):
    api.person(ADMIN)
    async with RunningBot(api, scripted):
        await api.write(ADMIN, "/settings")
        [menu] = await api.sent_to(ADMIN)
        pressed = await api.press(ADMIN, menu, "English")
        await api.until(lambda: api.toast(pressed))
    key = json.dumps({"chat_id": ADMIN, "type": "chat"}, sort_keys=True)
    api.commands_by_language[""].pop(key)
    async with RunningBot(api, scripted):
        pass

    assert api.commands[key][0]["description"] == "Ask a question about the articles"
