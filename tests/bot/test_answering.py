"""Answering: in turn, in a thread, within bounds."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from structlog.contextvars import bind_contextvars, get_contextvars

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


async def test_two_threads_have_two_questions_in_hand_and_both_end():
    both = threading.Barrier(2, timeout=10)
    answering = Answering(Gate(), queue_size=10, timeout_s=10, n_threads=2)

    turns = await asyncio.gather(*(answering.ask(lambda _gate: both.wait()) for _ in range(4)))
    await answering.close()

    assert sorted(turns) == [0, 0, 1, 1]
    assert not any(thread.is_alive() for thread in answering._threads)


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


async def test_who_no_longer_waits_leaves_their_place_and_is_not_answered():
    gate = Gate()
    answering = Answering(gate, queue_size=2, timeout_s=10)
    first, gone = (asyncio.create_task(answering.ask(asking(name))) for name in ("أول", "ثان"))
    await run_aside(gate.entered.wait, 10)

    gone.cancel()
    await asyncio.wait([gone])
    third = asyncio.create_task(answering.ask(asking("ثالث")))
    await asyncio.sleep(0)
    gate.opened.set()

    assert [await first, await third] == ["جواب أول", "جواب ثالث"]
    assert gate.asked == ["أول", "ثالث"]
    await answering.close()


def test_an_answer_that_comes_after_its_loop_was_closed_ends_no_thread():
    gate = Gate()
    answering = Answering(gate, queue_size=2, timeout_s=10)

    async def leave() -> None:
        asked = asyncio.create_task(answering.ask(asking("أول")))
        await run_aside(gate.entered.wait, 10)
        asked.cancel()

    async def come_again() -> str:
        gate.opened.set()
        answer = await answering.ask(asking("ثان"))
        await answering.close()
        return answer

    asyncio.run(leave())

    assert asyncio.run(come_again()) == "جواب ثان"


async def test_where_no_thread_can_be_started_the_next_question_tries_again():
    answering = Answering(Gate(), queue_size=1, timeout_s=10)
    usual = threading.stack_size(1 << 46)  # more than any machine has
    try:
        with pytest.raises(RuntimeError, match="start new thread"):
            await answering.ask(lambda _gate: None)
    finally:
        threading.stack_size(usual)

    answer = await answering.ask(lambda _gate: "جواب")
    await answering.close()

    assert answer == "جواب"


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


async def test_each_piece_of_work_is_told_with_how_long_it_waited_and_took():
    moments = iter([0.0, 1.0, 4.0, 10.0, 12.5, 13.0])
    told: list[tuple[float, float]] = []
    answering = Answering(
        Gate(),
        queue_size=10,
        timeout_s=10,
        note_work=lambda waited_s, worked_s: told.append((waited_s, worked_s)),
        clock=lambda: next(moments),
    )

    await answering.ask(lambda _gate: None)
    with pytest.raises(ZeroDivisionError):
        await answering.ask(lambda _gate: 1 / 0)
    await answering.close()

    assert told == [(1.0, 3.0), (2.5, 0.5)]


async def test_it_tells_how_many_wait():
    gate = Gate()
    answering = Answering(gate, queue_size=7, timeout_s=10)
    at_rest = answering.n_waiting
    asked = [asyncio.create_task(answering.ask(asking(f"س{i}"))) for i in range(3)]
    await asyncio.sleep(0)

    n_waiting = answering.n_waiting

    gate.opened.set()
    await asyncio.gather(*asked)
    await answering.close()
    assert (answering.queue_size, at_rest, n_waiting, answering.n_waiting) == (7, 0, 3, 0)


async def test_what_a_question_is_logged_with_is_known_in_the_engines_thread_to_its_work_alone():
    answering = Answering(Gate(), queue_size=10, timeout_s=10)

    async def ask(request_id: str) -> dict[str, Any]:
        bind_contextvars(request_id=request_id)
        return await answering.ask(lambda _gate: get_contextvars())

    known = await asyncio.gather(*(asyncio.create_task(ask(f"r{i}")) for i in range(3)))
    unbound = await answering.ask(lambda _gate: get_contextvars())
    await answering.close()

    assert known == [{"request_id": "r0"}, {"request_id": "r1"}, {"request_id": "r2"}]
    assert unbound == {}
