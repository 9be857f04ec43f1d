"""Questions as people type them in a hurry: one slip in a word of the topic, made at random."""

import random
from collections.abc import Callable

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.questions import analyse_question

_MIN_LETTERS = 5
"""Of a word in which a slip is made."""
_ROWS = ("ضصثقفغعهخحجد", "شسيبلاتنمكط", "ءروز")
_ALIKE = ("ضظ", "دذ", "سص", "تط", "ذز", "قكغج")


def with_slip(question: str, seed: int) -> str:
    """Return a question with a letter left out, doubled, swapped or replaced, or a space lost.

    Args:
        question: As typed; one without a long word of the topic stays as it is.
        seed: Of the choice of word, kind and place, together with the question.
    """
    chosen = random.Random(f"{seed} {question}")  # noqa: S311 -- no secret
    topic = {word.text for word in analyse_question(question).words if word.is_topic}
    words = question.split()
    places = [
        at
        for at, word in enumerate(words)
        if len(word) >= _MIN_LETTERS and matching_key(word).strip("؟?.،") in topic
    ]
    if not places:
        return question
    at = chosen.choice(places)
    kind = chosen.choice(("space", *_KINDS))
    if kind == "space" and at + 1 < len(words):
        words[at : at + 2] = ["".join(words[at : at + 2])]
    else:
        slip = _KINDS.get(kind, _doubled)
        words[at] = slip(words[at], chosen.randrange(1, len(words[at]) - 1), chosen)
    return " ".join(words)


def _left_out(word: str, at: int, _chosen: random.Random) -> str:
    return word[:at] + word[at + 1 :]


def _doubled(word: str, at: int, _chosen: random.Random) -> str:
    return word[:at] + word[at] + word[at:]


def _swapped(word: str, at: int, _chosen: random.Random) -> str:
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _key_beside(word: str, at: int, chosen: random.Random) -> str:
    row = next((row for row in _ROWS if word[at] in row), "مم")
    place = max(row.find(word[at]), 0)
    beside = row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
    return word[:at] + chosen.choice(beside) + word[at + 1 :]


def _sounding_alike(word: str, at: int, chosen: random.Random) -> str:
    places = [place for place, letter in enumerate(word) if _others(letter)]
    if not places:
        return _doubled(word, at, chosen)
    place = chosen.choice(places)
    return word[:place] + chosen.choice(_others(word[place])) + word[place + 1 :]


def _others(letter: str) -> str:
    return "".join(group.replace(letter, "") for group in _ALIKE if letter in group)


_KINDS: dict[str, Callable[[str, int, random.Random], str]] = {
    "left out": _left_out,
    "doubled": _doubled,
    "swapped": _swapped,
    "key": _key_beside,
    "sound": _sounding_alike,
}
