"""Words that a text may hold in the place of a question's word, and what each counts beside it.

Those of the lists (`retrieval.arabic.word_groups`) and of the thesaurus, and a number in words or
in digits.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from retrieval.arabic.numeral_words import spelled
from retrieval.arabic.numerals import find_numbers
from retrieval.arabic.spoken import bare_forms, may_be_spoken, written_verb
from retrieval.arabic.terms import asked_stem, light_stem
from retrieval.arabic.thesaurus import SHARE, words_for, words_for_both
from retrieval.arabic.word_groups import SPOKEN, Place, word_groups

_NUMBER = 0.9
_MIN_NUMBER = 3
"""Smaller ones are spelled in words that mean other things too: «أحد»، «واحدة»."""
_YEAR = re.compile(r"([1-9][0-9]{2,3})([مه]?)")


@dataclass(frozen=True, slots=True)
class Alternative:
    """A word that a text may hold in the place of a question's word.

    Attributes:
        text: A word of a key.
        share: What it counts beside the word itself, 0 to 1.
    """

    text: str
    share: float


def find_alternatives(
    words: Sequence[str], topic: Sequence[bool]
) -> list[tuple[Alternative, ...]]:
    """Return the alternatives of each word of a question, those that count most first.

    Args:
        words: Of its key.
        topic: For each of them, whether it names the topic; the others have no alternatives.
    """
    with_neighbours = _WithNeighbours(words, topic)
    return [
        (_ranked(with_neighbours[at]) if at in with_neighbours else alternatives_of(word))
        if is_topic
        else ()
        for at, (word, is_topic) in enumerate(zip(words, topic, strict=True))
    ]


@lru_cache(maxsize=8_192)
def alternatives_of(word: str) -> tuple[Alternative, ...]:
    """Return the alternatives of a word whatever stands beside it, those that count most first.

    They are remembered: questions come back to the same words.
    """
    found: dict[str, float] = {}
    stem = light_stem(word)
    for place in word_groups().stems.get(stem, ()):
        _add(found, place, stem)
    _add_words(found, words_for(stem))
    found.update(_written_for(word))
    year = _YEAR.fullmatch(word)
    if year:
        others = (year[1],) if year[2] else (f"{word}م", f"{word}ه")
        found.update(dict.fromkeys(others, _NUMBER))
    return _ranked(found)


def _ranked(found: Mapping[str, float]) -> tuple[Alternative, ...]:
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Alternative(text, share) for text, share in ranked)


class _WithNeighbours(dict[int, dict[str, float]]):
    """What may stand for the words that make an expression or a number with their neighbours.

    By their positions; a word starts with its own alternatives.
    """

    def __init__(self, words: Sequence[str], topic: Sequence[bool]) -> None:
        super().__init__()
        self._words = words
        self._topic = topic
        self._add_expressions()
        self._add_numbers()

    def __missing__(self, at: int) -> dict[str, float]:
        self[at] = {other.text: other.share for other in alternatives_of(self._words[at])}
        return self[at]

    def _add_expressions(self) -> None:
        groups = word_groups()
        stems = [
            asked_stem(word) if is_topic else ""
            for word, is_topic in zip(self._words, self._topic, strict=True)
        ]
        for first, both in enumerate(pairwise(stems)):
            places, replacing = groups.phrases.get(both, ()), words_for_both(both)
            for at in (first, first + 1) if places or replacing else ():
                for place in places:
                    _add(self[at], place, stems[at])
                _add_words(self[at], replacing)

    def _add_numbers(self) -> None:
        for number in find_numbers(self._words):
            if number.is_ordinal or number.value < _MIN_NUMBER:
                continue
            for at in range(number.first, number.end):
                for text in (str(number.value), *spelled(number.value)):
                    if text != self._words[at]:
                        self[at][text] = _NUMBER


def _written_for(word: str) -> dict[str, float]:
    """Return what is written for a spoken word, or for what is left of it when taken apart."""
    spoken = word_groups().spoken
    found: dict[str, float] = {}
    written = spoken.get(word)
    if not written and may_be_spoken(word):
        bare = next((form for form in bare_forms(word) if form in spoken), written_verb(word))
        if bare:
            found[bare] = SPOKEN
            written = spoken.get(bare)
    if written:
        own = light_stem(word)
        found.update((text, written.share) for text in written.words if light_stem(text) != own)
    return found


def _add(found: dict[str, float], place: Place, stem: str) -> None:
    group = place.group
    for text, other, near in group.members:
        if other != stem:
            found[text] = max(found.get(text, 0.0), group.share * place.near * near)


def _add_words(found: dict[str, float], words: Sequence[str]) -> None:
    for text in words:
        found[text] = max(found.get(text, 0.0), SHARE)
