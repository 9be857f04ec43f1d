"""Indexing, answering, starting: each in processes of its own, as users have it."""

import json
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import run
from retrieval.engine import Engine, SnapshotStore, load_encoder, update_snapshot
from retrieval.settings import EncoderSettings

_IQTIBAS = Path(sys.executable).with_name("iqtibas")


@dataclass(frozen=True, slots=True)
class Indexing:
    """What building a snapshot took; `took_s` leaves the start of Python out."""

    n_documents: int
    n_passages: int
    n_chars: int
    took_s: float
    peak_mib: float


@dataclass(frozen=True, slots=True)
class Answering:
    """Times of single answers, ms, and the memory of the process that gave them, MiB."""

    n_questions: int
    median_ms: float
    p99_ms: float
    peak_mib: float


@dataclass(frozen=True, slots=True)
class Starting:
    """From the start of a process to its first answer: median seconds, and memory, MiB."""

    n_runs: int
    median_s: float
    peak_mib: float


def measure_indexing(corpus: Path, store: Path) -> Indexing:
    """Build a snapshot of a corpus in a process of its own."""
    done = run([sys.executable, "-m", "benchmarks.measures", "index", str(corpus), str(store)], {})
    found = json.loads(done.output)
    return Indexing(**found, peak_mib=done.peak_mib)


def measure_answering(store: Path, questions: Path) -> Answering:
    """Answer the questions of a file, one a line, in a process of its own."""
    done = run(
        [sys.executable, "-m", "benchmarks.measures", "answer", str(store), str(questions)], {}
    )
    found = json.loads(done.output)
    return Answering(**found, peak_mib=done.peak_mib)


def measure_starting(corpus: Path, data: Path, question: str, n_runs: int) -> Starting:
    """Ask one question of an indexed corpus by the command line, again and again."""
    command = [str(_IQTIBAS), "ask", "--json", question]
    environment = {"CORPUS_DIR": str(corpus), "DATA_DIR": str(data)}
    run(command, environment)  # indexes, and brings the files into the system's cache
    runs = [run(command, environment) for _ in range(n_runs)]
    return Starting(
        n_runs=n_runs,
        median_s=statistics.median(each.wall_s for each in runs),
        peak_mib=max(each.peak_mib for each in runs),
    )


def _index(corpus: Path, store: Path) -> dict[str, float]:
    encoder = load_encoder(EncoderSettings())
    report = update_snapshot(corpus, SnapshotStore(store), encoder)
    n_chars = sum(
        len(json.loads(line)["text"])
        for file in corpus.glob("*.jsonl")
        for line in file.read_text(encoding="utf-8").splitlines()
    )
    return {
        "n_documents": report.n_documents,
        "n_passages": report.n_passages,
        "n_chars": n_chars,
        "took_s": report.took_s,
    }


def _answer(store: Path, questions: Path) -> dict[str, float]:
    encoder = load_encoder(EncoderSettings())
    engine = Engine.open(SnapshotStore(store).current(), encoder)
    asked = questions.read_text(encoding="utf-8").splitlines()
    for question in asked[:20]:
        engine.answer(question)
    times = []
    for question in asked:
        started = time.perf_counter()
        engine.answer(question)
        times.append(1000 * (time.perf_counter() - started))
    return {
        "n_questions": len(times),
        "median_ms": statistics.median(times),
        "p99_ms": statistics.quantiles(times, n=100)[98],
    }


if __name__ == "__main__":
    _STEP, _FIRST, _SECOND = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    print(json.dumps({"index": _index, "answer": _answer}[_STEP](_FIRST, _SECOND)))
