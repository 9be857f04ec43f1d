"""Why something is not done for an administrator, as one line in the language of the chat.

Every reason there is has its line: `admin_texts` refuses a language in which one is missing.
"""

import re
from collections.abc import Mapping
from typing import Final

from bot.errors import AddingError, FetchError, FetchFailure
from bot.preferences import Language
from bot.telegram.display import isolate_latin_whole
from bot.telegram.rendering import shortened
from bot.telegram.texts import Noun, Wording
from retrieval.corpus.source import SkippedFile

_LIMITS: Final = frozenset({FetchFailure.TOO_SLOW, FetchFailure.TOO_LARGE, FetchFailure.HEAVY})
_MAX_VALUE_UNITS: Final = 120
"""Of what a stranger's server says: ten refusals with their names stay within a message."""
_UNITS: Final[Mapping[str, Noun]] = {"s": "second", "MB": "megabyte"}
_MEASURE: Final = re.compile(rf"(\d+) ({'|'.join(_UNITS)})\b")


def fetch_refusal(error: FetchError, wording: Wording) -> str:
    """Say why an address gives no article; HTML."""
    texts = wording.texts.refusals
    if error.reason is FetchFailure.UNREADABLE and error.refusal:
        return wording.say(texts.file[error.refusal])
    value = value_of(error.reason, shortened(error.value, _MAX_VALUE_UNITS), wording)
    return wording.say(texts.fetch[error.reason], value=value)


def value_of(reason: FetchFailure, value: str, wording: Wording) -> str:
    """Return what a reason is about as the chat reads it: limits in its words and digits."""
    if reason is FetchFailure.REDIRECTS:
        return wording.number(int(value))
    if reason not in _LIMITS:
        return isolate_latin_whole(value) if wording.texts.language is Language.ARABIC else value
    limits = value.split(" and ")
    return wording.list(
        _MEASURE.sub(lambda limit: _count(limit, wording), each) for each in limits
    )


def _count(limit: re.Match[str], wording: Wording) -> str:
    return wording.count(int(limit[1]), _UNITS[limit[2]])


def file_refusal(skipped: SkippedFile, wording: Wording) -> str:
    """Say why a file gives no article; HTML."""
    return wording.say("{reason}", reason=reason_of(skipped, wording))


def reason_of(skipped: SkippedFile, wording: Wording) -> str:
    """Return why a file gives no article, and in which of its lines that is; plain text."""
    reason = wording.texts.refusals.file[skipped.refusal]
    if not skipped.line:
        return reason
    return wording.texts.adding.at_line.format(n=wording.number(skipped.line), reason=reason)


def adding_refusal(error: AddingError, wording: Wording) -> str:
    """Say why a file is not taken in; HTML."""
    return wording.say(wording.texts.refusals.adding[error.reason])
