"""What is stored of the last two weeks, read together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from bot.answering import run_aside
from bot.statistics.asked import fold
from bot.statistics.figures import Figures, figures_of, first_day
from bot.statistics.log import local_day
from bot.storage import Storage
from bot.storage.questions import AskedQuestion, Feedback
from retrieval.datatypes import DocumentId

_ARTICLES: Final = 50
"""More than are shown: some may be gone meanwhile."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """All of it.

    Attributes:
        asked: What was asked, in each of its spellings once, the latest first. It covers fewer
            days where answers are kept for less.
        quoted: Articles, and how many answers quote each, most quoted first.
    """

    figures: Figures
    asked: Sequence[AskedQuestion]
    quoted: Sequence[tuple[DocumentId, int]]
    feedback: Feedback


async def read_statistics(storage: Storage, now: float) -> Statistics:
    """Read the days up to `now`, a Unix time in seconds.

    Raises:
        StorageError: From the database.
    """
    today = date.fromisoformat(local_day(now))
    since = _start_of(first_day(today))
    questions = storage.questions
    counts = await questions.counts(first_day(today).isoformat())
    return Statistics(
        figures=figures_of(counts, today),
        asked=await read_asked(storage, since),
        quoted=await questions.quoted(since, _ARTICLES),
        feedback=await questions.feedback(since),
    )


async def read_asked(storage: Storage, since: float) -> Sequence[AskedQuestion]:
    """Read what was asked since a Unix time in seconds, the latest first.

    Raises:
        StorageError: From the database.
    """
    return await run_aside(fold, await storage.questions.asked(since))


def _start_of(day: date) -> float:
    return datetime.combine(day, time.min).astimezone().timestamp()
