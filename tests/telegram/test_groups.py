"""Groups and supergroups: silent until spoken to, and then in the right place."""

import pytest

from bot.library import Library
from retrieval.engine import SnapshotStore
from retrieval.settings import EncoderSettings
from tests.telegram.bot_api import BOT, BotApi
from tests.telegram.harness import RunningBot, ScriptedLibrary

GROUP, OTHER_GROUP, CHANNEL = -100, -101, -300
LEILA, OMAR, ADMINISTRATOR = 1, 2, 3


@pytest.fixture(autouse=True)
def group(api: BotApi) -> None:
    """Let there be a group with the bot and three people in it."""
    api.group(GROUP)
    api.set_member(GROUP, ADMINISTRATOR, "administrator")


async def last_word(api: BotApi, scripted: ScriptedLibrary) -> list[str]:
    """Ask once more; return everything that was asked before."""
    await api.say(GROUP, LEILA, "/ask آخر سؤال")
    await api.until(lambda: any("آخر سؤال" in sent.text for sent in api.in_chat(GROUP)))
    return scripted.asked[:-1]


@pytest.mark.parametrize(
    "text",
    ["/ask متى؟", "/ask@iqtibas_test_bot متى؟", "@iqtibas_test_bot متى؟", "اقتباس: متى؟"],
)
async def test_whoever_speaks_to_the_bot_is_answered_as_a_reply(
    api: BotApi, scripted: ScriptedLibrary, text: str
) -> None:
    async with RunningBot(api, scripted):
        asked = await api.say(GROUP, LEILA, text)
        [reply] = await api.sent_to(GROUP)

    assert reply.quotes == ["جواب متى؟"]
    assert reply.reply_to == asked
    assert reply.thread_id is None


async def test_in_a_group_of_old_the_same_holds(api: BotApi, scripted: ScriptedLibrary):
    api.group(OTHER_GROUP, kind="group")
    async with RunningBot(api, scripted):
        asked = await api.say(OTHER_GROUP, LEILA, "اقتباس: متى؟")
        [reply] = await api.sent_to(OTHER_GROUP)

    assert (reply.quotes, reply.reply_to) == (["جواب متى؟"], asked)


async def test_the_operators_triggers_and_the_bots_first_name_call_it(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted, triggers=("أرشيف",)):
        for text in ("أرشيف: أول", f"{BOT['first_name']}، ثان", "مكتبة: ثالث"):
            await api.say(GROUP, LEILA, text)
        asked = await last_word(api, scripted)

    assert asked == ["أول", "ثان"]


async def test_everything_else_is_met_with_silence(api: BotApi, scripted: ScriptedLibrary):
    other_bot = api.other_bot(66)
    async with RunningBot(api, scripted):
        said = await api.say(GROUP, LEILA, "متى؟")
        await api.say(GROUP, OMAR, "أظن غدًا", reply_to=said)
        await api.say(GROUP, OMAR, "اقتباسات: متى؟")
        await api.say(GROUP, OMAR, "/ask@other_bot متى؟")
        await api.say(GROUP, OMAR, "@other_bot متى؟")
        await api.say(GROUP, OMAR, "/nonsense")
        await api.say(GROUP, 66, "/ask متى؟")
        await api.say(GROUP, OMAR, "/ask متى؟", via_bot=other_bot)
        await api.say(GROUP, OMAR, "", caption="كلام", photo=[])
        await api.say(GROUP, OMAR, "", new_chat_title="جديد")
        origin = {"type": "user", "date": 1, "sender_user": api.stranger(OMAR)}
        await api.say(GROUP, OMAR, "اقتباس: متى؟", forward_origin=origin)
        asked = await last_word(api, scripted)

    assert asked == []
    assert len(api.in_chat(GROUP)) == 1


async def test_with_privacy_mode_on_commands_and_replies_are_answered(
    api: BotApi, scripted: ScriptedLibrary
):
    api.is_private = True
    async with RunningBot(api, scripted):
        unseen = await api.say(GROUP, LEILA, "اقتباس: متى؟")
        await api.say(GROUP, LEILA, "/ask متى؟")
        [first] = await api.sent_to(GROUP)
        await api.say(GROUP, LEILA, "وأين؟", reply_to=first.message_id)
        [_, second] = await api.sent_to(GROUP, 2)

    assert not api.was_delivered(GROUP, unseen)
    assert second.quotes == ["جواب متى؟ وأين؟"]


async def test_ask_in_reply_to_somebody_asks_their_message_and_the_answer_replies_to_it(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        question = await api.say(GROUP, LEILA, "متى افتُتح الجسر؟")
        await api.say(GROUP, OMAR, "/ask", reply_to=question)
        picture = await api.say(GROUP, LEILA, "", caption="أين الجسر؟", photo=[])
        await api.say(GROUP, OMAR, "@iqtibas_test_bot", reply_to=picture)
        first, second = await api.sent_to(GROUP, 2)

    assert scripted.asked == ["متى افتُتح الجسر؟", "أين الجسر؟"]
    assert (first.reply_to, second.reply_to) == (question, picture)


async def test_ask_alone_is_answered_with_how_to_ask(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        asked = await api.say(GROUP, LEILA, "/ask")
        [reply] = await api.sent_to(GROUP)

    assert "بعد الأمر يأتي السؤال" in reply.text
    assert reply.reply_to == asked


async def test_a_reply_chain_in_a_plain_supergroup_is_no_topic(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        first = await api.say(GROUP, LEILA, "كلام")
        asked = await api.say(GROUP, OMAR, "اقتباس: متى؟", reply_to=first)
        [reply] = await api.sent_to(GROUP)

    assert (reply.reply_to, reply.thread_id) == (asked, None)


async def test_a_question_deleted_meanwhile_is_still_answered(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.opened.clear()
    async with RunningBot(api, scripted):
        asked = await api.say(GROUP, LEILA, "اقتباس: متى؟")
        await api.until(lambda: scripted.asked or not api.feed.unconfirmed)
        api.delete(GROUP, asked)
        scripted.opened.set()
        [reply] = await api.sent_to(GROUP)

    assert (reply.reply_to, reply.quotes) == (None, ["جواب متى؟"])


async def test_anonymous_administrators_and_people_in_a_channels_name_ask_like_anybody(
    api: BotApi, scripted: ScriptedLibrary
):
    api.channel(CHANNEL)
    async with RunningBot(api, scripted):
        first = await api.say(GROUP, ADMINISTRATOR, "اقتباس: أول", anonymous=True)
        second = await api.say(GROUP, OMAR, "/ask ثان", sender_chat=CHANNEL)
        replies = await api.sent_to(GROUP, 2)

    assert [reply.reply_to for reply in replies] == [first, second]
    assert scripted.asked == ["أول", "ثان"]


async def test_a_true_quote_with_its_source_comes_in_a_group_too(
    api: BotApi, store: SnapshotStore
):
    library = await Library.open(store.root.parent / "articles", store, EncoderSettings())
    async with RunningBot(api, library):
        await api.say(GROUP, LEILA, "اقتباس: كم بلغت كلفة جسر النخيل؟")
        [reply] = await api.sent_to(GROUP)
    await library.close()

    assert "أربعين مليون دينار" in reply.quotes[0]
    assert "افتتاح جسر النخيل · صحيفة الميناء · ١٢ مايو ٢٠٢٤" in reply.text
