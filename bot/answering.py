"""The one bridge between the event loop and the engine, which is synchronous.

Questions wait in a bounded queue for one worker thread. One, because answering is pure
computation under Python's global lock: a second thread would take turns with the first, not run
beside it. And one question at a time, because the bundled encoder gains nothing from a batch (a
question costs it microseconds), while whoever asked first would wait for the batch.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

from bot.errors import AnswerTimeoutError, EngineBusyError
from retrieval.datatypes import Answer, Article, Conversation, Document, DocumentId, Quote, Span

if TYPE_CHECKING:  # what fetches an article needs `run_aside`, and not the whole engine
    from retrieval.index.catalogue import Catalogue

P = ParamSpec("P")
R = TypeVar("R")


class Answerer(Protocol):
    """What is asked of `retrieval.engine.Engine`, which describes it."""

    def answer(self, question: str, *, conversation: Conversation, n_quotes: int) -> Answer:
        """Answer a question in quotes."""

    def quote(
        self, document_id: DocumentId, start: int, end: int, *, matches: tuple[Span, ...]
    ) -> Quote | None:
        """Cut again what was quoted before."""

    def context(self, quote: Quote) -> Quote | None:
        """Return the paragraph around a quote."""

    def document(self, document_id: DocumentId) -> Document | None:
        """Return a document."""

    def read_article(self, document_id: DocumentId) -> Article | None:
        """Return a document with its sentences."""

    def catalogue(self) -> "Catalogue":
        """Return all documents without their texts."""


class NoteWork(Protocol):
    """Whoever wants to know how long the engine takes; called in its thread."""

    def __call__(self, waited_s: float, worked_s: float) -> None:
        """Note how long a piece of work waited, and how long it took then."""


class Lender(Protocol):
    """Whoever has an engine open, and may change it between two uses."""

    def use(self, work: Callable[[Answerer], R]) -> R:
        """Do work with the engine that serves at this moment; called in the engine's thread."""


class Answering:
    """Asks the engine in a thread of its own; the event loop never computes.

    Args:
        lender: Has the engine; used in the worker thread only.
        queue_size: Questions that may wait, the one being answered included.
        timeout_s: Longest time from asking to the answer, waiting included.
        note_work: Told of each piece of work that was begun, when it has ended.
        clock: In seconds, never going back.
    """

    def __init__(
        self,
        lender: Lender,
        *,
        queue_size: int,
        timeout_s: float,
        note_work: NoteWork | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._lender = lender
        self._queue_size = queue_size
        self._timeout_s = timeout_s
        self._note_work = note_work
        self._clock = clock
        self._n_waiting = 0
        self._counting = threading.Lock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="engine")

    @property
    def queue_size(self) -> int:
        """How many questions may wait."""
        return self._queue_size

    @property
    def n_waiting(self) -> int:
        """How many wait, the one being answered included."""
        return self._n_waiting

    async def ask(self, work: Callable[[Answerer], R]) -> R:
        """Do some work with the engine in its turn: answer a question, or read in an article.

        Raises:
            EngineBusyError: The queue is full.
            AnswerTimeoutError: No answer in time; a question still waiting is taken back.
        """
        with self._counting:
            if self._n_waiting >= self._queue_size:
                raise EngineBusyError(self._n_waiting)
            self._n_waiting += 1
        # What the engine's thread logs carries the id of what asked.
        search = self._worker.submit(copy_context().run, self._do, work, self._clock())
        search.add_done_callback(self._note_done)
        try:
            async with asyncio.timeout(self._timeout_s):
                return await asyncio.wrap_future(search)
        except TimeoutError:
            raise AnswerTimeoutError(self._timeout_s) from None

    def _do(self, work: Callable[[Answerer], R], asked_at: float) -> R:
        """Do a piece of work whose turn has come, and take its time."""
        begun_at = self._clock()
        try:
            return self._lender.use(work)
        finally:
            if self._note_work:
                self._note_work(begun_at - asked_at, self._clock() - begun_at)

    def _note_done(self, _search: "Future[R]") -> None:
        """Free a place: of what waited when it is taken back, of what runs when it has ended."""
        with self._counting:
            self._n_waiting -= 1

    async def close(self) -> None:
        """Answer what was asked already, then let the thread go."""
        await asyncio.to_thread(self._worker.shutdown)


async def run_aside(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do long work, such as opening a snapshot, in a thread that no question waits for."""
    return await asyncio.to_thread(work, *args, **kwargs)
