"""What a button carries: a version, an action, and what it acts on, in at most 64 bytes.

Messages stay in chats for years: a press of a button that an older version sent must be known as
such, so the first character is the version of this format, and it changes with the format.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from bot.storage.answers import AnswerId

VERSION: Final = "1"
_SEPARATOR: Final = ":"


class Action(StrEnum):
    """What a press asks for; each is one character in the data."""

    PAGE = "p"
    """Show another page of quotes."""
    CONTEXT = "c"
    """Show the paragraph around one quote."""
    SOURCE = "s"
    """Send the article."""
    UP = "u"
    DOWN = "d"
    SETTING = "o"
    """Change one of the chat's preferences."""
    FORGET = "f"
    """Delete what is stored of somebody."""
    FEEDS = "g"
    """Show another page of the feeds."""
    UNFEED = "w"
    """Remove a feed from their list."""
    LIST = "l"
    """Show another page of the list of articles."""
    FIND = "m"
    """Show another page of the articles that may be removed."""
    CHOOSE = "n"
    """Ask whether an article is to be removed."""
    REMOVE = "x"
    """Remove it."""
    RESTORE = "z"
    """Put it back."""
    KEEP = "k"
    """Remove nothing."""
    STOP = "e"
    """End a reading of the articles."""
    VIEW = "v"
    """Ask whether an earlier snapshot is to be gone back to."""
    ROLL_BACK = "b"
    """Go back to it."""
    STAY = "t"
    """Do not."""


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button.

    Attributes:
        subject: An answer's id, the name of a preference, a person's id, an article's key, or the
            id of a search, a feed or a snapshot.
        argument: A page, a position among the quotes, or a preference's new value.
    """

    action: Action
    subject: str
    argument: str = ""

    @property
    def answer_id(self) -> AnswerId:
        """The subject of whatever acts on an answer."""
        return AnswerId(self.subject)

    @property
    def number(self) -> int:
        """The argument as a whole number, -1 where it is none."""
        return int(self.argument) if self.argument.isdecimal() else -1

    def encode(self) -> str:
        """Return what the button carries."""
        return _SEPARATOR.join((VERSION + self.action, self.subject, self.argument))

    @classmethod
    def decode(cls, data: str) -> Self | None:
        """Read what a button carried; None if another version wrote it."""
        head, *rest = data.split(_SEPARATOR)
        if len(rest) != 2 or head[:1] != VERSION or head[1:] not in set(Action):
            return None
        return cls(Action(head[1:]), *rest)
