"""Numbers in a sequence of words: in digits, spelled out, or half of each («5 ملايين»).

Read are the forms of all genders and cases, with the conjunction where the language has it
(«ألف وتسعمئة وثمانية وأربعون»), ordinals, and the commonest spoken forms. Not read are numbers
that name their units before their hundreds («ثمان وأربعون وتسعمئة وألف», in old books), fractions,
indefinite plurals («آلاف») and the hundred of a percentage («في المئة»). «ألف» is always the
number, though it may be the verb.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from retrieval.arabic.numeral_words import MIN_AFTER_PREPOSITION, numerals

MAX_DIGITS = 15
"""Longer rows of digits are codes, not quantities."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number that stands at ``words[first:end]``."""

    first: int
    end: int
    value: int
    is_ordinal: bool = False


def find_numbers(words: Sequence[str]) -> list[Number]:
    """Return the numbers among the words of a key, in order; they do not overlap."""
    numbers: list[Number] = []
    position = 0
    while position < len(words):
        number = _Reader(words, position).read() if _may_start(words[position]) else None
        if number is None:
            position += 1
        else:
            numbers.append(number)
            position = number.end
    return numbers


def read_number(words: Sequence[str]) -> int | None:
    """Return the number that `words` of a key spell from first to last, or None."""
    numbers = find_numbers(words)
    if len(numbers) != 1 or (numbers[0].first, numbers[0].end) != (0, len(words)):
        return None
    return numbers[0].value


@lru_cache(maxsize=8_192)
def _may_start(word: str) -> bool:
    """Tell whether a number may start with `word`; cached, as few of a text's words do."""
    if word[-1:].isdecimal():
        return True
    tables = numerals()
    is_part = any(bare in tables.starting for bare in _bare_forms(word))
    return is_part and word not in tables.percent


def _bare_forms(word: str) -> tuple[str, ...]:
    """Return `word` as it is, and without the prefixes that a number may carry."""
    forms = [word]
    if word[:1] == "و":
        forms.append(word[1:])
    forms += [form[2:] for form in forms if form.startswith("ال")]
    if word[:1] in {"ب", "ل"} and len(word) > MIN_AFTER_PREPOSITION:
        forms.append(word[1:])
    return tuple(forms)


def _is_quantity(word: str) -> bool:
    return word.isdecimal() and len(word) <= MAX_DIGITS


class _Reader:
    """Reads the longest number that starts at a position.

    A number is a row of groups below a thousand, each with a smaller scale than the one before,
    joined by «و»: ``5 ملايين | وثلاثمئة ألف | وعشرون``.
    """

    def __init__(self, words: Sequence[str], first: int) -> None:
        self._words = words
        self._first = first
        self._position = first

    def read(self) -> Number | None:
        ordinal = self._read_ordinal()
        if ordinal is not None:
            return Number(self._first, self._position, ordinal, is_ordinal=True)
        total = 0
        least_scale = 0
        while True:
            before = self._position
            part = self._read_part(is_first=before == self._first)
            if part is None:
                break
            value, scale = part
            if least_scale and (scale >= least_scale or value >= least_scale):
                self._position = before
                break
            total += value
            least_scale = scale
            if scale == 1:
                break
        if self._position == self._first:
            return None
        return Number(self._first, self._position, total)

    def _read_part(self, *, is_first: bool) -> tuple[int, int] | None:
        """Read a group and its scale, or a scale alone; return the value and the scale."""
        tables = numerals()
        word = self._word(is_first=is_first)
        if word is None:
            return None
        for scales, factor in ((tables.scales, 1), (tables.dual_scales, 2)):
            if word in scales:
                self._position += 1
                return factor * scales[word], scales[word]
        group = self._read_group(word, is_first=is_first)
        if group is None:
            return None
        following = self._words[self._position] if self._position < len(self._words) else ""
        scale = tables.scales.get(following) or tables.plural_scales.get(following)
        if scale is None or group == 0:
            return group, 1
        self._position += 1
        return group * scale, scale

    def _read_group(self, word: str, *, is_first: bool) -> int | None:
        if _is_quantity(word):
            self._position += 1
            return int(word)
        hundreds = self._read_hundreds(word)
        if hundreds is None:
            return self._read_below_hundred(is_first=is_first)
        return hundreds + (self._read_below_hundred(is_first=False) or 0)

    def _read_hundreds(self, word: str) -> int | None:
        tables = numerals()
        if word in tables.hundreds:
            self._position += 1
            return tables.hundreds[word]
        if word in tables.hundred:
            self._position += 1
            return 100
        n_hundreds = tables.units.get(word, 0)
        if 3 <= n_hundreds <= 9 and self._next_is(tables.hundred):
            self._position += 2
            return n_hundreds * 100
        return None

    def _read_below_hundred(self, *, is_first: bool) -> int | None:
        tables = numerals()
        word = self._word(is_first=is_first)
        if word is None:
            return None
        for table in (tables.tens, tables.teens):
            if word in table:
                self._position += 1
                return table[word]
        if word in tables.before_ten and self._next_is({"عشر", "عشره"}):
            self._position += 2
            return tables.before_ten[word] + 10
        unit = tables.units.get(word)
        tens = self._tens_after(self._position + 1)
        if word in tables.before_ten and tens:
            self._position += 2
            return tables.before_ten[word] + tens
        if unit is None:
            return None
        has_tens = 0 < unit < 10 and tens > 0
        self._position += 2 if has_tens else 1
        return unit + (tens if has_tens else 0)

    def _read_ordinal(self) -> int | None:
        """Read «الثالث», «الحادي عشر», «الحادي والعشرون»."""
        ordinals = numerals().ordinals
        value = next(
            (ordinals[w] for w in _bare_forms(self._words[self._first]) if w in ordinals), 0
        )
        if not value:
            return None
        self._position += 1
        if value < 10 and self._next_is({"عشر", "عشره"}, ahead=0):
            self._position += 1
            return value + 10
        tens = self._tens_after(self._position) if value < 10 else 0
        self._position += tens > 0
        return value + tens

    def _tens_after(self, position: int) -> int:
        """Return the tens joined to a unit by «و» at `position`, or 0."""
        word = self._words[position] if position < len(self._words) else ""
        if not word.startswith("و"):
            return 0
        return numerals().tens.get(word[1:].removeprefix("ال"), 0)

    def _word(self, *, is_first: bool) -> str | None:
        """Return the word at hand without the prefix that its place allows."""
        if self._position >= len(self._words):
            return None
        word = self._words[self._position]
        if not is_first:
            return word[1:] if word.startswith("و") else None
        starting = numerals().starting
        return next((w for w in _bare_forms(word) if w in starting or _is_quantity(w)), None)

    def _next_is(self, expected: frozenset[str] | set[str], *, ahead: int = 1) -> bool:
        position = self._position + ahead
        return position < len(self._words) and self._words[position] in expected
