"""Topics: the answer stands where the question does."""

from typing import Any

import pytest

from tests.telegram.bot_api import BotApi
from tests.telegram.fakes import ImpatientClock
from tests.telegram.harness import RunningBot, ScriptedLibrary

FORUM = -200
LEILA, OMAR = 1, 2


@pytest.fixture(autouse=True)
def forum(api: BotApi) -> None:
    """Let there be a group with topics."""
    api.group(FORUM, is_forum=True)


async def test_the_answer_goes_into_the_topic_of_the_question(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        asked = await api.say(FORUM, LEILA, "اقتباس: متى؟", thread=5)
        [reply] = await api.sent_to(FORUM)

    assert (reply.thread_id, reply.reply_to) == (5, asked)


@pytest.mark.parametrize("fields", [{}, {"message_thread_id": 1, "is_topic_message": True}])
async def test_in_general_the_answer_goes_to_no_topic(
    api: BotApi, scripted: ScriptedLibrary, fields: dict[str, Any]
) -> None:
    async with RunningBot(api, scripted):
        asked = await api.say(FORUM, LEILA, "اقتباس: متى؟", thread=1, **fields)
        [reply] = await api.sent_to(FORUM)

    assert (reply.thread_id, reply.reply_to) == (None, asked)


async def test_a_question_deleted_meanwhile_is_answered_in_its_topic(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.opened.clear()
    async with RunningBot(api, scripted):
        asked = await api.say(FORUM, LEILA, "اقتباس: متى؟", thread=5)
        api.delete(FORUM, asked)
        scripted.opened.set()
        [reply] = await api.sent_to(FORUM)

    assert (reply.thread_id, reply.reply_to) == (5, None)


async def test_a_message_in_a_topic_is_no_reply_to_whoever_opened_it(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.say(FORUM, LEILA, "كلام", thread=5)
        await api.say(FORUM, LEILA, "/ask", thread=5)
        [usage] = await api.sent_to(FORUM)

    assert "بعد الأمر يأتي السؤال" in usage.text
    assert usage.thread_id == 5
    assert scripted.asked == []


async def test_an_article_is_sent_into_the_topic_of_its_answer(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.say(FORUM, LEILA, "اقتباس: متى؟", thread=5)
        [reply] = await api.sent_to(FORUM)
        await api.press(LEILA, reply, "المصدر")
        [_, article] = await api.sent_to(FORUM, 2)

    assert article.document
    assert (article.thread_id, article.reply_to) == (5, reply.message_id)


async def test_a_question_leans_on_those_of_its_own_topic_only(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.say(FORUM, LEILA, "اقتباس: متى افتُتح الجسر؟", thread=5)
        await api.say(FORUM, LEILA, "اقتباس: متى فتحت المكتبة؟", thread=6)
        await api.say(FORUM, LEILA, "اقتباس: وأين؟", thread=5)
        await api.say(FORUM, LEILA, "اقتباس: وأين؟")
        replies = await api.sent_to(FORUM, 4)

    assert [reply.thread_id for reply in replies] == [5, 6, 5, None]
    assert scripted.conversations[2].previous == ("متى افتُتح الجسر؟",)
    assert scripted.conversations[3].previous == ()


async def test_the_typing_line_stands_in_the_topic(api: BotApi, scripted: ScriptedLibrary):
    scripted.opened.clear()
    async with RunningBot(api, scripted, ImpatientClock()):
        await api.say(FORUM, LEILA, "اقتباس: متى؟", thread=5)
        await api.until(lambda: api.calls_of("sendChatAction"))
        scripted.opened.set()
        await api.sent_to(FORUM)

    assert api.calls_of("sendChatAction")[0]["message_thread_id"] == "5"
