"""One message that is edited while work goes on, as often as Telegram bears."""

import asyncio
from typing import Final

import structlog
from telegram import InlineKeyboardMarkup, MaybeInaccessibleMessage
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.telegram.clock import Clock

_log = structlog.get_logger(__name__)

EDIT_EVERY_S: Final = 3.0
_SHOWN_ALREADY: Final = "not modified"


class ProgressMessage:
    """Edits a message of the bot's own; only the newest state is shown.

    Args:
        bot: Edits it.
        message: As it was sent.
        shown: The HTML that it shows.
        clock: Paces the edits.
        keyboard: To stand under it until the end.
    """

    def __init__(
        self,
        bot: ExtBot[None],
        message: MaybeInaccessibleMessage,
        shown: str,
        clock: Clock,
        keyboard: InlineKeyboardMarkup | None = None,
    ) -> None:
        self._bot = bot
        self._message = message
        self._shown = shown
        self._newest = shown
        self._clock = clock
        self._keyboard = keyboard
        self._editing = asyncio.Lock()
        self._edits = asyncio.create_task(self._keep_current())

    def show(self, markup: str) -> None:
        """Show this with the next edit."""
        self._newest = markup

    async def finish(self, markup: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
        """Show this now and for good; send it anew if the message is gone.

        Two of a kind, such as a button that was pressed twice, may end in the same words.
        """
        await self.stop()
        try:
            await self._edit(markup, keyboard)
        except BadRequest as error:
            _log.debug("the progress message could not be changed", reason=str(error))
            if _SHOWN_ALREADY in str(error).casefold():
                return
            await self._bot.send_message(
                self._message.chat.id, markup, parse_mode=ParseMode.HTML, reply_markup=keyboard
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
                        await self._edit(self._newest, self._keyboard)
                    except TelegramError as error:
                        _log.debug("could not show progress", reason=str(error))

    async def _edit(self, markup: str, keyboard: InlineKeyboardMarkup | None) -> None:
        self._shown = markup
        await self._bot.edit_message_text(
            markup,
            self._message.chat.id,
            self._message.message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard,
        )
