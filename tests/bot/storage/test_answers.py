"""Answers as they were given, and what people think of them."""

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bot.storage.answers import (
    AnswerStore,
    Forgotten,
    StoredAnswer,
    Vote,
    new_answer_id,
)
from bot.storage.database import MIGRATIONS, Database
from bot.storage.quotes import StoredQuote
from retrieval.datatypes import Document, DocumentId, Outcome, Quote, Span

DOCUMENT = Document(DocumentId("مقال.md"), "افتُتح الجسر. وبلغت كلفته مليونًا.", "الجسر")
COPY = replace(DOCUMENT, document_id=DocumentId("نسخة.md"), text=f"أمس {DOCUMENT.text}")
QUOTE = Quote.of(DOCUMENT, 14, 33, matches=(Span(0, 5),), twins=(Quote.of(COPY, 18, 37),))
ANSWER = StoredAnswer(
    answer_id=new_answer_id(),
    chat_id=10,
    thread_id=None,
    question_id=1,
    asker_id=10,
    question="كم كلفته؟",
    previous=("متى افتتح الجسر؟",),
    outcome=Outcome.WEAK,
    quotes=(StoredQuote.of(QUOTE),),
    page_size=3,
    asked_at=1000.0,
)


@pytest.fixture
def answers(database: Database) -> AnswerStore:
    """Return an empty store."""
    return AnswerStore(database)


async def test_an_answer_comes_back_as_it_was_given(answers: AnswerStore):
    await answers.add(ANSWER)

    assert await answers.get(ANSWER.answer_id) == ANSWER
    assert await answers.of_question(10, 1) == ANSWER
    assert await answers.get(new_answer_id()) is None


async def test_an_answer_of_an_earlier_version_has_quotes_without_twins(path: Path):
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    for script in MIGRATIONS[:6]:
        connection.executescript(script)
    quotes = json.dumps([["مقال.md", 14, 33, [[0, 5]], "d1"], ["آخر.md", 0, 4, [], "d2"]])
    for question_id, stored in ((1, quotes), (2, "[]")):
        connection.execute(
            "INSERT INTO answers "
            "VALUES (?, 10, NULL, ?, 3, 10, 'متى؟', '[]', 'weak', ?, 3, 1.0, 0)",
            (f"id{question_id}", question_id, stored),
        )
    connection.execute("PRAGMA user_version = 6")
    connection.commit()
    connection.close()

    database = await Database.open(path)
    answers = AnswerStore(database)
    first, second = await answers.of_question(10, 1), await answers.of_question(10, 2)
    await database.close()

    assert first is not None
    assert second is not None
    assert first.quotes == (
        StoredQuote(DocumentId("مقال.md"), 14, 33, (Span(0, 5),), "d1"),
        StoredQuote(DocumentId("آخر.md"), 0, 4, (), "d2"),
    )
    assert second.quotes == ()


async def test_an_answer_is_found_by_the_message_that_shows_it(answers: AnswerStore):
    await answers.add(ANSWER)

    await answers.note_shown(ANSWER.answer_id, 77, "كم بلغت؟")

    shown = replace(ANSWER, message_id=77, question="كم بلغت؟")
    assert await answers.of_message(10, 77) == shown
    assert await answers.of_message(11, 77) is None


async def test_one_question_has_one_answer(answers: AnswerStore):
    second = replace(ANSWER, answer_id=new_answer_id(), question="متى؟")
    await answers.add(ANSWER)

    await answers.add(second)

    assert await answers.of_question(10, 1) == second
    assert await answers.get(ANSWER.answer_id) is None


async def test_the_last_answer_is_that_of_the_same_person_chat_and_topic(answers: AnswerStore):
    later = replace(ANSWER, answer_id=new_answer_id(), question_id=2, asked_at=1100.0)
    topic = replace(ANSWER, answer_id=new_answer_id(), question_id=3, thread_id=4, asked_at=1200.0)
    for answer in (later, ANSWER, topic):
        await answers.add(answer)

    assert await answers.last_of(10, 10, None, before=9, since=1000.0) == later
    assert await answers.last_of(10, 10, None, before=2, since=1000.0) == ANSWER
    assert await answers.last_of(10, 10, 4, before=9, since=1000.0) == topic
    assert await answers.last_of(10, 10, None, before=9, since=1101.0) is None
    assert await answers.last_of(11, 10, None, before=9, since=0.0) is None


async def test_after_closing_only_later_answers_are_the_last(answers: AnswerStore):
    later = replace(ANSWER, answer_id=new_answer_id(), question_id=2, asked_at=1100.0)
    await answers.add(ANSWER)

    await answers.close(10, 10, None)
    closed = await answers.last_of(10, 10, None, before=9, since=0.0)
    await answers.add(later)

    assert closed is None
    assert await answers.last_of(10, 10, None, before=9, since=0.0) == later


