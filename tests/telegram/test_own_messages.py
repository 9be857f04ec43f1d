"""Messages of the bot's own that change."""

from collections.abc import AsyncIterator

import pytest
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.telegram.own_messages import edit_own
from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_checks import TOKEN
from tests.telegram.harness import ADMIN


@pytest.fixture
async def sender(api: BotApi) -> AsyncIterator[ExtBot[None]]:
    bot = ExtBot(TOKEN, base_url=api.base_url, base_file_url=api.base_file_url)
    async with bot as started:
        await api.write(ADMIN, "/sources")
        yield started


@pytest.mark.parametrize("is_deleted", [False, True])
async def test_a_message_that_shows_it_already_or_is_gone_is_left(
    api: BotApi, sender: ExtBot[None], is_deleted: bool
):
    message = await sender.send_message(ADMIN, "المقالات")
    if is_deleted:
        await sender.delete_message(ADMIN, message.message_id)

    await edit_own(sender, message, "المقالات")

    (sent,) = api.in_chat(ADMIN)
    assert sent.history == ["المقالات"]


@pytest.mark.parametrize(
    ("markup", "reason"), [("س" * 4097, "too long"), ("<b>المقالات", "can't parse")]
)
async def test_what_telegram_refuses_to_show_is_an_error(
    sender: ExtBot[None], markup: str, reason: str
):
    message = await sender.send_message(ADMIN, "المقالات")

    with pytest.raises(BadRequest, match=f"(?i){reason}"):
        await edit_own(sender, message, markup)
