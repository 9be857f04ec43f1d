"""What can go wrong in the engine, as one tree.

::

    RetrievalError
    ├── CorpusError            .path         a folder or file that cannot serve as a corpus
    │   └── RefusedFileError                 a file, or a part of one, that gives no article:
    │                          .refusal .line
    ├── SnapshotError          .path
    │   ├── SnapshotMissingError             nothing was indexed there yet
    │   ├── SnapshotCorruptError             a file is damaged, cut short or absent
    │   └── SnapshotMismatchError            made by another format, analyser or encoder:
    │                          .expected .found
    └── ModelError             .model        a model that cannot be loaded or does not fit
        ├── EncoderError
        └── RerankerError

Each message says what was expected, what was found and what to do. `ValueError` is left to
mistakes of the caller.
"""

from enum import StrEnum
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


class Refusal(StrEnum):
    """Why a file gave no article: what can be worded in any language, where the message cannot.

    Snapshots store the values, so none changes its meaning.
    """

    UNREADABLE = "unreadable"
    """The system does not hand it out: it is gone, or not for us."""
    NAME = "name"
    """Its name stands in the way."""
    README = "readme"
    """It tells of its folder."""
    UNSUPPORTED = "unsupported"
    """Of a format that is not read."""
    OTHER_FORMAT = "other_format"
    """Of another format than its name says."""
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_SHORT = "too_short"
    """It has text, too little for an article."""
    ENCODING = "encoding"
    """Its bytes cannot be told to be text."""
    FRONT_MATTER = "front_matter"
    """It, or the file of labels beside a file, cannot be read."""
    DATE = "date"
    """It states a day that there is not; it is read without it."""
    LABELS = "labels"
    """It is a file of labels, and what it tells of is not there."""
    COLUMNS = "columns"
    """A table in which no column holds the text."""
    ROW = "row"
    """A line or a row of a collection is no article; the others are read."""
    NO_TEXT = "no_text"
    """It shows no text."""
    SCANNED = "scanned"
    """It shows pictures of pages."""
    ENCRYPTED = "encrypted"
    """A password opens it."""
    COPY_PROTECTED = "copy_protected"
    """A shop's reading programme opens it."""
    BROKEN = "broken"
    """Cut short, damaged, or not made as its format wants it."""
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    """An archive that holds far more than it weighs."""
    TOO_MANY_FILES = "too_many_files"
    """In an archive."""
    UNSAFE_PATH = "unsafe_path"
    """A file of an archive that names a place outside of it."""
    NESTED_ARCHIVE = "nested_archive"


class RefusedFileError(CorpusError):
    """A file, or a part of one, gives no article.

    Attributes:
        line: That is wrong, or the row of a table, from 1; 0 where all of it is.
    """

    def __init__(self, path: Path, refusal: Refusal, message: str, line: int = 0) -> None:
        super().__init__(path, message)
        self.refusal = refusal
        self.line = line


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


class ModelError(RetrievalError):
    """A model cannot be loaded, or what it gives does not fit."""

    def __init__(self, model: str, message: str) -> None:
        super().__init__(message)
        self.model = model


class EncoderError(ModelError):
    """A model that makes vectors."""


class RerankerError(ModelError):
    """A model that scores sentences for a question."""
