"""Inline and guest mode of the stand-in, and the bot's coming and going."""

import asyncio
from collections.abc import Awaitable

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.telegram.bot_api import BOT, BotApi
from tests.telegram.bot_api_checks import Payload

GROUP, SUPERGROUP, CHANNEL = -10, -1001, -300


def article(
    result_id: str = "1", text: str = "<b>جواب</b>", title: str = "عنوان"
) -> InlineQueryResultArticle:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("زر", callback_data="b1")]])
    content = InputTextMessageContent(text, parse_mode="HTML")
    return InlineQueryResultArticle(result_id, title, content, reply_markup=markup)


async def next_update(bot: Bot) -> Payload:
    [update] = await bot.get_updates(timeout=5, limit=1)
    await bot.get_updates(offset=update.update_id + 1, timeout=0, limit=1)
    return update.to_dict()


async def refused(call: Awaitable[object]) -> str:
    with pytest.raises(BadRequest) as caught:
        await call
    return caught.value.message.casefold()


async def test_an_inline_query_is_answered_once_with_what_can_be_inserted(api: BotApi, bot: Bot):
    typing = asyncio.create_task(api.type_inline(1, "الجسر", chat_type="channel"))
    query = (await next_update(bot))["inline_query"]
    start = InlineQueryResultsButton("افتح البوت", start_parameter="help")

    await bot.answer_inline_query(
        query["id"], [article()], next_offset="10", button=start, is_personal=True, cache_time=0
    )
    answer = await typing

    assert (query["query"], query["offset"], query["chat_type"]) == ("الجسر", "", "channel")
    assert [(r.text, r.title, r.labels) for r in answer.results] == [("جواب", "عنوان", ["زر"])]
    assert (answer.next_offset, answer.cache_time, answer.is_personal) == ("10", 0, True)
    assert answer.button == {"text": "افتح البوت", "start_parameter": "help"}
    assert "query is too old" in await refused(bot.answer_inline_query(query["id"], []))


async def test_what_telegram_refuses_of_inline_answers_is_refused(api: BotApi, bot: Bot):
    typing = asyncio.create_task(api.type_inline(1, "الجسر"))
    number = (await next_update(bot))["inline_query"]["id"]

    async def problem(
        *results: InlineQueryResultArticle,
        next_offset: str = "",
        button: InlineQueryResultsButton | None = None,
    ) -> str:
        answering = bot.answer_inline_query(
            number, results, next_offset=next_offset, button=button
        )
        return await refused(answering)

    assert "too many" in await problem(*(article(str(n)) for n in range(51)))
    assert "result_id_duplicate" in await problem(article(), article())
    assert "result_id_invalid" in await problem(article("ا" * 33))
    assert "article_title_empty" in await problem(article(title=" "))
    assert "message is too long" in await problem(article(text="ا" * 4097))
    assert "can't parse inline query result" in await problem(article(text="<b>جواب"))
    assert "next_offset_invalid" in await problem(next_offset="ا" * 33)
    button = InlineQueryResultsButton("افتح", start_parameter="سؤال")
    assert "start_param_invalid" in await problem(button=button)
    await bot.answer_inline_query(number, [])
    assert (await typing).results == ()


async def test_a_chosen_result_is_a_message_with_buttons_that_the_bot_can_edit(
    api: BotApi, bot: Bot
):
    api.has_inline_feedback = True
    typing = asyncio.create_task(api.type_inline(1, "الجسر"))
    await bot.answer_inline_query((await next_update(bot))["inline_query"]["id"], [article()])
    answer = await typing

    sent = await api.choose(1, answer.results[0], "الجسر")
    chosen = (await next_update(bot))["chosen_inline_result"]
    await api.press(2, sent, "زر")
    press = (await next_update(bot))["callback_query"]
    await bot.edit_message_text("آخر", inline_message_id=press["inline_message_id"])

    assert chosen["inline_message_id"] == press["inline_message_id"] == sent.inline_message_id
    assert "message" not in press
    assert (sent.text, sent.history) == ("آخر", ["جواب", "آخر"])


async def test_a_guest_is_summoned_by_name_and_sends_one_message(api: BotApi, bot: Bot):
    query_id = await api.summon(1, "@iqtibas_test_bot متى افتتح الجسر؟")
    message = (await next_update(bot))["guest_message"]

    assert api.guest_answer(query_id) is None
    told = await bot.answer_guest_query(message["guest_query_id"], article())

    sent = api.guest_answer(query_id)
    assert sent
    assert (sent.text, sent.inline_message_id) == ("جواب", told.inline_message_id)
    assert "query is too old" in await refused(bot.answer_guest_query(query_id, article()))
    assert (await bot.get_me()).supports_guest_queries


async def test_the_bot_is_told_when_it_comes_and_goes(api: BotApi, bot: Bot):
    api.group(SUPERGROUP)

    await api.add_bot(SUPERGROUP, 5)
    added = (await next_update(bot))["my_chat_member"]
    greeted = (await next_update(bot))["message"]
    await api.remove_bot(SUPERGROUP, 5)
    removed = (await next_update(bot))["my_chat_member"]

    def change(update: Payload) -> tuple[str, str]:
        return update["old_chat_member"]["status"], update["new_chat_member"]["status"]

    assert (change(added), change(removed)) == (("left", "member"), ("member", "kicked"))
    assert greeted["new_chat_members"][0]["id"] == BOT["id"]
    with pytest.raises(Forbidden, match="kicked from the supergroup"):
        await bot.send_message(SUPERGROUP, "جواب")


async def test_a_bot_that_leaves_is_out(api: BotApi, bot: Bot):
    api.group(SUPERGROUP)

    await bot.leave_chat(SUPERGROUP)

    left = (await next_update(bot))["my_chat_member"]
    assert (left["from"]["id"], left["new_chat_member"]["status"]) == (BOT["id"], "left")
    with pytest.raises(Forbidden, match="not a member of the supergroup"):
        await bot.send_message(SUPERGROUP, "جواب")


async def test_who_blocks_the_bot_hears_nothing_until_it_is_taken_back(api: BotApi, bot: Bot):
    await api.block(1)
    blocked = (await next_update(bot))["my_chat_member"]
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(1, "جواب")
    await api.unblock(1)
    await bot.send_message(1, "جواب")

    assert blocked["chat"]["type"] == "private"
    assert [sent.text for sent in api.in_chat(1)] == ["جواب"]


async def test_a_channel_takes_bots_as_administrators(api: BotApi, bot: Bot):
    api.channel(CHANNEL)

    await api.add_bot(CHANNEL, 5)

    new = (await next_update(bot))["my_chat_member"]["new_chat_member"]
    assert (new["status"], new["can_post_messages"]) == ("administrator", True)


async def test_a_group_that_moved_names_its_new_id(api: BotApi, bot: Bot):
    api.group(GROUP, kind="group")

    await api.migrate(GROUP, SUPERGROUP)
    moved_to = (await next_update(bot))["message"]
    joined = (await next_update(bot))["my_chat_member"]
    moved_from = (await next_update(bot))["message"]

    assert joined["chat"]["id"] == SUPERGROUP
    assert (moved_from["chat"]["id"], moved_from["migrate_from_chat_id"]) == (SUPERGROUP, GROUP)
    assert (moved_to["chat"]["id"], moved_to["migrate_to_chat_id"]) == (GROUP, SUPERGROUP)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(GROUP, "جواب")
    assert caught.value.new_chat_id == SUPERGROUP
    await bot.send_message(SUPERGROUP, "جواب")
    assert [sent.text for sent in api.in_chat(SUPERGROUP)] == ["جواب"]
