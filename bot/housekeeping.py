"""What is forgotten, at the start and once a day: answers, searches, counts, what was removed."""

from datetime import date
from typing import Final

import structlog

from bot.answering import run_aside
from bot.collecting.bin import Bin
from bot.errors import StorageError
from bot.statistics.figures import first_day
from bot.statistics.log import local_day
from bot.storage import Storage
from bot.storage.searches import KEPT_S as SEARCHES_KEPT_S
from bot.telegram.clock import Clock

_log = structlog.get_logger(__name__)

DAY_S: Final = 86_400.0
UPDATES_KEPT_S: Final = 2 * DAY_S
"""Telegram delivers an update again for a day at most."""


async def keep_house(
    storage: Storage, removed: Bin, clock: Clock, *, answers_kept_days: int
) -> None:
    """Forget what is old, day after day, until cancelled."""
    while True:
        now = clock.unix_time()
        try:
            n_answers = await storage.answers.forget_before(now - answers_kept_days * DAY_S)
            n_updates = await storage.updates.forget_before(now - UPDATES_KEPT_S)
            await storage.searches.forget_before(now - SEARCHES_KEPT_S)
            today = date.fromisoformat(local_day(now))
            await storage.questions.forget_before(first_day(today).isoformat())
            await run_aside(removed.forget_old)
            await run_aside(removed.forget_unfinished)
        except StorageError as error:
            _log.error("what is old could not be forgotten", reason=str(error))
        else:
            _log.debug("forgot what is old", n_answers=n_answers, n_updates=n_updates)
        await clock.sleep(DAY_S)
