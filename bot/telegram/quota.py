"""How many questions one person, and all in one chat, may ask in a minute.

Whoever asks more is told once, and then nothing until there is room again: a line for each
question too many would be a flood of its own. Inline queries have a count of their own, since
whoever types one question sends several, and so have articles that a button sends as files.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from bot.telegram.clock import Clock

PERIOD_S: Final = 60.0
QUERIES_PER_QUESTION: Final = 5
"""Inline queries that typing one question may take; clients send one at each pause."""
_REMEMBERED: Final = 10_000
"""People and chats, each; those that asked last."""


class Admission(Enum):
    """What becomes of a question."""

    ADMITTED = auto()
    TOLD = auto()
    """It is one too many, and whoever asked is to be told."""
    LEFT = auto()
    """It is one too many, and that was told already."""


@dataclass(slots=True)
class _Window:
    """When the last questions were asked, and whether somebody was told since they were fewer."""

    asked: deque[float] = field(default_factory=deque)
    is_told: bool = False


class _Counter:
    """At most `n` questions in any period by each of many, in bounded memory."""

    def __init__(self, n: int) -> None:
        self._n = n
        self._windows: OrderedDict[int, _Window] = OrderedDict()

    def window(self, who: int, now: float) -> _Window:
        """Return somebody's questions of the last period."""
        window = self._windows.setdefault(who, _Window())
        self._windows.move_to_end(who)
        if len(self._windows) > _REMEMBERED:
            self._windows.popitem(last=False)
        while window.asked and window.asked[0] + PERIOD_S <= now:
            window.asked.popleft()
        return window

    def is_full(self, window: _Window) -> bool:
        return len(window.asked) >= self._n

    def admits(self, who: int, now: float) -> bool:
        """Count one more, unless it is one too many."""
        window = self.window(who, now)
        if self.is_full(window):
            return False
        window.asked.append(now)
        return True


class QuestionQuota:
    """Counts questions over the last minute.

    Args:
        clock: Tells when they are asked.
        per_user: Questions of one person, in whatever chats; as many articles, besides.
        per_chat: Questions in one chat, by whomever.
    """

    def __init__(self, clock: Clock, *, per_user: int, per_chat: int) -> None:
        self._clock = clock
        self._users = _Counter(per_user)
        self._chats = _Counter(per_chat)
        self._inline = _Counter(per_user * QUERIES_PER_QUESTION)
        self._articles = _Counter(per_user)

    def admit(self, user_id: int | None, chat_id: int) -> Admission:
        """Count a question, unless it is one too many.

        Args:
            user_id: Who asks: a person, or a chat that writes in its own name; None in channels.
            chat_id: Where.
        """
        now = self._clock.now()
        counted = [(self._chats, self._chats.window(chat_id, now))]
        if user_id is not None:
            counted.append((self._users, self._users.window(user_id, now)))
        full = [window for counter, window in counted if counter.is_full(window)]
        if full:
            is_told = any(window.is_told for window in full)
            for window in full:
                window.is_told = True
            return Admission.LEFT if is_told else Admission.TOLD
        for _, window in counted:
            window.asked.append(now)
            window.is_told = False
        return Admission.ADMITTED

    def admits_inline(self, user_id: int) -> bool:
        """Count an inline query, unless it is one too many."""
        return self._inline.admits(user_id, self._clock.now())

    def admits_article(self, user_id: int) -> bool:
        """Count an article that somebody has sent as a file, unless it is one too many."""
        return self._articles.admits(user_id, self._clock.now())