async def test_a_vote_changes_and_is_taken_back_by_giving_it_again(answers: AnswerStore):
    await answers.add(ANSWER)

    standing = [
        await answers.vote(ANSWER.answer_id, 5, vote) for vote in (Vote.UP, Vote.DOWN, Vote.DOWN)
    ]

    assert standing == [Vote.UP, Vote.DOWN, None]


async def test_forgetting_somebody_deletes_what_they_asked_and_voted(
    answers: AnswerStore, database: Database
):
    other = replace(ANSWER, answer_id=new_answer_id(), question_id=2, asker_id=11)
    for answer in (ANSWER, other):
        await answers.add(answer)
    await answers.vote(ANSWER.answer_id, 11, Vote.UP)
    await answers.vote(other.answer_id, 10, Vote.UP)
    await answers.vote(other.answer_id, 12, Vote.UP)

    forgotten = await answers.forget_user(10)

    assert forgotten == Forgotten(n_questions=1, n_votes=1)
    assert await answers.get(ANSWER.answer_id) is None
    assert await database.fetch("SELECT user_id FROM votes") == [(12,)]


async def test_old_answers_are_forgotten_with_their_votes(
    answers: AnswerStore, database: Database
):
    young = replace(ANSWER, answer_id=new_answer_id(), question_id=2, asked_at=2000.0)
    for answer in (ANSWER, young):
        await answers.add(answer)
        await answers.vote(answer.answer_id, 5, Vote.UP)

    n_forgotten = await answers.forget_before(2000.0)

    assert n_forgotten == 1
    assert await answers.get(young.answer_id) == young
    assert await database.fetch("SELECT answer_id FROM votes") == [(young.answer_id,)]


async def test_of_what_nobody_known_asked_the_last_answers_are_kept(answers: AnswerStore):
    asked = [
        replace(
            ANSWER,
            answer_id=new_answer_id(),
            chat_id=0,
            asker_id=None,
            question_id=n,
            asked_at=1000.0 + n,
        )
        for n in range(4)
    ]
    known = replace(ANSWER, answer_id=new_answer_id(), chat_id=0, question_id=9)
    elsewhere = replace(asked[0], answer_id=new_answer_id(), chat_id=5)
    for answer in (*asked, known, elsewhere):
        await answers.add(answer)

    n_forgotten = await answers.forget_beyond(0, 2)

    kept = [each for each in asked if await answers.get(each.answer_id)]
    assert n_forgotten == 2
    assert kept == asked[2:]
    assert await answers.get(known.answer_id)
    assert await answers.get(elsewhere.answer_id)
    assert await answers.forget_beyond(0, 2) == 0


async def test_whoever_is_forgotten_while_an_answer_is_on_its_way_is_not_stored_with_it(
    answers: AnswerStore,
):
    other = replace(ANSWER, answer_id=new_answer_id(), question_id=2, asker_id=11)
    with answers.in_hand(10, 1, 10), answers.in_hand(10, 2, 11):
        await answers.forget_user(10)
        stored = [await answers.add(answer) for answer in (ANSWER, other)]

    assert stored == [False, True]
    assert await answers.get(ANSWER.answer_id) is None
    assert await answers.add(ANSWER)


async def test_a_vote_on_an_answer_that_is_forgotten_is_none(answers: AnswerStore):
    assert await answers.vote(ANSWER.answer_id, 5, Vote.UP) is None


async def test_what_stands_after_each_vote_is_told(database: Database):
    told: list[Vote | None] = []
    answers = AnswerStore(database, told.append)
    await answers.add(ANSWER)

    for vote in (Vote.UP, Vote.DOWN, Vote.DOWN):
        await answers.vote(ANSWER.answer_id, 5, vote)
    await answers.vote(new_answer_id(), 5, Vote.UP)

    assert told == [Vote.UP, Vote.DOWN, None]


async def test_a_vote_that_is_set_stands_however_often_it_is_said(database: Database):
    told: list[Vote | None] = []
    answers = AnswerStore(database, told.append)
    await answers.add(ANSWER)
    standing = []

    for vote in (Vote.UP, Vote.UP, Vote.DOWN, None, None, Vote.UP):
        await answers.set_vote(ANSWER.answer_id, 5, vote)
        standing.append(await database.fetch("SELECT user_id, vote FROM votes"))

    assert standing == [[(5, 1)], [(5, 1)], [(5, -1)], [], [], [(5, 1)]]
    assert told == [Vote.UP, Vote.DOWN, None, Vote.UP]


async def test_a_vote_that_is_set_on_a_forgotten_answer_is_none(database: Database):
    told: list[Vote | None] = []
    answers = AnswerStore(database, told.append)

    await answers.set_vote(new_answer_id(), 5, Vote.UP)

    assert await database.fetch("SELECT vote FROM votes") == []
    assert told == []
