"""What administrators searched the articles for, so that the buttons of a list can turn its pages.

A button has no room for the words themselves, and must still know them after a restart.
"""

from hashlib import sha256
from typing import Final, NewType

from bot.storage.database import Database

SearchId = NewType("SearchId", str)

EVERYTHING: Final = SearchId("")
"""Of a list that nothing was searched in."""
KEPT_S: Final = 30 * 86_400.0
_ID_CHARS: Final = 12


class SearchStore:
    """Keeps searches by short ids. Every method may raise `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, words: str, searched_at: float) -> SearchId:
        """Store a search; the same words have the same id.

        Args:
            words: As typed; "" for a list of everything.
            searched_at: Unix time in seconds.
        """
        if not words:
            return EVERYTHING
        search_id = SearchId(sha256(words.encode("utf-8", "replace")).hexdigest()[:_ID_CHARS])
        await self._database.fetch(
            """
            INSERT INTO searches (search_id, words, searched_at) VALUES (?, ?, ?)
            ON CONFLICT (search_id) DO UPDATE SET searched_at = excluded.searched_at
            """,
            (search_id, words, searched_at),
        )
        return search_id

    async def forget_before(self, moment: float) -> None:
        """Forget searches that were last made before a Unix time, in seconds."""
        await self._database.fetch("DELETE FROM searches WHERE searched_at < ?", (moment,))

    async def words(self, search_id: SearchId) -> str | None:
        """Return what was searched for; None if that is forgotten."""
        if search_id == EVERYTHING:
            return ""
        row = await self._database.fetch_one(
            "SELECT words FROM searches WHERE search_id = ?", (search_id,)
        )
        return None if row is None else str(row[0])
