"""How many answers over HTTP are kept: so many that strangers cannot fill the disk.

On Telegram whoever asks is somebody; over HTTP anybody asks from as many addresses as they have,
and a full disk would cost Telegram's questions, too.
"""

from contextlib import AbstractContextManager
from typing import Final

from bot.storage.answers import AnswerStore, StoredAnswer

MOST_KEPT: Final = 100_000
"""Some 200 MB, with questions and quotes of a usual length."""
LOOKED_AT_EVERY: Final = 1000


class AnswerKeeper:
    """Stores answers, and forgets the oldest of too many.

    Args:
        store: Holds them.
        most: Answers in a chat that are kept; `every` more until it is looked at.
        every: Answers that are stored between two looks.
    """

    def __init__(
        self, store: AnswerStore, most: int = MOST_KEPT, every: int = LOOKED_AT_EVERY
    ) -> None:
        self._store = store
        self._most = most
        self._every = every
        self._n_added = 0

    def coming(self) -> AbstractContextManager[None]:
        """Let it be known that an answer to be stored is on its way."""
        return self._store.coming()

    async def add(self, answer: StoredAnswer) -> None:
        """Store an answer that nobody known asked for.

        Raises:
            StorageError: It cannot be stored.
        """
        await self._store.add(answer)
        if self._n_added % self._every == 0:
            await self._store.forget_beyond(answer.chat_id, self._most)
        self._n_added += 1
