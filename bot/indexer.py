"""The process that reads the corpus anew for a running bot: ``python -m bot.indexer``.

It gets one `Job` as a line of JSON on its standard input, and writes a `Line` for each step on its
standard output. It holds on to its standard input: once that ends, the parent is gone, however it
died, and this leaves too. What it had half written is nobody's.

Each reload starts it, so it imports little: neither asyncio nor pydantic, nor what searches.
"""

import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self

from bot.errors import IndexingFailure
from retrieval.engine import Progress, SnapshotStore, UpdateReport, load_encoder, update_snapshot
from retrieval.errors import CorpusError, EncoderError, RetrievalError
from retrieval.settings import EncoderSettings

_TELL_EVERY_S: Final = 0.2
_NICENESS: Final = 5


@dataclass(frozen=True, slots=True)
class Job:
    """What to index, where to, and how many snapshots stay there."""

    corpus: Path
    root: Path
    n_kept: int
    encoder: EncoderSettings

    def encode(self) -> str:
        """Return the job as JSON."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def decode(cls, content: str | bytes) -> Self:
        """Return the job that `encode` wrote."""
        fields = json.loads(content)
        return cls(
            corpus=Path(fields["corpus"]),
            root=Path(fields["root"]),
            n_kept=fields["n_kept"],
            encoder=EncoderSettings(**fields["encoder"]),
        )


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no report."""

    reason: IndexingFailure
    message: str


@dataclass(frozen=True, slots=True)
class Line:
    """What is said: exactly one of the three."""

    progress: Progress | None = None
    report: UpdateReport | None = None
    failure: Failure | None = None

    def encode(self) -> str:
        """Return the line as JSON, for `bot.indexing`."""
        return json.dumps(asdict(self), default=str)


def perform(job: Job, say: Callable[[Line], None]) -> None:
    """Index in this process, and say how it goes and how it ends."""
    told_at = -_TELL_EVERY_S

    def tell(progress: Progress) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= _TELL_EVERY_S:
            told_at = time.monotonic()
            say(Line(progress=progress))

    try:
        encoder = load_encoder(job.encoder)
        store = SnapshotStore(job.root, n_kept=job.n_kept)
        report = update_snapshot(job.corpus, store, encoder, on_progress=tell)
    except RetrievalError as error:
        say(Line(failure=Failure(_reason(error), str(error))))
    else:
        say(Line(report=report))


def _reason(error: RetrievalError) -> IndexingFailure:
    if isinstance(error, CorpusError):
        return IndexingFailure.CORPUS
    return IndexingFailure.ENCODER if isinstance(error, EncoderError) else IndexingFailure.SNAPSHOT


def _take_output() -> Callable[[Line], None]:
    """Keep standard output for what this says; what libraries print there becomes a complaint."""
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(line: Line) -> None:
        output.write(line.encode() + "\n")
        output.flush()

    return say


def _leave_with_parent() -> None:
    # The raw descriptor: a buffered reader would hold a lock that Python wants at its end.
    while os.read(0, 1):
        pass
    os._exit(1)


def _main() -> None:
    with open(0, "rb", buffering=0, closefd=False) as lines:
        job = Job.decode(lines.readline())
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    os.nice(_NICENESS)
    perform(job, _take_output())


if __name__ == "__main__":
    _main()
