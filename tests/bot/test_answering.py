"""Answering: in turn, in a thread, within bounds."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from bot.answering import Answering, run_aside
from bot.errors import AnswerTimeoutError, EngineBusyError

R = TypeVar("R")


class Gate:
    """Lends itself, and answers nobody before it is opened."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.opened = threading.Event()
        self.asked: list[str] = []

    def use(self, work: Callable[[Any], R]) -> R:
        return work(self)

    def answer(self, question: str) -> str:
        self.asked.append(question)
        self.entered.set()
        self.opened.wait(timeout=10)
        return f"جواب {question}"


def asking(question: str) -> Callable[[Any], str]:
    """Return the work of asking a gate."""
    return lambda gate: gate.answer(question)


async def test_questions_are_answered_in_the_order_they_were_asked():
    gate = Gate()
    gate.opened.set()
    answering = Answering(gate, queue_size=10, timeout_s=10)

    answers = await asyncio.gather(*(answering.ask(asking(f"س{i}")) for i in range(10)))

    assert answers == [f"جواب س{i}" for i in range(10)]
    assert gate.asked == [f"س{i}" for i in range(10)]
    await answering.close()


async def test_the_engine_never_runs_in_the_event_loops_thread():
    threads: list[int] = []

    answering = Answering(Gate(), queue_size=10, timeout_s=10)
    await asyncio.gather(
        *(answering.ask(lambda _gate: threads.append(threading.get_ident())) for _ in range(5))
    )
    await answering.close()

    assert len(set(threads)) == 1
    assert threading.get_ident() not in threads


async def test_a_full_queue_says_so_at_once_and_takes_questions_again_later():
    gate = Gate()
    answering = Answering(gate, queue_size=2, timeout_s=10)
    waiting = [asyncio.create_task(answering.ask(asking(f"س{i}"))) for i in range(2)]
    await run_aside(gate.entered.wait, 10)

    with pytest.raises(EngineBusyError) as caught:
        await answering.ask(asking("ثالث"))
    gate.opened.set()
    await asyncio.gather(*waiting)

    assert caught.value.n_waiting == 2
    assert await answering.ask(asking("ثالث")) == "جواب ثالث"
    await answering.close()


async def test_a_question_that_waits_too_long_is_taken_back():
    gate = Gate()
    answering = Answering(gate, queue_size=10, timeout_s=0.05)
    first = asyncio.create_task(answering.ask(asking("أول")))
    await run_aside(gate.entered.wait, 10)

    with pytest.raises(AnswerTimeoutError):
        await answering.ask(asking("ثان"))
    with pytest.raises(AnswerTimeoutError):
        await first
    gate.opened.set()
    await answering.close()

    assert gate.asked == ["أول"]


async def test_a_search_that_runs_on_after_its_time_still_has_its_place():
    gate = Gate()
    answering = Answering(gate, queue_size=1, timeout_s=0.05)
    with pytest.raises(AnswerTimeoutError):
        await answering.ask(asking("أول"))

    with pytest.raises(EngineBusyError):
        await answering.ask(asking("ثان"))
    gate.opened.set()
    await answering.close()

    assert gate.asked == ["أول"]


async def test_what_is_taken_back_leaves_its_place():
    gate = Gate()
    answering = Answering(gate, queue_size=2, timeout_s=0.05)
    first = asyncio.create_task(answering.ask(asking("أول")))
    await run_aside(gate.entered.wait, 10)
    with pytest.raises(AnswerTimeoutError):
        await answering.ask(asking("ثان"))
    with pytest.raises(AnswerTimeoutError):
        await first

    with pytest.raises(AnswerTimeoutError):
        await answering.ask(asking("ثالث"))
    gate.opened.set()
    await answering.close()

    assert gate.asked == ["أول"]


async def test_closing_answers_what_was_asked():
    gate = Gate()
    answering = Answering(gate, queue_size=10, timeout_s=10)
    asked = [asyncio.create_task(answering.ask(asking(f"س{i}"))) for i in range(3)]
    await run_aside(gate.entered.wait, 10)

    closing = asyncio.create_task(answering.close())
    gate.opened.set()
    await closing

    assert [await task for task in asked] == ["جواب س0", "جواب س1", "جواب س2"]


async def test_the_engines_errors_reach_whoever_asked():
    def fail(_gate: object) -> str:
        raise LookupError("سؤال")

    answering = Answering(Gate(), queue_size=10, timeout_s=10)

    with pytest.raises(LookupError, match="سؤال"):
        await answering.ask(fail)
    await answering.close()
