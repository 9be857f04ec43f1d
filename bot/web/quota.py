"""How many questions one client may ask over HTTP in a minute.

A client is an address; of IPv6 the first 64 bits, since a household is given all that follow.
"""

from collections import OrderedDict, deque
from ipaddress import IPv6Address, ip_address
from typing import Final

from bot.errors import TooManyQuestionsError
from bot.telegram.clock import Clock

PERIOD_S: Final = 60.0
_REMEMBERED: Final = 10_000
"""Clients; those that asked last."""
READINGS_PER_QUESTION: Final = 10
"""Articles, contexts and votes that one answer may lead to."""
_HOUSE_BITS: Final = 64
"""Of an address of IPv6, at its end, that a household gives out itself."""


class ClientQuota:
    """Counts questions over the last minute.

    Args:
        clock: Tells when they are asked.
        per_minute: Questions of one client; 0 for no limit.
        counted: What is counted, in the plural, where it is something else.
    """

    def __init__(self, clock: Clock, per_minute: int, counted: str = "questions") -> None:
        self._clock = clock
        self._per_minute = per_minute
        self._counted = counted
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()

    def admit(self, client: str) -> None:
        """Count a question of a client's.

        Args:
            client: An address; what is none is a client too.

        Raises:
            TooManyQuestionsError: It is one too many.
        """
        if not self._per_minute:
            return
        now = self._clock.now()
        asked = self._questions_of(_household(client))
        while asked and asked[0] + PERIOD_S <= now:
            asked.popleft()
        if len(asked) >= self._per_minute:
            wait_s = asked[0] + PERIOD_S - now
            raise TooManyQuestionsError(self._per_minute, wait_s, self._counted)
        asked.append(now)

    def _questions_of(self, household: str) -> deque[float]:
        asked = self._asked.setdefault(household, deque())
        self._asked.move_to_end(household)
        if len(self._asked) > _REMEMBERED:
            self._asked.popitem(last=False)
        return asked


def _household(client: str) -> str:
    """Return what stands for a client and all that share its line."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if not isinstance(address, IPv6Address):
        return client
    return f"{int(address) >> _HOUSE_BITS:x}::/64"
