"""Buttons of the stand-in: what they may carry, and who answers a press."""

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_checks import Payload

CHANNEL = -300


async def updates(bot: Bot) -> list[Payload]:
    """Everything that waits for the bot, as the library read it; it is confirmed."""
    found = list(await bot.get_updates(timeout=0))
    if found:
        await bot.get_updates(offset=found[-1].update_id + 1, timeout=0)
    return [update.to_dict() for update in found]


def keyboard(**kinds: object) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("زر", api_kwargs=kinds)]])


@pytest.mark.parametrize(
    ("kinds", "error"),
    [
        ({"callback_data": "ا" * 32}, ""),
        ({"callback_data": "ا" * 32 + "b"}, "Button_data_invalid"),
        ({"callback_data": ""}, "Text buttons are unallowed"),
        ({}, "Text buttons are unallowed"),
        ({"url": "https://example.org/a#:~:text=%D8%A7"}, ""),
        ({"url": "http://localhost/a"}, "Wrong http url"),
        ({"url": "file:///etc/passwd"}, "Unsupported url protocol"),
        ({"copy_text": {"text": "ا" * 256}}, ""),
        ({"copy_text": {"text": "ا" * 257}}, "Button_copy_text_invalid"),
        ({"switch_inline_query": ""}, ""),
        ({"url": "https://example.org", "callback_data": "1"}, "Button_type_invalid"),
    ],
)
async def test_a_button_does_one_thing_within_its_limits(
    api: BotApi, bot: Bot, kinds: dict[str, object], error: str
):
    api.person(1)

    if not error:
        await bot.send_message(1, "جواب", reply_markup=keyboard(**kinds))
        assert api.in_chat(1)[0].labels == ["زر"]
    else:
        with pytest.raises(BadRequest, match=f"(?i){error}"):
            await bot.send_message(1, "جواب", reply_markup=keyboard(**kinds))


async def test_a_channels_readers_get_no_button_to_inline_mode(api: BotApi, bot: Bot):
    api.channel(CHANNEL)

    with pytest.raises(BadRequest, match=r"(?i)can't use switch_inline_query button in a channel"):
        await bot.send_message(CHANNEL, "جواب", reply_markup=keyboard(switch_inline_query="س"))


async def test_a_press_is_answered_once_while_it_is_fresh(api: BotApi, bot: Bot):
    api.person(1)
    rows = [[InlineKeyboardButton("المزيد", callback_data="m1")]]
    await bot.send_message(1, "جواب", reply_markup=InlineKeyboardMarkup(rows))
    [sent] = api.sent

    first = await api.press(1, sent, "المزيد")
    second = await api.press(2, sent, "m1")
    api.expire(second)
    [press, _] = await updates(bot)

    assert press["callback_query"]["data"] == "m1"
    assert press["callback_query"]["message"]["chat"]["id"] == 1
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.answer_callback_query(first, "ا" * 201)
    await bot.answer_callback_query(first, "تم", show_alert=True)
    toast = api.toast(first)
    assert toast
    assert (toast.text, toast.show_alert) == ("تم", True)
    for answered in (first, second, "never"):
        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_callback_query(answered)


async def test_a_press_on_a_deleted_message_comes_without_its_text(api: BotApi, bot: Bot):
    api.person(1)
    message = await bot.send_message(1, "جواب", reply_markup=keyboard(callback_data="1"))
    api.delete(1, message.message_id)

    await api.press(1, api.sent[0], "1")
    await api.press(1, api.sent[0], "v0:قديم", is_forged=True)
    first, second = [update["callback_query"] for update in await updates(bot)]

    assert (first["message"]["message_id"], first["message"]["date"]) == (message.message_id, 0)
    assert "text" not in first["message"]
    assert (first["data"], second["data"]) == ("1", "v0:قديم")
    with pytest.raises(LookupError, match="no button"):
        await api.press(1, api.sent[0], "المزيد")


async def test_a_keyboard_changes_without_the_text_and_the_text_takes_it_along(
    api: BotApi, bot: Bot
):
    api.person(1)
    message = await bot.send_message(1, "جواب", reply_markup=keyboard(callback_data="1"))
    [sent] = api.sent

    await bot.edit_message_reply_markup(
        1, message.message_id, reply_markup=keyboard(callback_data="2")
    )
    assert sent.button("زر")["callback_data"] == "2"
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(
            1, message.message_id, reply_markup=keyboard(callback_data="2")
        )
    await bot.edit_message_text("آخر", 1, message.message_id)

    assert (sent.text, sent.labels, sent.history) == ("آخر", [], ["جواب", "آخر"])
    assert await api.press(1, sent, "1")
