"""Addresses of the chat page: a conversation is in them, and nowhere else.

A page carries the ids of the answers before it, which nobody can guess; what was asked and quoted
is read from where answers are kept. So a page may be loaded again, and cookies are not needed.
"""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote, urlencode

from bot.storage.answers import AnswerId

MAX_EARLIER: Final = 6
"""Answers that stand above a new one when a page is loaded."""
_MAX_ID_CHARS: Final = 32


def question_address(question: str) -> str:
    """Return where a question is answered in a conversation of its own."""
    return f"/?{urlencode({'q': question})}"


def answer_address(answer_id: AnswerId, earlier: Sequence[AnswerId], *, voted: str = "") -> str:
    """Return where an answer stands with all its quotes, below those before it.

    Args:
        answer_id: Of the answer.
        earlier: Answers above it, oldest first.
        voted: What its reader thinks of it, to be shown.
    """
    query = [*(("after", each) for each in earlier), *([("voted", voted)] if voted else [])]
    address = f"/answers/{quote(answer_id, safe='')}"
    return f"{address}?{urlencode(query)}" if query else address


def earlier_of(ids: Sequence[str]) -> tuple[AnswerId, ...]:
    """Return the answers that a page names as those before it: the last few, each once."""
    named = dict.fromkeys(AnswerId(each) for each in ids if 0 < len(each) <= _MAX_ID_CHARS)
    return tuple(named)[-MAX_EARLIER:]
