"""What can go wrong at the edges, as one tree.

::

    BotError
    ├── ConfigError        .variable    a setting is missing or wrong
    ├── EngineBusyError    .n_waiting   too many questions wait already
    ├── AnswerTimeoutError .limit_s     a question waited or was searched for too long
    ├── QuestionTooLongError .limit     a question has more characters than are searched for
    ├── TooManyQuestionsError .retry_after_s   somebody asked more than one may in a minute
    ├── IndexingError      .reason      the corpus could not be read anew
    ├── StorageError       .path        what the bot remembers cannot be read or written
    ├── ShelfError         .path        channels' posts cannot be kept in the corpus folder
    ├── AddingError        .reason .file   a file cannot be taken into the corpus
    ├── RemovalError       .reason .document_id   an article cannot be removed, or put back
    └── FetchError         .reason .url .value    an address gives no article, or may not be asked

Each message says what was expected, what was found and what to do, and no message carries a
secret. What the engine raises is drawn in `retrieval.errors`.
"""

import math
from enum import StrEnum
from pathlib import Path
from typing import Final

from retrieval.errors import Refusal


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


class QuestionTooLongError(BotError):
    """A question has more than `limit` characters."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"expected a question of at most {limit} characters; ask it in fewer")
        self.limit = limit


class TooManyQuestionsError(BotError):
    """Somebody asked more than one may in a minute; `asked` tells of what, in the plural."""

    def __init__(self, per_minute: int, retry_after_s: float, asked: str = "questions") -> None:
        super().__init__(
            f"expected at most {per_minute} {asked} a minute; ask again in "
            f"{math.ceil(retry_after_s)} s"
        )
        self.retry_after_s = retry_after_s


class IndexingFailure(StrEnum):
    """Why the corpus could not be read anew."""

    CORPUS = "corpus"
    SNAPSHOT = "snapshot"
    ENCODER = "encoder"
    CRASHED = "crashed"
    STOPPED = "stopped"
    CANCELLED = "cancelled"


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


class ShelfError(BotError):
    """The file at `path`, in which a channel's posts are kept, cannot be read or written."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path} {problem}")
        self.path = path


class AddingFailure(StrEnum):
    """Why a file cannot be taken into the corpus; `Refusal` has the reasons that lie in it."""

    FOLDER = "folder"
    MISSING = "missing"
    HIDDEN = "hidden"
    TAKEN = "taken"


_ADDING_MESSAGES: Final = {
    AddingFailure.FOLDER: "a folder; name the files in it",
    AddingFailure.MISSING: "there is no such file",
    AddingFailure.HIDDEN: "a corpus passes hidden files over; rename it",
    AddingFailure.TAKEN: "the corpus has another file {name}; rename one of them",
}


class AddingError(BotError):
    """The file at the path `file` cannot be taken into the corpus."""

    def __init__(self, reason: AddingFailure, file: str) -> None:
        super().__init__(f"{file}: {_ADDING_MESSAGES[reason].format(name=Path(file).name)}")
        self.reason = reason
        self.file = file


class RemovalFailure(StrEnum):
    """Why an article cannot be removed, or put back."""

    MISSING = "missing"
    PART = "part"
    NOT_IN_BIN = "not_in_bin"
    OCCUPIED = "occupied"


_REMOVAL_MESSAGES: Final = {
    RemovalFailure.MISSING: "the corpus folder has no such file or article",
    RemovalFailure.PART: "it is a part of a file; remove the whole file, or edit it",
    RemovalFailure.NOT_IN_BIN: "it is not in the bin, which keeps what was removed for a day",
    RemovalFailure.OCCUPIED: "something else stands in its place by now; move that away first",
}


class RemovalError(BotError):
    """An article, or a file of the corpus, cannot be removed or put back."""

    def __init__(self, reason: RemovalFailure, document_id: str) -> None:
        super().__init__(f"{document_id}: {_REMOVAL_MESSAGES[reason]}")
        self.reason = reason
        self.document_id = document_id


