"""Reading the corpus anew in a process of its own, so that answering is not slowed.

Indexing is computation under Python's global lock: in a thread it would share the lock with the
answers. The child gets one `Job` as a line of JSON on its standard input, and writes a `Line` for
each step on its standard output. It holds on to its standard input: once that ends, the parent is
gone, however it died, and the child leaves too. What it had half written is nobody's.

``python -m bot.indexing`` is the child.
"""

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from bot.errors import IndexingError, IndexingFailure
from retrieval.engine import Progress, SnapshotStore, UpdateReport, load_encoder, update_snapshot
from retrieval.errors import CorpusError, EncoderError, RetrievalError
from retrieval.settings import EncoderSettings

_TELL_EVERY_S: Final = 0.2
# The report names every document that was added: a line can be long.
_LONGEST_LINE: Final = 1 << 28
_NICENESS: Final = 5
_LEAVING_S: Final = 5.0
_SECRETS: Final = ("TELEGRAM_BOT_TOKEN",)


class Job(BaseModel):
    """What to index, where to, and how many snapshots stay there."""

    corpus: Path
    root: Path
    n_kept: int
    encoder: EncoderSettings


class Failure(BaseModel):
    """Why there is no report."""

    reason: IndexingFailure
    message: str


class Line(BaseModel):
    """What the child says: exactly one of the three."""

    progress: Progress | None = None
    report: UpdateReport | None = None
    failure: Failure | None = None


async def run_indexing(job: Job, on_progress: Callable[[Progress], None]) -> UpdateReport:
    """Index in a child process; cancelling ends the child.

    Raises:
        IndexingError: Nothing was changed; the reason and the message say why.
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        # -P: not whatever is called "bot" in the current folder.
        *("-P", "-m", "bot.indexing"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=_LONGEST_LINE,
        # Ctrl-C is for the bot, which then ends its child.
        start_new_session=True,
        env={name: value for name, value in os.environ.items() if name not in _SECRETS},
    )
    try:
        return await _listen(child, job, on_progress)
    finally:
        await _see_off(child)


async def _see_off(child: asyncio.subprocess.Process) -> None:
    """Wait for the end of a child that has said all; end one that has not."""
    if child.stdout and child.stdout.at_eof():
        # No signal yet: sending one reaps a child that has just ended, and asyncio, which means
        # to do that, would wonder aloud where it is.
        with suppress(TimeoutError):
            async with asyncio.timeout(_LEAVING_S):
                await child.wait()
    with suppress(ProcessLookupError):
        child.kill()
    await child.wait()


async def _listen(
    child: asyncio.subprocess.Process, job: Job, on_progress: Callable[[Progress], None]
) -> UpdateReport:
    if not (child.stdin and child.stdout and child.stderr):
        raise ValueError("the child's streams must be pipes")
    child.stdin.write(job.model_dump_json().encode() + b"\n")
    complaints = asyncio.create_task(child.stderr.read())
    last = Line()
    async for written in child.stdout:
        last = Line.model_validate_json(written)
        if last.progress:
            on_progress(last.progress)
    said = (await complaints).decode(errors="replace").strip()
    if last.report:
        return last.report
    if last.failure:
        raise IndexingError(last.failure.reason, last.failure.message)
    status = await child.wait()
    raise IndexingError(
        IndexingFailure.CRASHED, f"indexing ended with status {status}: {said or 'no message'}"
    )


def perform(job: Job, say: Callable[[Line], None]) -> None:
    """Index in this process, and say how it goes and how it ends."""
    told_at = -_TELL_EVERY_S

    def tell(progress: Progress) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= _TELL_EVERY_S:
            told_at = time.monotonic()
            say(Line(progress=progress))

    try:
        encoder = load_encoder(job.encoder)
        store = SnapshotStore(job.root, n_kept=job.n_kept)
        report = update_snapshot(job.corpus, store, encoder, on_progress=tell)
    except RetrievalError as error:
        say(Line(failure=Failure(reason=_reason(error), message=str(error))))
    else:
        say(Line(report=report))


def _reason(error: RetrievalError) -> IndexingFailure:
    if isinstance(error, CorpusError):
        return IndexingFailure.CORPUS
    return IndexingFailure.ENCODER if isinstance(error, EncoderError) else IndexingFailure.SNAPSHOT


def _take_output() -> Callable[[Line], None]:
    """Keep standard output for what this says; what libraries print there becomes a complaint."""
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(line: Line) -> None:
        output.write(line.model_dump_json(exclude_none=True) + "\n")
        output.flush()

    return say


def _leave_with_parent() -> None:
    # The raw descriptor: a buffered reader would hold a lock that Python wants at its end.
    while os.read(0, 1):
        pass
    os._exit(1)


def _main() -> None:
    with open(0, "rb", buffering=0, closefd=False) as lines:
        job = Job.model_validate_json(lines.readline())
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    os.nice(_NICENESS)
    perform(job, _take_output())


if __name__ == "__main__":
    _main()
