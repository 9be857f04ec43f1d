"""A channel's post, and where it stands in the corpus.

A channel's posts are the lines of ``telegram/<channel id>.jsonl`` below the corpus folder, and
later of ``telegram/<channel id>-2.jsonl`` and so on; the post's number is the line's id. So the
document id of a quote tells which post it is from.
"""

import re
from dataclasses import dataclass
from typing import Final, Self

from retrieval.corpus.outline import outline
from retrieval.corpus.source import ReadLimits
from retrieval.datatypes import Document, DocumentId, SentenceRole

FOLDER: Final = "telegram"
"""Where the posts lie, below the corpus folder."""

_PLACE = re.compile(rf"{FOLDER}/(?P<file>(?P<channel>-\d{{1,20}})(?:-\d+)?\.jsonl)#(?P<post>\d+)")
_TITLE_CHARS: Final = 60
_SENTENCE_ENDS: Final = (".", "!", "?", "؟", "…")
_BEFORE_CUT: Final = " .،؛:"

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
        """The post's first words, up to the end of a sentence; no emoji before them.

        A line that is the title of its article, or nearly so, is not quoted, and a post's first
        line may be all that it has to say: then the title ends before the line does. Words of a
        second sentence would count as said by the first, too, and put it before the second.
        """
        words = _from_first_word(self.text.split())
        n_words = _n_words_of_first_sentence(words)
        while n_words > 1 and not self._can_be_called(words[:n_words]):
            n_words -= 1
        title = " ".join(words[:n_words])
        if n_words == len(words) and len(title) <= _TITLE_CHARS:
            return title
        return f"{title[:_TITLE_CHARS].rstrip(_BEFORE_CUT)}…"

    def _can_be_called(self, words: list[str]) -> bool:
        """Tell whether words are short enough for a title, and cost the corpus no line."""
        title = " ".join(words)
        if len(title) > _TITLE_CHARS:
            return False
        sentences = outline(Document(DocumentId(""), self.text, title))
        return all(sentence.role is not SentenceRole.TITLE for sentence in sentences)


def _from_first_word(words: list[str]) -> list[str]:
    """Leave out what stands before the first letter or number; everything where there is none."""
    for start, word in enumerate(words):
        if any(character.isalnum() for character in word):
            return words[start:]
    return words


def _n_words_of_first_sentence(words: list[str]) -> int:
    for n, word in enumerate(words, start=1):
        if word.endswith(_SENTENCE_ENDS):
            return n
    return len(words)


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
