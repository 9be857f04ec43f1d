"""One process that answers, as the bot holds it: started, spoken to in frames, seen off.

Several threads may ask at a time: their frames go out one after another, and each takes its answer
in when those before it have theirs.
"""

import os
import pickle
import select
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from typing import IO, Any, Final

from bot.answer_frames import LENGTH, Failure, Grounds, Question, frame
from bot.indexing import without_secrets
from retrieval.datatypes import Answer

_READY_WITHIN_S: Final = 120.0
_ANSWERED_WITHIN_S: Final = 5.0
"""Answers take milliseconds: a child that needs so long is stuck."""
_AT_ONCE: Final = 1 << 16
_TOLD_CHARS: Final = 500


class TransportError(Exception):
    """The child said nothing, too little, or what no child says."""


class AnsweringChild:
    """One process, and the two pipes to it; answers come in the order of the questions.

    Args:
        grounds: What it must go by.
    """

    def __init__(self, grounds: Grounds) -> None:
        self._complaints: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with it
        self._process = subprocess.Popen(
            # -P: not whatever is called "bot" in the current folder.
            [sys.executable, "-P", "-m", "bot.answerer"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            bufsize=0,
            # Ctrl-C is for the bot, which then ends its child.
            start_new_session=True,
            env=without_secrets(),
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise ValueError("the child's streams must be pipes")
        self._to, self._from = self._process.stdin, self._process.stdout
        os.set_blocking(self._to.fileno(), False)
        self._grounds = grounds
        self._writing = threading.Lock()
        self._turns = threading.Condition()
        self._n_asked = self._n_heard = 0
        self._is_lost = False
        self._rest = b""

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def prepare(self) -> None:
        """Have it open the snapshot.

        Raises:
            TransportError: It does not, or goes by something else than the engine here.
        """
        found = self._exchange(self._grounds.snapshot, _READY_WITHIN_S)
        if isinstance(found, Failure):
            raise TransportError(found.message)
        if found != self._grounds:
            raise TransportError("the index or the confidence has changed meanwhile")

    def ask(self, question: Question) -> Answer | Failure:
        """Return the answer, or that its engine failed.

        Raises:
            TransportError: There is none.
        """
        said: Answer | Failure = self._exchange(question, _ANSWERED_WITHIN_S)
        return said

    def kill(self) -> None:
        """End it at once."""
        with suppress(ProcessLookupError):
            self._process.kill()

    def dismiss(self) -> None:
        """Let it end by itself."""
        with suppress(OSError):
            self._to.close()

    def wait(self) -> int:
        """Wait for its end, however it comes, and return its status."""
        return self._process.wait()

    def release(self, status: int) -> str:
        """Let go of all that was held for it; return how it ended."""
        for stream in (self._to, self._from):
            with suppress(OSError):
                stream.close()
        with self._complaints as complaints:
            complaints.seek(0)
            said = complaints.read().decode(errors="replace").strip()
        return f"status {status}" + (f": {said[-_TOLD_CHARS:]}" if said else "")

    def _exchange(self, said: object, within_s: float) -> Any:  # noqa: ANN401 -- what the child says
        try:
            with self._writing:
                self._write(frame(said), time.monotonic() + within_s)
                turn, self._n_asked = self._n_asked, self._n_asked + 1
            with self._turns:
                self._turns.wait_for(lambda: self._is_lost or self._n_heard == turn)
            content = self._hear(time.monotonic() + within_s)
            said = pickle.loads(content)  # noqa: S301 -- by a child of our own
        except TransportError:
            self._lose()
            raise
        except (OSError, ValueError) as error:  # closed pipes among them
            self._lose()
            raise TransportError(str(error)) from error
        except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, TypeError) as error:
            self._lose()
            raise TransportError(f"it said what cannot be read ({error})") from error
        with self._turns:
            self._n_heard += 1
            self._turns.notify_all()
        return said

    def _lose(self) -> None:
        """Let nobody take what comes late for another's answer."""
        with self._turns:
            self._is_lost = True
            self._turns.notify_all()

    def _hear(self, deadline: float) -> bytes:
        """Return what the next frame holds; of what comes with it the rest is kept."""
        if self._is_lost:
            raise TransportError("the question before was lost")
        heard = self._rest
        while len(heard) < LENGTH.size:
            heard += self._read(deadline)
        end = LENGTH.size + LENGTH.unpack_from(heard)[0]
        while len(heard) < end:
            heard += self._read(deadline)
        self._rest = heard[end:]
        return heard[LENGTH.size : end]

    def _write(self, content: bytes, deadline: float) -> None:
        while content:
            self._await(self._to, select.POLLOUT, deadline)
            content = content[os.write(self._to.fileno(), content) :]

    def _read(self, deadline: float) -> bytes:
        self._await(self._from, select.POLLIN, deadline)
        heard = os.read(self._from.fileno(), _AT_ONCE)
        if not heard:
            raise TransportError("it ended")
        return heard

    def _await(self, stream: IO[bytes], event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(stream, event)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise TransportError("it said nothing in time")
