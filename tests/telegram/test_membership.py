"""The bot is let in, sent away and blocked; groups become supergroups."""

import json

from bot.preferences import Language, Preferences
from bot.storage import Storage
from bot.storage.chats import Standing
from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_checks import ApiError
from tests.telegram.harness import RunningBot, ScriptedLibrary, settings_for

PERSON = 100
KEEPER = 200
GROUP = -5
SUPERGROUP = -1001
CHANNEL = -1002


async def standing_of(api: BotApi, chat_id: int) -> Standing:
    storage = await Storage.open(settings_for(api).database_path)
    try:
        return await storage.chats.standing(chat_id)
    finally:
        await storage.close()


async def preferences_of(api: BotApi, chat_id: int) -> Preferences:
    storage = await Storage.open(settings_for(api).database_path)
    try:
        return await storage.chats.preferences(chat_id)
    finally:
        await storage.close()


async def test_a_group_that_adds_the_bot_is_told_once_how_to_ask(
    api: BotApi, scripted: ScriptedLibrary
):
    for chat_id, kind in ((GROUP, "group"), (SUPERGROUP, "supergroup")):
        api.group(chat_id, kind=kind)
    async with RunningBot(api, scripted, triggers=("مرجع",)):
        for chat_id in (GROUP, SUPERGROUP):
            await api.add_bot(chat_id, PERSON)
            await api.sent_to(chat_id)
        await api.say(GROUP, PERSON, "/new")
        await api.say(SUPERGROUP, PERSON, "/new")
        in_group = await api.sent_to(GROUP, 2)
        in_supergroup = await api.sent_to(SUPERGROUP, 2)

    for greeting, _ in (in_group, in_supergroup):
        assert "/ask سؤال" in greeting.text
        assert "«مرجع: سؤال»" in greeting.text
        assert "/help@iqtibas_test_bot" in greeting.text
        assert "\n" not in greeting.text


async def test_channels_and_promotions_get_no_greeting(api: BotApi, scripted: ScriptedLibrary):
    api.group(SUPERGROUP)
    api.channel(CHANNEL)
    async with RunningBot(api, scripted):
        await api.add_bot(CHANNEL, PERSON)
        await api.change_bot(SUPERGROUP, PERSON, "administrator")
        await api.change_bot(SUPERGROUP, PERSON, "member")
        marker = await api.say(SUPERGROUP, PERSON, "/new")
        [reply] = await api.sent_to(SUPERGROUP)

    assert reply.reply_to == marker
    assert api.in_chat(CHANNEL) == []
    assert await standing_of(api, CHANNEL) is Standing.MEMBER


async def test_a_group_that_lets_the_bot_in_again_is_greeted_again(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(SUPERGROUP)
    async with RunningBot(api, scripted):
        await api.add_bot(SUPERGROUP, PERSON)
        await api.sent_to(SUPERGROUP)
        await api.remove_bot(SUPERGROUP, PERSON)
        await api.add_bot(SUPERGROUP, PERSON)
        first, second = await api.sent_to(SUPERGROUP, 2)

    assert first.text == second.text


async def test_a_group_in_which_the_bot_may_not_write_stops_nothing(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(SUPERGROUP)
    api.refusals["sendMessage", SUPERGROUP] = [
        ApiError(400, "Bad Request: not enough rights to send text messages to the chat")
    ]
    async with RunningBot(api, scripted):
        await api.add_bot(SUPERGROUP, PERSON)
        marker = await api.say(SUPERGROUP, PERSON, "/new")
        [reply] = await api.sent_to(SUPERGROUP)

    assert reply.reply_to == marker


async def test_that_it_was_blocked_and_taken_back_is_remembered(
    api: BotApi, scripted: ScriptedLibrary
):
    api.person(PERSON)
    async with RunningBot(api, scripted):
        await api.block(PERSON)
        await api.until(lambda: not api.feed.unconfirmed)
    blocked = await standing_of(api, PERSON)
    async with RunningBot(api, scripted):
        await api.unblock(PERSON)
        await api.write(PERSON, "سؤال")
        [reply] = await api.sent_to(PERSON)

    assert blocked is Standing.GONE
    assert await standing_of(api, PERSON) is Standing.MEMBER
    assert reply.quotes == ["جواب سؤال"]


async def test_to_whoever_blocked_the_bot_nothing_more_is_sent(
    api: BotApi, scripted: ScriptedLibrary
):
    api.person(PERSON)
    scripted.opened.clear()
    async with RunningBot(api, scripted):
        for question in ("أول", "ثان", "ثالث"):
            await api.write(PERSON, question, date=api.date - 60)
        await api.block(PERSON)
        await api.until(lambda: not api.feed.unconfirmed)
        scripted.opened.set()

    assert len(api.calls_of("sendMessage")) == 1
    assert scripted.asked == ["أول"]
    assert await standing_of(api, PERSON) is Standing.GONE


async def test_whoever_writes_after_all_is_answered(api: BotApi, scripted: ScriptedLibrary):
    storage = await Storage.open(settings_for(api).database_path)
    await storage.chats.set_standing(PERSON, Standing.GONE, since=1000.0)
    await storage.close()
    async with RunningBot(api, scripted):
        await api.write(PERSON, "سؤال")
        [reply] = await api.sent_to(PERSON)

    assert reply.quotes == ["جواب سؤال"]
    assert await standing_of(api, PERSON) is Standing.MEMBER


async def test_a_group_takes_its_settings_along_and_is_not_greeted_anew(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(GROUP, kind="group")
    api.set_member(GROUP, KEEPER, "creator")
    async with RunningBot(api, scripted):
        await api.say(GROUP, KEEPER, "/settings")
        [menu] = await api.sent_to(GROUP)
        pressed = await api.press(KEEPER, menu, "English")
        await api.until(lambda: api.toast(pressed))
        await api.migrate(GROUP, SUPERGROUP, KEEPER)
        await api.say(SUPERGROUP, PERSON, "/new")
        [reply] = await api.sent_to(SUPERGROUP)
        menu_key = json.dumps({"chat_id": SUPERGROUP, "type": "chat"}, sort_keys=True)
        await api.until(lambda: api.commands.get(menu_key))

    assert reply.text.startswith("A new subject")
    assert (await preferences_of(api, SUPERGROUP)).language is Language.ENGLISH
    assert await preferences_of(api, GROUP) == Preferences()


async def test_a_group_that_chose_nothing_is_not_greeted_anew_either(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(GROUP, kind="group")
    async with RunningBot(api, scripted):
        await api.migrate(GROUP, SUPERGROUP, KEEPER)
        marker = await api.say(SUPERGROUP, PERSON, "/new")
        [reply] = await api.sent_to(SUPERGROUP)

    assert reply.reply_to == marker


async def test_updates_of_membership_are_asked_for(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        pass

    asked_for = api.calls_of("getUpdates")[0]["allowed_updates"]
    assert "my_chat_member" in asked_for
