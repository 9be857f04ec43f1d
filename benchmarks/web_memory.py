"""What a server and its children hold in memory while they are asked, and whether that grows.

What counts is what a process has for itself: of what several have, its share, and nothing of the
files that it has mapped, whose pages the system takes back when it needs them.

Caches fill at first. What grows on when they have is a leak, and what an operator sees of a cache
that is too large for its worth: so it is the second half of a long run that is judged.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LEVEL_MIB: Final = 5.0
"""The most that the second half of a run may add."""
FILLED_AFTER: Final = 10_000
"""Distinct questions by which the caches of a process that answers have filled; each must be asked
as many more."""
_OWN: Final = ("Pss_Anon:", "Pss_Shmem:")
_N_SAMPLES: Final = 16


@dataclass(frozen=True, slots=True)
class Sample:
    """What the processes of a family held at a moment.

    Attributes:
        n_asked: Questions that were due by then.
        own_mib: Of each process, that of the others' parent first.
    """

    n_asked: int
    own_mib: tuple[float, ...]

    @property
    def mib(self) -> float:
        """Of all of them."""
        return sum(self.own_mib)


@dataclass(frozen=True, slots=True)
class Curve:
    """Memory over a run.

    Attributes:
        samples: At least two, in the order of time: the first one before the first question.
    """

    samples: tuple[Sample, ...]

    @property
    def n_asked(self) -> int:
        """Questions of the whole run."""
        return self.samples[-1].n_asked

    def at(self, part: float) -> Sample:
        """Return the sample nearest to a part of the run, 0 to 1; the earlier of two as near."""
        wanted = part * self.n_asked
        return min(self.samples, key=lambda sample: abs(sample.n_asked - wanted))

    @property
    def grown_mib(self) -> float:
        """What the second half added."""
        return self.samples[-1].mib - self.at(0.5).mib

    @property
    def grown_per_1000_mib(self) -> float:
        """What each 1,000 questions of the second half added."""
        return 1000 * self.grown_mib / max(self.n_asked - self.at(0.5).n_asked, 1)

    @property
    def n_needed(self) -> int:
        """Questions by half of which caches have filled; all processes but the first answer."""
        return 2 * FILLED_AFTER * max(len(self.samples[-1].own_mib) - 1, 1)

    @property
    def is_long(self) -> bool:
        """Whether there were so many questions that caches had filled half-way."""
        return self.n_asked >= self.n_needed

    @property
    def is_level(self) -> bool:
        """Whether the second half added next to nothing."""
        return self.grown_mib <= LEVEL_MIB


class Watch:
    """Looks at the memory of a process and its children while they are asked.

    Args:
        pid: Of the process.
        n_questions: That are asked meanwhile.
        per_s: Of them, at a steady rate.
    """

    def __init__(self, pid: int, n_questions: int, per_s: float) -> None:
        self._pid = pid
        self._n_questions = n_questions
        self._per_s = per_s
        self._samples: list[Sample] = []
        self._is_done = threading.Event()

    @property
    def curve(self) -> Curve:
        """What was seen by now."""
        return Curve(tuple(self._samples))

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look until what is inside is done, and once more then."""
        self._look(0)
        thread = threading.Thread(target=self._look_on, name="memory")
        thread.start()
        try:
            yield
        finally:
            self._is_done.set()
            thread.join()
        self._look(self._n_questions)

    def _look_on(self) -> None:
        began = time.monotonic()
        while not self._is_done.wait(self._n_questions / self._per_s / _N_SAMPLES):
            n_due = int((time.monotonic() - began) * self._per_s)
            if n_due < self._n_questions:
                self._look(n_due)

    def _look(self, n_asked: int) -> None:
        self._samples.append(Sample(n_asked, own_memory(family(self._pid))))


def family(pid: int) -> list[int]:
    """Return a process, and all that it and its children have started."""
    found = [pid]
    for tasks in Path(f"/proc/{pid}/task").iterdir():  # whichever thread started one
        for child in (tasks / "children").read_text("utf-8").split():
            found += family(int(child))
    return found


def memory_mib(pid: int) -> float:
    """Return what a process has in memory, mapped files too: of what others have, its share."""
    return _told_mib(pid, ("Pss:",))


def own_memory(pids: Sequence[int]) -> tuple[float, ...]:
    """Return what each process has for itself, MiB."""
    return tuple(_told_mib(pid, _OWN) for pid in pids)


def _told_mib(pid: int, names: Sequence[str]) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines()
    told = {name: int(kib) for name, kib, *_ in map(str.split, lines[1:])}
    return sum(told[name] for name in names) / 1024
