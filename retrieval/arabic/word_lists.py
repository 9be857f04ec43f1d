"""Reading the word lists that lie beside the modules as data files."""

import json
import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from retrieval.arabic.normalize import matching_key


def read_json(name: str) -> dict[str, Any]:
    """Return the data file `name` of this package."""
    lists: dict[str, Any] = json.loads((files(__package__) / name).read_text(encoding="utf-8"))
    return lists


def load_lists(name: str) -> dict[str, frozenset[str]]:
    """Return the lists of words in the data file `name`, as they are spelled there."""
    return {key: frozenset(words.split()) for key, words in read_json(name).items()}


def folded(words: str) -> frozenset[str]:
    """Return a list of words, parted by spaces, as words of a key."""
    return frozenset(matching_key(words).split())


def folded_classes(lists: Mapping[str, str]) -> dict[str, str]:
    """Return word of a key -> the name of its list; the first list that holds a word has it."""
    classes: dict[str, str] = {}
    for name, words in lists.items():
        for word in matching_key(words).split():
            classes.setdefault(word, name)
    return classes


def phrases_pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for any of `phrases` in a key, between whole words.

    A phrase is a row of slots: alternatives parted by ``/``, the slot optional with ``?`` at its
    end. ``قل/قولي لي? عن?`` stands for eight phrases.
    """
    alternatives = []
    for phrase in phrases:
        slots = []
        for slot in phrase.split():
            words = "|".join(re.escape(matching_key(word)) for word in slot.rstrip("?").split("/"))
            slots.append(f"(?:(?:{words}) )" + ("?" if slot.endswith("?") else ""))
        alternatives.append("".join(slots))
    return re.compile("|".join(sorted(alternatives, key=len, reverse=True)))
