"""Answering in processes of their own, so that the engine has more than the web leaves of a core.

Python's global lock lets the pages and the engine take turns only: where both are busy, one core
does the work of two. One process for the engine ends that; it is busy most of the time then, and
where an answer takes a little longer than usual, all that come after it wait. A second process
answers them beside it, for as long as a core has time.

All of them have the same snapshot open. A question goes to whichever has least in hand, and of
equals to whichever was given one longest ago, so that their caches fill alike. What it does not
answer, another does, and what that one does not either, the engine here: it is slower then, and
nothing is lost. Not more than two are tried, or one question that breaks what answers it would
break all of them.
"""

import os
import select
import threading
import time
from collections.abc import Collection
from typing import Final, Literal

from bot.answer_frames import Grounds, Question
from bot.answer_process import AnswerProcess
from retrieval.datatypes import Answer
from retrieval.settings import EncoderSettings, RerankerSettings

_N_TRIED: Final = 2
_N_AUTO: Final = 2


class AnswerPool:
    """Answers from one snapshot in several processes, as far as they can. Thread-safe.

    Args:
        grounds: What the engine goes by that answers otherwise.
        n_processes: At least one; they start side by side.
    """

    def __init__(self, grounds: Grounds, n_processes: int) -> None:
        self._processes = tuple(AnswerProcess(grounds) for _ in range(n_processes))
        self._in_hand = [0] * n_processes
        self._last_given = [0] * n_processes
        self._n_given = 0
        self._choosing = threading.Lock()

    @property
    def processes(self) -> tuple[AnswerProcess, ...]:
        """Each has a child most of the time."""
        return self._processes

    @property
    def pids(self) -> tuple[int | None, ...]:
        """Of the children that answer, each in its place; None while there is none."""
        return tuple(process.pid for process in self._processes)

    def settle(self, within_s: float) -> None:
        """Wait until the first child of each answers, or has failed to."""
        deadline = time.monotonic() + within_s
        for process in self._processes:
            process.settle(max(0.0, deadline - time.monotonic()))

    def answer(self, question: Question) -> Answer | None:
        """Return the answer; None if there is none, and the engine here must answer."""
        tried: list[int] = []
        while len(tried) < _N_TRIED and (chosen := self._choose(tried)) is not None:
            tried.append(chosen)
            try:
                said = self._processes[chosen].answer(question)
            finally:
                with self._choosing:
                    self._in_hand[chosen] -= 1
            if said is not None:
                # What one engine fails at, each does, and that of the bot tells how.
                return said if isinstance(said, Answer) else None
        return None

    def close(self) -> None:
        """Let the children end, and see to it that they do; `wait_closed` waits for that."""
        for process in self._processes:
            process.close()

    def wait_closed(self) -> None:
        """Wait until no process is left, or nothing can be done about it; after `close`."""
        for process in self._processes:
            process.wait_closed()

    def _choose(self, tried: Collection[int]) -> int | None:
        """Take the place of one more question with whichever has least in hand."""
        with self._choosing:
            ready = [n for n, pid in enumerate(self.pids) if pid is not None and n not in tried]
            if not ready:
                return None
            chosen = min(ready, key=lambda n: (self._in_hand[n], self._last_given[n]))
            self._in_hand[chosen] += 1
            self._n_given += 1
            self._last_given[chosen] = self._n_given
            return chosen


def n_worthwhile(
    choice: Literal["auto"] | int, encoder: EncoderSettings, reranker: RerankerSettings
) -> int:
    """Return in how many processes to answer; 0: in the bot's own alone.

    A model of somebody else's would be in memory as many times more, and is what takes the time
    there.

    Args:
        choice: What the operator chose; "auto" asks for a second core.
        encoder: Of what makes the vectors.
        reranker: Of what looks at the candidates once more.
    """
    if encoder.model or reranker.model or not hasattr(select, "poll"):
        return 0
    if choice == "auto":
        return _N_AUTO if _n_cores() > 1 else 0
    return choice


def _n_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
