"""Questions over HTTP: how long they take at a steady rate, and what they cost the server.

The server is the one that `iqtibas run` starts, with the processes that answer for it where it has
some; what all of them spent is read from the system's accounts (Linux alone has these).
Beside it the same questions are answered by the engine alone, in a process of its own: what a
request costs more than that is the web's share.
"""

import json
import os
import random
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

from benchmarks.corpora import read_articles
from benchmarks.web_load import Job, Load
from benchmarks.web_memory import Curve, Watch, family, memory_mib
from bot.computing import compute_in_one_thread
from bot.settings import corpus_key
from retrieval.engine import Engine, SnapshotStore, load_encoder
from retrieval.evaluation.squad import read_squad
from retrieval.settings import EncoderSettings

_IQTIBAS = Path(sys.executable).with_name("iqtibas")
_STARTED_WITHIN_S = 120.0
_SETS = ("eval/tydiqa-goldp-dev-ar.json", "eval/mlqa-dev-ar.json", "train/arcd-train.json")
_SEED = 1
WARM = 200
"""Questions before those that count: the first ones fill caches."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What the server and its children have used up.

    Attributes:
        memory_mib: Resident; what several of them share counts once.
    """

    n_processes: int
    cpu_s: float
    memory_mib: float


@dataclass(frozen=True, slots=True)
class Serving:
    """A load, and what it cost.

    Attributes:
        n_processes: Of the server, at the end.
        cpu_ms: Of all of them, a request.
        engine_cpu_ms: Of the engine alone for the same question.
        before_mib: Memory before the load, after the warm-up.
        after_mib: Memory after it.
        memory: What the processes had for themselves meanwhile.
    """

    load: Load
    n_processes: int
    cpu_ms: float
    engine_cpu_ms: float
    before_mib: float
    after_mib: float
    memory: Curve


def find_questions(data: Path, files: Sequence[Path], n: int) -> list[str]:
    """Return distinct questions: those of the public sets that are there, then titles.

    Args:
        data: Holds `train/` and `eval/`.
        files: Of articles, whose titles are asked where there are no more questions.
        n: At most so many.
    """
    asked: dict[str, None] = {}
    for name in _SETS:
        if (data / name).is_file():
            asked.update(
                dict.fromkeys(question.question for question in read_squad(data / name).questions)
            )
    for article in chain.from_iterable(map(read_articles, files)):
        if len(asked) >= n:
            break
        if title := article.get("title"):
            asked[title] = None
    shuffled = list(asked)[:n]
    random.Random(_SEED).shuffle(shuffled)  # noqa: S311 -- no secret
    return shuffled


def measure_serving(
    corpus: Path, data: Path, questions: list[str], *, per_s: float, n_connections: int
) -> Serving:
    """Ask the questions of a server of a corpus.

    Args:
        corpus: A folder of articles.
        data: For what the server writes.
        questions: Distinct; the first few warm the server up.
        per_s: Requests a second.
        n_connections: At most, at once.
    """
    warm, counted = questions[:WARM], questions[WARM:]
    with serving(corpus, data) as (port, pid):
        _send(Job(port, tuple(warm), per_s, n_connections))
        before = spent_by(pid)
        watch = Watch(pid, len(counted), per_s)
        with watch.looking():
            load = _send(Job(port, tuple(counted), per_s, n_connections))
        after = spent_by(pid)
    return Serving(
        load=load,
        n_processes=after.n_processes,
        cpu_ms=1000 * (after.cpu_s - before.cpu_s) / len(counted),
        engine_cpu_ms=_engine_cpu_ms(corpus, data, questions),
        before_mib=before.memory_mib,
        after_mib=after.memory_mib,
        memory=watch.curve,
    )


def free_port() -> int:
    """Return a port of this machine at which nobody listens now."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def serving(corpus: Path, data: Path) -> Iterator[tuple[int, int]]:
    """Run a server on this machine; yield its port and its process.

    Args:
        corpus: A folder of articles.
        data: For what the server writes.
    """
    port = free_port()
    environment = os.environ | {
        "CORPUS_DIR": str(corpus),
        "DATA_DIR": str(data),
        "TELEGRAM_BOT_TOKEN": "",
        "PUBLIC_URL": "",
        "API_KEY": "",
        "FEEDS_EVERY_MINUTES": "0",
        "WEB": "on",
        "WEB_HOST": "127.0.0.1",
        "WEB_PORT": str(port),
        "WEB_SOCKET": "",
        "WEB_QUESTIONS_PER_MINUTE": "0",
        "LOG_LEVEL": "WARNING",
    }
    with subprocess.Popen(  # noqa: S603 -- a command of our own
        [_IQTIBAS, "run"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            _wait_until_ready(port, server)
            yield port, server.pid
        finally:
            server.terminate()


def _wait_until_ready(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _STARTED_WITHIN_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            _get(port, "/readyz")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"the server was not ready within {_STARTED_WITHIN_S:g} s, or ended")


def _send(job: Job) -> Load:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.web_load"],
        input=json.dumps(asdict(job)),
        capture_output=True,
        text=True,
        check=True,
    )
    return Load(**json.loads(done.stdout))


def spent_by(pid: int) -> Spent:
    """Return what a process and its children have used up, those that have ended included."""
    pids = family(pid)
    return Spent(len(pids), sum(map(_cpu_s, pids)), sum(map(memory_mib, pids)))


def _cpu_s(pid: int) -> float:
    """Return the time of a process, and of those children that it saw end."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _get(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
        return str(response.read().decode())


def _engine_cpu_ms(corpus: Path, data: Path, questions: list[str]) -> float:
    """Answer the questions by the engine alone; return its CPU time a question, in ms."""
    store = data / "snapshots" / corpus_key(corpus)
    done = subprocess.run(  # noqa: S603 -- a command of our own
        [sys.executable, "-m", "benchmarks.web", str(store), str(WARM)],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def _answer_all(store: Path, n_warm: int, questions: list[str]) -> float:
    engine = Engine.open(SnapshotStore(store).current(), load_encoder(EncoderSettings()))
    compute_in_one_thread()  # as the server does
    for question in questions[:n_warm]:
        engine.answer(question, n_quotes=3)
    began = time.process_time()
    for question in questions[n_warm:]:
        engine.answer(question, n_quotes=3)
    return 1000 * (time.process_time() - began) / (len(questions) - n_warm)


if __name__ == "__main__":
    print(_answer_all(Path(sys.argv[1]), int(sys.argv[2]), json.load(sys.stdin)))
