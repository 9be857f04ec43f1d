"""Keeping the corpus: the first index, reloads while questions are asked, and being killed."""

import asyncio
import json
import random
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Final

from benchmarks.corpora import read_articles
from bot.answering import Answering
from bot.errors import AnswerTimeoutError, EngineBusyError
from bot.indexing import Job, run_indexing
from bot.library import Library
from bot.logs import configure_logs
from retrieval.datatypes import Conversation
from retrieval.engine import Engine, SnapshotStore, UpdateReport, load_encoder
from retrieval.errors import SnapshotMissingError
from retrieval.settings import EncoderSettings

_FILES_A_FOLDER: Final = 500
_FEW: Final = 300
"""Articles whose first index is killed: it takes as long as a reload of many."""
_QUEUE_SIZE: Final = 1024
_TIMEOUT_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class Reloading:
    """What indexing and reloads took, seconds; and answers meanwhile, milliseconds.

    Attributes:
        first_s: The first index, from the start of its process to the end.
        first_passages_per_s: Of it, without the start of Python.
        reload_s: Reloads of one changed article, from asking to serving.
        update_s: Of these, the update of the snapshot alone.
        n_encoded: Passages whose vectors the last reload computed.
        median_at_rest_ms: Of answers while nothing else is done.
        p95_at_rest_ms: Of the same.
        median_under_reload_ms: Of answers while reloads follow each other.
        p95_under_reload_ms: Of the same.
        n_under_reload: Of these answers.
        n_failed: Questions without an answer.
    """

    n_documents: int
    n_passages: int
    first_s: float
    first_passages_per_s: float
    reload_s: list[float]
    update_s: list[float]
    n_encoded: int
    median_at_rest_ms: float
    p95_at_rest_ms: float
    median_under_reload_ms: float
    p95_under_reload_ms: float
    n_under_reload: int
    n_failed: int


@dataclass(frozen=True, slots=True)
class Killing:
    """What became of a store whose builders were killed.

    Attributes:
        n_first: Killed in a first index.
        n_reloads: Killed in a reload.
        n_too_late: Of both, those that had ended by then.
        n_broken: After which what is current could not be opened, or nothing was.
        n_stuck: After which the next update did not bring in every article.
    """

    n_first: int
    n_reloads: int
    n_too_late: int
    n_broken: int
    n_stuck: int


def write_files(articles: Path, folder: Path, n_documents: int) -> list[str]:
    """Write articles as a Markdown file each; return their titles."""
    titles = []
    for number, article in enumerate(islice(read_articles(articles), n_documents)):
        path = folder / f"{number // _FILES_A_FOLDER:03}" / f"{number:06}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        labels = {name: text for name, text in article.items() if name not in ("id", "text")}
        head = json.dumps(labels, ensure_ascii=False)  # which is YAML too
        path.write_text(f"---\n{head}\n---\n{article['text']}\n", encoding="utf-8")
        titles.append(article.get("title", ""))
    return [title for title in titles if title]


def change_article(folder: Path, number: int) -> None:
    """Add a sentence to one of the files."""
    files = sorted(folder.rglob("*.md"))
    path = files[(number * 7919) % len(files)]
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text.rstrip()} وأضيفت الجملة رقم {number} أمس.\n", encoding="utf-8")


def measure_reloading(
    corpus: Path, root: Path, titles: Sequence[str], *, n_reloads: int, n_questions: int
) -> Reloading:
    """Index a corpus, then ask its titles at rest and while articles change and it is reloaded."""
    configure_logs("WARNING", "console")
    return asyncio.run(_measure_reloading(corpus, root, titles, n_reloads, n_questions))


async def _measure_reloading(
    corpus: Path, root: Path, titles: Sequence[str], n_reloads: int, n_questions: int
) -> Reloading:
    store = SnapshotStore(root)
    began_at = time.perf_counter()
    first = await run_indexing(_job(corpus, root), lambda _: None)
    first_s = time.perf_counter() - began_at
    library = await Library.open(corpus, store, EncoderSettings())
    answering = Answering(library, queue_size=_QUEUE_SIZE, timeout_s=_TIMEOUT_S)
    asker = _Asker(answering, random.Random(1).sample(titles, min(len(titles), n_questions)))  # noqa: S311 -- no secret
    await asker.ask(100)

    # Apart from the questions: what an administrator waits when nobody asks.
    reload_s, reports = await _reload_often(library, corpus, range(n_reloads))
    at_rest = await asker.ask(n_questions)
    reloads = asyncio.create_task(_reload_often(library, corpus, range(n_reloads, 2 * n_reloads)))
    under_reload = await asker.ask(n_questions, until=reloads)
    await reloads
    await answering.close()
    await library.close()
    return Reloading(
        n_documents=first.n_documents,
        n_passages=first.n_passages,
        first_s=first_s,
        first_passages_per_s=first.n_passages / first.took_s,
        reload_s=reload_s,
        update_s=[report.took_s for report in reports],
        n_encoded=reports[-1].n_encoded,
        median_at_rest_ms=statistics.median(at_rest),
        p95_at_rest_ms=_p95(at_rest),
        median_under_reload_ms=statistics.median(under_reload),
        p95_under_reload_ms=_p95(under_reload),
        n_under_reload=len(under_reload),
        n_failed=asker.n_failed,
    )


