"""Old answers and ids are forgotten at the start and every day, and nothing else is."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.collecting.bin import Bin
from bot.housekeeping import DAY_S, UPDATES_KEPT_S, keep_house
from bot.statistics.log import local_day
from bot.storage import Storage
from bot.storage.answers import AnswerId, StoredAnswer
from bot.storage.questions import Ending, Place, QuestionCount
from bot.storage.searches import KEPT_S as SEARCHES_KEPT_S
from retrieval.datatypes import DocumentId, Outcome
from tests.telegram.fakes import START, FakeClock


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    opened = await Storage.open(tmp_path / "iqtibas.db")
    yield opened
    await opened.close()


def answer(number: int, *, days_old: float) -> StoredAnswer:
    return StoredAnswer(
        answer_id=AnswerId(f"{number}"),
        chat_id=1,
        thread_id=None,
        question_id=number,
        asker_id=1,
        question="سؤال",
        previous=(),
        outcome=Outcome.NONE,
        quotes=(),
        page_size=3,
        asked_at=START - days_old * DAY_S,
    )


class WatchedClock(FakeClock):
    """Time that stands still until the test lets a day pass; counts who waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self.waits = asyncio.Semaphore(0)

    async def sleep(self, seconds: float) -> None:
        self.waits.release()
        await super().sleep(seconds)


@pytest.fixture
def clock() -> WatchedClock:
    return WatchedClock()


@pytest.fixture
def removed(tmp_path: Path, clock: WatchedClock) -> Bin:
    return Bin(tmp_path / "articles", tmp_path / "bin", clock)


async def test_what_is_old_is_forgotten_at_the_start_and_the_day_after(
    storage: Storage, removed: Bin, clock: WatchedClock
):
    for number, days_old in enumerate((31.0, 29.5, 5.0)):
        await storage.answers.add(answer(number, days_old=days_old))
    await storage.updates.add([(1, "{}"), (2, "{}")], START - UPDATES_KEPT_S - 1)
    await storage.updates.add([(3, "{}")], START - UPDATES_KEPT_S + DAY_S / 2)
    await storage.updates.finish([1, 3])

    async def left() -> tuple[list[str], list[int]]:
        answers = await storage.database.fetch("SELECT answer_id FROM answers ORDER BY 1")
        updates = await storage.database.fetch("SELECT update_id FROM updates ORDER BY 1")
        return [row[0] for row in answers], [row[0] for row in updates]

    keeping = asyncio.create_task(keep_house(storage, removed, clock, answers_kept_days=30))
    await clock.waits.acquire()
    at_the_start = await left()
    await clock.run_until_done(asyncio.create_task(FakeClock.sleep(clock, DAY_S)))
    await clock.waits.acquire()
    after_a_day = await left()
    keeping.cancel()

    assert at_the_start == (["1", "2"], [2, 3])
    assert after_a_day == (["2"], [2])


async def test_searches_of_administrators_are_forgotten_after_a_month(
    storage: Storage, removed: Bin, clock: WatchedClock
):
    old = await storage.searches.keep("قديم", START - SEARCHES_KEPT_S - 1)
    young = await storage.searches.keep("جديد", START - SEARCHES_KEPT_S + 1)

    keeping = asyncio.create_task(keep_house(storage, removed, clock, answers_kept_days=3))
    await clock.waits.acquire()
    keeping.cancel()

    assert await storage.searches.words(old) is None
    assert await storage.searches.words(young) == "جديد"


async def test_a_database_that_cannot_be_written_ends_nothing(
    storage: Storage, removed: Bin, clock: WatchedClock
):
    await storage.database.fetch("ALTER TABLE updates RENAME TO gone")

    keeping = asyncio.create_task(keep_house(storage, removed, clock, answers_kept_days=30))
    await clock.waits.acquire()

    assert not keeping.done()
    keeping.cancel()


async def test_counts_are_kept_for_the_days_that_figures_cover(
    storage: Storage, removed: Bin, clock: WatchedClock
):
    kept = QuestionCount(local_day(START - 13 * DAY_S), Place.GROUP, Ending.NONE, took_ms=5)
    older = QuestionCount(local_day(START - 14 * DAY_S), Place.GROUP, Ending.NONE, took_ms=5)
    await storage.questions.add([kept, older])

    keeping = asyncio.create_task(keep_house(storage, removed, clock, answers_kept_days=30))
    await clock.waits.acquire()

    assert await storage.questions.counts("2000-01-01") == [kept]
    keeping.cancel()


async def test_what_was_removed_from_the_corpus_is_forgotten_after_a_day_though_nobody_asks(
    storage: Storage, removed: Bin, clock: WatchedClock, tmp_path: Path
):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("افتُتح الجسر.", encoding="utf-8")
    removed.remove(DocumentId("a.txt"))
    half_written = tmp_path / "articles" / ".new-0123"
    half_written.touch()
    os.utime(half_written, (0, 0))

    keeping = asyncio.create_task(keep_house(storage, removed, clock, answers_kept_days=30))
    n_kept = []
    for _ in range(2):
        await clock.waits.acquire()
        n_kept.append(len(list((tmp_path / "bin").iterdir())))
        await clock.run_until_done(asyncio.create_task(FakeClock.sleep(clock, DAY_S)))
    await clock.waits.acquire()
    keeping.cancel()

    assert n_kept == [1, 1], "a day to the second is not more than a day"
    assert list((tmp_path / "bin").iterdir()) == []
    assert not half_written.exists()
