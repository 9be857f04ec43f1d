"""Reading the corpus anew in a process of its own, so that answering is not slowed.

Indexing is computation under Python's global lock: in a thread it would share the lock with the
answers. `bot.indexer` is the child.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from pydantic import TypeAdapter

from bot.errors import IndexingError, IndexingFailure
from bot.indexer import Job, Line
from retrieval.engine import Progress, UpdateReport

__all__ = ["Job", "run_indexing", "without_secrets"]

# The report names every document that was added: a line can be long.
_LONGEST_LINE: Final = 1 << 28
_LEAVING_S: Final = 5.0
_SECRETS: Final = ("TELEGRAM_BOT_TOKEN", "API_KEY", "ADMIN_API_KEY")


async def run_indexing(job: Job, on_progress: Callable[[Progress], None]) -> UpdateReport:
    """Index in a child process; cancelling ends the child.

    Raises:
        IndexingError: Nothing was changed; the reason and the message say why.
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        # -P: not whatever is called "bot" in the current folder.
        *("-P", "-m", "bot.indexer"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=_LONGEST_LINE,
        # Ctrl-C is for the bot, which then ends its child.
        start_new_session=True,
        env=without_secrets(),
    )
    try:
        return await _listen(child, job, on_progress)
    finally:
        await _see_off(child)


def without_secrets() -> dict[str, str]:
    """Return the environment as a child has it, who needs no secret."""
    return {name: value for name, value in os.environ.items() if name not in _SECRETS}


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
    child.stdin.write(job.encode().encode() + b"\n")
    complaints = asyncio.create_task(child.stderr.read())
    lines, last = TypeAdapter(Line), Line()
    async for written in child.stdout:
        if not written.endswith(b"\n"):
            break  # it was killed as it spoke
        last = lines.validate_json(written)
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
