"""Nothing is lost, nothing comes twice, nobody waits for another."""

import asyncio
from collections import defaultdict

import pytest

from bot.preferences import Digits, Preferences
from bot.storage import Storage
from bot.telegram.clock import SystemClock
from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_checks import ApiError
from tests.telegram.fakes import ImpatientClock
from tests.telegram.flood_control import FloodControl
from tests.telegram.harness import RunningBot, ScriptedLibrary


def first_quotes(api: BotApi) -> dict[int, list[str]]:
    quotes: dict[int, list[str]] = defaultdict(list)
    for message in api.sent:
        quotes[message.chat_id].append(message.quotes[0])
    return quotes


@pytest.mark.slow
async def test_a_burst_is_answered_in_order_within_each_chat_and_none_twice(
    api: BotApi, scripted: ScriptedLibrary
):
    chats, questions = range(1, 41), range(5)
    for n in questions:
        for chat in chats:
            await api.write(chat, f"سؤال {n}")
    async with RunningBot(api, scripted):
        await api.until(lambda: len(api.sent) >= 200, within_s=30)

    expected = [f"جواب سؤال {n}" for n in questions]
    assert first_quotes(api) == dict.fromkeys(chats, expected)
    assert api.feed.unconfirmed == []


async def test_a_slow_reply_to_one_chat_holds_no_other(api: BotApi, scripted: ScriptedLibrary):
    held = api.holds["sendMessage", 1] = asyncio.Event()
    async with RunningBot(api, scripted):
        await api.write(1, "بطيء")
        await api.write(1, "بعده")
        await api.write(2, "سريع")
        await api.sent_to(2)
        before = len(api.in_chat(1))
        held.set()
        replies = await api.sent_to(1, 2)

    assert before == 0
    assert [reply.quotes[0] for reply in replies] == ["جواب بطيء", "جواب بعده"]


async def test_an_update_that_comes_again_is_answered_once_also_over_a_restart(
    api: BotApi, scripted: ScriptedLibrary
):
    person = api.person(1)
    chat = {"id": 1, "type": "private", "first_name": "س"}

    async def deliver(message_id: int) -> None:
        # By the number of the message it would be another question.
        message = {"message_id": message_id, "date": api.date, "text": "سؤال", "from": person}
        await api.deliver({"message": {**message, "chat": chat}}, update_id=7)

    async with RunningBot(api, scripted):
        await deliver(501)
        await api.sent_to(1)
        await deliver(502)
        await api.write(2, "غيره")
        await api.sent_to(2)
    async with RunningBot(api, scripted):
        await deliver(503)
        await api.write(3, "غيره")
        await api.sent_to(3)

    assert len(api.in_chat(1)) == 1
    assert scripted.asked == ["سؤال", "غيره", "غيره"]


async def test_stopping_answers_what_was_asked_first(api: BotApi, scripted: ScriptedLibrary):
    scripted.opened.clear()
    bot = RunningBot(api, scripted)
    async with bot:
        for chat in range(1, 6):
            await api.write(chat, "سؤال")
        await api.until(lambda: not api.feed.unconfirmed)
        bot.stop.set()
        scripted.opened.set()

    assert sorted(message.chat_id for message in api.sent) == [1, 2, 3, 4, 5]
    assert api.feed.unconfirmed == []


async def test_stopping_waits_no_longer_than_it_may_and_the_next_start_goes_on(
    api: BotApi, scripted: ScriptedLibrary
):
    held = api.holds["sendMessage", 1] = asyncio.Event()
    bot = RunningBot(api, scripted, shutdown_timeout_s=0.1)
    async with bot:
        await api.write(1, "سؤال")
        await api.until(lambda: api.calls_of("sendMessage"))
        await bot.end()
        before = len(api.sent)
    api.holds.clear()
    async with RunningBot(api, scripted):
        replies = await api.sent_to(1)
        held.set()

    assert before == 0
    assert [reply.quotes for reply in replies] == [["جواب سؤال"]]


