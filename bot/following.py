"""Taking up what other programs do to the store: ``iqtibas index`` or ``corpus rollback``.

The store names its current snapshot in a small file, which is looked at every few seconds. What
cannot be opened, such as an index that another version made, is told once.
"""

from typing import Final, Protocol

import structlog

from bot.telegram.clock import Clock
from retrieval.engine import SnapshotSummary
from retrieval.errors import SnapshotError

_log = structlog.get_logger(__name__)

LOOK_EVERY_S: Final = 5.0


class FollowingLibrary(Protocol):
    """What follows the store: `bot.library.Library`, which describes it."""

    @property
    def summary(self) -> SnapshotSummary:
        """What is being served."""

    async def serve_current(self) -> bool:
        """Serve what another program has made current."""


async def follow_store(library: FollowingLibrary, clock: Clock) -> None:
    """Have a library serve what is current in its store, until cancelled."""
    told = ""
    while True:
        await clock.sleep(LOOK_EVERY_S)
        try:
            has_changed = await library.serve_current()
        except SnapshotError as error:
            if str(error) != told:
                told = str(error)
                _log.warning(
                    "another program changed the index; serving what was served before",
                    reason=told,
                )
            continue
        told = ""
        if has_changed:
            summary = library.summary
            _log.info(
                "another program changed the index; serving that",
                snapshot=summary.path.name,
                n_documents=summary.n_documents,
                n_passages=summary.n_passages,
            )
