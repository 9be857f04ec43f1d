"""Whom a message is meant for, and what it asks; nothing is sent here."""

from typing import Any

import pytest
from telegram import Message

from bot.telegram.addressing import Addressee, Question, find_question
from tests.telegram.bot_api_checks import found_entities
from tests.telegram.bot_api_world import ANONYMOUS_ADMIN, BOT, CHANNEL_SENDER, SERVICE
from tests.telegram.html_entities import utf16_units

BOT_ITSELF = Addressee(BOT["id"], "iqtibas_test_bot", ("بوت المقالات", "اقتباس"))
PERSON = {"id": 5, "is_bot": False, "first_name": "ليلى"}
OTHER_BOT = {"id": 6, "is_bot": True, "first_name": "آلي", "username": "other_bot"}
PRIVATE = {"id": 5, "type": "private", "first_name": "ليلى"}
GROUP = {"id": -1, "type": "supergroup", "title": "مجموعة"}
CHANNEL = {"id": -2, "type": "channel", "title": "قناة"}
FORWARD = {"type": "user", "date": 1_795_305_600, "sender_user": PERSON}


def payload(text: str, **fields: object) -> dict[str, Any]:
    message: dict[str, Any] = {
        "message_id": 10,
        "date": 1_795_305_600,
        "chat": GROUP,
        "from": PERSON,
    }
    if text:
        message |= {"text": text, "entities": found_entities(text)}
    return {name: value for name, value in (message | fields).items() if value is not None}


def said(text: str, **fields: object) -> Message:
    return Message.de_json(payload(text, **fields), None)


def asked(text: str, **fields: object) -> Question | None:
    return find_question(said(text, **fields), BOT_ITSELF)


def posted(text: str, **fields: object) -> Question | None:
    post = {"chat": CHANNEL, "sender_chat": CHANNEL, "from": None, **fields}
    return find_question(said(text, **post), BOT_ITSELF)


def quoting(text: str, part: str, kind: str = "blockquote") -> dict[str, Any]:
    entity = {"type": kind, "offset": utf16_units(text[: text.index(part)])}
    return {**entity, "length": utf16_units(part)}


@pytest.mark.parametrize("text", ["متى؟", "كلام عادي", "اقتباس من خطاب", "😀"])
def test_in_private_whatever_is_written_is_a_question(text: str):
    assert asked(text, chat=PRIVATE) == Question(text)


@pytest.mark.parametrize("text", ["اقتباس: متى؟", "@iqtibas_test_bot متى؟", "/ask متى؟"])
def test_in_private_the_bots_name_is_no_part_of_the_question(text: str):
    assert asked(text, chat=PRIVATE) == Question("متى؟")


def test_a_caption_asks_as_a_text_does():
    assert asked("", chat=PRIVATE, caption="اقتباس: متى؟") == Question("متى؟")
    assert asked("", caption="اقتباس: متى؟") == Question("متى؟")


@pytest.mark.parametrize(
    "text",
    [
        "كلام عادي",
        "متى؟",
        "اقتباسات: متى؟",
        "الاقتباس: متى؟",
        "قال اقتباس: متى؟",
        "اقتباس",
        "اقتباس:",
        "اقتباس: 😀",
        "@other_bot متى؟",
        "@iqtibas_test_bot2 متى؟",
        "/ask@other_bot متى؟",
        "/asking متى؟",
        "/start",
        "x/ask متى؟",
    ],
)
def test_in_groups_the_bot_is_silent_unless_spoken_to(text: str):
    assert asked(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "/ask متى؟",
        "/ask\nمتى؟",
        "/ask@iqtibas_test_bot متى؟",
        "/ASK@Iqtibas_Test_Bot متى؟",
        "@iqtibas_test_bot متى؟",
        "@Iqtibas_Test_Bot: متى؟",
        "متى؟ @iqtibas_test_bot",
        "اقتباس: متى؟",
        "اقتباس متى؟",
        "اقتباس، متى؟",
        "اقتباس؟ متى؟",
        "اقتباس ، متى؟",
        "اقتباس\nمتى؟",
        "\u200fإقتبـاس: متى؟",
        "اقتباسٌ: متى؟",
        "بوت المقالات، متى؟",
        "بوت  المقالات متى؟",
        "@iqtibas_test_bot اقتباس: متى؟",
    ],
)
def test_whoever_speaks_to_the_bot_in_a_group_asks_it(text: str):
    assert asked(text) == Question("متى؟")


