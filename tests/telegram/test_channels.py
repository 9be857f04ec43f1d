"""Channels and their discussion groups: posts that ask are answered, nothing else is touched."""

import pytest

from tests.telegram.bot_api import BotApi
from tests.telegram.fakes import ImpatientClock
from tests.telegram.harness import RunningBot, ScriptedLibrary, toast_of

CHANNEL, GROUP = -300, -100
LEILA, ADMINISTRATOR = 1, 3


@pytest.fixture(autouse=True)
def channel(api: BotApi) -> None:
    """Let there be a channel with its discussion group, the bot in both."""
    api.group(GROUP)
    api.set_member(GROUP, ADMINISTRATOR, "administrator")
    api.channel(CHANNEL, discussion=GROUP)


@pytest.mark.parametrize("text", ["اقتباس: متى؟", "@iqtibas_test_bot متى؟"])
async def test_a_post_that_asks_is_answered_below_it_and_in_the_discussion_group(
    api: BotApi, scripted: ScriptedLibrary, text: str
) -> None:
    async with RunningBot(api, scripted):
        post = await api.publish(CHANNEL, text)
        [below] = await api.sent_to(CHANNEL)
        [discussed] = await api.sent_to(GROUP)

    assert (below.quotes, below.reply_to) == (["جواب متى؟"], post)
    assert (discussed.quotes, discussed.reply_to) == (
        ["جواب متى؟"],
        api.forward_of(CHANNEL, post),
    )


async def test_a_channel_without_a_group_is_answered_too(api: BotApi, scripted: ScriptedLibrary):
    api.channel(-301)
    async with RunningBot(api, scripted):
        post = await api.publish(-301, "اقتباس: متى؟")
        [below] = await api.sent_to(-301)

    assert below.reply_to == post


async def test_nothing_else_in_a_channel_is_touched(api: BotApi, scripted: ScriptedLibrary):
    api.channel(-301)
    origin = {"type": "user", "date": 1, "sender_user": api.stranger(LEILA)}
    async with RunningBot(api, scripted):
        await api.publish(-301, "اقتباس: متى؟", forward_origin=origin)
        await api.publish(CHANNEL, "خبر اليوم")
        await api.publish(CHANNEL, "اكتبوا إلى @iqtibas_test_bot")
        await api.publish(CHANNEL, "/ask متى؟")
        await api.publish(CHANNEL, "@iqtibas_test_bot")
        await api.publish(CHANNEL, "", new_chat_title="جديد")
        await api.publish(CHANNEL, "اقتباس: الأخير")
        await api.sent_to(CHANNEL)
        await api.sent_to(GROUP)

    assert scripted.asked == ["الأخير", "الأخير"]
    assert len(api.in_chat(CHANNEL)) == len(api.in_chat(GROUP)) == 1


async def test_an_answer_that_comes_back_to_the_discussion_group_asks_nothing(
    api: BotApi, scripted: ScriptedLibrary
):
    text = "اقتباس: متى؟ هكذا سأل"
    quote = {"type": "blockquote", "offset": 0, "length": len(text)}
    async with RunningBot(api, scripted):
        await api.publish(CHANNEL, text, entities=[quote])
        await api.say(GROUP, LEILA, "/ask الأخير")
        await api.sent_to(GROUP)

    assert scripted.asked == ["الأخير"]


async def test_comments_below_a_post_are_messages_of_a_group(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        post = await api.publish(CHANNEL, "خبر اليوم")
        below = api.forward_of(CHANNEL, post)
        await api.say(GROUP, LEILA, "متى؟", reply_to=below)
        asked = await api.say(GROUP, LEILA, "اقتباس: متى؟", reply_to=below)
        [reply] = await api.sent_to(GROUP)

    assert (reply.reply_to, reply.thread_id) == (asked, None)
    assert scripted.asked == ["متى؟"]


async def test_below_a_post_stands_only_what_is_harmless_in_anybodys_hands(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.n_quotes = 5
    async with RunningBot(api, scripted, n_quotes=2):
        await api.publish(CHANNEL, "اقتباس: متى؟")
        [below] = await api.sent_to(CHANNEL)
        [discussed] = await api.sent_to(GROUP)

    assert below.labels == ["نسخ ١", "نسخ ٢", "👍", "👎"]
    assert {"المزيد", "السياق ١", "المصدر ١", "مشاركة"} <= set(discussed.labels)


async def test_whoever_reads_a_channel_may_vote_and_nobody_may_turn_its_posts(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.n_quotes = 3
    api.set_member(CHANNEL, ADMINISTRATOR, "creator")
    async with RunningBot(api, scripted, n_quotes=1):
        await api.publish(CHANNEL, "اقتباس: متى؟")
        [below] = await api.sent_to(CHANNEL)
        vote = await toast_of(api, await api.press(LEILA, below, "👍"))
        page = below.button("👍")["callback_data"].replace("1u:", "1p:") + "1"
        press = await api.press(ADMINISTRATOR, below, page, is_forged=True)
        forged = await toast_of(api, press)

    assert vote == "شكرًا على التقييم."
    assert "انتهت صلاحية" in forged
    assert len(below.history) == 1


async def test_a_channel_is_sent_no_typing_line(api: BotApi, scripted: ScriptedLibrary):
    scripted.opened.clear()
    async with RunningBot(api, scripted, ImpatientClock()):
        await api.publish(CHANNEL, "اقتباس: متى؟")
        await api.until(lambda: len(api.calls_of("sendChatAction")) >= 3)
        scripted.opened.set()
        await api.sent_to(CHANNEL)
        await api.sent_to(GROUP)

    assert {call["chat_id"] for call in api.calls_of("sendChatAction")} == {str(GROUP)}
