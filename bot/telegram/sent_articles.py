"""Which articles were sent below which answers, lately: each is sent once, however often pressed.

It is remembered for minutes only, and not over restarts: whoever lost sight of a file may have it
again.
"""

from collections import OrderedDict
from typing import Final

from bot.storage.answers import AnswerId
from bot.telegram.clock import Clock
from retrieval.datatypes import DocumentId

REMEMBERED_S: Final = 600.0
_REMEMBERED: Final = 10_000
"""Files; those that were sent last."""

_Key = tuple[AnswerId, DocumentId]


class SentArticles:
    """Remembers what was sent, in bounded memory.

    Args:
        clock: Tells when.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sent_at: OrderedDict[_Key, float] = OrderedDict()

    def take(self, answer_id: AnswerId, document_id: DocumentId) -> bool:
        """Note that an article is being sent; False if it was already, and is not to be again."""
        now = self._clock.now()
        key = (answer_id, document_id)
        if now < self._sent_at.get(key, -REMEMBERED_S) + REMEMBERED_S:
            return False
        self._sent_at[key] = now
        self._sent_at.move_to_end(key)
        if len(self._sent_at) > _REMEMBERED:
            self._sent_at.popitem(last=False)
        return True

    def give_back(self, answer_id: AnswerId, document_id: DocumentId) -> None:
        """Note that an article could not be sent after all."""
        self._sent_at.pop((answer_id, document_id), None)
