"""What each chat chose, and whether the bot may still write there."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from bot.preferences import Digits, Language, Preferences
from bot.storage.database import Database

_REMEMBERED: Final = 10_000
"""Chats that are kept in memory; those heard from last."""


class Standing(StrEnum):
    """Whether the bot is in a chat."""

    MEMBER = "member"
    GONE = "gone"
    """It was blocked, removed, or left."""


@dataclass(frozen=True, slots=True)
class _Chat:
    """A row.

    Attributes:
        since: When its standing was noted, as Unix time in seconds.
    """

    preferences: Preferences
    standing: Standing
    since: float


_UNKNOWN: Final = _Chat(Preferences(), Standing.MEMBER, 0.0)


class ChatStore:
    """Keeps chats by their ids. A chat that was never stored has the defaults.

    Every method may raise `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._remembered: OrderedDict[int, _Chat] = OrderedDict()
        self._changing = asyncio.Lock()

    async def preferences(self, chat_id: int) -> Preferences:
        """Return what a chat chose."""
        return (await self._chat(chat_id)).preferences

    async def change(
        self, chat_id: int, change: Callable[[Preferences], Preferences]
    ) -> Preferences:
        """Change what a chat chose, whoever else does so at this moment; return what it is now."""
        async with self._changing:
            changed = change(await self.preferences(chat_id))
            await self.choose(chat_id, changed)
        return changed

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
        if chat := self._remembered.get(chat_id):
            self._remember(chat_id, replace(chat, preferences=preferences))

    async def standing(self, chat_id: int) -> Standing:
        """Return whether the bot is in a chat, as far as it was told."""
        return (await self._chat(chat_id)).standing

    async def gone_since(self, chat_id: int) -> float | None:
        """Return the Unix time in seconds at which the bot was found gone; None if it is in."""
        chat = await self._chat(chat_id)
        return chat.since if chat.standing is Standing.GONE else None

    async def is_known(self, chat_id: int) -> bool:
        """Tell whether anything is stored of a chat in which the bot is."""
        row = await self._database.fetch_one(
            "SELECT standing FROM chats WHERE chat_id = ?", (chat_id,)
        )
        return row is not None and Standing(row[0]) is Standing.MEMBER

    async def set_standing(self, chat_id: int, standing: Standing, since: float) -> None:
        """Note that the bot was let in, or is gone.

        Args:
            chat_id: Where.
            standing: From now on.
            since: Unix time in seconds.
        """
        await self._database.fetch(
            """
            INSERT INTO chats
                (chat_id, language, digits, n_quotes, has_buttons, standing, standing_since)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (chat_id) DO UPDATE SET
                standing = excluded.standing, standing_since = excluded.standing_since
            """,
            (chat_id, *_encoded(Preferences()), standing, since),
        )
        if chat := self._remembered.get(chat_id):
            self._remember(chat_id, replace(chat, standing=standing, since=since))

    async def move(self, old_id: int, new_id: int) -> None:
        """Follow a group that became a supergroup: its choices go along."""
        await self._database.fetch(
            "UPDATE OR REPLACE chats SET chat_id = ? WHERE chat_id = ?", (new_id, old_id)
        )
        self._remembered.pop(old_id, None)
        self._remembered.pop(new_id, None)

    async def forget(self, chat_id: int) -> bool:
        """Delete what is stored of a chat; return whether there was anything."""
        deleted = await self._database.fetch(
            "DELETE FROM chats WHERE chat_id = ? RETURNING chat_id", (chat_id,)
        )
        # Not before: whoever reads at this moment would remember what is being deleted.
        self._remembered.pop(chat_id, None)
        return bool(deleted)

    async def _chat(self, chat_id: int) -> _Chat:
        found = self._remembered.get(chat_id)
        if found is None:
            row = await self._database.fetch_one(
                "SELECT language, digits, n_quotes, has_buttons, standing, standing_since "
                "FROM chats WHERE chat_id = ?",
                (chat_id,),
            )
            found = _UNKNOWN if row is None else _decoded(*row)
        self._remember(chat_id, found)
        return found

    def _remember(self, chat_id: int, chat: _Chat) -> None:
        self._remembered[chat_id] = chat
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


def _decoded(
    language: str,
    digits: str,
    n_quotes: int | None,
    has_buttons: int,
    standing: str,
    since: float,
) -> _Chat:
    preferences = Preferences(Language(language), Digits[digits], n_quotes, bool(has_buttons))
    return _Chat(preferences, Standing(standing), since)