def test_a_mention_is_cut_out_of_the_middle_whatever_stands_before_it():
    assert asked("😀 هل @iqtibas_test_bot تعرف متى؟") == Question("😀 هل تعرف متى؟")


def test_a_mention_without_a_username_goes_by_the_id():
    entity = {"type": "text_mention", "offset": 0, "length": 6, "user": BOT}
    somebody = {**entity, "user": PERSON}

    assert asked("اقتراح متى؟", entities=[entity]) == Question("متى؟")
    assert asked("اقتراح متى؟", entities=[somebody]) is None


def test_whoever_quotes_the_bots_name_asks_nothing():
    trigger, mention = "اقتباس: متى؟ هكذا كتب", "كتب @iqtibas_test_bot متى؟"
    for kind in ("blockquote", "expandable_blockquote", "code", "pre"):
        called = quoting(trigger, "اقتباس: متى؟", kind)
        named = quoting(mention, "@iqtibas_test_bot متى؟", kind)

        assert asked(trigger, entities=[called]) is None
        assert asked(mention, entities=[*found_entities(mention), named]) is None
        assert posted(trigger, entities=[called]) is None


def test_a_reply_to_the_bot_asks_it_and_a_reply_to_anybody_else_does_not():
    own = payload("جواب", **{"from": BOT})

    assert asked("ومتى؟", reply_to_message=own) == Question("ومتى؟")
    assert asked("ومتى؟", reply_to_message=payload("كلام")) is None
    assert asked("ومتى؟", reply_to_message=payload("كلام", **{"from": OTHER_BOT})) is None


@pytest.mark.parametrize("text", ["😂", "!!", "@leila انظري", "/start", "/ask@other_bot متى؟"])
def test_a_reply_to_the_bot_that_says_nothing_or_is_for_others_is_left_alone(text: str):
    assert asked(text, reply_to_message=payload("جواب", **{"from": BOT})) is None


def test_a_message_in_a_topic_that_the_bot_opened_is_no_reply_to_it():
    opened = payload("", **{"from": BOT})
    opened["forum_topic_created"] = {"name": "موضوع", "icon_color": 7322096}
    in_topic = {"message_thread_id": 3, "is_topic_message": True, "reply_to_message": opened}

    assert asked("كلام", **in_topic) is None
    assert asked("/ask", **in_topic) == Question("")


@pytest.mark.parametrize(
    "alone", ["/ask", "/ask@iqtibas_test_bot", "@iqtibas_test_bot", "/ask 👆"]
)
def test_the_bots_name_alone_asks_the_message_that_it_replies_to(alone: str):
    target = payload("متى بدأ الاجتماع؟", message_id=3)
    picture = payload("", caption="متى بدأ؟")

    assert asked(alone, reply_to_message=target) == Question("متى بدأ الاجتماع؟", 3)
    assert asked(alone, reply_to_message=picture) == Question("متى بدأ؟", 10)
    assert asked(alone) == Question("")


def test_what_is_asked_about_is_taken_without_the_bots_name_too():
    for text in ("/ask متى؟", "@iqtibas_test_bot متى؟", "اقتباس: متى؟"):
        assert asked("/ask", reply_to_message=payload(text)) == Question("متى؟", 10)


def test_of_a_message_that_is_quoted_in_part_only_that_part_is_asked():
    target = payload("كلام. متى بدأ؟ كلام.", message_id=3)
    quote = {"text": "متى بدأ؟", "position": 6, "is_manual": True}

    assert asked("/ask", reply_to_message=target, quote=quote) == Question("متى بدأ؟", 3)
    assert asked("/ask", quote=quote) == Question("متى بدأ؟")
    automatic = {**quote, "is_manual": False}
    whole = asked("/ask", reply_to_message=target, quote=automatic)
    assert whole == Question("كلام. متى بدأ؟ كلام.", 3)


