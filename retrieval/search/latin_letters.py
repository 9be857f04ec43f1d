"""How Arabic words are written in Latin letters, as a weighted transducer.

``latin_letters.json`` says which Arabic letters a group of Latin ones may stand for, and what each
costs: 0 for the usual, 1 for the unheard of. ``^`` and ``$`` mark groups at the start and the end
of a word, ``-h`` an h that may be of a group with the letter before it. Short vowels stand for
nothing, and some Arabic letters are not written in Latin ones. The three schools of chats are in
one table (7 or h, 5 or kh, sh or ch, j or g for ج, q, k, 9, 2 or g for ق), English spellings of
names with them; all costs were set by hand.

Words whose consonants may be written alike share a key, by which they are looked up.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

LONGEST = 24
"""Letters of a word that is read, Latin or Arabic."""
_LONGEST_GROUP = 3
_N_KEYS = 12
"""Keys that a Latin word is looked up by; of more, the costliest are left out."""
_UNHEARD = np.float32(np.inf)
_DOUBLED_VOWELS = "aeo"
"""Two of them in a row are one long vowel."""
_BEFORE_H = frozenset("cdgkst")
"""Letters that are one with an h after them, mostly: an h of its own is written ``-h``."""
_DROPPED_H = 0.3
"""Of a ه that ends the Arabic word where a Latin vowel follows: «منه», minhu."""


@dataclass(frozen=True, slots=True)
class _Group:
    """What a group of Latin letters may stand for.

    Attributes:
        costs: float32, shape (n_letters + 1,): of each letter; the first is of none at all.
        pairs: Numbers of two letters in a row, and their cost.
        keys: What it adds to a key, and the least cost of a letter that does so.
    """

    costs: NDArray[np.float32]
    pairs: tuple[tuple[int, int, float], ...]
    keys: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """The data file.

    Attributes:
        numbers: Arabic letter -> its number, from 1.
        classes: Arabic letter -> the class of consonants it is of; "" for the weak ones.
        unwritten: float32, shape (n_letters + 1,): what a letter costs that no Latin one writes.
    """

    numbers: dict[str, int]
    classes: dict[str, str]
    unwritten: NDArray[np.float32]
    groups: dict[str, _Group]


def arabic_letters() -> str:
    """Return the letters that are read, by their numbers less 1."""
    return "".join(_table().numbers)


def arabic_keys(text: str) -> str:
    """Return the keys of words that stand one a line, of those letters alone, one a line."""
    classes = {ord(letter): key for letter, key in _table().classes.items()}
    keys = re.sub(r"ه$", "", text, flags=re.MULTILINE).translate(classes)
    return re.sub(r"([a-z])\1+", r"\1", keys)


def latin_keys(word: str) -> list[str]:
    """Return the keys that a word of Latin letters may have in Arabic, the likeliest first."""
    found: list[dict[str, float]] = [{"": 0.0}, *({} for _ in word)]
    for end in range(1, len(word) + 1):
        for start, group in _groups(word, end):
            for before, cost in found[start].items():
                for key, more in group.keys:
                    after = _joined(before, key)
                    if cost + more < found[end].get(after, np.inf):
                        found[end][after] = cost + more
        likeliest = sorted(found[end].items(), key=lambda item: (item[1], item[0]))
        found[end] = dict(likeliest[:_N_KEYS])
    return list(found[-1])


def costs_of(
    word: str, letters: NDArray[np.uint8], lengths: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return what it costs to write each of some Arabic words as a word of Latin letters.

    Args:
        word: Of Latin letters and digits.
        letters: Numbers of the letters, 0 after the end, shape (n_words, at least the longest).
        lengths: Of the words, shape (n_words,).

    Returns:
        Shape (n_words,); infinite where it cannot be written so.
    """
    n_words, width = letters.shape
    unwritten = _table().unwritten[letters]
    start = np.full((n_words, width + 1), _UNHEARD, dtype=np.float32)
    start[:, 0] = 0
    start[:, 1:2] = unwritten[:, :1]
    rows = [start]
    for end in range(1, len(word) + 1):
        row = np.full((n_words, width + 1), _UNHEARD, dtype=np.float32)
        for first, group in _groups(word, end):
            before = rows[first]
            np.minimum(row, before + group.costs[0], out=row)
            one = group.costs.take(letters)
            np.minimum(row[:, 1:], before[:, :-1] + one, out=row[:, 1:])
            for left, right, cost in group.pairs:
                is_pair = (letters[:, :-1] == left) & (letters[:, 1:] == right)
                two = np.where(is_pair, before[:, :-2] + np.float32(cost), _UNHEARD)
                np.minimum(row[:, 2:], two, out=row[:, 2:])
        np.minimum(row[:, 1:], row[:, :-1] + unwritten, out=row[:, 1:])
        rows.append(row)
    costs: NDArray[np.float32] = rows[-1][np.arange(n_words), lengths]
    return costs


