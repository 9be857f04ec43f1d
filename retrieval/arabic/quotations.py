"""Quotation marks and brackets of a paragraph, paired.

Sources mix " “ ” « » and lose some of them. What a mark does is therefore read first from its
neighbours (an opening mark stands after a space and before a letter), then from its shape, and
last from whether a quotation is open. A mark that finds no partner is ignored, so that it cannot
swallow the rest of the paragraph.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

# \ufd3e and \ufd3f ORNATE PARENTHESES, which enclose the Quran; \u2013 EN DASH, \u2014 EM DASH,
# \u06d4 ARABIC FULL STOP.
QUOTES = '"«»“”„‟\ufd3e\ufd3f'
OPENING_BRACKETS = "([{"
CLOSING_BRACKETS = ")]}"
MARK = re.compile(f"[{re.escape(QUOTES + OPENING_BRACKETS + CLOSING_BRACKETS)}]")

_PARTNER = dict(zip(CLOSING_BRACKETS, OPENING_BRACKETS, strict=True))
_BEFORE_OPENING = frozenset("([{:،؛,;-\u2013\u2014/=")
_AFTER_CLOSING = frozenset(".,،؛;:!?؟…\u06d4)]}/-\u2013\u2014")
_SHAPES_OPENING = frozenset("«“„\ufd3f")
_SHAPES_CLOSING = frozenset("»”\ufd3e")
_CLITICS = frozenset("وبلكف")


@dataclass(frozen=True, slots=True)
class Pairing:
    """The marks of one paragraph, by position in the text.

    Attributes:
        openers: From a closing mark that has a partner to that partner.
        closing: Every mark that closes, with or without a partner.
    """

    openers: dict[int, int]
    closing: frozenset[int]


NO_MARKS = Pairing(openers={}, closing=frozenset())


def pair_marks(text: str, start: int, end: int, positions: Sequence[int]) -> Pairing:
    """Pair the marks at `positions`, which are those that `MARK` finds in ``[start, end)``."""
    openers: dict[int, int] = {}
    closing: set[int] = set()
    opened: list[tuple[str, int]] = []
    n_opened: Counter[str] = Counter()
    for position in positions:
        mark = text[position]
        kind = _PARTNER.get(mark, mark if mark in OPENING_BRACKETS else '"')
        if kind == '"':
            opens = _quote_opens(text, position, start, end, is_open=n_opened[kind] > 0)
        else:
            opens = mark in OPENING_BRACKETS
        if opens:
            opened.append((kind, position))
            n_opened[kind] += 1
            continue
        closing.add(position)
        while n_opened[kind] > 0 and position not in openers:
            inner, opener = opened.pop()
            n_opened[inner] -= 1
            if inner == kind:
                openers[position] = opener
    return Pairing(openers=openers, closing=frozenset(closing))


def _quote_opens(text: str, position: int, start: int, end: int, *, is_open: bool) -> bool:
    before = text[position - 1] if position > start else " "
    after = text[position + 1] if position + 1 < end else " "
    may_open = before.isspace() or before in _BEFORE_OPENING
    may_close = after.isspace() or after in _AFTER_CLOSING
    if may_open != may_close:
        return may_open
    if (
        before in _CLITICS
        and not may_close
        and (position - 2 < start or text[position - 2] == " ")
    ):
        return True
    if text[position] in _SHAPES_OPENING:
        return True
    return text[position] not in _SHAPES_CLOSING and not is_open
