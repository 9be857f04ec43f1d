"""Answering in a process of its own: the same answers, whatever becomes of the process."""

import os
import pickle
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
import structlog

from bot.answer_frames import LENGTH, Failure, Grounds, frame
from bot.answer_process import AnswerProcess
from bot.answerer import serve
from bot.served_engine import ServedEngine
from retrieval.arabic.thesaurus import bundled_thesaurus
from retrieval.datatypes import Conversation
from retrieval.engine import Engine, SnapshotStore
from tests.bot.answering_apart import (
    ABOUT_BRIDGE,
    ABOUT_FESTIVAL,
    WITHIN_S,
    ask,
    cpu_ticks,
    is_alive,
    make_store,
    open_engine,
    pids_of,
    pool_of,
    serving,
    until,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux tells"),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> SnapshotStore:
    return make_store(tmp_path_factory.mktemp("bridge"))


@pytest.fixture(scope="module")
def alone(store: SnapshotStore) -> Iterator[Engine]:
    """The engine by itself."""
    engine = open_engine(store)
    yield engine
    engine.close()


@pytest.fixture
def served(store: SnapshotStore) -> Iterator[ServedEngine]:
    """One whose process a test may kill."""
    with serving(store, 1) as served:
        yield served


@pytest.fixture(scope="module")
def standing(store: SnapshotStore) -> Iterator[ServedEngine]:
    """One that is only asked."""
    with serving(store, 1) as served:
        yield served


def process_of(served: ServedEngine) -> AnswerProcess:
    [process] = pool_of(served).processes
    return process


def pid_of(served: ServedEngine) -> int:
    [pid] = pids_of(served)
    return pid


@pytest.mark.parametrize(
    ("question", "previous"),
    [
        (ABOUT_BRIDGE, ()),
        ("ومتى افتُتح؟", (ABOUT_BRIDGE,)),
        (ABOUT_FESTIVAL, ()),
        ("kam kulfat aljisr?", ()),
        ("", ()),
        (ABOUT_BRIDGE + " " * 70_000, ()),
    ],
)
def test_the_process_answers_as_the_engine_does(
    standing: ServedEngine, alone: Engine, question: str, previous: tuple[str, ...]
) -> None:
    pid = pid_of(standing)

    answer = ask(standing, question, *previous)

    assert answer == alone.answer(question, conversation=Conversation(previous), n_quotes=3)
    assert pid_of(standing) == pid


def test_it_is_the_process_that_computes(standing: ServedEngine):
    before, here = cpu_ticks(pid_of(standing)), time.process_time()

    for _ in range(100):
        ask(standing)

    assert cpu_ticks(pid_of(standing)) > before
    assert time.process_time() - here < 0.1


def test_each_of_several_who_ask_at_once_gets_their_own_answer(
    standing: ServedEngine, alone: Engine
) -> None:
    questions = [f"{ABOUT_BRIDGE} {n}" for n in range(60)]

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda question: ask(standing, question), questions))

    assert answers == [alone.answer(question) for question in questions]


def test_what_the_process_fails_at_is_told_by_the_engine_here(standing: ServedEngine):
    pid = pid_of(standing)

    with pytest.raises(TypeError):
        standing.answer(7, conversation=Conversation(), n_quotes=3)  # type: ignore[arg-type]

    assert pid_of(standing) == pid


def test_killed_between_questions_it_comes_back_and_is_told_of(
    served: ServedEngine, alone: Engine
) -> None:
    first = pid_of(served)

    with structlog.testing.capture_logs() as logs:
        os.kill(first, signal.SIGKILL)
        answers = [ask(served) for _ in range(5)]
        until(lambda: process_of(served).pid not in {None, first})
        answers.append(ask(served))

    assert answers == [alone.answer(ABOUT_BRIDGE)] * 6
    assert [(each["log_level"], each["again_in_s"]) for each in logs] == [("warning", 0.5)]
    assert "status -9" in logs[0]["reason"]


def test_killed_while_it_answers_the_question_is_answered_here(
    served: ServedEngine, alone: Engine
) -> None:
    first = pid_of(served)
    os.kill(first, signal.SIGSTOP)

    with ThreadPoolExecutor(2) as threads:
        asking = [threads.submit(ask, served) for _ in range(2)]
        until(lambda: process_of(served).n_asking == 2)
        os.kill(first, signal.SIGKILL)
        answers = [each.result(WITHIN_S) for each in asking]

    assert answers == [alone.answer(ABOUT_BRIDGE)] * 2


def test_one_that_says_nothing_is_given_up(
    served: ServedEngine, alone: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.answering_child._ANSWERED_WITHIN_S", 0.1)
    first = pid_of(served)
    os.kill(first, signal.SIGSTOP)

    assert ask(served) == alone.answer(ABOUT_BRIDGE)

    until(lambda: not is_alive(first))


@pytest.mark.parametrize("is_ready", [True, False])
def test_closing_leaves_no_process(store: SnapshotStore, *, is_ready: bool):
    served = ServedEngine(open_engine(store), 1)
    process = process_of(served)
    until(lambda: process._started)
    if is_ready:
        process.settle(WITHIN_S)
    started = process._started

    served.close()
    served.wait_closed()

    assert started is not None
    assert not is_alive(started.pid)


def test_closing_ends_one_that_does_not_listen(
    served: ServedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.answer_process._LEAVING_S", 0.2)
    pid = pid_of(served)
    os.kill(pid, signal.SIGSTOP)

    served.close()
    served.wait_closed()

    assert not is_alive(pid)


def test_one_that_goes_by_something_else_is_not_asked(alone: Engine):
    grounds = Grounds(alone.summary.path, ("another version",), alone.calibration)

    with structlog.testing.capture_logs() as logs:
        process = AnswerProcess(grounds)
        process.settle(WITHIN_S)
        until(lambda: logs)

    assert process.pid is None
    assert "changed meanwhile" in logs[0]["reason"]
    process.close()
    process.wait_closed()


def test_one_that_cannot_open_the_snapshot_says_why(tmp_path: Path):
    outgoing = BytesIO()

    serve(BytesIO(frame(tmp_path / "nowhere")), outgoing)

    said = pickle.loads(outgoing.getvalue()[LENGTH.size :])  # noqa: S301 -- of our own
    assert isinstance(said, Failure)
    assert "iqtibas index" in said.message


def test_what_a_first_question_needs_is_read_before_it_is_ready(store: SnapshotStore):
    bundled_thesaurus.cache_clear()

    serve(BytesIO(frame(store.current())), BytesIO())

    assert bundled_thesaurus.cache_info().currsize == 1
