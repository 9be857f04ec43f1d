"""What a word is evidence of, whatever its topic: a number, a year, a month.

A question for a time is answered where a time is named that the question does not name itself.
"""

import re
from enum import IntFlag
from functools import lru_cache
from importlib.resources import files

from retrieval.arabic.numeral_words import number_words
from retrieval.arabic.terms import stop_words

_YEAR = re.compile(r"(?:1[0-9]|20)[0-9]{2}م?|[1-9][0-9]{2,3}ه")
_DIGIT = re.compile(r"\d")
_AMBIGUOUS_MONTHS = frozenset({"اب"})
"""August in the Levant; nearly always a father."""


class WordClass(IntFlag):
    """What a word is evidence of; snapshots store the numbers, so none changes its meaning."""

    NUMBER = 1
    YEAR = 2
    """A number that can be a year of the calendars in use."""
    MONTH = 4
    STOP = 8
    """It names no topic."""
    TIME = 16
    """A day of the week, a part of the day, a span of time: «الخميس»، «أمس»، «أيام»."""
    SPELLED = 32
    """A number of three and more in words, or a part of one: «سبعمئة»، «وأربعين»، «آلاف»."""


_NOTHING = WordClass(0)


@lru_cache(maxsize=1)
def month_words() -> frozenset[str]:
    """Return the first words of the names of months, as keys, in every naming in use."""
    lines = (files(__package__) / "months.tsv").read_text(encoding="utf-8").splitlines()
    names = (line.split("\t")[0] for line in lines if line and not line.startswith("#"))
    return frozenset(name.split()[0] for name in names) - _AMBIGUOUS_MONTHS


@lru_cache(maxsize=1)
def time_words() -> frozenset[str]:
    """Return words that name a time without a number, as keys."""
    return frozenset((files(__package__) / "time_words.txt").read_text(encoding="utf-8").split())


def word_class(word: str) -> WordClass:
    """Return what a word of a key is evidence of."""
    listed = _listed().get(word, _NOTHING)
    if word.isalpha() or not _DIGIT.search(word):
        return listed
    return listed | (
        WordClass.NUMBER | WordClass.YEAR if _YEAR.fullmatch(word) else WordClass.NUMBER
    )


@lru_cache(maxsize=1)
def _listed() -> dict[str, WordClass]:
    """Return the words that are evidence by themselves: an index asks for every word it has."""
    classes: dict[str, WordClass] = {}
    for kind, words in (
        (WordClass.MONTH, month_words()),
        (WordClass.TIME, time_words()),
        (WordClass.SPELLED, number_words()),
        (WordClass.STOP, stop_words()),
    ):
        for word in words:
            classes[word] = classes.get(word, _NOTHING) | kind
    return classes
