"""Noticing changes of the corpus folder by itself, where an operator wants that.

Whoever edits the folder with an editor, `git pull` or `rsync` need not ask for a reload. What the
bot writes there itself is noticed too, and read together with it: both wait for the same quiet
moment, and a reload writes nothing into the folder, so nothing goes round in circles. Folders that
the corpus leads to by links are read, but not watched.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

import structlog
from watchfiles import Change, awatch

from bot.answering import run_aside
from bot.telegram.clock import Clock
from retrieval.corpus.names import is_hidden

_log = structlog.get_logger(__name__)

RETRY_S: Final = 60.0
"""After the folder could not be watched; it may come back."""
_GATHER_MS: Final = 400
"""What changes within it is told together; whoever is told waits for quiet as well."""

_LOOK_EVERY_MS: Final = 2000

_FolderId = tuple[int, int]


class CorpusWatch:
    """Watches a corpus folder.

    Args:
        corpus: The folder.
        passed_over: A folder that may lie in it without being part of it: the bot's own data.
        on_change: Called in the event loop after changes, and whenever watching begins: the folder
            may have changed before.
        clock: Tells when to try again.
    """

    def __init__(
        self, corpus: Path, passed_over: Path, on_change: Callable[[], None], clock: Clock
    ) -> None:
        self._corpus = corpus.resolve()
        self._passed_over = passed_over.resolve()
        self._on_change = on_change
        self._clock = clock

    async def run(self) -> None:
        """Watch until cancelled, also over the folder's being moved away and back."""
        while True:
            try:
                await self._watch()
            except OSError as error:
                _log.warning(
                    "the corpus folder cannot be watched; trying again",
                    reason=error.strerror or str(error),
                    wait_s=RETRY_S,
                )
                await self._clock.sleep(RETRY_S)

    def is_part(self, _change: Change, path: str) -> bool:
        """Tell whether a path may be an article's or a folder's, the corpus itself included."""
        place = Path(path)
        if place.is_relative_to(self._passed_over) or not place.is_relative_to(self._corpus):
            return False
        return not any(map(is_hidden, place.relative_to(self._corpus).parts))

    async def _watch(self) -> None:
        """Watch until the folder is another one.

        Raises:
            OSError: There is no such folder, or the system watches no more.
        """
        watched = await run_aside(_id_of, self._corpus)
        stop = asyncio.Event()
        self._on_change()
        try:
            async for changes in awatch(
                self._corpus,
                watch_filter=self.is_part,
                debounce=_GATHER_MS,
                stop_event=stop,
                rust_timeout=_LOOK_EVERY_MS,
                yield_on_timeout=True,
                ignore_permission_denied=True,
            ):
                # A folder that is moved away says nothing of it.
                if await run_aside(_id_of, self._corpus) != watched:
                    return
                if changes:
                    self._on_change()
        finally:
            stop.set()


def _id_of(folder: Path) -> _FolderId:
    status = folder.stat()
    return status.st_dev, status.st_ino
