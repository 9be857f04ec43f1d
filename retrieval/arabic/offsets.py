"""The matching key with the way back to its source, so that a match can be marked there.

`map_key` takes the same steps as `matching_key` and carries along, for every position, the source
index it came from. Only the places where a step changes lengths are looked at one by one.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from retrieval.arabic.normalize import DIGIT_SEPARATOR, LETTER_TABLE
from retrieval.datatypes import Span

_LENGTHS = {
    chr(code): len(target or "") for code, target in LETTER_TABLE.items() if len(target or "") != 1
}
"""Characters whose folding is not one character -> how many it is."""
_CHANGES_LENGTH = re.compile(f"[{''.join(map(re.escape, _LENGTHS))}]")
_LONGER_IN_LOWER_CASE = "\u0130"  # LATIN CAPITAL LETTER I WITH DOT ABOVE: the only one there is
_WORD = re.compile(r"\S+")

# Characters that composition leaves alone unless one that is not among them follows: Latin,
# Arabic letters, digits and punctuation, without the combining marks.
_PLAIN = r"\u0000-\u02ff\u0600-\u060f\u061b-\u064a\u0660-\u066f\u0671-\u06d5\u2010-\u206f"
_COMPOSABLE = re.compile(f"[{_PLAIN}]?[^{_PLAIN}]+")
_UNCHANGED = re.compile(r"[!-~«»\u060c\u061b\u061f-\u063f\u0641-\u064a\u0660-\u0669]*")
"""A word whose letters keep their places: nothing composes, goes, or is written out."""
_THOUSANDS_SEPARATOR = "\u066c"


@dataclass(frozen=True, slots=True)
class MappedKey:
    """A matching key and where it comes from.

    Attributes:
        text: The source.
        key: ``matching_key(text)``.
        starts: For every position of the key the index in `text` of the character that stands
            there, never falling; of a letter composed from several, the first; of a space, the
            first of its white space.
    """

    text: str
    key: str
    starts: Sequence[int]

    def source_span(self, start: int, end: int) -> Span:
        """Return the span of `text` that stands at ``[start, end)`` of the key.

        It takes in the marks that the key drops and that belong to its last letter (vowel signs,
        tatweel), and no white space, directional control or separator around them.

        Raises:
            ValueError: If the key has no such range, or it is empty.
        """
        if not 0 <= start < end <= len(self.key):
            raise ValueError(f"no range [{start}, {end}) in a key of {len(self.key)} characters")
        last = self.starts[end - 1]
        following = next((i for i in self.starts[end:] if i > last), len(self.text))
        source_end = last + 1
        while source_end < following and _belongs_before(self.text[source_end]):
            source_end += 1
        return Span(self.starts[start], source_end)


def map_key(text: str) -> MappedKey:
    """Return the matching key of `text` with the source index of each of its positions."""
    if _UNCHANGED.fullmatch(text):
        return MappedKey(text, text.translate(LETTER_TABLE).lower(), range(len(text)))
    composed, starts = _compose(text)
    starts = _follow_folding(composed, starts)
    folded = composed.translate(LETTER_TABLE)
    for match in reversed(list(DIGIT_SEPARATOR.finditer(folded))):
        del starts[match.start()]
    folded = DIGIT_SEPARATOR.sub("", folded)
    if _LONGER_IN_LOWER_CASE in folded:
        starts = [
            start
            for start, character in zip(starts, folded, strict=True)
            for _ in character.lower()
        ]
    folded = folded.lower()
    key_starts: list[int] = []
    space = 0
    for match in _WORD.finditer(folded):
        if key_starts:
            key_starts.append(starts[space])
        key_starts.extend(starts[match.start() : match.end()])
        space = match.end()
    return MappedKey(text=text, key=" ".join(folded.split()), starts=tuple(key_starts))


def _compose(text: str) -> tuple[str, list[int]]:
    """Return `text` in NFC and the source index of each of its characters."""
    if unicodedata.is_normalized("NFC", text):
        return text, list(range(len(text)))
    pieces: list[str] = []
    starts: list[int] = []
    done = 0
    for match in _COMPOSABLE.finditer(text):
        first = match.start()
        composed, offsets = _compose_run(match.group())
        pieces += (text[done:first], composed)
        starts.extend(range(done, first))
        starts.extend(first + offset for offset in offsets)
        done = match.end()
    pieces.append(text[done:])
    starts.extend(range(done, len(text)))
    return "".join(pieces), starts


@lru_cache(maxsize=4096)
def _compose_run(run: str) -> tuple[str, tuple[int, ...]]:
    """Compose a short run; a letter with its vowel signs comes up again and again."""
    units: list[tuple[int, str]] = []  # where it starts, and what composition does not cross
    for index, character in enumerate(run):
        if units:
            start, unit = units[-1]
            apart = _nfc(unit) + _nfc(character)
            if unicodedata.combining(character) or _nfc(unit + character) != apart:
                units[-1] = (start, unit + character)
                continue
        units.append((index, character))
    composed: list[str] = []
    offsets: list[int] = []
    for start, unit in units:
        whole = _nfc(unit)
        composed.append(whole)
        is_same = whole == unit
        offsets.extend(start + position if is_same else start for position in range(len(whole)))
    return "".join(composed), tuple(offsets)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _follow_folding(composed: str, starts: list[int]) -> list[int]:
    """Return the source indices after letters were dropped or written out by `LETTER_TABLE`."""
    followed: list[int] = []
    done = 0
    for match in _CHANGES_LENGTH.finditer(composed):
        position = match.start()
        followed += starts[done:position]
        followed += [starts[position]] * _LENGTHS[match.group()]
        done = position + 1
    return followed + starts[done:]


def _belongs_before(character: str) -> bool:
    """Tell whether a character without a place in the key is part of the letter before it."""
    is_apart = character.isspace() or character == _THOUSANDS_SEPARATOR
    return not is_apart and unicodedata.category(character) != "Cf"