def test_the_bots_own_messages_are_not_asked_about():
    assert asked("/ask", reply_to_message=payload("جواب", **{"from": BOT})) == Question("")


def test_other_bots_are_ignored_and_what_comes_through_one_too():
    own = payload("جواب", **{"from": BOT})
    for text in ("/ask متى؟", "اقتباس: متى؟", "@iqtibas_test_bot متى؟"):
        assert asked(text, **{"from": OTHER_BOT}) is None
        assert asked(text, via_bot=OTHER_BOT) is None
    assert asked("متى؟", reply_to_message=own, **{"from": OTHER_BOT}) is None
    assert asked("متى؟", chat=PRIVATE, **{"from": OTHER_BOT}) is None
    assert asked("متى؟", chat=PRIVATE, via_bot=OTHER_BOT) is None


def test_anonymous_administrators_and_people_in_a_channels_name_ask_like_anybody():
    anonymous = {"from": ANONYMOUS_ADMIN, "sender_chat": GROUP}
    in_a_channels_name = {"from": CHANNEL_SENDER, "sender_chat": CHANNEL}

    assert asked("/ask متى؟", **anonymous) == Question("متى؟")
    assert asked("اقتباس: متى؟", **in_a_channels_name) == Question("متى؟")
    assert asked("كلام", **anonymous) is None


@pytest.mark.parametrize("text", ["/ask متى؟", "اقتباس: متى؟", "@iqtibas_test_bot متى؟"])
def test_a_forward_asks_in_private_only(text: str):
    assert asked(text, forward_origin=FORWARD) is None
    assert posted(text, forward_origin=FORWARD) is None
    assert asked(text, chat=PRIVATE, forward_origin=FORWARD) == Question("متى؟")


def test_a_service_message_is_left_alone():
    assert asked("", new_chat_title="جديد") is None


@pytest.mark.parametrize("text", ["اقتباس: متى؟", "@iqtibas_test_bot متى؟"])
def test_a_post_asks_by_what_it_begins_with(text: str):
    assert posted(text) == Question("متى؟")


@pytest.mark.parametrize(
    "text",
    ["خبر", "متى؟ @iqtibas_test_bot", "@iqtibas_test_bot", "/ask متى؟", "خبر. اقتباس: متى؟"],
)
def test_nothing_else_in_a_channel_is_touched(text: str):
    assert posted(text) is None


def test_a_channels_post_asks_again_where_telegram_forwards_it_to_and_nowhere_else():
    origin = {"type": "channel", "chat": CHANNEL, "message_id": 1, "date": 1_795_305_600}
    forward = {
        "from": SERVICE,
        "sender_chat": CHANNEL,
        "is_automatic_forward": True,
        "forward_origin": origin,
    }
    of_another = {**forward, "forward_origin": {**origin, "chat": {**CHANNEL, "id": -9}}}
    by_somebody = {"forward_origin": origin}

    assert asked("اقتباس: متى؟", **forward) == Question("متى؟")
    assert asked("خبر من @iqtibas_test_bot", **forward) is None
    assert asked("اقتباس: متى؟", **of_another) is None
    assert asked("اقتباس: متى؟", **by_somebody) is None


def test_the_first_name_of_the_bot_is_a_trigger_and_the_longest_trigger_counts():
    class Named:
        id, username, first_name = 1, "Iqtibas_Test_Bot", "اقتباس الأخبار"

    to = Addressee.of(Named(), ["اقتباس", "إقتباس:", " ، "])  # type: ignore[arg-type] # no bot

    assert to == Addressee(1, "iqtibas_test_bot", ("اقتباس الاخبار", "اقتباس"))
    assert find_question(said("اقتباس الأخبار: متى؟"), to) == Question("متى؟")
