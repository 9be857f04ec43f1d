"""Where somebody waits, what went wrong is told in one short line; nobody else hears of it."""

import sqlite3

import pytest

from bot.storage import Storage
from bot.storage.chats import Standing
from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_checks import ApiError
from tests.telegram.harness import RunningBot, ScriptedLibrary, settings_for

PERSON = 100
GROUP = -1001
CHANNEL = -1002
FAILED = "حدث خطأ ولم يصل الجواب. يُرجى إرسال السؤال مرة أخرى."


def break_storage(bot: RunningBot) -> None:
    """Have every question for what a chat chose fail, as long as the chat was not heard of."""
    with sqlite3.connect(bot.settings.database_path) as connection:
        connection.execute("DROP TABLE chats")
    connection.close()


async def test_a_failure_is_told_in_the_topic_that_asked(api: BotApi, scripted: ScriptedLibrary):
    api.group(GROUP, is_forum=True)
    scripted.breaks = [LookupError("/secret/path")]
    async with RunningBot(api, scripted):
        asked = await api.say(GROUP, PERSON, "/ask سؤال", thread=77)
        [reply] = await api.sent_to(GROUP)

    assert reply.text == FAILED
    assert (reply.reply_to, reply.thread_id) == (asked, 77)


async def test_nobody_hears_of_a_failure_who_asked_nothing(api: BotApi, scripted: ScriptedLibrary):
    api.group(GROUP)
    api.channel(CHANNEL)
    bot = RunningBot(api, scripted)
    async with bot:
        break_storage(bot)
        written = await api.say(GROUP, PERSON, "صباح الخير جميعًا")
        await api.edit(GROUP, written, "اقتباس: سؤال")
        await api.say(GROUP, PERSON, "/help@some_other_bot")
        await api.say(GROUP, PERSON, "/nonsense")
        await api.publish(CHANNEL, "اقتباس: سؤال")
        asked = await api.say(GROUP, PERSON, "/settings")
        # Each failure is logged in full, which takes its time.
        [reply] = await api.sent_to(GROUP, within_s=30)

    assert reply.text == FAILED
    assert reply.reply_to == asked
    assert api.in_chat(CHANNEL) == []


@pytest.mark.parametrize("written", ["/ask سؤال", "اقتباس: سؤال", "/help@iqtibas_test_bot"])
async def test_whoever_asks_in_a_group_is_told(
    api: BotApi, scripted: ScriptedLibrary, written: str
) -> None:
    api.group(GROUP)
    bot = RunningBot(api, scripted)
    async with bot:
        break_storage(bot)
        await api.say(GROUP, PERSON, written)
        [reply] = await api.sent_to(GROUP)

    assert reply.text == FAILED


async def test_a_press_that_fails_is_answered_with_a_line(api: BotApi, scripted: ScriptedLibrary):
    bot = RunningBot(api, scripted)
    async with bot:
        await api.write(PERSON, "سؤال")
        [answer] = await api.sent_to(PERSON)
        with sqlite3.connect(bot.settings.database_path) as connection:
            connection.execute("DROP TABLE votes")
        connection.close()
        pressed = await api.press(PERSON, answer, "👍")
        await api.until(lambda: api.toast(pressed))

    toast = api.toast(pressed)
    assert toast
    assert toast.text == "حدث خطأ. يُرجى المحاولة مرة أخرى."
    assert len(api.in_chat(PERSON)) == 1


async def test_an_inline_query_that_fails_gets_an_empty_list(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.breaks = [LookupError("/secret/path")]
    async with RunningBot(api, scripted):
        listed = await api.type_inline(PERSON, "سؤال")

    assert listed.results == ()


async def test_a_call_as_a_guest_that_fails_gets_a_line(api: BotApi, scripted: ScriptedLibrary):
    scripted.breaks = [LookupError("/secret/path")]
    async with RunningBot(api, scripted):
        query_id = await api.summon(PERSON, "@iqtibas_test_bot سؤال")
        await api.until(lambda: api.guest_answer(query_id))

    answer = api.guest_answer(query_id)
    assert answer
    assert answer.text == FAILED


async def test_a_chat_that_is_closed_to_the_bot_is_noted_and_told_nothing(
    api: BotApi, scripted: ScriptedLibrary
):
    api.refusals["sendMessage", PERSON] = [ApiError(403, "Forbidden: bot was blocked by the user")]
    async with RunningBot(api, scripted):
        await api.write(PERSON, "سؤال")
        await api.until(lambda: api.calls_of("sendMessage"))
    storage = await Storage.open(settings_for(api).database_path)
    standing = await storage.chats.standing(PERSON)
    await storage.close()

    assert standing is Standing.GONE
    assert len(api.calls_of("sendMessage")) == 1
