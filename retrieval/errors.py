"""What can go wrong in the engine, as one tree.

::

    RetrievalError
    ├── CorpusError            .path         a folder or file that cannot serve as a corpus
    ├── SnapshotError          .path
    │   ├── SnapshotMissingError             nothing was indexed there yet
    │   ├── SnapshotCorruptError             a file is damaged, cut short or absent
    │   └── SnapshotMismatchError            made by another format, analyser or encoder:
    │                          .expected .found
    └── EncoderError           .model        a model that cannot be loaded or does not fit

Each message says what was expected, what was found and what to do. `ValueError` is left to
mistakes of the caller.
"""

from pathlib import Path

REBUILD = "run `iqtibas index` to build it anew"
"""What mends most snapshots."""


class RetrievalError(Exception):
    """The root: catch it to catch everything the engine raises on purpose."""


class CorpusError(RetrievalError):
    """A folder or file cannot serve as a corpus."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path


class SnapshotError(RetrievalError):
    """A snapshot cannot be written or opened.

    Attributes:
        path: Its folder, or its store's.
        problem: What is wrong, without what to do about it.
    """

    def __init__(self, path: Path, problem: str, remedy: str = REBUILD) -> None:
        super().__init__(f"{problem}: {remedy}")
        self.path = path
        self.problem = problem


class SnapshotMissingError(SnapshotError):
    """Nothing was indexed at `path` yet."""


class SnapshotCorruptError(SnapshotError):
    """A file of the snapshot is damaged, cut short or absent."""


class SnapshotMismatchError(SnapshotError):
    """The snapshot is whole, but was made by another format, analyser or encoder."""

    def __init__(self, path: Path, problem: str, *, expected: str, found: str) -> None:
        super().__init__(path, problem)
        self.expected = expected
        self.found = found


class EncoderError(RetrievalError):
    """A model cannot be loaded, or its vectors do not fit."""

    def __init__(self, model: str, message: str) -> None:
        super().__init__(message)
        self.model = model
