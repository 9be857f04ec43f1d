"""The one bridge between the event loop and the engine, which is synchronous.

Questions wait in a bounded queue for one worker thread. One, because answering is pure
computation under Python's global lock: a second thread would take turns with the first, not run
beside it. And one question at a time, because the bundled encoder gains nothing from a batch (a
question costs it microseconds), while whoever asked first would wait for the batch.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from bot.errors import AnswerTimeoutError, EngineBusyError
from retrieval.datatypes import Answer

P = ParamSpec("P")
R = TypeVar("R")


class Answering:
    """Asks the engine in a thread of its own; the event loop never computes.

    Args:
        answer: Takes a question and how many quotes at most; called in the worker thread only.
        queue_size: Questions that may wait, the one being answered included.
        timeout_s: Longest time from asking to the answer, waiting included.
    """

    def __init__(
        self, answer: Callable[[str, int], Answer], *, queue_size: int, timeout_s: float
    ) -> None:
        self._answer = answer
        self._queue_size = queue_size
        self._timeout_s = timeout_s
        self._n_waiting = 0
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="engine")

    async def answer(self, question: str, n_quotes: int) -> Answer:
        """Answer a question in its turn.

        Raises:
            EngineBusyError: The queue is full.
            AnswerTimeoutError: No answer in time; a question still waiting is taken back.
        """
        if self._n_waiting >= self._queue_size:
            raise EngineBusyError(self._n_waiting)
        self._n_waiting += 1
        try:
            async with asyncio.timeout(self._timeout_s):
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._worker, self._answer, question, n_quotes)
        except TimeoutError:
            raise AnswerTimeoutError(self._timeout_s) from None
        finally:
            self._n_waiting -= 1

    async def close(self) -> None:
        """Answer what was asked already, then let the thread go."""
        await asyncio.to_thread(self._worker.shutdown)


async def run_aside(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do long work, such as opening a snapshot, in a thread that no question waits for."""
    return await asyncio.to_thread(work, *args, **kwargs)
