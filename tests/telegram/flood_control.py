"""Telegram's flood limits, as the stand-in enforces them when told to."""

import math
from collections import defaultdict, deque


class FloodControl:
    """Counts what was let through; a request too many is refused, with a time to wait."""

    def __init__(self, per_chat: int = 1, per_group: int = 20, overall: int = 30) -> None:
        self._per_chat = per_chat
        self._per_group = per_group
        self._overall = overall
        self._chats: dict[int, deque[float]] = defaultdict(deque)
        self._groups: dict[int, deque[float]] = defaultdict(deque)
        self._all: deque[float] = deque()
        self.n_refused = 0

    def refuse(self, chat_id: int, now: float) -> int:
        """Return 0 if a request may pass, else the seconds to wait."""
        windows = [(self._chats[chat_id], self._per_chat, 1.0), (self._all, self._overall, 1.0)]
        if chat_id < 0:
            windows.append((self._groups[chat_id], self._per_group, 60.0))
        for times, limit, period_s in windows:
            while times and times[0] + period_s <= now:
                times.popleft()
            if len(times) >= limit:
                self.n_refused += 1
                return max(1, math.ceil(times[0] + period_s - now))
        for times, _limit, _period_s in windows:
            times.append(now)
        return 0
