"""The stand-in itself: as strict as Telegram, in its words."""

import pytest
from telegram import (
    Bot,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden, RetryAfter

from tests.telegram.bot_api import BOT, BotApi
from tests.telegram.bot_api_checks import Payload
from tests.telegram.flood_control import FloodControl

GROUP, FORUM, CHANNEL = -100, -200, -300


async def updates(bot: Bot) -> list[Payload]:
    """Everything that waits for the bot, as the library read it; it is confirmed."""
    found = list(await bot.get_updates(timeout=0))
    if found:
        await bot.get_updates(offset=found[-1].update_id + 1, timeout=0)
    return [update.to_dict() for update in found]


async def test_privacy_mode_lets_commands_replies_and_service_messages_through(
    api: BotApi, bot: Bot
):
    api.is_private = True
    api.group(GROUP)
    own = await bot.send_message(GROUP, "مرحبًا")

    plain = await api.say(GROUP, 1, "كلام")
    mention = await api.say(GROUP, 1, "@iqtibas_test_bot سؤال")
    command = await api.say(GROUP, 1, "/ask سؤال")
    named = await api.say(GROUP, 1, "/ask@Iqtibas_Test_Bot سؤال")
    others = await api.say(GROUP, 1, "/ask@other_bot سؤال")
    reply = await api.say(GROUP, 1, "ومتى؟", reply_to=own.message_id)
    service = await api.say(GROUP, 1, "", new_chat_title="جديد")
    inserted = await api.say(GROUP, 1, "جواب", via_bot=BOT)
    api.other_bot(66)
    await api.say(GROUP, 66, "أنا هنا")
    after_another_bot = await api.say(GROUP, 1, "/ask سؤال")

    delivered = [update["message"]["message_id"] for update in await updates(bot)]
    assert delivered == [command, named, reply, service, inserted]
    assert api.was_delivered(GROUP, reply)
    unseen = [plain, mention, others, after_another_bot]
    assert not any(api.was_delivered(GROUP, number) for number in unseen)


async def test_an_administrator_bot_sees_everything_in_privacy_mode(api: BotApi, bot: Bot):
    api.is_private = True
    api.group(GROUP)
    api.set_member(GROUP, BOT["id"], "administrator")

    said = await api.say(GROUP, 1, "كلام")

    assert [update["message"]["message_id"] for update in await updates(bot)] == [said]


async def test_a_message_in_a_topic_replies_to_the_topics_creation(api: BotApi, bot: Bot):
    api.group(FORUM, is_forum=True)

    await api.say(FORUM, 1, "سؤال", thread=5)
    await api.say(FORUM, 1, "سؤال")
    in_topic, in_general = [update["message"] for update in await updates(bot)]

    assert (in_topic["message_thread_id"], in_topic["is_topic_message"]) == (5, True)
    assert "forum_topic_created" in in_topic["reply_to_message"]
    assert not {"message_thread_id", "is_topic_message", "reply_to_message"} & set(in_general)


async def test_nothing_is_sent_to_general_by_its_number_nor_to_an_unknown_thread(
    api: BotApi, bot: Bot
):
    api.group(FORUM, is_forum=True)
    await api.say(FORUM, 1, "سؤال", thread=5)

    sent = await bot.send_message(FORUM, "جواب", message_thread_id=5)
    for thread in (1, 6):
        with pytest.raises(BadRequest, match="Message thread not found"):
            await bot.send_message(FORUM, "جواب", message_thread_id=thread)

    assert sent.is_topic_message
    assert api.in_chat(FORUM)[0].thread_id == 5


async def test_the_thread_of_a_reply_in_a_plain_group_takes_no_messages(api: BotApi, bot: Bot):
    api.group(GROUP)
    first = await api.say(GROUP, 1, "كلام")
    await api.say(GROUP, 2, "رد", reply_to=first)

    reply = (await updates(bot))[-1]["message"]

    assert reply["message_thread_id"] == first
    assert "is_topic_message" not in reply
    with pytest.raises(BadRequest, match="not a forum topic"):
        await bot.send_message(GROUP, "جواب", message_thread_id=first)


async def test_a_reply_to_the_bots_message_shows_it_whole(api: BotApi, bot: Bot):
    api.group(GROUP)
    own = await bot.send_message(GROUP, "<b>جواب</b>", parse_mode="HTML")

    await api.say(GROUP, 1, "ومتى؟", reply_to=own.message_id)
    [update] = await updates(bot)

    target = update["message"]["reply_to_message"]
    assert target["from"]["id"] == BOT["id"]
    assert (target["text"], target["entities"][0]["type"]) == ("جواب", "bold")


async def test_anonymous_administrators_and_channels_speak_through_bots_of_telegrams(
    api: BotApi, bot: Bot
):
    api.group(GROUP)
    api.channel(CHANNEL)

    await api.say(GROUP, 1, "سؤال", anonymous=True)
    await api.say(GROUP, 1, "سؤال", sender_chat=CHANNEL)
    admin, channel = [update["message"] for update in await updates(bot)]

    assert (admin["from"]["id"], admin["sender_chat"]["id"]) == (1087968824, GROUP)
    assert (channel["from"]["id"], channel["sender_chat"]["id"]) == (136817688, CHANNEL)


async def test_a_post_comes_without_a_sender_and_again_in_the_discussion_group(
    api: BotApi, bot: Bot
):
    api.group(GROUP)
    api.channel(CHANNEL, discussion=GROUP)

    post_id = await api.publish(CHANNEL, "خبر")
    await api.edit(CHANNEL, post_id, "خبر مصحح")
    post, forward, edited = await updates(bot)

    assert "from" not in post["channel_post"]
    assert post["channel_post"]["sender_chat"]["id"] == CHANNEL
    assert forward["message"]["is_automatic_forward"]
    assert forward["message"]["from"]["id"] == 777000
    assert forward["message"]["forward_origin"]["message_id"] == post_id
    assert forward["message"]["message_id"] == api.forward_of(CHANNEL, post_id)
    assert edited["edited_channel_post"]["edit_date"]
    assert edited["edited_channel_post"]["text"] == "خبر مصحح"


async def test_a_quote_is_an_exact_part_of_the_message_formatting_included(api: BotApi, bot: Bot):
    api.channel(CHANNEL)
    api.group(GROUP)
    bold = {"type": "bold", "offset": 4, "length": 5}
    post = await api.publish(CHANNEL, "قال سالم: افتتح الجسر", entities=[bold])

    async def quote(text: str, message_id: int = post, parse_mode: str | None = None) -> None:
        parameters = ReplyParameters(
            message_id,
            CHANNEL,
            allow_sending_without_reply=True,
            quote=text,
            quote_parse_mode=parse_mode,
        )
        await bot.send_message(GROUP, "جواب", reply_parameters=parameters)

    await quote("افتتح الجسر")
    await quote("<b>سالم:</b> افتتح", parse_mode="HTML")
    for wrong in ("فتح الجسور", "سالم: افتتح", "ا" * 1025):
        with pytest.raises(BadRequest, match="Quote_text_invalid"):
            await quote(wrong)
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await quote("افتتح", post + 1)

    first = api.in_chat(GROUP)[0]
    assert (first.reply_to, first.reply_chat, first.reply_quote) == (post, CHANNEL, "افتتح الجسر")


@pytest.mark.parametrize(
    ("chat_id", "status", "text"),
    [
        (GROUP, "kicked", "bot was kicked from the supergroup chat"),
        (GROUP, "left", "bot is not a member of the supergroup chat"),
        (CHANNEL, "kicked", "bot was kicked from the channel chat"),
        (CHANNEL, "left", "bot is not a member of the channel chat"),
        (1, "kicked", "bot was blocked by the user"),
    ],
)
async def test_who_is_out_cannot_write(
    api: BotApi, bot: Bot, chat_id: int, status: str, text: str
):
    api.person(1)
    api.group(GROUP)
    api.channel(CHANNEL)
    api.set_member(chat_id, BOT["id"], status)

    with pytest.raises(Forbidden, match=text):
        await bot.send_message(chat_id, "جواب")


async def test_a_bot_writes_first_to_nobody(api: BotApi, bot: Bot):
    api.group(GROUP)
    await api.say(GROUP, 5, "كلام")

    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(5, "جواب")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(6, "جواب")


async def test_flood_limits_count_messages_and_no_questions_about_chats(api: BotApi, bot: Bot):
    api.group(GROUP)
    api.flood = FloodControl()
    await bot.send_message(GROUP, "جواب")

    await bot.get_chat_administrators(GROUP)

    with pytest.raises(RetryAfter):
        await bot.send_message(GROUP, "جواب")


async def test_only_the_bots_own_messages_can_be_edited(api: BotApi, bot: Bot):
    asked = await api.write(1, "سؤال")

    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("جواب", 1, asked)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("جواب", 1, asked + 1)


async def test_a_document_is_kept_with_its_name_bytes_and_caption(api: BotApi, bot: Bot):
    api.person(1)

    message = await bot.send_document(
        1, "نص المقال".encode(), filename="مقال.txt", caption="<b>مقال</b>", parse_mode="HTML"
    )
    assert message.document
    await bot.send_document(1, message.document.file_id)

    first, again = api.in_chat(1)
    assert first.document
    assert (first.document.name, first.document.content) == ("مقال.txt", "نص المقال".encode())
    assert (first.text, first.marked("bold")) == ("مقال", ["مقال"])
    assert again.document == first.document
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await bot.send_document(1, "unknown")
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_document(1, b"a", caption="ا" * 1025)
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("جواب", 1, message.message_id)


async def test_members_and_administrators_are_told_by_their_status(api: BotApi, bot: Bot):
    api.group(GROUP)
    for user_id, status in ((1, "creator"), (2, "administrator"), (3, "member"), (4, "kicked")):
        api.set_member(GROUP, user_id, status)
    api.other_bot(66)
    api.set_member(GROUP, 66, "administrator")
    api.stranger(9)

    found = {n: (await bot.get_chat_member(GROUP, n)).status for n in (1, 2, 3, 4, 9)}
    administrators = await bot.get_chat_administrators(GROUP)

    statuses = {1: "creator", 2: "administrator", 3: "member", 4: "kicked", 9: "left"}
    assert found == statuses
    assert [member.user.id for member in administrators] == [1, 2]
    with pytest.raises(BadRequest, match="User not found"):
        await bot.get_chat_member(GROUP, 10)
    api.person(1)
    with pytest.raises(BadRequest, match="no administrators in the private chat"):
        await bot.get_chat_administrators(1)


async def test_a_chat_is_known_with_what_it_is_linked_to(api: BotApi, bot: Bot):
    api.group(GROUP, "نقاش")
    api.channel(CHANNEL, "أخبار", username="akhbar", discussion=GROUP)

    channel = await bot.get_chat("@akhbar")
    group = await bot.get_chat(GROUP)

    assert (channel.title, channel.linked_chat_id) == ("أخبار", GROUP)
    assert (group.title, group.linked_chat_id) == ("نقاش", CHANNEL)


async def test_a_deleted_message_is_gone_and_others_are_not_the_bots_to_delete(
    api: BotApi, bot: Bot
):
    api.group(GROUP)
    asked = await api.say(GROUP, 1, "كلام")
    own = await bot.send_message(GROUP, "جواب")

    await bot.delete_message(GROUP, own.message_id)

    assert api.in_chat(GROUP)[0].is_deleted
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("آخر", GROUP, own.message_id)
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(GROUP, asked)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(GROUP, own.message_id)


async def test_ids_of_messages_repeat_between_supergroups(api: BotApi, bot: Bot):
    api.group(GROUP)
    api.group(FORUM - 1)

    first = await bot.send_message(GROUP, "جواب")
    second = await bot.send_message(FORUM - 1, "جواب")

    assert first.message_id == second.message_id
