"""A channel's post, and where it stands in the corpus.

A channel's posts are the lines of ``telegram/<channel id>.jsonl`` below the corpus folder, and
later of ``telegram/<channel id>-2.jsonl`` and so on; the post's number is the line's id. So the
document id of a quote tells which post it is from.
"""

import re
from dataclasses import dataclass
from typing import Final, Self

from retrieval.corpus.source import ReadLimits
from retrieval.datatypes import DocumentId

FOLDER: Final = "telegram"
"""Where the posts lie, below the corpus folder."""

_PLACE = re.compile(rf"{FOLDER}/(?P<file>(?P<channel>-\d{{1,20}})(?:-\d+)?\.jsonl)#(?P<post>\d+)")
_TITLE_WORDS: Final = 8
_TITLE_SHARE: Final = 0.7
"""Of the first line; from .85 on the corpus takes it for the title."""
_TITLE_CHARS: Final = 60
_LABEL_WORDS: Final = 2

Formatting = dict[str, str | int]
"""What a part of a text looks like, as the Bot API writes a `MessageEntity`."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post as it stands in its channel.

    Attributes:
        channel_id: Telegram's, negative.
        message_id: Counts the channel's posts.
        text: As posted, or what stands under a picture; never empty.
        source: Who is quoted where the post is.
        url: Leads to the post.
        date: ISO 8601, the day it was posted.
        edited_at: Unix time in seconds of its last change.
        formatting: Of the text; offsets in UTF-16 units.
    """

    channel_id: int
    message_id: int
    text: str
    source: str
    url: str
    date: str
    edited_at: int
    formatting: tuple[Formatting, ...] = ()

    @property
    def title(self) -> str:
        """The post's first words.

        They end before its first line does: a line that is the title of an article, or nearly so,
        is not quoted, and a post's first line may be all that it has to say.
        """
        words = self.text.split()
        n_in_line = len(self.text.split("\n", maxsplit=1)[0].split())
        is_label = n_in_line <= _LABEL_WORDS  # «عاجل»
        n_words = _TITLE_WORDS if is_label else min(_TITLE_WORDS, int(n_in_line * _TITLE_SHARE))
        title = " ".join(words[:n_words])
        if len(title) > _TITLE_CHARS:
            title = title[:_TITLE_CHARS].rpartition(" ")[0] or title[:_TITLE_CHARS]
        return title if title == " ".join(words) else f"{title}…"


def has_enough_text(text: str) -> bool:
    """Tell whether a text is long enough for an article; shorter ones would only be reported."""
    return sum(character.isalpha() for character in text) >= ReadLimits().min_letters


@dataclass(frozen=True, slots=True)
class Place:
    """Which post a document is.

    Attributes:
        file: The name of the file that it is a line of.
    """

    channel_id: int
    message_id: int
    file: str

    @classmethod
    def of(cls, document_id: DocumentId) -> Self | None:
        """Return where a document was posted; None if it is no post."""
        found = _PLACE.fullmatch(document_id)
        if found is None:
            return None
        return cls(int(found["channel"]), int(found["post"]), found["file"])
