"""The one bridge between the event loop and the engine, which is synchronous.

Questions wait in a bounded queue for one worker thread. One, because answering is pure
computation under Python's global lock: a second thread would take turns with the first, not run
beside it. And one question at a time, because the bundled encoder gains nothing from a batch (a
question costs it microseconds), while whoever asked first would wait for the batch.

Where other processes compute (`bot.answer_pool`) there are two threads for each, which only wait:
one has the next question with that process already while the other takes its answer in.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context, copy_context
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar

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


@dataclass(slots=True, eq=False)
class _Piece:
    """Work that waits for the engine's thread, or is being done there.

    Attributes:
        context: Of what asked: what the engine's thread logs carries the same id.
        loop: In which `end` is waited for.
        end: Gets what comes of it.
        is_left: It has its place no more: it was begun, or taken back before that.
    """

    work: Callable[[Any], Any]
    context: Context
    asked_at: float
    loop: asyncio.AbstractEventLoop
    end: asyncio.Future[Any]
    is_left: bool = False


class Answering:
    """Asks the engine in a thread of its own; the event loop never computes.

    `concurrent.futures` and its bridge to asyncio would do; they take twice as long to hand over a
    question and its answer.

    Args:
        lender: Has the engine; used in the engine's thread only.
        queue_size: Questions that may wait, the one being answered included.
        timeout_s: Longest time from asking to the answer, waiting included.
        n_threads: How many ask the engine; more than one only wait for other processes.
        note_work: Told of each piece of work that was begun, when it has ended.
        clock: In seconds, never going back.
    """

    def __init__(
        self,
        lender: Lender,
        *,
        queue_size: int,
        timeout_s: float,
        n_threads: int = 1,
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
        self._pieces: SimpleQueue[_Piece | None] = SimpleQueue()
        self._n_threads = n_threads
        self._threads: list[threading.Thread] = []

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
        loop = asyncio.get_running_loop()
        piece = _Piece(work, copy_context(), self._clock(), loop, loop.create_future())
        with self._counting:
            if self._n_waiting >= self._queue_size:
                raise EngineBusyError(self._n_waiting)
            while len(self._threads) < self._n_threads:
                thread = threading.Thread(target=self._work_off, name="engine", daemon=True)
                thread.start()  # where that fails, the next question tries again
                self._threads.append(thread)
            self._n_waiting += 1
        self._pieces.put(piece)
        alarm = loop.call_later(self._timeout_s, self._give_up, piece)
        try:
            result: R = await piece.end
        finally:
            alarm.cancel()
            self._take_back(piece)
        return result

    def _give_up(self, piece: _Piece) -> None:
        _tell(piece.end, piece.end.set_exception, AnswerTimeoutError(self._timeout_s))

    def _work_off(self) -> None:
        """Do the pieces in their order, in the engine's thread, until there is a None."""
        while (piece := self._pieces.get()) is not None:
            with self._counting:
                is_wanted, piece.is_left = not piece.is_left, True
            if is_wanted:
                self._do(piece)
            del piece  # what was asked and answered is not kept until the next one comes

    def _do(self, piece: _Piece) -> None:
        try:
            result = piece.context.run(self._timed, piece.work, piece.asked_at)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is whoever asked's
            self._end(piece, piece.end.set_exception, error)
        else:
            self._end(piece, piece.end.set_result, result)

    def _end(self, piece: _Piece, tell: Callable[[Any], None], what: object) -> None:
        with self._counting:
            self._n_waiting -= 1
        with suppress(RuntimeError):  # its loop is closed, and nobody waits
            piece.loop.call_soon_threadsafe(_tell, piece.end, tell, what)

    def _timed(self, work: Callable[[Answerer], R], asked_at: float) -> R:
        """Do a piece of work whose turn has come, and take its time."""
        begun_at = self._clock()
        try:
            return self._lender.use(work)
        finally:
            if self._note_work:
                self._note_work(begun_at - asked_at, self._clock() - begun_at)

    def _take_back(self, piece: _Piece) -> None:
        """Free the place of a piece that waits; one that runs has its own until it has ended."""
        with self._counting:
            if not piece.is_left:
                piece.is_left = True
                self._n_waiting -= 1

    async def close(self) -> None:
        """Answer what was asked already, then let the threads go."""
        for _ in self._threads:
            self._pieces.put(None)
        for thread in self._threads:
            await asyncio.to_thread(thread.join)


def _tell(end: asyncio.Future[Any], tell: Callable[[Any], None], what: object) -> None:
    """Tell whoever waits what came of it, if they still do."""
    if not end.done():
        tell(what)


async def run_aside(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do long work, such as opening a snapshot, in a thread that no question waits for."""
    return await asyncio.to_thread(work, *args, **kwargs)
