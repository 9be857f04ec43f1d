"""Whether the posts of the corpus's channels reach the bot: only administrators are sent them."""

import structlog
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.telegram.rights import is_administrator

_log = structlog.get_logger(__name__)


async def report_unseen_channels(bot: ExtBot[None], channel_ids: frozenset[int]) -> None:
    """Say in the log of which channels no post will ever come, as the bot is no administrator."""
    for channel_id in sorted(channel_ids):
        try:
            is_seen = await is_administrator(bot, channel_id, bot.id)
        except TelegramError as error:
            _report(channel_id, str(error))
        else:
            if not is_seen:
                _report(channel_id, "the bot is not an administrator there")


def _report(channel_id: int, reason: str) -> None:
    _log.warning(
        "no posts come from a channel of CORPUS_CHANNELS; make the bot an administrator of it",
        channel_id=channel_id,
        reason=reason,
    )