@pytest.mark.slow
async def test_a_flood_wait_on_one_chat_delays_no_other(api: BotApi, scripted: ScriptedLibrary):
    clock = SystemClock()
    api.refusals["sendMessage", 1] = [ApiError(429, "Too Many Requests: retry after 1", 1)]
    async with RunningBot(api, scripted):
        await api.write(1, "ممنوع")
        await api.until(lambda: api.calls_of("sendMessage"))
        asked_at = clock.now()
        await api.write(2, "حر")
        await api.sent_to(2)
        took_s = clock.now() - asked_at
        [reply] = await api.sent_to(1)

    assert took_s < 0.2
    assert reply.quotes == ["جواب ممنوع"]


@pytest.mark.slow
async def test_within_telegrams_limits_nothing_is_refused_and_nothing_lost(
    api: BotApi, scripted: ScriptedLibrary
):
    api.flood = FloodControl()
    for chat in (*range(1, 36), 1, 2):
        await api.write(chat, f"سؤال {chat}")
    async with RunningBot(api, scripted, telegram_limits=True):
        await api.until(lambda: len(api.sent) >= 37, within_s=20)

    assert api.flood.n_refused == 0
    assert len(api.in_chat(1)) == 2


@pytest.mark.slow
async def test_chats_under_a_flood_wait_take_nobodys_place(api: BotApi, scripted: ScriptedLibrary):
    clock = SystemClock()
    for chat in (1, 2, 3):
        wait = ApiError(429, "Too Many Requests: retry after 1", 1)
        api.refusals["sendMessage", chat] = [wait]
    async with RunningBot(api, scripted, concurrent_chats=2):
        for chat in (1, 2, 3):
            await api.write(chat, "ممنوع")
        await api.until(lambda: len(api.calls_of("sendMessage")) == 3)
        asked_at = clock.now()
        await api.write(4, "حر")
        await api.sent_to(4)
        took_s = clock.now() - asked_at
        for chat in (1, 2, 3):
            await api.sent_to(chat)

    assert took_s < 0.2
    assert len(api.sent) == 4


async def test_an_answer_follows_a_group_that_became_a_supergroup_with_its_settings(
    api: BotApi, scripted: ScriptedLibrary
):
    group, supergroup = -5, -1005
    api.group(group, kind="group")
    scripted.opened.clear()
    async with RunningBot(api, scripted) as bot:
        other = await Storage.open(bot.settings.database_path)
        await other.chats.choose(group, Preferences(digits=Digits.WESTERN))
        await api.say(group, 1, "/ask سؤال")
        await api.until(lambda: scripted.asked)
        await api.migrate(group, supergroup)
        scripted.opened.set()
        await api.until(lambda: any(sent.quotes for sent in api.in_chat(supergroup)))
        moved = await other.chats.preferences(supergroup)
        await other.close()

    assert [sent.quotes for sent in api.in_chat(supergroup) if sent.quotes] == [["جواب سؤال"]]
    assert moved.digits is Digits.WESTERN


async def test_a_chat_that_blocked_the_bot_harms_nobody(api: BotApi, scripted: ScriptedLibrary):
    api.refusals["sendMessage", 1] = [ApiError(403, "Forbidden: bot was blocked by the user")]
    async with RunningBot(api, scripted):
        await api.write(1, "سؤال")
        await api.until(lambda: api.calls_of("sendMessage"))
        await api.write(1, "مرة أخرى")
        [reply] = await api.sent_to(1)

    assert reply.quotes == ["جواب مرة أخرى"]


async def test_typing_is_shown_only_while_an_answer_takes_its_time(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.opened.clear()
    async with RunningBot(api, scripted, ImpatientClock()):
        await api.write(1, "بطيء")
        await api.until(lambda: len(api.calls_of("sendChatAction")) >= 2)
        scripted.opened.set()
        await api.sent_to(1)
        n_shown = len(api.calls_of("sendChatAction"))
        await api.write(1, "سريع")
        await api.sent_to(1, 2)

    assert len(api.calls_of("sendChatAction")) <= n_shown + 1
    assert {call["action"] for call in api.calls_of("sendChatAction")} == {"typing"}


async def test_a_reply_that_may_have_arrived_is_not_sent_again(
    api: BotApi, scripted: ScriptedLibrary
):
    api.refusals["sendMessage", 1] = [ApiError(502, "Bad Gateway")]
    async with RunningBot(api, scripted):
        await api.write(1, "أول")
        await api.write(1, "ثان")
        [reply] = await api.sent_to(1)

    assert reply.quotes == ["جواب ثان"]
    assert len(api.calls_of("sendMessage")) == 2
