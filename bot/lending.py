"""Swapping something that is in use: whoever has it keeps it until they are done."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Closable(Protocol):
    """Something that must not be used once it is closed."""

    def close(self) -> None:
        """Let go of what it holds."""


C = TypeVar("C", bound=Closable)


@dataclass(slots=True)
class _Copy(Generic[C]):
    """One thing that is or was lent, and how many have it in hand."""

    thing: C
    n_users: int = 0
    is_retired: bool = False


class Lending(Generic[C]):
    """Lends one thing at a time to any number of threads; closes it after its last use.

    Args:
        thing: Lent until it is replaced.
    """

    def __init__(self, thing: C) -> None:
        self._copy = _Copy(thing)
        self._lock = threading.Lock()

    @property
    def current(self) -> C:
        """What is lent at this moment; to look at, not to use for long."""
        return self._copy.thing

    @contextmanager
    def lend(self) -> Iterator[C]:
        """Hand out what is current; it stays open as long as it is in hand."""
        with self._lock:
            copy = self._copy
            copy.n_users += 1
        try:
            yield copy.thing
        finally:
            with self._lock:
                copy.n_users -= 1
                is_last = copy.is_retired and not copy.n_users
            if is_last:
                copy.thing.close()

    def replace(self, thing: C) -> None:
        """Lend another thing from now on; the old one is closed now or after its last use."""
        with self._lock:
            stale, self._copy = self._copy, _Copy(thing)
        self._retire(stale)

    def close(self) -> None:
        """Close what is current, now or after its last use; lend nothing afterwards."""
        self._retire(self._copy)

    def _retire(self, copy: _Copy[C]) -> None:
        with self._lock:
            copy.is_retired = True
            is_free = not copy.n_users
        if is_free:
            copy.thing.close()
