"""Lines that are the page's and not the article's, told by their words.

Everything here takes the matching key of one line. Only lines that no full stop ends are asked
about, except for notices; `retrieval.corpus.outline` knows where lines stand.
"""

import re
from datetime import date
from functools import lru_cache

from retrieval.corpus.tables import read_table

_AROUND = " :.-\u2013\u2014|*«»•()[]"  # with EN DASH and EM DASH
_HASHTAG_ROW = re.compile(r"#\S+(?:[\s،,|]+#\S+)*")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+")
_BRACKETS_AT_END = re.compile(r"[(\[]([^()\[\]]*)[)\]]\W*$")
_DATE_TOKEN = re.compile(r"[^\s,،|/:()-]+")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_TIME_ZONE = re.compile(r"بتوقيت(?: \S+){1,3}|[+-]\d{2}:?\d{2}\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b")
_YEAR_FIRST = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b")
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
    months = (word for phrase in _months() for word in phrase.split())
    return frozenset((*_phrases()["date"], *months))


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    return {phrase: int(number) for phrase, number in read_table("retrieval.arabic", "months.tsv")}


@lru_cache(maxsize=1)
def _named_date() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    return re.compile(rf"\b(\d{{1,2}}) (?:من )?({names})(?: ?[/(] ?\w+\)?)?,?،? (\d{{4}})\b")


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


def find_date(key: str) -> str:
    """Return the first full date of a line as ISO 8601, or ""."""
    if named := _named_date().search(key):
        return _iso_date(int(named[3]), _months()[named[2]], int(named[1]))
    if first := _YEAR_FIRST.search(key):
        return _iso_date(int(first[1]), int(first[2]), int(first[3]))
    if first := _DAY_FIRST.search(key):
        year, month, day = int(first[3]), int(first[2]), int(first[1])
        return _iso_date(year, month, day) or _iso_date(year, day, month)
    return ""


def _begins(key: str, kind: str) -> bool:
    phrases = _phrases()[kind]
    return key.startswith(phrases) and any(
        key.startswith(phrase) and not key[len(phrase) : len(phrase) + 1].isalnum()
        for phrase in phrases
    )


def _is_number(word: str) -> bool:
    return word.replace(".", "").isdecimal()


def _iso_date(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