class FetchFailure(StrEnum):
    """Why an address gives nothing."""

    ADDRESS = "address"
    SCHEME = "scheme"
    CREDENTIALS = "credentials"
    PORT = "port"
    PRIVATE = "private"
    UNKNOWN_HOST = "unknown_host"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    BROKEN = "broken"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    REDIRECTS = "redirects"
    STATUS = "status"
    MEDIA_TYPE = "media_type"
    UNKNOWN_KIND = "unknown_kind"
    CODING = "coding"
    ROBOTS = "robots"
    UNREADABLE = "unreadable"
    HEAVY = "heavy"
    NO_ARTICLE = "no_article"
    NO_LISTING = "no_listing"
    NOT_KEPT = "not_kept"


_FETCH_MESSAGES: Final = {
    FetchFailure.ADDRESS: "not an address such as https://example.org/article",
    FetchFailure.SCHEME: "only http and https are fetched, not {value}",
    FetchFailure.CREDENTIALS: "it held a user name or a password; leave them out",
    FetchFailure.PORT: "port {value} is not a web site's; 80, 443, 8080 and 8443 are",
    FetchFailure.PRIVATE: "it leads to {value}, which is not on the public internet",
    FetchFailure.UNKNOWN_HOST: "no host of this name is found; check the spelling",
    FetchFailure.UNREACHABLE: "no connection ({value}); try again later",
    FetchFailure.CERTIFICATE: "its certificate is not valid ({value})",
    FetchFailure.BROKEN: "what came cannot be read ({value}); try again later",
    FetchFailure.TOO_SLOW: "nothing came for {value}, or not all of it; try again later",
    FetchFailure.TOO_LARGE: "larger than {value}, the most that is fetched",
    FetchFailure.REDIRECTS: "more than {value} redirects",
    FetchFailure.STATUS: "the site answered {value}",
    FetchFailure.MEDIA_TYPE: "it is {value}, which is not what is looked for",
    FetchFailure.UNKNOWN_KIND: "neither its server nor its name tells what kind of file it is; "
    "give the address of an article",
    FetchFailure.CODING: "compressed as {value}, which is not understood",
    FetchFailure.ROBOTS: "its site asks robots not to fetch it (robots.txt)",
    FetchFailure.UNREADABLE: "it cannot be read: {value}",
    FetchFailure.HEAVY: "reading it takes more than {value}",
    FetchFailure.NO_ARTICLE: "no article is found in the page; give the address of an article, "
    "not of a list of them",
    FetchFailure.NO_LISTING: "neither a feed (RSS, Atom) nor a sitemap",
    FetchFailure.NOT_KEPT: "what it brings cannot be stored among the articles",
}


_MAX_VALUE_CHARS: Final = 200
_PASSING: Final = frozenset(
    {
        FetchFailure.UNKNOWN_HOST,
        FetchFailure.UNREACHABLE,
        FetchFailure.CERTIFICATE,
        FetchFailure.BROKEN,
        FetchFailure.TOO_SLOW,
    }
)


class FetchError(BotError):
    """The address `url` gives nothing.

    Attributes:
        reason: Why.
        url: The address at which it ended; never with a password.
        value: What the reason is about: a status, a limit, a host, a type; "" where nothing is.
            Short, however much a server says.
        refusal: Why what came is no article; None where that is not the reason.
    """

    def __init__(
        self, reason: FetchFailure, url: str, value: str = "", refusal: Refusal | None = None
    ) -> None:
        # What a stranger's server says is shown, and must command no terminal.
        self.url = _printable(url)
        self.value = _printable(value)[:_MAX_VALUE_CHARS]
        super().__init__(f"{self.url}: {_FETCH_MESSAGES[reason].format(value=self.value)}")
        self.reason = reason
        self.refusal = refusal

    @property
    def is_passing(self) -> bool:
        """Whether it may go better another time."""
        if self.reason is FetchFailure.STATUS:
            return self.value.startswith("5") or self.value[:3] in {"408", "425", "429"}
        return self.reason in _PASSING


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)
