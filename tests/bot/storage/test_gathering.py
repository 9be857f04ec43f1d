"""Rows that come close together: in one statement, and each for itself where one is wrong."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import NamedTuple

import pytest

from bot.errors import StorageError
from bot.storage.answers import AnswerStore, StoredAnswer, new_answer_id
from bot.storage.database import Database
from bot.storage.gathering import Gathering
from retrieval.datatypes import Outcome


def answer(number: int, question: str = "متى؟") -> StoredAnswer:
    return StoredAnswer(
        answer_id=new_answer_id(),
        chat_id=number,
        thread_id=None,
        question_id=1,
        asker_id=7,
        question=question,
        previous=(),
        outcome=Outcome.NONE,
        quotes=(),
        page_size=3,
        asked_at=1000.0,
    )


class Words(NamedTuple):
    """What gathers words, and the statements that it has made."""

    gathering: Gathering
    statements: list[str]

    @property
    def together(self) -> list[list[str]]:
        """The words of each statement that stored some."""
        return [found for each in self.statements if (found := re.findall(r"'(\w+)'", each))]


@pytest.fixture
def answers(database: Database) -> AnswerStore:
    return AnswerStore(database)


async def test_what_comes_during_a_statement_goes_together_in_the_next(
    answers: AnswerStore, database: Database
):
    statements: list[str] = []
    await database._connection.set_trace_callback(statements.append)
    given = [answer(number) for number in range(10)]

    first = asyncio.create_task(answers.add(given[0]))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    stored = await asyncio.gather(first, *map(answers.add, given[1:]))

    assert stored == [True] * 10
    assert [statement.count("متى؟") for statement in statements] == [1, 9]
    assert [await answers.get(each.answer_id) for each in given] == given


@pytest.fixture
def words(database: Database) -> Callable[[float], Awaitable[Words]]:
    """Return what gathers words, with a pause of so many seconds while more are coming."""

    async def gather(pause_s: float) -> Words:
        await database.fetch("CREATE TABLE words (word TEXT PRIMARY KEY)")
        statements: list[str] = []
        await database._connection.set_trace_callback(statements.append)
        return Words(Gathering(database, "words", "word", pause_s), statements)

    return gather


async def test_a_row_waits_a_little_for_those_that_are_coming(
    words: Callable[[float], Awaitable[Words]], database: Database
):
    gathered = await words(0.2)
    gathering = gathered.gathering

    await gathering.add(("أول",), lambda: True)
    with gathering.coming():
        waiting = asyncio.create_task(gathering.add(("ثان",), lambda: True))
        # Time enough to write it, if it were not waiting.
        for _ in range(10):
            await database.fetch("SELECT 1")
    stored = await asyncio.gather(waiting, gathering.add(("ثالث",), lambda: True))

    assert all(stored)
    assert gathered.together == [["أول"], ["ثان", "ثالث"]]


async def test_who_comes_alone_waits_for_nobody(words: Callable[[float], Awaitable[Words]]):
    gathered = await words(3600.0)

    async with asyncio.timeout(10):
        for word in ("أول", "ثان"):
            with gathered.gathering.coming():
                pass
            await gathered.gathering.add((word,), lambda: True)

    assert gathered.together == [["أول"], ["ثان"]]


async def test_more_than_a_statement_takes_are_stored_all_the_same(answers: AnswerStore):
    given = [answer(number) for number in range(250)]

    stored = await asyncio.gather(*map(answers.add, given))

    assert stored == [True] * 250
    assert await answers.get(given[-1].answer_id) == given[-1]


async def test_a_row_that_cannot_be_stored_keeps_no_other_from_it(answers: AnswerStore):
    good, bad = answer(1), answer(2, "نصف \ud800")

    stored, refused = await asyncio.gather(
        answers.add(good), answers.add(bad), return_exceptions=True
    )

    assert stored is True
    assert isinstance(refused, UnicodeEncodeError)
    assert await answers.get(good.answer_id) == good


async def test_each_is_told_that_the_database_cannot_be_written(
    answers: AnswerStore, database: Database
):
    await database.fetch("ALTER TABLE answers RENAME TO away")

    ends = await asyncio.gather(*(answers.add(answer(1)) for _ in "ab"), return_exceptions=True)
    await database.fetch("ALTER TABLE away RENAME TO answers")

    assert [type(end) for end in ends] == [StorageError, StorageError]
    assert await answers.add(answer(1))


async def test_whoever_is_forgotten_while_their_answer_waits_has_none_stored(
    answers: AnswerStore,
):
    theirs, others = answer(1), replace(answer(2), asker_id=8)

    with answers.in_hand(1, 1, 7):
        adding = asyncio.gather(answers.add(theirs), answers.add(others))
        await answers.forget_user(7)
        stored = await adding

    assert await answers.get(theirs.answer_id) is None
    assert await answers.get(others.answer_id) == others
    assert stored[1]


async def test_an_answer_that_waits_when_its_asker_is_forgotten_is_not_stored(
    answers: AnswerStore,
):
    first, theirs = replace(answer(1), asker_id=8), answer(2)

    with answers.in_hand(2, 1, 7):
        writing = asyncio.create_task(answers.add(first))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        waiting = asyncio.create_task(answers.add(theirs))
        await asyncio.sleep(0)
        await answers.forget_user(7)

        assert await writing
        assert not await waiting
    assert await answers.get(theirs.answer_id) is None


async def test_who_no_longer_waits_holds_up_nobody(answers: AnswerStore):
    gone, stays = answer(1), answer(2)
    leaving = asyncio.create_task(answers.add(gone))
    staying = asyncio.create_task(answers.add(stays))
    await asyncio.sleep(0)

    leaving.cancel()

    assert await staying
    assert await answers.get(stays.answer_id) == stays
