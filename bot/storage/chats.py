"""What each chat chose, and whether the bot may still write there."""

from collections import OrderedDict
from enum import StrEnum
from typing import Final

from bot.preferences import Digits, Language, Preferences
from bot.storage.database import Database

_REMEMBERED: Final = 10_000
"""Chats whose preferences are kept in memory; those heard from last."""


class Standing(StrEnum):
    """Whether the bot is in a chat."""

    MEMBER = "member"
    GONE = "gone"
    """It was blocked, removed, or left."""


class ChatStore:
    """Keeps chats by their ids. A chat that was never stored has the defaults."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._remembered: OrderedDict[int, Preferences] = OrderedDict()

    async def preferences(self, chat_id: int) -> Preferences:
        """Return what a chat chose.

        Raises:
            StorageError: From the database.
        """
        found = self._remembered.get(chat_id)
        if found is None:
            row = await self._database.fetch_one(
                "SELECT language, digits, n_quotes, has_buttons FROM chats WHERE chat_id = ?",
                (chat_id,),
            )
            found = Preferences() if row is None else _decoded(*row)
        self._remember(chat_id, found)
        return found

    async def choose(self, chat_id: int, preferences: Preferences) -> None:
        """Store what a chat chose."""
        await self._database.fetch(
            """
            INSERT INTO chats (chat_id, language, digits, n_quotes, has_buttons, standing)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (chat_id) DO UPDATE SET
                language = excluded.language, digits = excluded.digits,
                n_quotes = excluded.n_quotes, has_buttons = excluded.has_buttons
            """,
            (chat_id, *_encoded(preferences), Standing.MEMBER),
        )
        self._remember(chat_id, preferences)

    async def standing(self, chat_id: int) -> Standing:
        """Return whether the bot is in a chat, as far as it was told."""
        row = await self._database.fetch_one(
            "SELECT standing FROM chats WHERE chat_id = ?", (chat_id,)
        )
        return Standing(row[0]) if row else Standing.MEMBER

    async def set_standing(self, chat_id: int, standing: Standing) -> None:
        """Note that the bot was let in, or is gone."""
        await self._database.fetch(
            """
            INSERT INTO chats (chat_id, language, digits, n_quotes, has_buttons, standing)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (chat_id) DO UPDATE SET standing = excluded.standing
            """,
            (chat_id, *_encoded(Preferences()), standing),
        )

    async def move(self, old_id: int, new_id: int) -> None:
        """Follow a group that became a supergroup: its choices go along."""
        await self._database.fetch(
            "UPDATE OR REPLACE chats SET chat_id = ? WHERE chat_id = ?", (new_id, old_id)
        )
        self._remembered.pop(old_id, None)
        self._remembered.pop(new_id, None)

    async def forget(self, chat_id: int) -> bool:
        """Delete what is stored of a chat; return whether there was anything."""
        self._remembered.pop(chat_id, None)
        return bool(
            await self._database.fetch(
                "DELETE FROM chats WHERE chat_id = ? RETURNING chat_id", (chat_id,)
            )
        )

    def _remember(self, chat_id: int, preferences: Preferences) -> None:
        self._remembered[chat_id] = preferences
        self._remembered.move_to_end(chat_id)
        if len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)


def _encoded(preferences: Preferences) -> tuple[str, str, int | None, bool]:
    return (
        preferences.language.value,
        preferences.digits.name,
        preferences.n_quotes,
        preferences.has_buttons,
    )


def _decoded(language: str, digits: str, n_quotes: int | None, has_buttons: int) -> Preferences:
    return Preferences(Language(language), Digits[digits], n_quotes, bool(has_buttons))
