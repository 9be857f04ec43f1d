"""Lines that are the page's and not the article's, told by their words.

Everything here takes the matching key of one line. Only lines that no full stop ends are asked
about, except for notices; `retrieval.corpus.outline` knows where lines stand.
"""

import re
from functools import lru_cache

from retrieval.corpus.dates import find_date, months
from retrieval.corpus.tables import read_table

_AROUND = " :.-\u2013\u2014|*«»•()[]"  # with EN DASH and EM DASH
_HASHTAG_ROW = re.compile(r"#\S+(?:[\s،,|]+#\S+)*")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+")
_BRACKETS_AT_END = re.compile(r"[(\[]([^()\[\]]*)[)\]]\W*$")
_DATE_TOKEN = re.compile(r"[^\s,،|/:()-]+")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_TIME_ZONE = re.compile(r"بتوقيت(?: \S+){1,3}|[+-]\d{2}:?\d{2}\b")
MAX_DATE_LINE = 90
"""Characters."""


@lru_cache(maxsize=1)
def _phrases() -> dict[str, tuple[str, ...]]:
    by_kind: dict[str, list[str]] = {}
    for kind, phrase in read_table("retrieval.corpus", "furniture.tsv"):
        by_kind.setdefault(kind, []).append(phrase)
    return {kind: tuple(phrases) for kind, phrases in by_kind.items()}


@lru_cache(maxsize=1)
def _whole_lines() -> frozenset[str]:
    return frozenset((*_phrases()["line"], *_phrases()["list"]))


@lru_cache(maxsize=1)
def _date_words() -> frozenset[str]:
    names = (word for name in months() for word in name.split())
    return frozenset((*_phrases()["date"], *names))


def is_furniture(key: str) -> bool:
    """Tell whether an unfinished line is nothing but the page's."""
    bare = key.strip(_AROUND)
    return (
        bare in _whole_lines()
        or _HASHTAG_ROW.fullmatch(key) is not None
        or _ADDRESS.fullmatch(key) is not None
        or _begins(key, "opening")
        or is_notice(key)
        or is_date_line(key)
        or not any(character.isalnum() for character in key)
    )


def is_notice(key: str) -> bool:
    """Tell whether a line or sentence, finished or not, is a notice such as a copyright line."""
    return key.startswith(_phrases()["notice"])


def is_caption(key: str) -> bool:
    """Tell whether an unfinished line says itself that it stands under a picture."""
    in_brackets = _BRACKETS_AT_END.search(key)
    return key.startswith(_phrases()["caption"]) or (
        in_brackets is not None and _begins(in_brackets[1].strip(), "credit")
    )


def opens_list(key: str) -> bool:
    """Tell whether the line names a list of links that runs to the end of the page."""
    return key.strip(_AROUND) in _phrases()["list"]


def opens_links(key: str) -> bool:
    """Tell whether the line sends the reader to another article, on it or on the lines below."""
    return _begins(key.lstrip(_AROUND), "also")


def is_date_line(key: str) -> bool:
    """Tell whether the line says when the page was published, and nothing else."""
    if len(key) > MAX_DATE_LINE or not find_date(key):
        return False
    rest = _TIME_ZONE.sub(" ", _CLOCK.sub(" ", key))
    words = (word.strip(".") for word in _DATE_TOKEN.findall(rest))
    return all(word in _date_words() or _is_number(word) for word in words)


def _begins(key: str, kind: str) -> bool:
    phrases = _phrases()[kind]
    return key.startswith(phrases) and any(
        key.startswith(phrase) and not key[len(phrase) : len(phrase) + 1].isalnum()
        for phrase in phrases
    )


def _is_number(word: str) -> bool:
    return word.replace(".", "").isdecimal()
