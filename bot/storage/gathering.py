"""Rows on their way into a table, those that come close together in one statement.

A statement of its own for each answer would cost as much again as all else that is done around the
engine: a transaction, a turn of the database's thread and one of the event loop's, each of which
waits for Python's global lock. So after a statement there is a pause as long as that took: next to
none while there is little to do, and milliseconds where everything waits. While further rows are
known to be on their way it is longer. What comes meanwhile goes together. Who comes alone waits
for nobody, and no row is told to be stored before it is.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass
from itertools import chain
from typing import Final

from bot.errors import StorageError
from bot.storage.database import Database, Row

_PAUSE_S: Final = 0.01
"""While more is to come: two questions or three, where an answer takes milliseconds."""
_LONGEST_PAUSE_S: Final = 0.02
"""A disk that takes long does not make everybody wait as long again."""
_MOST_TOGETHER: Final = 100
"""Rows; SQLite takes 32,766 values in a statement."""


@dataclass(slots=True, eq=False)
class _Waiting:
    """A row that is to be stored, and whoever waits for that.

    Attributes:
        is_wanted: Asked at the last moment.
        is_stored: Gets what `Gathering.add` returns or raises.
    """

    row: Row
    is_wanted: Callable[[], bool]
    is_stored: asyncio.Future[bool]


class Gathering:
    """Stores rows in a table; a later one takes the place of an earlier one with its keys.

    Args:
        database: Has the table.
        table: Its name.
        columns: Of each row, as SQL has them.
        pause_s: Between two statements at least, while rows are on their way.
    """

    def __init__(
        self, database: Database, table: str, columns: str, pause_s: float = _PAUSE_S
    ) -> None:
        self._database = database
        self._pause_s = pause_s
        self._statement = f"INSERT OR REPLACE INTO {table} ({columns}) VALUES "  # noqa: S608 - ours
        self._places = f"({', '.join('?' for _ in columns.split(','))})"
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None
        self._n_coming = 0
        self._ended_at = 0.0
        self._took_s = 0.0

    @contextmanager
    def coming(self) -> Iterator[None]:
        """Let it be known that a row is on its way: others may wait for it."""
        self._n_coming += 1
        try:
            yield
        finally:
            self._n_coming -= 1

    async def add(self, row: Row, is_wanted: Callable[[], bool]) -> bool:
        """Store a row, together with those that come at the same time.

        Args:
            row: A value for each column.
            is_wanted: Whether it is to be stored still; asked when its turn has come.

        Returns:
            Whether it was.

        Raises:
            StorageError: It cannot be stored.
        """
        waiting = _Waiting(row, is_wanted, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._writing is None or self._writing.done():
            # In a context of its own: it is about many rows.
            self._writing = asyncio.create_task(self._write_all(), context=Context())
        return await waiting.is_stored

    async def _write_all(self) -> None:
        loop = asyncio.get_running_loop()
        together: list[_Waiting] = []
        try:
            while self._waiting:
                # No timer runs while nothing waits.
                if (pause_s := self._ended_at + self._pause() - loop.time()) > 0:
                    await asyncio.sleep(pause_s)
                together = self._waiting[:_MOST_TOGETHER]
                del self._waiting[:_MOST_TOGETHER]
                began_at = loop.time()
                await self._write(together)
                self._ended_at = loop.time()
                self._took_s = self._ended_at - began_at
        finally:
            # Whatever ends this, nobody waits for ever.
            for each in (*together, *self._waiting):
                each.is_stored.cancel()

    def _pause(self) -> float:
        pause_s = min(self._took_s, _LONGEST_PAUSE_S)
        return max(pause_s, self._pause_s) if self._n_coming else pause_s

    async def _write(self, together: Sequence[_Waiting]) -> None:
        wanted = [each for each in together if each.is_wanted()]
        try:
            if wanted:
                await self._database.fetch(
                    self._statement + ", ".join(self._places for _ in wanted),
                    tuple(chain.from_iterable(each.row for each in wanted)),
                )
        except (StorageError, ValueError, OverflowError) as error:
            # No row can be stored, or one has a value that SQLite has no place for.
            if len(together) > 1:
                for each in together:
                    await self._write([each])
            else:
                _tell(together[0].is_stored, error)
            return
        for each in together:
            _tell(each.is_stored, each in wanted)


def _tell(is_stored: asyncio.Future[bool], what: bool | Exception) -> None:  # noqa: FBT001
    """Tell whoever waits, if they still do."""
    if is_stored.done():
        return
    if isinstance(what, Exception):
        is_stored.set_exception(what)
    else:
        is_stored.set_result(what)
