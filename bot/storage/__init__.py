"""What the bot remembers over restarts, in one SQLite file.

- ``database``: the file, its schema, and one way to ask it.
- ``chats``: what each chat chose, and whether the bot may still write there.
- ``answers``: what was quoted to whom, for buttons, follow-ups and edited questions; votes.
- ``gathering``: rows that come close together, in one statement.
- ``quotes``: where a quote stands, and its twins.
- ``questions``: how many were asked and how they ended, without who asked them.
- ``searches``: what administrators look for among the articles.
- ``updates``: what Telegram delivered and is not handled yet.

`Storage` holds them all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bot.storage.answers import AnswerStore, Vote
from bot.storage.chats import ChatStore
from bot.storage.database import Database
from bot.storage.questions import QuestionStore
from bot.storage.searches import SearchStore
from bot.storage.updates import UpdateStore

__all__ = ["Storage"]


@dataclass(frozen=True, slots=True)
class Storage:
    """Everything that is stored, opened together."""

    database: Database
    chats: ChatStore
    answers: AnswerStore
    updates: UpdateStore
    questions: QuestionStore
    searches: SearchStore

    @classmethod
    async def open(
        cls, path: Path, note_vote: Callable[[Vote | None], None] | None = None
    ) -> Self:
        """Open the file, making or updating it where needed; see `AnswerStore` for `note_vote`.

        Raises:
            StorageError: It cannot be opened, read or written.
        """
        database = await Database.open(path)
        return cls(
            database,
            ChatStore(database),
            AnswerStore(database, note_vote),
            UpdateStore(database),
            QuestionStore(database),
            SearchStore(database),
        )

    async def close(self) -> None:
        """Let go of the file. Nothing may be asked afterwards."""
        await self.database.close()
