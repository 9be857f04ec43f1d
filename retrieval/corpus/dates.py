"""Dates as people, programs and addresses write them, as ISO 8601 where they can be told.

A day needs its day, month and year: what states less, and what counts in another calendar, is left
as it is written, for a date that was made up is worse than none. Of 04/05/2024 the day is taken to
come first, as Arabic newspapers write it.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from retrieval.arabic.normalize import matching_key
from retrieval.corpus.tables import read_table

_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMERIC = re.compile(rf"(?:{_DAY_FIRST.pattern}|{_YEAR_FIRST.pattern})(?:[t ].*)?")
_IN_ADDRESS = re.compile(
    r"/(\d{4})(?:/(\d{1,2})/(\d{1,2})(?=/)|-(\d{2})-(\d{2})(?=[/_-])|(\d{4})[-/])"
)
_EARLIEST, _LATEST = 1700, 2199
"""Years; the Hijri ones that articles have are before, those of the Thai calendar after."""
_EARLIEST_PAGE = 1995


def find_date(key: str) -> str:
    """Return the first full date of a matching key as ISO 8601, or ""."""
    day_named, month_named = _named_dates()
    if named := day_named.search(key):
        return _iso_date(int(named[3]), months()[named[2]], int(named[1]))
    if named := month_named.search(key):
        return _iso_date(int(named[3]), months()[named[1]], int(named[2]))
    if first := _YEAR_FIRST.search(key):
        return _iso_date(int(first[1]), int(first[2]), int(first[3]))
    if first := _DAY_FIRST.search(key):
        year, month, day = int(first[3]), int(first[2]), int(first[1])
        return _iso_date(year, month, day) or _iso_date(year, day, month)
    return ""


def settle_date(stated: str) -> str:
    """Return a stated date as ISO 8601 without its time; as it is stated where it tells no day."""
    return find_date(matching_key(stated)) or stated


def is_impossible(stated: str) -> bool:
    """Tell whether a date is written as a day of our calendar, and there is no such day."""
    key = matching_key(stated)
    numbers = _NUMERIC.fullmatch(key)
    if numbers is None or find_date(key):
        return False
    return _EARLIEST <= int(numbers[3] or numbers[4]) <= _LATEST


def date_of_address(url: str) -> str:
    """Return the day that the path of an address names, such as ``/2018/07/14/``, or ""."""
    path = url.partition("://")[2].partition("?")[0].partition("#")[0]
    for found in _IN_ADDRESS.finditer(path):
        year, *parts = found.groups()
        month, day = (parts[4][:2], parts[4][2:]) if parts[4] else filter(None, parts)
        if int(year) >= _EARLIEST_PAGE and (iso := _iso_date(int(year), int(month), int(day))):
            return iso
    return ""


@lru_cache(maxsize=1)
def months() -> Mapping[str, int]:
    """Return the names of months as matching keys, with their numbers."""
    rows = read_table("retrieval.arabic", "months.tsv")
    return MappingProxyType({name: int(number) for name, number in rows})


@lru_cache(maxsize=1)
def _named_dates() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds dates whose month is named: with the day first, and with the month."""
    names = "|".join(sorted(map(re.escape, months()), key=len, reverse=True))
    again = rf"(?: ?[/(-] ?(?:{names})\)?)?"
    return (
        re.compile(rf"(?<!\d)(\d{{1,2}}) (?:من )?({names}){again}[,،]? (\d{{4}})(?!\d)"),
        re.compile(rf"\b({names}){again} (\d{{1,2}})(?:st|nd|rd|th)?[,،]? (\d{{4}})(?!\d)"),
    )


def _iso_date(year: int, month: int, day: int) -> str:
    if not _EARLIEST <= year <= _LATEST:
        return ""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
