"""The «typing…» line, for answers that take their time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import structlog
from telegram import Chat, Message
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.telegram.clock import Clock
from bot.telegram.context import topic_of

_log = structlog.get_logger(__name__)

# Telegram shows the line for 5 s; it counts against the flood limits as a message does.
_EVERY_S: Final = 5.0


@asynccontextmanager
async def typing_shown(message: Message, clock: Clock) -> AsyncIterator[None]:
    """Show that an answer is on its way if what is inside takes longer than 5 s.

    It is shown in the message's topic; in channels, where Telegram takes none, it is not.
    """
    if message.chat.type == Chat.CHANNEL:
        yield
        return
    signal = asyncio.create_task(_keep_typing(message, clock))
    try:
        yield
    finally:
        signal.cancel()


async def _keep_typing(message: Message, clock: Clock) -> None:
    while True:
        await clock.sleep(_EVERY_S)
        try:
            await message.get_bot().send_chat_action(
                message.chat_id, ChatAction.TYPING, message_thread_id=topic_of(message)
            )
        except TelegramError as error:
            _log.debug("could not show that the bot is typing", reason=str(error))
