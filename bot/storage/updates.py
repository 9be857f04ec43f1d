"""What Telegram delivered, from its arrival until Telegram cannot deliver it again."""

import json
from collections.abc import Iterable, Sequence

from bot.storage.database import Database


class UpdateStore:
    """Keeps updates as they came, and drops what they say once they are handled.

    Ids are kept longer than bodies: an update that is delivered again is known by its id. Every
    method may raise `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, updates: Iterable[tuple[int, str]], received_at: float) -> set[int]:
        """Store updates, all of them or none.

        Args:
            updates: Ids and JSON bodies.
            received_at: Unix time in seconds.

        Returns:
            The ids of those that were not delivered before.
        """
        # One statement, and so one transaction and one journey to the database's thread.
        rows = await self._database.fetch(
            """
            INSERT OR IGNORE INTO updates (update_id, received_at, body)
            SELECT json_extract(value, '$[0]'), ?, json_extract(value, '$[1]') FROM json_each(?)
            RETURNING update_id
            """,
            (received_at, json.dumps(list(updates))),
        )
        return {update_id for (update_id,) in rows}

    async def finish(self, update_ids: Sequence[int]) -> None:
        """Note that updates are handled, and drop their bodies."""
        await self._database.fetch(
            "UPDATE updates SET body = NULL WHERE update_id IN (SELECT value FROM json_each(?))",
            (json.dumps(update_ids),),
        )

    async def unhandled(self) -> list[tuple[int, str]]:
        """Return the ids and bodies of what is not handled yet, in the order it came."""
        # Within a week without updates Telegram draws the next id at random: time goes first.
        return [
            (update_id, body)
            for update_id, body in await self._database.fetch(
                "SELECT update_id, body FROM updates WHERE body IS NOT NULL "
                "ORDER BY received_at, update_id"
            )
        ]

    async def forget_before(self, moment: float) -> int:
        """Delete the ids of what was handled and came before a Unix time; return how many."""
        deleted = await self._database.fetch(
            "DELETE FROM updates WHERE received_at < ? AND body IS NULL RETURNING update_id",
            (moment,),
        )
        return len(deleted)