def _joined(key: str, more: str) -> str:
    """Return a key with more at its end; a class that follows itself is told once."""
    return key + more[1:] if more and key.endswith(more[0]) else key + more


def _groups(word: str, end: int) -> Iterator[tuple[int, _Group]]:
    """Yield the groups that end at a position of a word, with where they start."""
    for start in range(max(0, end - _LONGEST_GROUP), end):
        if end - start == 1 and word[start] in _DOUBLED_VOWELS and _is_doubled(word, start):
            continue
        letters = word[start:end]
        if letters == "h" and word[start - 1 : start] in _BEFORE_H:
            letters = "-h"
        group = _group(letters, at_start=start == 0, at_end=end == len(word))
        if group is not None:
            yield start, group


def _is_doubled(word: str, at: int) -> bool:
    return word[at] in {word[at - 1 : at], word[at + 1 : at + 2]}


@lru_cache(maxsize=4096)
def _group(letters: str, *, at_start: bool, at_end: bool) -> _Group | None:
    groups = _table().groups
    first, last = "^" * at_start, "$" * at_end
    for name in (f"{first}{letters}{last}", f"{first}{letters}", f"{letters}{last}", letters):
        if name in groups:
            return groups[name]
    half = letters[: len(letters) // 2]
    if half and half * 2 == letters and half not in "aeiou":
        return _group(half, at_start=at_start, at_end=at_end)
    return None


@lru_cache(maxsize=1)
def _table() -> _Table:
    raw = json.loads((files(__package__) / "latin_letters.json").read_text(encoding="utf-8"))
    numbers = {letter: number for number, letter in enumerate(raw["letters"], start=1)}
    classes = dict.fromkeys(numbers, "")
    for name, letters in raw["classes"].items():
        classes.update(dict.fromkeys(letters, name))
    return _Table(
        numbers=numbers,
        classes=classes,
        unwritten=_by_number(raw["unwritten"], numbers),
        groups={
            name: _read_group(costs, numbers, classes) for name, costs in raw["units"].items()
        },
    )


def _by_number(costs: dict[str, float], numbers: dict[str, int]) -> NDArray[np.float32]:
    by_number = np.full(len(numbers) + 1, _UNHEARD, dtype=np.float32)
    for letter, cost in costs.items():
        by_number[numbers[letter]] = cost
    return by_number


def _read_group(
    costs: dict[str, float], numbers: dict[str, int], classes: dict[str, str]
) -> _Group:
    of_letters = _by_number({ar: cost for ar, cost in costs.items() if len(ar) == 1}, numbers)
    of_letters[0] = costs.get("", _UNHEARD)
    keys: dict[str, float] = {}
    for arabic, cost in costs.items():
        key = "".join(classes[letter] for letter in arabic)
        keys[key] = min(cost, keys.get(key, np.inf))
        if arabic == "ه":
            keys[""] = min(cost + _DROPPED_H, keys.get("", np.inf))
    return _Group(
        costs=of_letters,
        pairs=tuple(
            (numbers[ar[0]], numbers[ar[1]], cost) for ar, cost in costs.items() if len(ar) == 2
        ),
        keys=tuple(keys.items()),
    )
