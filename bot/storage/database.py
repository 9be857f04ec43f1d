"""The SQLite file: its schema, and one way to ask it.

Every statement is its own transaction. The journal is written ahead (WAL) without waiting for the
disk at each one: what was stored outlives the process, however it is killed; should the whole
machine lose power, the last moments may be missing, and the rest is whole.
"""

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, Self

import aiosqlite

from bot.errors import StorageError

Row = tuple[Any, ...]

_BUSY_TIMEOUT_S: Final = 10.0

MIGRATIONS: Final = (
    """
    CREATE TABLE chats (
        chat_id INTEGER PRIMARY KEY,
        language TEXT NOT NULL,
        digits TEXT NOT NULL,
        n_quotes INTEGER,
        has_buttons INTEGER NOT NULL,
        standing TEXT NOT NULL
    );
    CREATE TABLE answers (
        answer_id TEXT PRIMARY KEY,
        chat_id INTEGER NOT NULL,
        thread_id INTEGER,
        question_id INTEGER NOT NULL,
        message_id INTEGER,
        asker_id INTEGER,
        question TEXT NOT NULL,
        previous TEXT NOT NULL,
        outcome TEXT NOT NULL,
        quotes TEXT NOT NULL,
        page_size INTEGER NOT NULL,
        asked_at REAL NOT NULL,
        is_closed INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX answers_by_question ON answers (chat_id, question_id);
    CREATE INDEX answers_by_message ON answers (chat_id, message_id);
    CREATE INDEX answers_by_asker ON answers (asker_id, chat_id, asked_at);
    CREATE INDEX answers_by_age ON answers (asked_at);
    CREATE TABLE votes (
        answer_id TEXT NOT NULL REFERENCES answers ON DELETE CASCADE,
        user_id INTEGER NOT NULL,
        vote INTEGER NOT NULL,
        PRIMARY KEY (answer_id, user_id)
    ) WITHOUT ROWID;
    CREATE INDEX votes_by_user ON votes (user_id);
    CREATE TABLE updates (
        update_id INTEGER PRIMARY KEY,
        received_at REAL NOT NULL,
        body TEXT
    );
    """,
    "ALTER TABLE chats ADD COLUMN standing_since REAL NOT NULL DEFAULT 0",
    """
    CREATE TABLE feeds (
        corpus TEXT NOT NULL,
        url TEXT NOT NULL,
        title TEXT NOT NULL,
        etag TEXT NOT NULL,
        last_modified TEXT NOT NULL,
        polled_at REAL NOT NULL,
        failure TEXT NOT NULL,
        n_kept INTEGER NOT NULL,
        n_failed INTEGER NOT NULL,
        n_waiting INTEGER NOT NULL,
        PRIMARY KEY (corpus, url)
    ) WITHOUT ROWID;
    CREATE TABLE feed_entries (
        corpus TEXT NOT NULL,
        url TEXT NOT NULL,
        n_tries INTEGER NOT NULL,
        is_settled INTEGER NOT NULL,
        PRIMARY KEY (corpus, url)
    ) WITHOUT ROWID;
    """,
    """
    CREATE TABLE question_counts (
        asked_on TEXT NOT NULL,
        place TEXT NOT NULL,
        ending TEXT NOT NULL,
        took_ms INTEGER NOT NULL,
        n INTEGER NOT NULL,
        PRIMARY KEY (asked_on, place, ending, took_ms)
    ) WITHOUT ROWID;
    """,
    """
    CREATE TABLE searches (
        search_id TEXT PRIMARY KEY,
        words TEXT NOT NULL,
        searched_at REAL NOT NULL
    ) WITHOUT ROWID;
    """,
    "ALTER TABLE feeds ADD COLUMN failure_value TEXT NOT NULL DEFAULT ''",
    # Every quote that was stored has no twins.
    """
    UPDATE answers SET quotes = (
        SELECT json_group_array(json_insert(value, '$[#]', json('[]'))) FROM json_each(quotes)
    )
    """,
)
"""Each script takes the schema one version on; what was released is never changed."""


class Database:
    """Two connections, each served by a thread of its own. Use `Database.open`.

    One does everything in its turn; what reads through much has the other, which nobody waits for.
    """

    def __init__(
        self, path: Path, connection: aiosqlite.Connection, reader: aiosqlite.Connection
    ) -> None:
        self._path = path
        self._connection = connection
        self._reader = reader

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open the file, making it where there is none, and bring its schema up to date.

        Raises:
            StorageError: It cannot be opened, is no database, or is a newer version's.
        """
        async with _translated(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = await aiosqlite.connect(
                path, timeout=_BUSY_TIMEOUT_S, isolation_level=None
            )
            reader = await aiosqlite.connect(path, timeout=_BUSY_TIMEOUT_S, isolation_level=None)
        database = cls(path, connection, reader)
        try:
            await database._prepare()
        except StorageError:
            await database.close()
            raise
        return database

    async def fetch(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """Run one statement and return its rows, if it has any.

        Raises:
            StorageError: The file cannot be read or written.
        """
        async with _translated(self._path):
            return [
                tuple(row) for row in await self._connection.execute_fetchall(statement, values)
            ]

    async def fetch_one(self, statement: str, values: Sequence[object] = ()) -> Row | None:
        """Run one statement and return its first row, if it has any; see `fetch`."""
        rows = await self.fetch(statement, values)
        return rows[0] if rows else None

    async def read(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """Run one statement that reads through much, and let no other wait for it; see `fetch`.

        What is written meanwhile is not seen.
        """
        async with _translated(self._path):
            return list(await self._reader.execute_fetchall(statement, values))  # type: ignore[arg-type] # rows are tuples

    async def is_whole(self) -> bool:
        """Tell whether the file's structure is sound; see `fetch`."""
        row = await self.fetch_one("PRAGMA quick_check(1)")
        return row == ("ok",)

    async def close(self) -> None:
        """Let go of the file."""
        await self._reader.close()
        await self._connection.close()

    async def _prepare(self) -> None:
        async with _translated(self._path):
            for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
                await self._connection.execute(f"PRAGMA {pragma}")
            [[version]] = await self._connection.execute_fetchall("PRAGMA user_version")
            if version > len(MIGRATIONS):
                raise StorageError(
                    self._path,
                    f"was written by a newer version of Iqtibas (schema {version}; this version "
                    f"knows {len(MIGRATIONS)}); run that version",
                )
            for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
                await self._connection.executescript(
                    f"BEGIN IMMEDIATE; {script}; PRAGMA user_version = {number}; COMMIT"
                )
            await self._reader.execute("PRAGMA query_only = ON")


@asynccontextmanager
async def _translated(path: Path) -> AsyncIterator[None]:
    """Raise SQLite's errors, and the system's, as ours."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        # SQLITE_NOTADB and SQLITE_CORRUPT are no subclass of their own.
        is_damaged = type(error) is sqlite3.DatabaseError
        remedy = (
            "move it away to start with an empty one"
            if is_damaged
            else "see that its disk has room and that the bot may write there"
        )
        raise StorageError(path, f"cannot be used ({error}); {remedy}") from error
    except OSError as error:
        raise StorageError(path, f"cannot be opened ({error.strerror}); set DATA_DIR") from error
