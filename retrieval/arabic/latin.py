"""Questions without an Arabic letter: Arabic in Latin letters, or another language.

Arabic in chats is written with digits for the letters Latin lacks (3 for ع, 7 for ح, 2 for the
hamza, 5 for خ, 9 for ق), so a digit inside or before a word gives it away; where no such letter
occurs, the commonest words do.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from retrieval.arabic.word_lists import load_lists

_DIGIT_AS_LETTER = re.compile(r"[2356789][a-z]{2,}|[a-z]+[235679][a-z]+|[a-z]{2,}[37]")
_ORDINAL_OR_MEASURE = re.compile(
    r"\d+(?:st|nd|rd|th|km|kg|cm|mm|gb|mb|mph|am|pm|bn|mn|hz|ghz|kwh)|covid\d*|h\d?n\d"
)
_CERTAIN = 2
"""What a word that only Arabic can be counts; a word it may be counts 1."""


class LatinKind(StrEnum):
    """What a question without an Arabic letter is."""

    GREETING = "greeting"
    ARABIZI = "arabizi"
    FOREIGN = "foreign"


def kind_of_latin(words: Sequence[str]) -> LatinKind:
    """Tell what the words of a key are, none of which holds an Arabic letter."""
    lists = _lists()
    if words and all(word in lists["greetings"] for word in words):
        return LatinKind.GREETING
    n_arabic = sum(_CERTAIN if _is_certain(word) else word in lists["arabizi"] for word in words)
    n_foreign = sum(word in lists["foreign"] for word in words)
    is_arabizi = n_arabic >= _CERTAIN and n_arabic > n_foreign
    return LatinKind.ARABIZI if is_arabizi else LatinKind.FOREIGN


def _is_certain(word: str) -> bool:
    lists = _lists()
    if word in lists["arabizi_certain"]:
        return True
    if word in lists["not_arabizi"] or _ORDINAL_OR_MEASURE.fullmatch(word):
        return False
    return _DIGIT_AS_LETTER.fullmatch(word) is not None


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    return load_lists("latin_words.json")
