"""Answering in another process: a child, and what keeps one alive.

`bot.answerer` is the child; it has the snapshot open that the engine here has, whose files both
map and so share. What it cannot answer, for whatever reason, somebody else does, whom
`bot.answer_pool` finds.

While it answers a question the next one is on its way to it already, or it would rest each time
until a thread here, which shares the lock with the pages, has taken the answer in.

A child that ended is started again, after a pause that grows as long as none lives for a while.
"""

import threading
import time
from typing import Final

import structlog

from bot.answer_frames import Failure, Grounds, Question
from bot.answering_child import AnsweringChild, TransportError
from retrieval.datatypes import Answer

_log = structlog.get_logger(__name__)

_LEAVING_S: Final = 2.0
_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 60.0
_LIVED_S: Final = 60.0
"""A child that lived so long did not die of being started."""
IN_HAND: Final = 2
"""Questions that are with the child at a time: the one it answers, and the next."""


class AnswerProcess:
    """Answers from one snapshot in a child, as long as there is one.

    Args:
        grounds: What the engine goes by that answers otherwise.
    """

    def __init__(self, grounds: Grounds) -> None:
        self._grounds = grounds
        self._child: AnsweringChild | None = None
        self._asking = threading.Condition()
        self._n_asking = 0
        self._is_settled = threading.Event()
        self._closing = threading.Event()
        self._started: AnsweringChild | None = None
        self._is_gone = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="answer process", daemon=True)
        self._keeper.start()

    @property
    def pid(self) -> int | None:
        """Of the child that answers; None while none does."""
        child = self._child
        return child.pid if child else None

    @property
    def n_asking(self) -> int:
        """Questions that are with the child."""
        return self._n_asking

    def settle(self, within_s: float) -> None:
        """Wait until the first child answers, or has failed to."""
        self._is_settled.wait(within_s)

    def answer(self, question: Question) -> Answer | Failure | None:
        """Return what the child says; None if it says nothing, and another must be asked."""
        with self._asking:
            child = self._child
            if child is None:
                return None
            self._n_asking += 1
        try:
            return child.ask(question)
        except TransportError:
            child.kill()
            return None
        finally:
            with self._asking:
                self._n_asking -= 1
                self._asking.notify_all()

    def close(self) -> None:
        """Let the child end, and see to it that it does; `wait_closed` waits for that."""
        if not self._closing.is_set():
            self._closing.set()
            threading.Thread(target=self._see_off, name="answer process", daemon=True).start()

    def wait_closed(self) -> None:
        """Wait until no process is left, or nothing can be done about it; after `close`."""
        self._is_gone.wait(3 * _LEAVING_S)

    def _see_off(self) -> None:
        with self._asking:
            child, is_ready = self._started, self._child is not None
            self._child = None
            is_free = self._asking.wait_for(lambda: not self._n_asking, _LEAVING_S)
            if child:
                # One that is starting would look at its input much later.
                (child.dismiss if is_ready and is_free else child.kill)()
        self._keeper.join(_LEAVING_S)
        if self._keeper.is_alive() and self._started:
            self._started.kill()
        self._keeper.join(_LEAVING_S)
        self._is_gone.set()

    def _keep(self) -> None:
        """Have a child as long as there shall be one, in a thread that mostly waits."""
        pause_s = _FIRST_PAUSE_S
        while not self._closing.is_set():
            began = time.monotonic()
            ended = self._live()
            self._is_settled.set()
            if self._closing.is_set():
                return
            if time.monotonic() - began >= _LIVED_S:
                pause_s = _FIRST_PAUSE_S
            _log.warning(
                "a process that answers ended; others do, or the bot, until there is another",
                reason=ended,
                again_in_s=pause_s,
            )
            self._closing.wait(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    def _live(self) -> str:
        """Start a child and wait for its end; return how it ended."""
        try:
            child = AnsweringChild(self._grounds)
        except OSError as error:
            return str(error)
        self._started = child
        if self._closing.is_set():  # whoever sees it off has looked for it already
            child.kill()
        problem = ""
        try:
            child.prepare()
        except TransportError as error:
            problem = f"{error}; "
            child.kill()
        else:
            self._child = child
            self._is_settled.set()
        status = child.wait()
        with self._asking:
            self._child = None
            # Whoever waits for an answer looks at its pipes still.
            self._asking.wait_for(lambda: not self._n_asking)
            return f"{problem}{child.release(status)}"
