"""What came from the web is parsed in a process of its own, with limits on time and memory.

A page may be made, by accident or on purpose, so that parsing it takes all there is. The child is
started when something is to be parsed and kept for the next. It takes one job at a time, a `Job`
as a line of JSON followed by the bytes, and answers each with a `Reply`. Its own alarm ends it
when a job takes too long, even if the bot is gone by then; where its input ends, it leaves.

``python -m bot.collecting.parsing`` is the child.
"""

import asyncio
import os
import resource
import signal
import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, Final, Self

from pydantic import BaseModel

from bot.collecting.fetching import Fetched
from bot.collecting.listings import Listing, read_listing
from bot.collecting.pages import read_page
from bot.errors import FetchError, FetchFailure
from retrieval.datatypes import Document
from retrieval.errors import Refusal, RefusedFileError

_LONGEST_LINE: Final = 1 << 28
_NICENESS: Final = 5
_FAREWELL_S: Final = 0.5
_OUT_OF_MEMORY: Final = 75
_SECRETS: Final = ("TELEGRAM_BOT_TOKEN",)


@dataclass(frozen=True, slots=True)
class ParsingLimits:
    """What parsing one thing may take.

    Attributes:
        time_s: Whole seconds.
        memory_bytes: Of addresses; the libraries alone take a quarter of it.
    """

    time_s: int = 20
    memory_bytes: int = 1 << 30


class Kind(StrEnum):
    """What is to be found."""

    PAGE = "page"
    """An article."""
    LISTING = "listing"
    """A feed or a sitemap."""


class Job(BaseModel):
    """What to parse; `size` bytes follow."""

    kind: Kind
    url: str
    charset: str
    size: int


class Reply(BaseModel):
    """What was found in it: one of these, or none where it is something else."""

    article: Document | None = None
    listing: Listing | None = None
    problem: str = ""
    refusal: Refusal | None = None


class Parser:
    """Parses in a child process. Close it.

    Args:
        limits: The defaults if None.
    """

    def __init__(self, limits: ParsingLimits | None = None) -> None:
        self._limits = limits or ParsingLimits()
        self._child: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def read_page(self, page: Fetched) -> Document:
        """Return the article of a page; its `url` is what the page states.

        Raises:
            FetchError: There is none, or it cannot be found within the limits.
        """
        reply = await self._ask(page, Kind.PAGE)
        if reply.problem:
            raise FetchError(FetchFailure.UNREADABLE, page.url, reply.problem, reply.refusal)
        if reply.article is None:
            raise FetchError(FetchFailure.NO_ARTICLE, page.url)
        return reply.article

    async def read_listing(self, page: Fetched) -> Listing:
        """Return what a feed or a sitemap lists.

        Raises:
            FetchError: It is neither, or cannot be read within the limits.
        """
        reply = await self._ask(page, Kind.LISTING)
        if reply.listing is None:
            raise FetchError(FetchFailure.NO_LISTING, page.url)
        return reply.listing

    async def close(self) -> None:
        """End the child."""
        async with self._turn:
            await self._end()

    async def _ask(self, page: Fetched, kind: Kind) -> Reply:
        size = len(page.content)
        job = Job(kind=kind, url=page.url, charset=page.charset, size=size)
        async with self._turn:
            child = self._child = self._child or await self._start()
            try:
                return await _converse(child, job, page.content)
            except (EOFError, ConnectionError) as error:
                raise self._obituary(page, await self._end()) from error
            except BaseException:
                # Cancelled midway: the next one must not get this one's reply.
                await self._end()
                raise

    def _obituary(self, page: Fetched, status: int) -> FetchError:
        """Say what the child died of."""
        if status in {-signal.SIGALRM, _OUT_OF_MEMORY}:
            allowed = f"{self._limits.time_s} s and {self._limits.memory_bytes >> 20} MB"
            return FetchError(FetchFailure.HEAVY, page.url, allowed)
        return FetchError(FetchFailure.UNREADABLE, page.url, f"the parser left with {status}")

    async def _start(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            # -P: not whatever is called "bot" in the current folder.
            *("-P", "-m", "bot.collecting.parsing"),
            *(str(self._limits.time_s), str(self._limits.memory_bytes)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=_LONGEST_LINE,
            # Ctrl-C is for the bot, which then ends its child.
            start_new_session=True,
            env={name: value for name, value in os.environ.items() if name not in _SECRETS},
        )

    async def _end(self) -> int:
        """End the child, where there is one; return its status."""
        child, self._child = self._child, None
        if child is None:
            return 0
        if child.stdin:
            child.stdin.close()
        try:
            # One that has just died keeps its own status; one that works is not waited for.
            async with asyncio.timeout(_FAREWELL_S):
                return await child.wait()
        except TimeoutError:
            child.kill()
            return await child.wait()


async def _converse(child: asyncio.subprocess.Process, job: Job, content: bytes) -> Reply:
    if not (child.stdin and child.stdout):
        raise ValueError("the child's streams must be pipes")
    child.stdin.write(job.model_dump_json().encode() + b"\n")
    child.stdin.write(content)
    await child.stdin.drain()
    line = await child.stdout.readline()
    if not line:
        raise EOFError
    return Reply.model_validate_json(line)


def perform(job: Job, content: bytes) -> Reply:
    """Parse in this process."""
    if job.kind is Kind.LISTING:
        return Reply(listing=read_listing(content, job.url))
    try:
        return Reply(article=read_page(content, job.charset))
    except RefusedFileError as error:
        return Reply(problem=str(error), refusal=error.refusal)


def _main() -> None:
    time_s, memory_bytes = int(sys.argv[1]), int(sys.argv[2])
    _limit_memory(memory_bytes)
    os.nice(_NICENESS)
    jobs, replies = sys.stdin.buffer, _take_output()
    while line := jobs.readline():
        job = Job.model_validate_json(line)
        signal.alarm(time_s)  # without a handler it ends the process
        try:
            reply = perform(job, jobs.read(job.size))
        except MemoryError:
            os._exit(_OUT_OF_MEMORY)
        signal.alarm(0)
        replies.write(reply.model_dump_json().encode() + b"\n")
        replies.flush()


def _limit_memory(memory_bytes: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most != resource.RLIM_INFINITY:
        memory_bytes = min(memory_bytes, most)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, most))


def _take_output() -> BinaryIO:
    """Keep standard output for replies; what libraries print there goes nowhere."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return output


if __name__ == "__main__":
    _main()
