"""Answering in a process of its own: the same answers, whatever becomes of the process."""

import asyncio
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Literal

import pytest
import structlog

from bot.answer_frames import LENGTH, Failure, Grounds, frame
from bot.answer_process import AnswerProcess, is_worthwhile
from bot.answerer import serve
from bot.library import Library
from bot.served_engine import ServedEngine
from retrieval.arabic.thesaurus import bundled_thesaurus
from retrieval.datatypes import Answer, Conversation
from retrieval.engine import Engine, SnapshotStore, load_encoder, update_snapshot
from retrieval.search.calibration import Adjustment, Calibration, fingerprint_of
from retrieval.settings import EncoderSettings, RerankerSettings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux tells"),
]

BUNDLED = EncoderSettings()
BRIDGE = "افتُتح جسر النخيل صباح الأحد. وبلغت كلفة الجسر أربعين مليون دينار."
FESTIVAL = "انطلق مهرجان التمور مساء الخميس. وشارك في المهرجان خمسون مزارعًا."
ABOUT_BRIDGE = "كم بلغت كلفة جسر النخيل؟"
ABOUT_FESTIVAL = "كم مزارعًا شارك في مهرجان التمور؟"
WITHIN_S = 15.0


def until(holds: Callable[[], object], within_s: float = WITHIN_S) -> None:
    """Wait for what another process does."""
    deadline = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError("it never came to hold")
        threading.Event().wait(0.01)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> SnapshotStore:
    """Of a corpus with an article, indexed."""
    corpus = tmp_path_factory.mktemp("articles")
    (corpus / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    store = SnapshotStore(tmp_path_factory.mktemp("data") / "snapshots")
    update_snapshot(corpus, store, load_encoder(BUNDLED))
    return store


@pytest.fixture(scope="module")
def alone(store: SnapshotStore) -> Iterator[Engine]:
    """The engine by itself."""
    engine = Engine.open(store.current(), load_encoder(BUNDLED))
    yield engine
    engine.close()


@contextmanager
def serving(store: SnapshotStore) -> Iterator[ServedEngine]:
    """Serve an engine whose process answers."""
    served = ServedEngine(Engine.open(store.current(), load_encoder(BUNDLED)), is_apart=True)
    process_of(served).settle(WITHIN_S)
    yield served
    served.close()
    served.wait_closed()


@pytest.fixture
def served(store: SnapshotStore) -> Iterator[ServedEngine]:
    """One whose process a test may kill."""
    with serving(store) as served:
        yield served


@pytest.fixture(scope="module")
def standing(store: SnapshotStore) -> Iterator[ServedEngine]:
    """One that is only asked."""
    with serving(store) as served:
        yield served


def process_of(served: ServedEngine) -> AnswerProcess:
    if served.process is None:
        raise ValueError("expected an engine that answers apart")
    return served.process


def pid_of(served: ServedEngine) -> int:
    if (pid := process_of(served).pid) is None:
        raise ValueError("expected a process that answers")
    return pid


def ask(served: ServedEngine, question: str = ABOUT_BRIDGE, *previous: str) -> Answer:
    return served.answer(question, conversation=Conversation(previous), n_quotes=3)


def cpu_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


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
        until(lambda: process_of(served)._n_asking == 2)
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
    served = ServedEngine(Engine.open(store.current(), load_encoder(BUNDLED)), is_apart=True)
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


def test_a_parent_that_is_killed_leaves_no_child(store: SnapshotStore):
    parent = subprocess.Popen(  # noqa: S603 -- a command of our own
        [sys.executable, "-c", _PARENT, str(store.root)], stdout=subprocess.PIPE, text=True
    )
    with parent:
        if parent.stdout is None:
            raise ValueError("the parent's output must be a pipe")
        child = int(parent.stdout.readline())
        assert is_alive(child)

        parent.kill()

        until(lambda: not is_alive(child))


_PARENT = """
import sys, time
from pathlib import Path
from bot.served_engine import ServedEngine
from retrieval.engine import Engine, SnapshotStore, load_encoder
from retrieval.settings import EncoderSettings

store = SnapshotStore(Path(sys.argv[1]))
served = ServedEngine(Engine.open(store.current(), load_encoder(EncoderSettings())), is_apart=True)
served.process.settle(60)
print(served.process.pid, flush=True)
time.sleep(30)
"""


async def test_a_reload_and_a_new_confidence_change_what_it_answers_from(tmp_path: Path):
    corpus, store = tmp_path / "articles", SnapshotStore(tmp_path / "snapshots")
    corpus.mkdir()
    (corpus / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    update_snapshot(corpus, store, load_encoder(BUNDLED))
    library = await Library.open(corpus, store, BUNDLED, is_apart=True)
    first = library.use(lambda served: served)
    process_of(first).settle(WITHIN_S)
    first_pid = pid_of(first)

    (corpus / "festival.txt").write_text(FESTIVAL, encoding="utf-8")
    await library.reload()
    second_pid = library.use(pid_of)
    told_pid = library.answering_pid
    answer = library.use(lambda served: ask(served, ABOUT_FESTIVAL))

    assert "خمسون مزارعًا" in answer.quotes[0].text
    assert told_pid == second_pid != first_pid
    await asyncio.to_thread(until, lambda: not is_alive(first_pid))

    never = Adjustment(slope=0, offset=-9, reranker=0, weak_from=0.1, answer_from=0.2)
    fingerprint = fingerprint_of(library.use(lambda served: served.configuration))
    Calibration(fingerprint, "", 20, 20, never, None).write(store.root)
    assert await library.serve_current()
    unsure = library.use(lambda served: ask(served, ABOUT_FESTIVAL))
    third_pid = library.use(pid_of)

    assert unsure.confidence < 0.01 < answer.confidence
    await library.close()
    await asyncio.to_thread(until, lambda: not any(map(is_alive, (second_pid, third_pid))))


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


@pytest.mark.parametrize(
    ("choice", "n_cores", "model", "reranker", "expected"),
    [
        ("auto", 2, "", "", True),
        ("auto", 1, "", "", False),
        ("on", 1, "", "", True),
        ("off", 2, "", "", False),
        ("on", 2, "a/model", "", False),
        ("on", 2, "", "a/reranker", False),
    ],
)
def test_it_is_worth_its_memory_with_two_cores_and_the_bundled_models(
    choice: Literal["auto", "on", "off"],
    n_cores: int,
    model: str,
    reranker: str,
    expected: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(n_cores)))

    actual = is_worthwhile(choice, EncoderSettings(model), RerankerSettings(reranker))

    assert actual is expected
