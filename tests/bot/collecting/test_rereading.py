"""One reading for several changes, and none that is missed."""

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.collecting.rereading import QUIET_S, OnProgress, Rereading
from bot.errors import IndexingError, IndexingFailure
from retrieval.engine import Progress, Stage, UpdateReport
from tests.telegram.fakes import FakeClock
from tests.telegram.harness import REPORT

STEP = Progress(Stage.READ, 1, 2)


@dataclass(slots=True)
class Shelves:
    """A library whose folder is written by the test; a reading sees what is there as it begins."""

    clock: FakeClock
    written: list[str] = field(default_factory=list)
    read: list[tuple[float, list[str]]] = field(default_factory=list)
    takes_s: float = 0.0
    fails: bool = False

    async def reload(
        self, on_progress: OnProgress | None = None, *, is_joining: bool
    ) -> UpdateReport:
        assert not is_joining
        self.read.append((self.clock.now(), list(self.written)))
        if on_progress:
            on_progress(STEP)
        if self.takes_s:
            await self.clock.sleep(self.takes_s)
        if self.fails:
            raise IndexingError(IndexingFailure.CORPUS, "gone")
        return REPORT


async def change(
    rereading: Rereading, shelves: Shelves, at_s: float, name: str, told: list[Progress]
) -> None:
    """Write something at some time, and wait for it to be read."""
    if at_s:
        await shelves.clock.sleep(at_s)
    shelves.written.append(name)
    await rereading.reread(told.append)
    assert any(name in seen for _, seen in shelves.read)


async def test_changes_in_a_row_are_read_together_once_it_is_quiet():
    clock = FakeClock()
    shelves, told = Shelves(clock), list[Progress]()
    rereading = Rereading(shelves, clock)

    tasks = [
        asyncio.create_task(change(rereading, shelves, at_s, name, told))
        for at_s, name in ((0.0, "a"), (1.0, "b"), (2.5, "c"))
    ]
    await clock.run_until_done(*tasks)

    assert shelves.read == [(2.5 + QUIET_S, ["a", "b", "c"])]
    assert told == [STEP] * 3


async def test_a_change_while_a_reading_runs_has_a_reading_of_its_own():
    clock = FakeClock()
    shelves, told = Shelves(clock, takes_s=10.0), list[Progress]()
    rereading = Rereading(shelves, clock)

    tasks = [
        asyncio.create_task(change(rereading, shelves, at_s, name, told))
        for at_s, name in ((0.0, "a"), (5.0, "b"))
    ]
    await clock.run_until_done(*tasks)

    assert shelves.read == [(QUIET_S, ["a"]), (5.0 + QUIET_S, ["a", "b"])]


async def test_everybody_who_waits_hears_of_a_failure():
    clock = FakeClock()
    shelves = Shelves(clock, fails=True)
    rereading = Rereading(shelves, clock)
    tasks = [asyncio.create_task(rereading.reread(list[Progress]().append)) for _ in range(2)]

    for task in tasks:
        with pytest.raises(IndexingError):
            await clock.run_until_done(task)  # type: ignore[arg-type] # what it returns is not asked

    assert len(shelves.read) == 1


async def test_nothing_is_read_after_the_close():
    clock = FakeClock()
    shelves = Shelves(clock)
    rereading = Rereading(shelves, clock)
    waiting = asyncio.create_task(rereading.reread(list[Progress]().append))
    await asyncio.sleep(0)

    await rereading.close()

    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert shelves.read == []
