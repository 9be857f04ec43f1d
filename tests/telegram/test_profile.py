"""Commands and descriptions, set only when they changed."""

import json

from tests.telegram.bot_api import BotApi
from tests.telegram.harness import ADMIN, RunningBot, ScriptedLibrary


def commands_of(api: BotApi, **scope: object) -> list[str]:
    commands = api.commands.get(json.dumps(scope, sort_keys=True), [])
    return [command["command"] for command in commands]


def setters(api: BotApi) -> list[str]:
    return [name for name, _ in api.calls if name.startswith("set")]


async def test_people_are_offered_commands_and_administrators_more(
    api: BotApi, scripted: ScriptedLibrary
):
    api.person(ADMIN)
    async with RunningBot(api, scripted):
        pass

    assert commands_of(api, type="all_private_chats") == ["ask", "help", "start"]
    assert commands_of(api, type="chat", chat_id=ADMIN) == ["ask", "help", "start", "reload"]
    assert "حرفًا بحرف" in api.profile["description"]
    assert api.profile["short_description"]


async def test_nothing_is_set_again_at_the_next_start(api: BotApi, scripted: ScriptedLibrary):
    api.person(ADMIN)
    async with RunningBot(api, scripted):
        pass
    first = setters(api)
    async with RunningBot(api, scripted):
        pass

    assert len(first) == 4
    assert setters(api) == first


async def test_an_administrator_who_never_wrote_to_the_bot_stops_nothing(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.write(1, "سؤال")
        await api.sent_to(1)

    assert commands_of(api, type="all_private_chats")
