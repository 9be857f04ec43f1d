"""Taking up what other programs make current in the store of a running bot."""

import asyncio
from pathlib import Path

import pytest
import structlog

from bot.following import LOOK_EVERY_S, follow_store
from retrieval.engine import SnapshotSummary
from retrieval.errors import SnapshotError
from tests.telegram.fakes import FakeClock
from tests.telegram.harness import SUMMARY


class Followed:
    """A library that finds, look by look, what the test says."""

    def __init__(self, *found: bool | str) -> None:
        self.found = list(found)

    @property
    def summary(self) -> SnapshotSummary:
        return SUMMARY

    async def serve_current(self) -> bool:
        found = self.found.pop(0)
        if isinstance(found, str):
            raise SnapshotError(Path("s"), found)
        return found


async def look(library: Followed) -> list[str]:
    """Follow until all is found; return the events of the log."""
    clock = FakeClock()

    async def wait() -> None:
        await clock.sleep(LOOK_EVERY_S * len(library.found) + 1)

    with structlog.testing.capture_logs() as logs:
        following = asyncio.create_task(follow_store(library, clock))
        await clock.run_until_done(asyncio.create_task(wait()))
        following.cancel()
        await asyncio.wait([following])
    return [f"{entry['log_level']} {entry.get('snapshot') or entry['reason']}" for entry in logs]


async def test_what_is_taken_up_is_told_and_nothing_else():
    assert await look(Followed(False, True, False)) == ["info 1"]


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (("damaged", "damaged", "damaged"), ["warning damaged"]),
        (("damaged", "other"), ["warning damaged", "warning other"]),
        (("damaged", True, "damaged"), ["warning damaged", "info 1", "warning damaged"]),
    ],
)
async def test_what_cannot_be_opened_is_told_once(found: tuple[bool | str, ...], told: list[str]):
    assert [line.partition(":")[0] for line in await look(Followed(*found))] == told
