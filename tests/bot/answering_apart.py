"""A corpus of one article, and an engine over it that has other processes answer."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bot.answer_pool import AnswerPool
from bot.served_engine import ServedEngine
from retrieval.datatypes import Answer, Conversation
from retrieval.engine import Engine, SnapshotStore, load_encoder, update_snapshot
from retrieval.settings import EncoderSettings

BUNDLED: Final = EncoderSettings()
BRIDGE: Final = "افتُتح جسر النخيل صباح الأحد. وبلغت كلفة الجسر أربعين مليون دينار."
FESTIVAL: Final = "انطلق مهرجان التمور مساء الخميس. وشارك في المهرجان خمسون مزارعًا."
ABOUT_BRIDGE: Final = "كم بلغت كلفة جسر النخيل؟"
ABOUT_FESTIVAL: Final = "كم مزارعًا شارك في مهرجان التمور؟"
WITHIN_S: Final = 15.0


def make_store(folder: Path) -> SnapshotStore:
    """Index an article in a folder; its corpus is beside the store."""
    (corpus := folder / "articles").mkdir()
    (corpus / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    store = SnapshotStore(folder / "snapshots")
    update_snapshot(corpus, store, load_encoder(BUNDLED))
    return store


def open_engine(store: SnapshotStore) -> Engine:
    return Engine.open(store.current(), load_encoder(BUNDLED))


@contextmanager
def serving(store: SnapshotStore, n_processes: int) -> Iterator[ServedEngine]:
    """Serve an engine whose processes answer."""
    served = ServedEngine(open_engine(store), n_processes)
    pool_of(served).settle(WITHIN_S)
    yield served
    served.close()
    served.wait_closed()


def pool_of(served: ServedEngine) -> AnswerPool:
    if served.pool is None:
        raise ValueError("expected an engine that answers apart")
    return served.pool


def pids_of(served: ServedEngine) -> list[int]:
    """Return the processes that answer."""
    pids = [pid for pid in pool_of(served).pids if pid is not None]
    if len(pids) < len(pool_of(served).pids):
        raise ValueError("expected a process in each place")
    return pids


def ask(served: ServedEngine, question: str = ABOUT_BRIDGE, *previous: str) -> Answer:
    return served.answer(question, conversation=Conversation(previous), n_quotes=3)


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


def cpu_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
