"""Questions a minute: admitted, told once, left; and the queue of a chat that is full."""

import asyncio

import pytest

from bot.telegram import quota
from bot.telegram.quota import PERIOD_S, QUERIES_PER_QUESTION, Admission, QuestionQuota
from tests.telegram.bot_api import BotApi
from tests.telegram.fakes import FakeClock
from tests.telegram.harness import RunningBot, ScriptedLibrary

ADMITTED, TOLD, LEFT = Admission.ADMITTED, Admission.TOLD, Admission.LEFT
GROUP = -1001


class Minute:
    """A quota, and a clock that a test moves on."""

    def __init__(self, per_user: int = 2, per_chat: int = 4) -> None:
        self.clock = FakeClock()
        self.quota = QuestionQuota(self.clock, per_user=per_user, per_chat=per_chat)

    async def pass_by(self, seconds: float) -> None:
        await self.clock.run_until_done(asyncio.create_task(self.clock.sleep(seconds)))


async def test_a_person_may_ask_so_often_in_any_minute_and_is_told_once():
    minute = Minute()
    first = [minute.quota.admit(7, 7) for _ in range(5)]
    await minute.pass_by(PERIOD_S - 1)
    before = minute.quota.admit(7, 7)
    await minute.pass_by(1)

    assert first == [ADMITTED, ADMITTED, TOLD, LEFT, LEFT]
    assert before is LEFT
    assert [minute.quota.admit(7, 7) for _ in range(4)] == [ADMITTED, ADMITTED, TOLD, LEFT]


def test_a_person_is_counted_over_all_chats_and_nobody_else_with_them():
    minute = Minute()

    asked = [minute.quota.admit(*who) for who in [(7, 7), (7, GROUP), (7, -2), (8, GROUP)]]

    assert asked == [ADMITTED, ADMITTED, TOLD, ADMITTED]


def test_a_chat_is_counted_whoever_asks_and_told_once():
    minute = Minute()

    asked = [minute.quota.admit(user, GROUP) for user in range(1, 7)]

    assert asked == [ADMITTED] * 4 + [TOLD, LEFT]
    assert minute.quota.admit(6, 6) is ADMITTED


def test_in_a_channel_nobody_is_counted_but_the_channel():
    minute = Minute()

    asked = [minute.quota.admit(None, GROUP) for _ in range(5)]

    assert asked == [ADMITTED] * 4 + [TOLD]


def test_a_question_too_many_counts_for_nobody():
    minute = Minute()
    for _ in range(6):
        minute.quota.admit(7, GROUP)

    assert [minute.quota.admit(user, GROUP) for user in (8, 9, 10)] == [ADMITTED, ADMITTED, TOLD]


def test_inline_queries_are_counted_apart_and_more_are_allowed():
    minute = Minute()
    n_allowed = 2 * QUERIES_PER_QUESTION

    asked = [minute.quota.admits_inline(7) for _ in range(n_allowed + 1)]

    assert asked == [True] * n_allowed + [False]
    assert minute.quota.admits_inline(8)
    assert minute.quota.admit(7, 7) is ADMITTED


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(quota, "_REMEMBERED", 3)
    minute = Minute(per_user=1, per_chat=1)

    for user in range(1, 6):
        minute.quota.admit(user, user)

    assert minute.quota.admit(5, 5) is TOLD
    assert minute.quota.admit(1, 1) is ADMITTED


async def test_who_asks_too_much_in_private_gets_one_line_and_others_their_answers(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted, user_questions_per_minute=2):
        for n in range(5):
            await api.write(1, f"سؤال {n}")
        await api.sent_to(1, 3)
        await api.write(2, "سؤال")
        await api.sent_to(2)

    assert [message.quotes for message in api.in_chat(1)[:2]] == [["جواب سؤال 0"], ["جواب سؤال 1"]]
    assert len(api.in_chat(1)) == 3
    assert "أسئلة كثيرة في دقيقة" in api.in_chat(1)[2].text


async def test_a_group_that_asks_too_much_gets_one_line_as_a_reply(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(GROUP)
    async with RunningBot(api, scripted, chat_questions_per_minute=1):
        ids = [await api.say(GROUP, user, f"/ask سؤال {user}") for user in (1, 2, 3)]
        await api.sent_to(GROUP, 2)
        await api.write(4, "سؤال")
        await api.sent_to(4)

    answer, line = api.in_chat(GROUP)
    assert answer.quotes == ["جواب سؤال 1"]
    assert "أسئلة كثيرة في دقيقة" in line.text
    assert line.reply_to == ids[1]


async def test_inline_queries_beyond_the_quota_list_nothing(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted, user_questions_per_minute=1):
        listed = [await api.type_inline(1, f"سؤال {n}") for n in range(QUERIES_PER_QUESTION + 1)]

    assert [bool(each.results) for each in listed] == [True] * QUERIES_PER_QUESTION + [False]
    assert "كثيرة" in str(listed[-1].button)


async def test_of_a_chat_where_too_many_wait_the_rest_is_left_and_the_chat_told_once(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.opened.clear()
    async with RunningBot(api, scripted, chat_queue_size=2):
        for n in range(6):
            await api.write(1, f"سؤال {n}")
        await api.sent_to(1)
        await api.write(2, "سؤال")
        await api.until(lambda: not api.feed.unconfirmed)
        scripted.opened.set()
        await api.sent_to(1, 4)
        await api.sent_to(2)

    line, *answers = api.in_chat(1)
    assert "رسائل كثيرة" in line.text
    assert [message.quotes[0] for message in answers] == [f"جواب سؤال {n}" for n in range(3)]


async def test_people_who_talk_in_a_group_do_not_fill_the_queue_of_questions(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(GROUP)
    scripted.opened.clear()
    async with RunningBot(api, scripted, chat_queue_size=1):
        await api.say(GROUP, 1, "/ask أول")
        for n in range(5):
            await api.say(GROUP, 2, f"حديث {n}")
        await api.say(GROUP, 1, "/ask ثان")
        await api.until(lambda: not api.feed.unconfirmed)
        scripted.opened.set()
        await api.sent_to(GROUP, 2)

    assert [m.quotes for m in api.in_chat(GROUP)] == [["جواب أول"], ["جواب ثان"]]


async def test_a_chat_with_many_waiting_questions_delays_no_other(
    api: BotApi, scripted: ScriptedLibrary
):
    for n in range(40):
        await api.write(1, f"كثير {n}")
    await api.write(2, "سؤال")
    async with RunningBot(api, scripted, user_questions_per_minute=100, concurrent_chats=1):
        await api.sent_to(2)
        n_before = len(api.in_chat(1))
        await api.sent_to(1, 40)

    assert n_before < 10


async def test_who_calls_the_bot_too_often_elsewhere_is_told_each_time(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted, user_questions_per_minute=1):
        calls = [await api.summon(1, f"@iqtibas_test_bot سؤال {n}") for n in range(3)]
        await api.until(lambda: all(map(api.guest_answer, calls)))

    answer, *lines = [sent.text for call in calls if (sent := api.guest_answer(call))]
    assert "جواب سؤال 0" in answer
    assert ["أسئلة كثيرة في دقيقة" in line for line in lines] == [True, True]


def test_articles_have_a_count_of_their_own():
    minute = Minute(per_user=2)

    sent = [minute.quota.admits_article(7) for _ in range(3)]

    assert sent == [True, True, False]
    assert minute.quota.admits_article(8)
    assert minute.quota.admit(7, 7) is ADMITTED
