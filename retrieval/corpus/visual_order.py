"""From the order in which a line is drawn to the order in which it is read.

A PDF says where glyphs stand, from left to right. A line of Arabic is read from its right end, but
numbers and Latin words in it from their left. The bidirectional algorithm that laid the line out
is turned round here, as far as it can be: in a line that is read from the right, Latin words with
all that stands between them keep the order in which they are drawn, and so does each number.

Source:
    Unicode Standard Annex #9, rules W2 to W7, N0 to N2 and L2. «Koha 3» and «3 Koha» are drawn
    alike within Arabic, and taken for the first.
"""

import unicodedata
from collections.abc import Sequence
from enum import Enum, auto

_SEPARATORS = frozenset(".,:/\u00a0\u060c\u066b\u066c")
"""Of numbers (class CS): NO-BREAK SPACE, ARABIC COMMA, DECIMAL and THOUSANDS SEPARATOR."""
_JOINERS = frozenset(" -./,:'&+_@")
"""What may stand between a Latin word and the number that belongs to it."""
_MAX_JOINERS = 1


class _Kind(Enum):
    RIGHT = auto()
    LEFT = auto()
    DIGIT = auto()
    NEUTRAL = auto()


def is_right_to_left(character: str) -> bool:
    """Tell whether a letter is read from the right."""
    return unicodedata.bidirectional(character) in {"R", "AL"}


def is_left_to_right(character: str) -> bool:
    """Tell whether a letter is read from the left."""
    return unicodedata.bidirectional(character) == "L"


def reading_order(pieces: Sequence[str], *, from_right: bool) -> tuple[list[int], set[int]]:
    """Return the order in which the pieces of a line are read.

    Args:
        pieces: What each glyph says, by place from left to right; none is empty.
        from_right: Whether the line as a whole is read from the right.

    Returns:
        Positions in `pieces`, and which of them are read from the right: there a bracket is drawn
        as its mirror image.
    """
    kinds = [_kind_of(piece) for piece in pieces]
    order = list(range(len(pieces)))
    if from_right:
        leftward = set(order)
        order.reverse()
        spans = _latin_spans(pieces, kinds) or []
        numbers = _number_spans(pieces, kinds, spans)
        for first, last in spans:
            leftward.difference_update(range(first, last + 1))
        for first, last in (*spans, *numbers):
            _turn(order, first, last)
        return order, leftward
    leftward = set()
    for first, last in _arabic_spans(kinds):
        leftward.update(range(first, last + 1))
        order[first : last + 1] = reversed(order[first : last + 1])
        numbers = _number_spans(pieces[first : last + 1], kinds[first : last + 1], [])
        for start, end in numbers:
            at = order.index(first + end)
            order[at : at + end - start + 1] = range(first + start, first + end + 1)
    return order, leftward


def _turn(order: list[int], first: int, last: int) -> None:
    """Put positions ``first`` to ``last``, which stand reversed, in the order they are drawn."""
    at = len(order) - 1 - last
    order[at : at + last - first + 1] = range(first, last + 1)


def _kind_of(piece: str) -> _Kind:
    for character in piece:
        bidirectional = unicodedata.bidirectional(character)
        if bidirectional in {"R", "AL"}:
            return _Kind.RIGHT
        if bidirectional == "L":
            return _Kind.LEFT
        if bidirectional in {"EN", "AN"} and character.isdecimal():
            return _Kind.DIGIT
    return _Kind.NEUTRAL


def _latin_spans(pieces: Sequence[str], kinds: Sequence[_Kind]) -> list[tuple[int, int]]:
    """Return from where to where Latin words stand with no Arabic between them."""
    spans: list[tuple[int, int]] = []
    for at, kind in enumerate(kinds):
        if kind is not _Kind.LEFT:
            continue
        if spans and _Kind.RIGHT not in kinds[spans[-1][1] : at]:
            spans[-1] = (spans[-1][0], at)
        else:
            spans.append((at, at))
    return [_widen(pieces, kinds, first, last) for first, last in spans]


def _widen(
    pieces: Sequence[str], kinds: Sequence[_Kind], first: int, last: int
) -> tuple[int, int]:
    """Take in the numbers that belong to Latin words, and the bracket that closes behind them."""
    first = _reach_number(pieces, kinds, first, -1)
    last = _reach_number(pieces, kinds, last, 1)
    within = "".join(pieces[first : last + 1])
    following = pieces[last + 1] if last + 1 < len(pieces) else ""
    if following == ")" and within.count("(") > within.count(")"):
        last += 1
    return first, last


def _reach_number(pieces: Sequence[str], kinds: Sequence[_Kind], at: int, step: int) -> int:
    """Return the far end of the numbers that follow from `at` on, or `at`."""
    n_joiners = 0
    reached = at
    at += step
    while 0 <= at < len(pieces):
        if kinds[at] is _Kind.DIGIT:
            reached, n_joiners = at, 0
        elif kinds[at] is _Kind.NEUTRAL and pieces[at] in _JOINERS and n_joiners < _MAX_JOINERS:
            n_joiners += 1
        else:
            break
        at += step
    return reached


def _number_spans(
    pieces: Sequence[str], kinds: Sequence[_Kind], taken: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return from where to where each number stands outside of what is taken."""
    is_taken = {at for first, last in taken for at in range(first, last + 1)}
    spans: list[tuple[int, int]] = []
    for at, kind in enumerate(kinds):
        if kind is not _Kind.DIGIT or at in is_taken:
            continue
        if spans and (
            spans[-1][1] == at - 1 or (spans[-1][1] == at - 2 and pieces[at - 1] in _SEPARATORS)
        ):
            spans[-1] = (spans[-1][0], at)
        else:
            spans.append((at, at))
    return spans


def _arabic_spans(kinds: Sequence[_Kind]) -> list[tuple[int, int]]:
    """Return from where to where Arabic words stand with no Latin between them."""
    spans: list[tuple[int, int]] = []
    for at, kind in enumerate(kinds):
        if kind is not _Kind.RIGHT:
            continue
        if spans and _Kind.LEFT not in kinds[spans[-1][1] : at]:
            spans[-1] = (spans[-1][0], at)
        else:
            spans.append((at, at))
    return spans
