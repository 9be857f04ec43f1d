"""Words that a text may hold in the place of a question's word, and what each counts beside it.

Those of the lists (`retrieval.arabic.word_groups`) and of the thesaurus, and a number in words or
in digits.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from retrieval.arabic.numerals import find_numbers, spelled
from retrieval.arabic.spoken import bare_forms, may_be_spoken, written_verb
from retrieval.arabic.terms import light_stem
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
    found: list[dict[str, float]] = [{} for _ in words]
    _look_up(words, topic, found)
    _add_numbers(words, found)
    return [
        tuple(
            Alternative(text, share)
            for text, share in sorted(of_word.items(), key=lambda item: (-item[1], item[0]))
        )
        if is_topic
        else ()
        for of_word, is_topic in zip(found, topic, strict=True)
    ]


def _look_up(
    words: Sequence[str], topic: Sequence[bool], found: Sequence[dict[str, float]]
) -> None:
    groups = word_groups()
    stems = [
        light_stem(word) if is_topic else "" for word, is_topic in zip(words, topic, strict=True)
    ]
    for at, (word, stem) in enumerate(zip(words, stems, strict=True)):
        for place in groups.stems.get(stem, ()):
            _add(found[at], place, stem)
        if stem:
            _add_words(found[at], words_for(stem))
            found[at].update(_written_for(word))
    for first, both in enumerate(pairwise(stems)):
        for place in groups.phrases.get(both, ()):
            for at in (first, first + 1):
                _add(found[at], place, stems[at])
        if all(both):
            _add_words(found[first], words_for_both(both))
            _add_words(found[first + 1], words_for_both(both))


@lru_cache(maxsize=16_384)
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


def _add_numbers(words: Sequence[str], found: Sequence[dict[str, float]]) -> None:
    for number in find_numbers(words):
        if number.is_ordinal or number.value < _MIN_NUMBER:
            continue
        for at in range(number.first, number.end):
            for text in (str(number.value), *spelled(number.value)):
                if text != words[at]:
                    found[at][text] = _NUMBER
    for at, word in enumerate(words):
        year = _YEAR.fullmatch(word)
        if year:
            others = (year[1],) if year[2] else (f"{word}م", f"{word}ه")
            found[at].update(dict.fromkeys(others, _NUMBER))
