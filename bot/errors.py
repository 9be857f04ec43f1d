"""What can go wrong at the edges, as one tree.

::

    BotError
    ├── ConfigError        .variable    a setting is missing or wrong
    ├── EngineBusyError    .n_waiting   too many questions wait already
    ├── AnswerTimeoutError .limit_s     a question waited or was searched for too long
    ├── IndexingError      .reason      the corpus could not be read anew
    └── StorageError       .path        what the bot remembers cannot be read or written

Each message says what was expected, what was found and what to do, and no message carries a
secret. What the engine raises is drawn in `retrieval.errors`.
"""

from enum import StrEnum
from pathlib import Path


class BotError(Exception):
    """The root: catch it to catch everything the edges raise on purpose."""


class ConfigError(BotError):
    """The setting `variable` is missing or wrong."""

    def __init__(self, variable: str, message: str) -> None:
        super().__init__(f"{variable}: {message}")
        self.variable = variable


class EngineBusyError(BotError):
    """The queue of questions is full."""

    def __init__(self, n_waiting: int) -> None:
        super().__init__(
            f"{n_waiting} questions wait for the engine already; ask again in a moment, "
            "or raise QUEUE_SIZE",
        )
        self.n_waiting = n_waiting


class AnswerTimeoutError(BotError):
    """A question was not answered in time."""

    def __init__(self, limit_s: float) -> None:
        super().__init__(
            f"no answer within {limit_s:g} s; ask again in a moment, or raise ANSWER_TIMEOUT_S",
        )
        self.limit_s = limit_s


class IndexingFailure(StrEnum):
    """Why the corpus could not be read anew."""

    CORPUS = "corpus"
    SNAPSHOT = "snapshot"
    ENCODER = "encoder"
    CRASHED = "crashed"
    STOPPED = "stopped"


class IndexingError(BotError):
    """The corpus could not be read anew; what was served before still is."""

    def __init__(self, reason: IndexingFailure, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class StorageError(BotError):
    """The database at `path` cannot be read or written."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path} {problem}")
        self.path = path
