"""Questions that lean on the one before: of the same person, in the same place, or replied to."""

import time

import pytest

from bot.library import Library
from retrieval.datatypes import Conversation
from retrieval.engine import SnapshotStore
from retrieval.settings import EncoderSettings
from tests.telegram.bot_api import BotApi
from tests.telegram.harness import RunningBot, ScriptedLibrary

PERSON = 100
GROUP, OTHER_GROUP, CHANNEL = -100, -101, -300
LEILA, OMAR, ADMINISTRATOR = 1, 2, 3
FIRST = "متى افتُتح الجسر؟"


@pytest.fixture(autouse=True)
def groups(api: BotApi) -> None:
    """Let there be two groups."""
    for chat_id in (GROUP, OTHER_GROUP):
        api.group(chat_id)


async def test_a_short_question_is_answered_with_the_subject_of_the_last(
    api: BotApi, store: SnapshotStore
):
    library = await Library.open(store.root.parent / "articles", store, EncoderSettings())
    async with RunningBot(api, library):
        await api.write(PERSON, "كم بلغت كلفة جسر النخيل؟")
        await api.write(PERSON, "ومتى؟")
        _, reply = await api.sent_to(PERSON, 2)
    await library.close()

    assert any("افتُتح جسر النخيل صباح الأحد" in quote for quote in reply.quotes)


async def test_a_question_in_latin_letters_is_answered_and_leant_on(
    api: BotApi, store: SnapshotStore
):
    library = await Library.open(store.root.parent / "articles", store, EncoderSettings())
    async with RunningBot(api, library):
        await api.write(PERSON, "kam balaghat kelfet jisr el nakheel?")
        await api.write(PERSON, "w emta?")
        first, second = await api.sent_to(PERSON, 2)
    await library.close()

    assert any("أربعين مليون دينار" in quote for quote in first.quotes)
    assert any("افتُتح جسر النخيل صباح الأحد" in quote for quote in second.quotes)


