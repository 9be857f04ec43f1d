"""Answering: in turn, in a thread, within bounds."""

import asyncio
import threading

import pytest

from bot.answering import Answering, run_aside
from bot.errors import AnswerTimeoutError, EngineBusyError
from retrieval.datatypes import Answer, Outcome


def echo(question: str, n_quotes: int) -> Answer:  # noqa: ARG001 - the engine's signature
    return Answer(question, Outcome.NONE, 0.0, (), ())


class Gate:
    """An engine that answers nobody before it is opened."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.opened = threading.Event()
        self.asked: list[str] = []

    def answer(self, question: str, n_quotes: int) -> Answer:
        self.asked.append(question)
        self.entered.set()
        self.opened.wait(timeout=10)
        return echo(question, n_quotes)


async def test_questions_are_answered_in_the_order_they_were_asked():
    gate = Gate()
    gate.opened.set()
    answering = Answering(gate.answer, queue_size=10, timeout_s=10)

    answers = await asyncio.gather(*(answering.answer(f"س{i}", 3) for i in range(10)))

    assert [answer.question for answer in answers] == [f"س{i}" for i in range(10)]
    assert gate.asked == [f"س{i}" for i in range(10)]
    await answering.close()


async def test_the_engine_never_runs_in_the_event_loops_thread():
    threads: list[int] = []

    def note(question: str, n_quotes: int) -> Answer:
        threads.append(threading.get_ident())
        return echo(question, n_quotes)

    answering = Answering(note, queue_size=10, timeout_s=10)
    await asyncio.gather(*(answering.answer("س", 3) for _ in range(5)))
    await answering.close()

    assert len(set(threads)) == 1
    assert threading.get_ident() not in threads


async def test_a_full_queue_says_so_at_once_and_takes_questions_again_later():
    gate = Gate()
    answering = Answering(gate.answer, queue_size=2, timeout_s=10)
    waiting = [asyncio.create_task(answering.answer(f"س{i}", 3)) for i in range(2)]
    await run_aside(gate.entered.wait, 10)

    with pytest.raises(EngineBusyError) as caught:
        await answering.answer("ثالث", 3)
    gate.opened.set()
    await asyncio.gather(*waiting)

    assert caught.value.n_waiting == 2
    assert (await answering.answer("ثالث", 3)).question == "ثالث"
    await answering.close()


async def test_a_question_that_waits_too_long_is_taken_back():
    gate = Gate()
    answering = Answering(gate.answer, queue_size=10, timeout_s=0.05)
    first = asyncio.create_task(answering.answer("أول", 3))
    await run_aside(gate.entered.wait, 10)

    with pytest.raises(AnswerTimeoutError):
        await answering.answer("ثان", 3)
    with pytest.raises(AnswerTimeoutError):
        await first
    gate.opened.set()
    await answering.close()

    assert gate.asked == ["أول"]


async def test_closing_answers_what_was_asked():
    gate = Gate()
    answering = Answering(gate.answer, queue_size=10, timeout_s=10)
    asked = [asyncio.create_task(answering.answer(f"س{i}", 3)) for i in range(3)]
    await run_aside(gate.entered.wait, 10)

    closing = asyncio.create_task(answering.close())
    gate.opened.set()
    await closing

    assert [(await task).question for task in asked] == ["س0", "س1", "س2"]


async def test_the_engines_errors_reach_whoever_asked():
    def fail(question: str, n_quotes: int) -> Answer:
        raise LookupError(question, n_quotes)

    answering = Answering(fail, queue_size=10, timeout_s=10)

    with pytest.raises(LookupError, match="سؤال"):
        await answering.answer("سؤال", 3)
    await answering.close()
