"""Answering in several processes: two at a time, the same answers, whatever becomes of any."""

import asyncio
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
import structlog

from bot.answer_frames import Grounds, Question
from bot.answer_pool import AnswerPool, n_worthwhile
from bot.answer_process import IN_HAND
from bot.library import Library
from bot.served_engine import ServedEngine
from retrieval.datatypes import Conversation
from retrieval.engine import Engine, SnapshotStore
from retrieval.search.calibration import Adjustment, Calibration, fingerprint_of
from retrieval.settings import EncoderSettings, RerankerSettings
from tests.bot.answering_apart import (
    ABOUT_BRIDGE,
    ABOUT_FESTIVAL,
    BUNDLED,
    FESTIVAL,
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

BRIDGE_QUESTION = Question(ABOUT_BRIDGE, Conversation(), 3)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> SnapshotStore:
    return make_store(tmp_path_factory.mktemp("bridge"))


@pytest.fixture(scope="module")
def alone(store: SnapshotStore) -> Iterator[Engine]:
    """The engine by itself."""
    engine = open_engine(store)
    yield engine
    engine.close()


@contextmanager
def answering(engine: Engine, n_processes: int) -> Iterator[AnswerPool]:
    """Have a pool whose processes answer, and no engine beside them that could."""
    pool = AnswerPool(Grounds.of(engine), n_processes)
    pool.settle(WITHIN_S)
    yield pool
    pool.close()
    pool.wait_closed()


@pytest.fixture
def pool(alone: Engine) -> Iterator[AnswerPool]:
    """One of two, which a test may kill."""
    with answering(alone, 2) as pool:
        yield pool


def pids_in(pool: AnswerPool) -> list[int]:
    return [pid for pid in pool.pids if pid is not None]


def test_both_compute_and_each_who_asks_gets_their_own_answer(
    pool: AnswerPool, alone: Engine
) -> None:
    questions = [f"{ABOUT_BRIDGE} {n}" for n in range(200)]
    before, here = [cpu_ticks(pid) for pid in pids_in(pool)], time.process_time()

    with ThreadPoolExecutor(4) as threads:
        answers = list(
            threads.map(lambda each: pool.answer(Question(each, Conversation(), 3)), questions)
        )

    spent_here_s = time.process_time() - here
    spent = [cpu_ticks(pid) - ticks for pid, ticks in zip(pids_in(pool), before, strict=True)]
    assert answers == [alone.answer(question) for question in questions]
    assert min(spent) > max(spent) / 4
    assert spent_here_s < sum(spent) / os.sysconf("SC_CLK_TCK")


def test_questions_one_after_the_other_are_dealt_to_both_alike(pool: AnswerPool) -> None:
    before = [cpu_ticks(pid) for pid in pids_in(pool)]

    for n in range(200):
        assert pool.answer(Question(f"{ABOUT_BRIDGE} {n}", Conversation(), 3)) is not None

    ticks = [cpu_ticks(pid) - was for pid, was in zip(pids_in(pool), before, strict=True)]
    assert min(ticks) > max(ticks) / 3


def test_one_that_was_started_again_makes_up_for_nothing(pool: AnswerPool) -> None:
    first, second = pids_in(pool)
    os.kill(first, signal.SIGKILL)
    until(lambda: pool.pids[0] is None)
    n_alone = 0
    while pool.pids[0] is None:
        pool.answer(Question(f"{ABOUT_BRIDGE} {n_alone}", Conversation(), 3))
        n_alone += 1
    before = cpu_ticks(second)

    for n in range(n_alone // 2):
        pool.answer(Question(f"{ABOUT_BRIDGE} {n}", Conversation(), 3))

    assert n_alone > 200
    assert cpu_ticks(second) - before > 3  # it answers every second one, of some ms each


def test_two_questions_are_answered_at_a_time_and_two_more_are_on_their_way(
    pool: AnswerPool, alone: Engine
) -> None:
    for pid in pids_in(pool):
        os.kill(pid, signal.SIGSTOP)

    with ThreadPoolExecutor(2 * IN_HAND) as threads:
        asking = [threads.submit(pool.answer, BRIDGE_QUESTION) for _ in range(2)]
        until(lambda: [each.n_asking for each in pool.processes] == [1, 1])
        asking += [threads.submit(pool.answer, BRIDGE_QUESTION) for _ in range(2)]
        until(lambda: [each.n_asking for each in pool.processes] == [2, 2])
        for pid in pids_in(pool):
            os.kill(pid, signal.SIGCONT)
        answers = [each.result(WITHIN_S) for each in asking]

    assert answers == [alone.answer(ABOUT_BRIDGE)] * 4


def test_where_one_is_held_up_the_other_answers_what_comes_after(
    pool: AnswerPool, alone: Engine
) -> None:
    first, _ = pids_in(pool)
    os.kill(first, signal.SIGSTOP)

    with ThreadPoolExecutor(1) as threads:
        held_up = threads.submit(pool.answer, BRIDGE_QUESTION)
        until(lambda: pool.processes[0].n_asking == 1)
        answers = [pool.answer(BRIDGE_QUESTION) for _ in range(3)]
        is_held_up = not held_up.done()
        os.kill(first, signal.SIGCONT)
        answers.append(held_up.result(WITHIN_S))

    assert is_held_up
    assert answers == [alone.answer(ABOUT_BRIDGE)] * 4


def test_what_one_had_in_hand_when_it_was_killed_the_other_answers(
    pool: AnswerPool, alone: Engine
) -> None:
    first, second = pids_in(pool)
    os.kill(first, signal.SIGSTOP)

    with ThreadPoolExecutor(1) as threads, structlog.testing.capture_logs() as logs:
        asking = threads.submit(pool.answer, BRIDGE_QUESTION)
        until(lambda: pool.processes[0].n_asking == 1)
        os.kill(first, signal.SIGKILL)
        answers = [asking.result(WITHIN_S), pool.answer(BRIDGE_QUESTION)]
        until(lambda: pool.pids[0] not in {None, first})
    third = pids_in(pool)[0]
    before = cpu_ticks(third)
    answers += [pool.answer(BRIDGE_QUESTION) for _ in range(60)]

    assert answers == [alone.answer(ABOUT_BRIDGE)] * 62
    assert pool.pids == (third, second)
    assert cpu_ticks(third) > before
    assert [each["log_level"] for each in logs] == ["warning"]


def test_as_long_as_one_is_left_it_answers_however_many_are_gone(alone: Engine):
    with answering(alone, 4) as pool:
        for gone in pool.processes[:3]:
            gone.close()
            gone.wait_closed()

        answer = pool.answer(BRIDGE_QUESTION)

        assert [pid is None for pid in pool.pids] == [True, True, True, False]
        assert answer == alone.answer(ABOUT_BRIDGE)


def test_with_both_killed_the_engine_here_answers_until_they_are_back(
    store: SnapshotStore, alone: Engine
) -> None:
    with serving(store, 2) as served:
        killed = pids_of(served)
        for pid in killed:
            os.kill(pid, signal.SIGKILL)

        answers = [ask(served) for _ in range(5)]
        until(lambda: not {None, *killed} & set(pool_of(served).pids))
        answers.append(ask(served))

    assert answers == [alone.answer(ABOUT_BRIDGE)] * 6


def test_while_they_start_the_engine_here_answers(store: SnapshotStore, alone: Engine):
    served = ServedEngine(open_engine(store), 2)

    answer, pids = ask(served), pool_of(served).pids

    assert answer == alone.answer(ABOUT_BRIDGE)
    assert pids == (None, None)
    pool_of(served).settle(WITHIN_S)
    assert len(set(pids_of(served))) == 2
    served.close()
    served.wait_closed()


def test_a_question_that_breaks_what_answers_it_does_not_break_all(
    alone: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.answering_child._ANSWERED_WITHIN_S", 0.1)
    with answering(alone, 3) as pool:
        first, second, third = pids_in(pool)
        for pid in (first, second, third):
            os.kill(pid, signal.SIGSTOP)

        answer = pool.answer(BRIDGE_QUESTION)

        until(lambda: not is_alive(first) and not is_alive(second))
        assert answer is None
        assert is_alive(third)


def test_what_one_engine_fails_at_no_other_process_is_asked(
    pool: AnswerPool, alone: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.answering_child._ANSWERED_WITHIN_S", 2.0)
    second = pids_in(pool)[1]
    os.kill(second, signal.SIGSTOP)  # once asked it would be given up, and never answer again

    answer = pool.answer(Question(7, Conversation(), 3))  # type: ignore[arg-type]
    os.kill(second, signal.SIGCONT)

    assert answer is None
    assert pool.processes[1].answer(BRIDGE_QUESTION) == alone.answer(ABOUT_BRIDGE)


def test_closing_leaves_no_process(store: SnapshotStore):
    with serving(store, 3) as served:
        pids = pids_of(served)

    assert len(set(pids)) == 3
    assert not any(map(is_alive, pids))


def test_a_parent_that_is_killed_leaves_no_child(store: SnapshotStore):
    parent = subprocess.Popen(  # noqa: S603 -- a command of our own
        [sys.executable, "-c", _PARENT, str(store.root)], stdout=subprocess.PIPE, text=True
    )
    with parent:
        if parent.stdout is None:
            raise ValueError("the parent's output must be a pipe")
        children = [int(pid) for pid in parent.stdout.readline().split()]
        assert [is_alive(child) for child in children] == [True, True]

        parent.kill()

        until(lambda: not any(map(is_alive, children)))


_PARENT = """
import sys, time
from pathlib import Path
from bot.served_engine import ServedEngine
from retrieval.engine import Engine, SnapshotStore, load_encoder
from retrieval.settings import EncoderSettings

store = SnapshotStore(Path(sys.argv[1]))
served = ServedEngine(Engine.open(store.current(), load_encoder(EncoderSettings())), 2)
served.pool.settle(60)
print(*served.pool.pids, flush=True)
time.sleep(30)
"""


async def test_a_reload_and_a_new_confidence_change_what_they_answer_from(tmp_path: Path):
    store, corpus = make_store(tmp_path), tmp_path / "articles"
    library = await Library.open(corpus, store, BUNDLED, n_processes=2)
    library.use(lambda served: pool_of(served).settle(WITHIN_S))
    first_pids = library.use(pids_of)

    (corpus / "festival.txt").write_text(FESTIVAL, encoding="utf-8")
    await library.reload()
    second_pids = library.use(pids_of)
    told_pids = library.answering_pids
    answer = library.use(lambda served: ask(served, ABOUT_FESTIVAL))

    assert "خمسون مزارعًا" in answer.quotes[0].text
    assert told_pids == tuple(second_pids)
    assert len({*first_pids, *second_pids}) == 4
    await asyncio.to_thread(until, lambda: not any(map(is_alive, first_pids)))

    never = Adjustment(slope=0, offset=-9, reranker=0, weak_from=0.1, answer_from=0.2)
    fingerprint = fingerprint_of(library.use(lambda served: served.configuration))
    Calibration(fingerprint, "", 20, 20, never, None).write(store.root)
    assert await library.serve_current()
    unsure = library.use(lambda served: ask(served, ABOUT_FESTIVAL))
    third_pids = library.use(pids_of)

    assert unsure.confidence < 0.01 < answer.confidence
    await library.close()
    left = (*second_pids, *third_pids)
    await asyncio.to_thread(until, lambda: not any(map(is_alive, left)))


@pytest.mark.parametrize(
    ("choice", "n_cores", "model", "reranker", "expected"),
    [
        ("auto", 2, "", "", 2),
        ("auto", 8, "", "", 2),
        ("auto", 1, "", "", 0),
        (1, 1, "", "", 1),
        (8, 2, "", "", 8),
        (0, 2, "", "", 0),
        (2, 2, "a/model", "", 0),
        (2, 2, "", "a/reranker", 0),
    ],
)
def test_they_are_worth_their_memory_with_two_cores_and_the_bundled_models(
    choice: Literal["auto"] | int,
    n_cores: int,
    model: str,
    reranker: str,
    expected: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(n_cores)))

    actual = n_worthwhile(choice, EncoderSettings(model), RerankerSettings(reranker))

    assert actual == expected


def test_where_the_system_tells_no_cores_of_the_process_those_of_the_machine_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 4)

    assert n_worthwhile("auto", EncoderSettings(""), RerankerSettings("")) == 2

    monkeypatch.setattr(os, "cpu_count", lambda: None)

    assert n_worthwhile("auto", EncoderSettings(""), RerankerSettings("")) == 0


def test_where_nobody_can_wait_for_pipes_there_are_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delattr(select, "poll")

    assert n_worthwhile(8, EncoderSettings(""), RerankerSettings("")) == 0