async def test_a_question_is_handed_over_with_the_one_before(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.write(PERSON, FIRST)
        await api.write(PERSON, "وأين؟")
        _, reply = await api.sent_to(PERSON, 2)

    assert scripted.conversations == [Conversation(), Conversation((FIRST,))]
    assert reply.quotes == [f"جواب {FIRST} وأين؟"]


async def test_nobody_leans_on_what_others_asked_or_on_another_chat(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.say(GROUP, LEILA, f"اقتباس: {FIRST}")
        await api.say(GROUP, OMAR, "اقتباس: وأين؟")
        await api.sent_to(GROUP, 2)
        await api.say(OTHER_GROUP, LEILA, "اقتباس: وأين؟")
        await api.sent_to(OTHER_GROUP)
        await api.say(GROUP, LEILA, "اقتباس: وأين؟")
        await api.sent_to(GROUP, 3)

    assert [said.previous for said in scripted.conversations] == [(), (), (), (FIRST,)]


async def test_whoever_replies_to_an_answer_leans_on_its_question(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.say(GROUP, LEILA, f"اقتباس: {FIRST}")
        [first] = await api.sent_to(GROUP)
        await api.say(GROUP, LEILA, "اقتباس: سؤال آخر")
        await api.sent_to(GROUP, 2)
        for person in (OMAR, LEILA):
            await api.say(GROUP, person, "وأين؟", reply_to=first.message_id)
        await api.sent_to(GROUP, 4)

    assert scripted.conversations[2:] == [Conversation((FIRST,), is_reply=True)] * 2


async def test_after_a_while_only_a_reply_is_understood_with_what_was_asked(
    api: BotApi, scripted: ScriptedLibrary
):
    now = int(time.time())
    async with RunningBot(api, scripted, follow_up_window_s=60):
        await api.write(PERSON, FIRST, date=now - 100)
        [first] = await api.sent_to(PERSON)
        await api.write(PERSON, "وأين؟", date=now - 39)
        await api.write(PERSON, "وأين؟", date=now - 38, reply_to=first.message_id)
        await api.sent_to(PERSON, 3)

    assert scripted.conversations == [
        Conversation(),
        Conversation(),
        Conversation((FIRST,), is_reply=True),
    ]


async def test_a_chain_of_questions_keeps_the_one_that_began_it(
    api: BotApi, scripted: ScriptedLibrary
):
    leaning = [f"و{n}؟" for n in range(7)]
    async with RunningBot(api, scripted):
        for question in (FIRST, *leaning):
            await api.write(PERSON, question)
        await api.sent_to(PERSON, 8)

    assert scripted.conversations[-1].previous == (FIRST, *leaning[2:6])


async def test_a_question_of_its_own_begins_anew(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        for question in (FIRST, "أين المكتبة؟", "ومتى؟"):
            await api.write(PERSON, question)
        await api.sent_to(PERSON, 3)

    assert scripted.conversations[-1].previous == ("أين المكتبة؟",)


@pytest.mark.parametrize("between", ["شكرا", "السلام عليكم", "😀", "س" * 2000])
async def test_what_is_no_question_does_not_come_between_two(
    api: BotApi, store: SnapshotStore, between: str
) -> None:
    library = await Library.open(store.root.parent / "articles", store, EncoderSettings())
    async with RunningBot(api, library):
        await api.write(PERSON, "كم بلغت كلفة جسر النخيل؟")
        await api.write(PERSON, between)
        await api.write(PERSON, "ومتى؟")
        *_, reply = await api.sent_to(PERSON, 3)
    await library.close()

    assert any("افتُتح جسر النخيل صباح الأحد" in quote for quote in reply.quotes)


async def test_a_conversation_goes_on_after_a_restart(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        await api.say(GROUP, LEILA, f"اقتباس: {FIRST}")
        [first] = await api.sent_to(GROUP)
    async with RunningBot(api, scripted):
        await api.say(GROUP, LEILA, "اقتباس: وأين؟")
        await api.say(GROUP, OMAR, "ولماذا؟", reply_to=first.message_id)
        await api.sent_to(GROUP, 3)

    assert scripted.conversations[1:] == [
        Conversation((FIRST,)),
        Conversation((FIRST,), is_reply=True),
    ]


async def test_whoever_asks_in_a_chats_name_leans_on_what_that_chat_asked(
    api: BotApi, scripted: ScriptedLibrary
):
    api.channel(CHANNEL)
    async with RunningBot(api, scripted):
        await api.say(GROUP, ADMINISTRATOR, f"اقتباس: {FIRST}", anonymous=True)
        await api.say(GROUP, OMAR, "اقتباس: سؤال القناة", sender_chat=CHANNEL)
        await api.say(GROUP, ADMINISTRATOR, "اقتباس: وأين؟", anonymous=True)
        await api.sent_to(GROUP, 3)

    assert scripted.conversations[-1].previous == (FIRST,)


async def test_posts_of_a_channel_stand_alone(api: BotApi, scripted: ScriptedLibrary):
    api.channel(CHANNEL)
    async with RunningBot(api, scripted):
        await api.publish(CHANNEL, f"اقتباس: {FIRST}")
        await api.publish(CHANNEL, "اقتباس: وأين؟")
        await api.sent_to(CHANNEL, 2)

    assert scripted.conversations == [Conversation(), Conversation()]


async def test_in_a_group_an_answer_says_which_question_it_follows(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.n_quotes = 2
    async with RunningBot(api, scripted, n_quotes=1):
        await api.say(GROUP, LEILA, f"اقتباس: {FIRST}")
        await api.say(GROUP, LEILA, "اقتباس: وأين؟")
        alone, leaning = await api.sent_to(GROUP, 2)
        await api.press(LEILA, leaning, "المزيد")
        await api.until(lambda: len(leaning.history) == 2)

    assert "متابعة" not in alone.text
    assert all(shown.startswith(f"متابعة للسؤال: {FIRST}\n") for shown in leaning.history)


async def test_in_private_the_question_stands_right_above(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        await api.write(PERSON, FIRST)
        await api.write(PERSON, "وأين؟")
        _, leaning = await api.sent_to(PERSON, 2)

    assert "متابعة" not in leaning.text
