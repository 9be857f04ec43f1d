"""One message that is edited while work goes on, as often as Telegram bears."""

import asyncio
from typing import Final

import structlog
from telegram import Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.telegram.clock import Clock

_log = structlog.get_logger(__name__)

EDIT_EVERY_S: Final = 3.0


class ProgressMessage:
    """Edits a message of the bot's own; only the newest state is shown.

    Args:
        message: As it was sent.
        shown: The HTML it was sent with.
        clock: Paces the edits.
    """

    def __init__(self, message: Message, shown: str, clock: Clock) -> None:
        self._message = message
        self._shown = shown
        self._newest = shown
        self._clock = clock
        self._editing = asyncio.Lock()
        self._edits = asyncio.create_task(self._keep_current())

    def show(self, markup: str) -> None:
        """Show this with the next edit."""
        self._newest = markup

    async def finish(self, markup: str) -> None:
        """Show this now and for good; send it anew if the message is gone."""
        await self.stop()
        try:
            await self._edit(markup)
        except BadRequest as error:
            _log.debug("the progress message is gone", reason=str(error))
            await self._message.get_bot().send_message(
                self._message.chat_id, markup, parse_mode=ParseMode.HTML
            )

    async def stop(self) -> None:
        """Edit no more; what is shown stays."""
        # An edit on its way arrives first, or it would undo the last one.
        async with self._editing:
            self._edits.cancel()

    async def _keep_current(self) -> None:
        while True:
            await self._clock.sleep(EDIT_EVERY_S)
            if self._newest != self._shown:
                async with self._editing:
                    try:
                        await self._edit(self._newest)
                    except TelegramError as error:
                        _log.debug("could not show progress", reason=str(error))

    async def _edit(self, markup: str) -> None:
        self._shown = markup
        await self._message.edit_text(markup, parse_mode=ParseMode.HTML)
