"""How an update is going, told while it goes."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_TELLING_S: Final = 1.0
"""Work after which its pace is taken for that of the rest."""


class Stage(StrEnum):
    """What an update is doing."""

    READ = "read"
    """Reading, cutting, encoding; counted in bytes of the corpus."""
    INDEX = "index"
    """Building the searchable structures; counted in structures."""
    WRITE = "write"
    """Writing and publishing; counted in steps."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage has come: `done` of `total`, in the stage's own unit.

    Attributes:
        stage: That is going on.
        done: Of the stage.
        total: Of the stage.
        n_files: Files of the corpus taken in so far, changed or not.
        n_all_files: Files of the corpus.
        n_passages: Passages worked on so far; those that are kept as they were do not count.
        took_s: Since the update began.
        left_s: That the stage will still take; None while that cannot be told.
        rebuilt_because: Why everything is worked on anew; "" where it is not. Told from the start.
    """

    stage: Stage
    done: int
    total: int
    n_files: int = 0
    n_all_files: int = 0
    n_passages: int = 0
    took_s: float = 0.0
    left_s: float | None = None
    rebuilt_because: str = ""

    @property
    def passages_per_s(self) -> float:
        """Passages worked on in a second, so far."""
        return self.n_passages / self.took_s if self.took_s else 0.0


class Teller:
    """Tells of an update step by step.

    Args:
        on_progress: Is told.
        clock: Seconds that only grow.
        rebuilt_because: As in `Progress`.
    """

    def __init__(
        self,
        on_progress: Callable[[Progress], None],
        clock: Callable[[], float],
        rebuilt_because: str,
    ) -> None:
        self._on_progress = on_progress
        self._clock = clock
        self._reason = rebuilt_because
        self._began_at = clock()
        self._work = 0
        self._work_done = 0
        self._n_files = 0
        self._n_all_files = 0
        self._n_passages = 0

    @property
    def took_s(self) -> float:
        """Seconds since this was made."""
        return self._clock() - self._began_at

    def expect(self, n_files: int, work: int) -> None:
        """Note how much there is to read: files in all, and bytes of those that changed."""
        self._n_all_files, self._work = n_files, work

    def note_file(self, work: int) -> None:
        """Note a file that was taken in, and how many bytes of it had to be read."""
        self._n_files += 1
        self._work_done += work

    def note_passages(self, n_passages: int) -> None:
        """Note passages that were worked on."""
        self._n_passages += n_passages

    def tell(self, stage: Stage, done: int, total: int, work: int = 0) -> None:
        """Tell of a step.

        Args:
            stage: That is going on.
            done: Of the stage.
            total: Of the stage.
            work: Bytes that were read of the file at hand.
        """
        took_s, left_s = self.took_s, None
        work += self._work_done
        if stage is Stage.READ and work and took_s >= _TELLING_S:
            left_s = took_s / work * (self._work - work)
        self._on_progress(
            Progress(
                stage=stage,
                done=done,
                total=total,
                n_files=self._n_files,
                n_all_files=self._n_all_files,
                n_passages=self._n_passages,
                took_s=took_s,
                left_s=left_s,
                rebuilt_because=self._reason,
            )
        )
