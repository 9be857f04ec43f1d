"""The «typing…» line: only for answers that take their time, and seldom."""

import asyncio

from telegram import Bot, Message

from bot.telegram.typing_signal import typing_shown
from tests.telegram.bot_api import BotApi
from tests.telegram.fakes import FakeClock

PERSON = 100


async def n_signals_in(api: BotApi, bot: Bot, seconds: float) -> int:
    """Have an answer take so long; count how often the line was shown meanwhile."""
    api.person(PERSON)
    clock = FakeClock()
    chat = {"id": PERSON, "type": "private"}
    message = Message.de_json({"message_id": 1, "date": api.date, "chat": chat}, bot)

    async def take_long() -> None:
        async with typing_shown(message, clock):
            for _ in range(int(seconds)):
                await api.until(lambda: len(api.calls_of("sendChatAction")) >= clock.now() // 5)
                await clock.sleep(1.0)

    await clock.run_until_done(asyncio.create_task(take_long()))
    return len(api.calls_of("sendChatAction"))


async def test_it_is_not_shown_for_an_answer_that_comes_soon(api: BotApi, bot: Bot):
    assert await n_signals_in(api, bot, 4) == 0


async def test_it_is_shown_once_in_five_seconds(api: BotApi, bot: Bot):
    assert await n_signals_in(api, bot, 13) == 2
