"""Counting questions in batches."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.contextvars import bind_contextvars, merge_contextvars
from structlog.testing import capture_logs

from bot.errors import StorageError
from bot.statistics.log import WRITE_EVERY_S, QuestionLog, local_day
from bot.storage import Storage
from bot.storage.questions import Ending, Place, QuestionCount
from tests.telegram.fakes import START, FakeClock, ImpatientClock

TODAY = local_day(START)


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    opened = await Storage.open(tmp_path / "iqtibas.db")
    yield opened
    await opened.close()


async def test_questions_are_written_together_a_moment_later(storage: Storage):
    clock = FakeClock()
    log = QuestionLog(storage.questions, clock)

    async def ask() -> None:
        started_at = clock.now()
        await clock.sleep(0.0126)
        log.note(Place.GROUP, Ending.WEAK, started_at)
        log.note(Place.GROUP, Ending.WEAK, started_at)
        assert await storage.questions.counts(TODAY) == []
        await clock.sleep(WRITE_EVERY_S)
        # The log woke at the same moment; its statement is before this one in the queue.
        await clock.sleep(0.1)

    await clock.run_until_done(asyncio.create_task(ask()))

    assert await storage.questions.counts(TODAY) == [
        QuestionCount(TODAY, Place.GROUP, Ending.WEAK, took_ms=13, n=2)
    ]
    await log.close()


async def test_what_was_counted_last_is_written_at_the_end(storage: Storage):
    log = QuestionLog(storage.questions, FakeClock())
    log.note(Place.PRIVATE, Ending.ANSWERED, 0.0)

    await log.close()

    assert [count.n for count in await storage.questions.counts(TODAY)] == [1]


async def test_counts_wait_for_a_database_that_cannot_be_written(storage: Storage):
    log = QuestionLog(storage.questions, FakeClock())
    await storage.database.fetch("ALTER TABLE question_counts RENAME TO away")
    log.note(Place.PRIVATE, Ending.NONE, 0.0)

    with pytest.raises(StorageError):
        await log.flush()
    await storage.database.fetch("ALTER TABLE away RENAME TO question_counts")
    log.note(Place.PRIVATE, Ending.NONE, 0.0)
    await log.flush()

    assert [count.n for count in await storage.questions.counts(TODAY)] == [2]
    await log.close()


async def test_each_question_is_told_at_once_with_the_time_it_took(storage: Storage):
    clock = ImpatientClock()
    told: list[tuple[Place, Ending, float]] = []
    log = QuestionLog(storage.questions, clock, lambda *question: told.append(question))
    started_at = clock.now()
    clock.pass_by(0.25)

    log.note(Place.INLINE, Ending.TURNED_AWAY, started_at)

    assert told == [(Place.INLINE, Ending.TURNED_AWAY, 0.25)]
    await log.close()


async def test_each_question_has_a_line_and_what_is_typed_elsewhere_one_for_whoever_looks_closely(
    storage: Storage,
):
    log = QuestionLog(storage.questions, FakeClock())

    with capture_logs() as lines:
        log.note(Place.WEB, Ending.ANSWERED, -0.25)
        log.note(Place.INLINE, Ending.NONE, -0.25)
    await log.close()

    assert lines == [
        {
            "event": "question",
            "log_level": level,
            "place": place,
            "ending": ending,
            "took_ms": 250,
        }
        for level, place, ending in (("info", "web", "answered"), ("debug", "inline", "none"))
    ]


async def test_a_line_about_many_questions_carries_the_id_of_none(storage: Storage):
    log = QuestionLog(storage.questions, ImpatientClock())
    bind_contextvars(request_id="the-first-of-them")
    await storage.database.fetch("ALTER TABLE question_counts RENAME TO away")

    with capture_logs([merge_contextvars]) as lines:
        log.note(Place.WEB, Ending.NONE, 0.0)
        assert log._writing
        await log._writing
    await storage.database.fetch("ALTER TABLE away RENAME TO question_counts")
    await log.close()

    assert [line.get("request_id") for line in lines] == ["the-first-of-them", None]