async def _reload_often(
    library: Library, corpus: Path, changes: Sequence[int]
) -> tuple[list[float], list[UpdateReport]]:
    took_s, reports = [], []
    for number in changes:
        await asyncio.to_thread(change_article, corpus, number)
        began_at = time.perf_counter()
        reports.append(await library.reload())
        took_s.append(time.perf_counter() - began_at)
    return took_s, reports


class _Asker:
    """Asks one question after another, for ever the same ones."""

    def __init__(self, answering: Answering, questions: Sequence[str]) -> None:
        self._answering = answering
        self._questions = questions
        self.n_failed = 0

    async def ask(self, n_questions: int, until: "Awaitable[object] | None" = None) -> list[float]:
        """Ask so many, or more until something has ended; return their times, ms.

        Those that were asked after it has ended are left out of the times.
        """
        running = asyncio.ensure_future(until) if until else None
        times: list[float] = []
        for asked in count():
            is_over = running is None or running.done()
            if is_over and asked >= n_questions:
                return times
            began_at = time.perf_counter()
            await self._ask_one(self._questions[asked % len(self._questions)])
            if running is None or not is_over:
                times.append(1000 * (time.perf_counter() - began_at))
        return times

    async def _ask_one(self, question: str) -> None:
        conversation = Conversation()
        try:
            await self._answering.ask(
                lambda engine: engine.answer(question, conversation=conversation, n_quotes=3)
            )
        except (AnswerTimeoutError, EngineBusyError):
            self.n_failed += 1


def measure_killing(articles: Path, corpus: Path, root: Path, n_kills: int) -> Killing:
    """Kill builders at random moments: half in a first index, half in a reload of `corpus`.

    Args:
        articles: To make a small corpus of, beside `corpus`.
        corpus: A large corpus.
        root: Its store, with a snapshot.
        n_kills: Builders to be killed.
    """
    few = corpus.with_name("few")
    write_files(articles, few, _FEW)
    moments = random.Random(7)  # noqa: S311 -- a seed, not a secret
    stores = [(few, root.with_name(f"store-{number}")) for number in range(n_kills // 2)]
    stores += [(corpus, root)] * (n_kills - len(stores))
    change_article(corpus, 999)
    longest_s = {few: _time(few, root.with_name("store-timed")), corpus: _time(corpus, root)}
    n_too_late = n_broken = n_stuck = 0
    for number, (folder, store) in enumerate(stores):
        had_one = folder == corpus
        if had_one:
            change_article(folder, 1000 + number)
        n_too_late += not _kill_builder(folder, store, moments.uniform(0.0, longest_s[folder]))
        n_broken += not _serves(store, is_first=not had_one)
        n_documents = len(list(folder.rglob("*.md")))
        report = asyncio.run(run_indexing(_job(folder, store), lambda _: None))
        n_stuck += report.n_documents != n_documents or not _serves(store, is_first=False)
    n_first = n_kills // 2
    return Killing(n_first, n_kills - n_first, n_too_late, n_broken, n_stuck)


def _kill_builder(corpus: Path, root: Path, after_s: float) -> bool:
    """Start to index, and kill that after a while; return whether it was still at work."""
    builder = subprocess.Popen(
        [sys.executable, "-m", "bot.indexer"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    if builder.stdin is None:
        raise RuntimeError("the builder has no standard input")
    builder.stdin.write(_job(corpus, root).encode() + "\n")
    builder.stdin.flush()
    try:
        builder.wait(after_s)
    except subprocess.TimeoutExpired:
        builder.kill()
    return builder.wait() == -signal.SIGKILL


def _serves(root: Path, *, is_first: bool) -> bool:
    """Tell whether a start now finds a whole snapshot, or none where none was ever made."""
    try:
        current = SnapshotStore(root).current()
    except SnapshotMissingError:
        return is_first
    engine = Engine.open(current, load_encoder(EncoderSettings()))
    engine.answer("متى بدأ الاجتماع؟")
    engine.close()
    return True


def _time(corpus: Path, root: Path) -> float:
    began_at = time.perf_counter()
    asyncio.run(run_indexing(_job(corpus, root), lambda _: None))
    return time.perf_counter() - began_at


def _job(corpus: Path, root: Path) -> Job:
    return Job(corpus=corpus, root=root, n_kept=3, encoder=EncoderSettings())


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=100)[94]
