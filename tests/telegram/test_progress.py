"""The message that follows some work, at its end."""

from collections.abc import AsyncIterator

import pytest
from telegram.ext import ExtBot

from bot.telegram.clock import SystemClock
from bot.telegram.progress import ProgressMessage
from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_checks import TOKEN
from tests.telegram.harness import ADMIN


@pytest.fixture
async def sender(api: BotApi) -> AsyncIterator[ExtBot[None]]:
    bot = ExtBot(TOKEN, base_url=api.base_url, base_file_url=api.base_file_url)
    async with bot as started:
        yield started


@pytest.mark.parametrize(("is_deleted", "n_messages"), [(False, 1), (True, 2)])
async def test_an_end_that_is_shown_already_is_not_sent_and_one_that_is_gone_is(
    api: BotApi, sender: ExtBot[None], is_deleted: bool, n_messages: int
):
    await api.write(ADMIN, "/reload")
    message = await sender.send_message(ADMIN, "اكتملت القراءة.")
    progress = ProgressMessage(sender, message, "اكتملت القراءة.", SystemClock())
    if is_deleted:
        await sender.delete_message(ADMIN, message.message_id)

    await progress.finish("اكتملت القراءة.")

    assert len(api.in_chat(ADMIN)) == n_messages
