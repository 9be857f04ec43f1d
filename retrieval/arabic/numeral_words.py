"""Words that spell numbers, and the parts of numbers, by ``numerals.json``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.word_lists import folded, read_json

MIN_AFTER_PREPOSITION: Final = 4
"""Letters of the shortest word that a preposition may cling to."""
_LEAST_COUNTING: Final = 3


@dataclass(frozen=True, slots=True)
class Numerals:
    """Words of a key -> what they count."""

    units: dict[str, int]
    before_ten: dict[str, int]
    teens: dict[str, int]
    tens: dict[str, int]
    hundred: frozenset[str]
    hundreds: dict[str, int]
    scales: dict[str, int]
    dual_scales: dict[str, int]
    plural_scales: dict[str, int]
    ordinals: dict[str, int]
    percent: frozenset[str]
    starting: frozenset[str]
    counting: frozenset[str]
    spelled: dict[int, tuple[str, ...]]


def spelled(value: int) -> tuple[str, ...]:
    """Return the words of a key that spell a number in one word; none for most numbers."""
    return numerals().spelled.get(value, ())


@lru_cache(maxsize=1)
def number_words() -> frozenset[str]:
    """Return all words of a key that spell a number of three and more, or a part of one.

    One and two are left out: they are pronouns and articles of sorts far more often.
    """
    bare = numerals().counting
    long = {word for word in bare if len(word) >= MIN_AFTER_PREPOSITION}
    prefixed = {f"{prefix}{word}" for prefix in ("و", "ال", "وال") for word in bare}
    return bare | prefixed | {f"{preposition}{word}" for preposition in "بل" for word in long}


@lru_cache(maxsize=1)
def numerals() -> Numerals:
    """Return the words that come with Iqtibas, read once."""
    raw = read_json("numerals.json")
    units = _values(raw["units"])
    tens = _values(raw["tens"])
    teens = _values(raw["teens"])
    before_ten = _values(raw["before_ten"])
    hundred = folded(raw["hundred"])
    hundreds = _values(raw["hundreds"])
    scales = _values(raw["scales"])
    dual_scales = _values(raw["dual_scales"])
    plural_scales = _values(raw["plural_scales"])
    ordinals = _values(raw["ordinals"])
    tables = (units, tens, teens, before_ten, hundreds, scales, dual_scales, ordinals)
    return Numerals(
        units=units,
        before_ten=before_ten,
        teens=teens,
        tens=tens,
        hundred=hundred,
        hundreds=hundreds,
        scales=scales,
        dual_scales=dual_scales,
        plural_scales=plural_scales,
        ordinals=ordinals,
        percent=folded(raw["percent"]),
        starting=hundred.union(*tables),
        counting=hundred.union(
            word
            for table in (units, teens, tens, hundreds, scales, dual_scales, plural_scales)
            for word, value in table.items()
            if value >= _LEAST_COUNTING
        ),
        spelled=_by_value(units, teens, tens, hundreds, dict.fromkeys(hundred, 100)),
    )


def _by_value(*tables: Mapping[str, int]) -> dict[int, tuple[str, ...]]:
    words: dict[int, list[str]] = {}
    for table in tables:
        for word, value in table.items():
            words.setdefault(value, []).append(word)
    return {value: tuple(dict.fromkeys(spellings)) for value, spellings in words.items()}


def _values(table: Mapping[str, str]) -> dict[str, int]:
    return {
        word: int(value) for value, words in table.items() for word in matching_key(words).split()
    }
