"""Saying over HTTP whether an answer helped."""

from dataclasses import replace

import pytest

from bot.storage.answers import AnswerId, new_answer_id
from bot.web.asking import WEB_VOTER
from tests.web.api.client import QUESTION, Client

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]


async def votes(api: Client, answer: str) -> list[tuple[int, int]]:
    rows = await api.site.services.storage.database.fetch(
        "SELECT user_id, vote FROM votes WHERE answer_id = ?", (answer,)
    )
    return [(user, vote) for user, vote in rows]


async def test_a_vote_stands_however_often_it_is_sent_until_it_is_taken_back(api: Client):
    answer = (await api.ask(QUESTION)).content["answer"]
    standing = []

    for vote in ("up", "up", "down", None, None):
        reply = await api.post("feedback", {"answer": answer, "vote": vote})
        assert (reply.status, reply.content) == (200, {"answer": answer, "vote": vote})
        standing.append(await votes(api, answer))

    up, down = (WEB_VOTER, 1), (WEB_VOTER, -1)
    assert standing == [[up], [up], [down], [], []]


async def test_an_answer_that_was_never_given_has_no_votes(api: Client):
    reply = await api.post("feedback", {"answer": new_answer_id(), "vote": "up"})

    assert reply.status == 404
    assert reply.headers["Content-Type"] == "application/problem+json"


async def test_an_answer_that_was_given_on_telegram_is_not_voted_on_over_http(api: Client):
    answers = api.site.services.storage.answers
    ours = await answers.get(AnswerId((await api.ask(QUESTION)).content["answer"]))
    assert ours is not None
    theirs = replace(ours, answer_id=new_answer_id(), chat_id=10, question_id=1)
    await answers.add(theirs)

    reply = await api.post("feedback", {"answer": theirs.answer_id, "vote": "up"})

    assert reply.status == 404
    assert await votes(api, theirs.answer_id) == []


@pytest.mark.parametrize(
    ("content", "pointers"),
    [
        ({}, ["/answer", "/vote"]),
        ({"answer": "abcdefgh"}, ["/vote"]),
        ({"answer": "abcdefgh", "vote": "UP"}, ["/vote"]),
        ({"answer": "abcdefgh", "vote": 1}, ["/vote"]),
        ({"answer": 5, "vote": "up"}, ["/answer"]),
        ({"answer": "a" * 65, "vote": "up"}, ["/answer"]),
        ({"answer": "a\0", "vote": None}, ["/answer"]),
        ({"answer": "abcdefgh", "vote": "up", "user": 7}, ["/user"]),
    ],
)
async def test_what_is_wrong_with_a_vote_is_told_by_its_place(
    api: Client, content: object, pointers: list[str]
):
    reply = await api.post("feedback", content)

    assert (reply.status, reply.pointers) == (422, pointers)
