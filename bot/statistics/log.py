"""Counting questions as they are answered, without having any of them wait for it.

Each has its line in the log, too, which says neither what was asked nor by whom.

Counts gather in memory and are written together, seconds later: an answer costs no statement
more. A process that is killed loses the counts of those seconds, and no answer.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from contextvars import Context
from datetime import datetime
from typing import Final

import structlog

from bot.errors import StorageError
from bot.storage.questions import Ending, Place, QuestionCount, QuestionStore
from bot.telegram.clock import Clock

_log = structlog.get_logger(__name__)

WRITE_EVERY_S: Final = 5.0
_MS: Final = 1000
_MOST_UNWRITTEN: Final = 100_000
"""Kinds of questions that wait for a database that cannot be written; further ones are lost."""

_Key = tuple[str, Place, Ending, int]
NoteQuestion = Callable[[Place, Ending, float], None]


class QuestionLog:
    """Counts questions. Close it, and it writes the last ones.

    Args:
        store: Where the counts are kept.
        clock: Tells the day, and when to write.
        note_question: Told of each question at once, with the seconds that it took.
    """

    def __init__(
        self, store: QuestionStore, clock: Clock, note_question: NoteQuestion | None = None
    ) -> None:
        self._store = store
        self._note_question = note_question
        self._clock = clock
        self._unwritten: Counter[_Key] = Counter()
        self._writing: asyncio.Task[None] | None = None

    def note(self, place: Place, ending: Ending, started_at: float) -> None:
        """Count a question that is done with.

        Args:
            place: Where it was asked.
            ending: What came of it.
            started_at: When it was taken up, by the clock's `now`.
        """
        took_s = self._clock.now() - started_at
        if self._note_question:
            self._note_question(place, ending, took_s)
        took_ms = round(took_s * _MS)
        # Somebody's typing is a query at each pause, and a line for each would bury the others.
        level = logging.DEBUG if place is Place.INLINE else logging.INFO
        _log.log(level, "question", place=place, ending=ending, took_ms=took_ms)
        key = (local_day(self._clock.unix_time()), place, ending, took_ms)
        if len(self._unwritten) < _MOST_UNWRITTEN:
            self._unwritten[key] += 1
        if self._writing is None or self._writing.done():
            # In a context of its own: what it logs is about many questions.
            self._writing = asyncio.create_task(self._write_soon(), context=Context())

    async def flush(self) -> None:
        """Write what is counted.

        Raises:
            StorageError: It cannot be written; it is kept for the next time.
        """
        counts, self._unwritten = self._unwritten, Counter()
        if not counts:
            return
        try:
            await self._store.add(QuestionCount(*key, n) for key, n in counts.items())
        except StorageError:
            self._unwritten += counts
            raise

    async def close(self) -> None:
        """Write what is counted, if it can be written."""
        if self._writing:
            self._writing.cancel()
            await asyncio.wait([self._writing])
        await self._write()

    async def _write_soon(self) -> None:
        await self._clock.sleep(WRITE_EVERY_S)
        await self._write()

    async def _write(self) -> None:
        try:
            await self.flush()
        except StorageError as error:
            _log.warning("questions could not be counted yet", reason=str(error))


def local_day(moment: float) -> str:
    """Return the day (ISO 8601) of a Unix time in seconds, as this machine's clock has it."""
    return datetime.fromtimestamp(moment).astimezone().date().isoformat()
