"""A question over HTTP, answered, counted and stored as those of Telegram are."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.errors import EngineBusyError, QuestionTooLongError, TooManyQuestionsError
from bot.services import web_services
from bot.statistics.log import local_day
from bot.storage.answers import AnswerId
from bot.storage.questions import Ending, Place
from bot.web.asking import WEB_CHAT, ask
from bot.web.context import WebServices
from bot.web.keeping import AnswerKeeper
from bot.web.quota import ClientQuota
from retrieval.datatypes import Outcome
from tests.telegram.harness import ScriptedLibrary
from tests.web.site import serving

CLIENT = "192.0.2.1"
QUESTION = "متى افتُتح الجسر؟"


@pytest.fixture
async def services(script: ScriptedLibrary, tmp_path: Path) -> AsyncIterator[WebServices]:
    script.n_quotes = 5
    async with serving(
        script, tmp_path, max_question_chars=40, queue_size=1, web_questions_per_minute=3
    ) as site:
        yield web_services(site.services, None)


async def counted(services: WebServices) -> list[tuple[Place, Ending, int]]:
    await services.question_log.flush()
    counts = await services.storage.questions.counts(local_day(time.time()))
    return [(count.place, count.ending, count.n) for count in counts]


async def test_it_is_answered_and_stored_as_nobodys(services: WebServices):
    asked = await ask(services, CLIENT, QUESTION, 4)

    assert asked.answer_id
    stored = await services.storage.answers.get(asked.answer_id)
    assert stored
    assert asked.answer.outcome is Outcome.ANSWER
    assert len(asked.answer.quotes) == len(stored.quotes) == 4
    assert stored.question == QUESTION
    assert (stored.chat_id, stored.asker_id, stored.message_id) == (WEB_CHAT, None, None)
    assert stored.page_size == 3
    assert stored.asked_at == pytest.approx(time.time(), abs=30)
    assert 0 <= asked.took_ms < 30_000


async def test_the_same_question_again_is_another_answer(services: WebServices):
    asked = [await ask(services, CLIENT, QUESTION, 1) for _ in range(2)]

    assert asked[0].answer_id != asked[1].answer_id
    for each in asked:
        assert each.answer_id
        assert await services.storage.answers.get(each.answer_id)


async def test_it_is_counted_by_how_it_ended_but_thanks_are_not(
    services: WebServices, script: ScriptedLibrary
):
    await ask(services, CLIENT, QUESTION, 1)
    script.outcome = Outcome.WEAK
    await ask(services, CLIENT, QUESTION, 1)
    await ask(services, CLIENT, "شكرا", 1)

    assert sorted(await counted(services)) == [
        (Place.WEB, Ending.ANSWERED, 1),
        (Place.WEB, Ending.WEAK, 1),
    ]


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        # Understood with what was asked before, or thanks between two questions.
        ("ومتى كان ذلك؟", (QUESTION,)),
        ("شكرا", (QUESTION,)),
        ("أين الجسر؟", ()),
    ],
)
async def test_what_was_asked_before_is_stored_where_the_question_leans_on_it(
    services: WebServices, script: ScriptedLibrary, question: str, kept: tuple[str, ...]
):
    asked = await ask(services, CLIENT, question, 1, previous=(QUESTION,))

    assert asked.answer_id
    stored = await services.storage.answers.get(asked.answer_id)
    assert stored
    assert script.conversations[-1].previous == (QUESTION,)
    assert stored.previous == kept


async def test_one_that_is_too_long_is_not_searched_for(
    services: WebServices, script: ScriptedLibrary
):
    with pytest.raises(QuestionTooLongError) as caught:
        await ask(services, CLIENT, "س" * 41, 1)

    assert caught.value.limit == 40
    assert script.asked == []
    assert await counted(services) == []


async def test_each_client_has_a_limit_of_its_own(services: WebServices, script: ScriptedLibrary):
    for _ in range(3):
        await ask(services, CLIENT, QUESTION, 1)

    with pytest.raises(TooManyQuestionsError):
        await ask(services, CLIENT, QUESTION, 1)
    await ask(services, "192.0.2.2", QUESTION, 1)

    assert len(script.asked) == 4


async def test_one_that_finds_the_queue_full_is_counted_as_turned_away(
    services: WebServices, script: ScriptedLibrary
):
    script.opened.clear()
    first = asyncio.create_task(ask(services, CLIENT, QUESTION, 1))
    while not script.asked:  # noqa: ASYNC110 - the worker thread sets no event
        await asyncio.sleep(0)

    with pytest.raises(EngineBusyError):
        await ask(services, CLIENT, QUESTION, 1)
    script.opened.set()
    await first

    assert sorted(await counted(services)) == [
        (Place.WEB, Ending.ANSWERED, 1),
        (Place.WEB, Ending.TURNED_AWAY, 1),
    ]


async def test_of_the_answers_the_last_ones_are_kept(services: WebServices):
    keeper = AnswerKeeper(services.storage.answers, most=2, every=3)
    services = replace(services, kept_answers=keeper, quota=ClientQuota(services.clock, 0))

    asked = [await ask(services, CLIENT, QUESTION, 1) for _ in range(7)]

    stored = [await services.storage.answers.get(AnswerId(str(a.answer_id))) for a in asked]
    assert [answer is not None for answer in stored] == [False] * 5 + [True] * 2


async def test_an_answer_that_cannot_be_stored_is_given_without_an_id(services: WebServices):
    await services.storage.database.fetch("ALTER TABLE answers RENAME TO away")

    with capture_logs() as lines:
        asked = await ask(services, CLIENT, QUESTION, 1)
    await services.storage.database.fetch("ALTER TABLE away RENAME TO answers")

    assert asked.answer.outcome is Outcome.ANSWER
    assert asked.answer_id is None
    assert "an answer could not be stored" in [line["event"] for line in lines]
