"""Paragraphs of a raw text: blank lines part them, and single line breaks may or may not.

Articles come in two shapes: hard-wrapped, where a line break is only a space, and one paragraph a
line, where it ends a paragraph, heading or caption. Which it is shows in the lengths of the lines
that end without an end mark: in wrapped text nearly every one of them had no room left for the
next line's first word.
"""

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from retrieval.arabic.sentence_words import words_of

MIN_WRAP_WIDTH = 40
"""Characters; narrower columns are poems and lists far more often than wrapped prose."""
LOOSE_WRAP_WIDTH = 55
"""From here on a wrap by the width of glyphs is believed too, whose lines differ in length."""
MAX_WRAP_WIDTH = 200

_LINE = re.compile(r"\S[^\n\r\v\f\x85\u2028\u2029]*")
_LINE_BREAK = re.compile(r"[\n\r\v\f\x85\u2028\u2029]")
_FIRST_WORD = re.compile(r"\S+")
_LAST_WORD = re.compile(r"\w+\Z")
# \u06d4 ARABIC FULL STOP, \u200e and \u200f DIRECTIONAL MARKS, \u2013 EN DASH, \u2014 EM DASH.
_ENDED = re.compile(r"[.!?؟…\u06d4][\s»«\"“”'()\[\]،,\u200e\u200f]*\Z")
_END_INSIDE = re.compile(r"[.!?؟…][\s»\"”)\]]*[^\W\d_]{2}")
_LIST_ITEM = re.compile(r"[•▪●◦‣■*]|[-\u2013\u2014]\s|\(?[0-9٠-٩]{1,2}\s?[.)\-\u2013:]\s|#")
_DASH_ITEM = re.compile(r"[-\u2013\u2014]\s")


class _Line(NamedTuple):
    start: int
    end: int
    is_ended: bool
    """It closes with an end mark."""
    is_followed: bool
    """The next line of the text follows without a blank line between."""

    @property
    def length(self) -> int:
        return self.end - self.start


def split_paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the paragraphs of `text` in order, as ``(start, end)`` without outer white space.

    A heading, a caption or an item of a list on a line of its own is a paragraph of its own.
    """
    content = text.strip()
    if not content:
        return []
    if not _LINE_BREAK.search(content):
        start = text.index(content)
        return [(start, start + len(content))]
    lines = _split_lines(text)
    width = _wrap_width(text, lines)
    paragraphs: list[tuple[int, int]] = []
    start = lines[0].start
    is_first = True
    for line, following in pairwise(lines):
        if line.is_followed and _joins(text, line, following, width=width, is_first=is_first):
            is_first = False
            continue
        paragraphs.append((start, line.end))
        start = following.start
        is_first = True
    paragraphs.append((start, lines[-1].end))
    return paragraphs


def _split_lines(text: str) -> list[_Line]:
    matches = list(_LINE.finditer(text))
    lines: list[_Line] = []
    for position, match in enumerate(matches):
        content = match.group().rstrip()
        is_last = position + 1 == len(matches)
        gap = "" if is_last else text[match.end() : matches[position + 1].start()]
        lines.append(
            _Line(
                start=match.start(),
                end=match.start() + len(content),
                is_ended=_ENDED.search(content[-12:]) is not None,
                is_followed=not is_last and _is_single_break(gap),
            )
        )
    return lines


def _is_single_break(gap: str) -> bool:
    if gap in {"\n", "\n\n"}:  # as nearly everywhere
        return gap == "\n"
    if "\u2029" in gap or "\f" in gap:
        return False
    return max(gap.count("\n"), gap.count("\r")) + gap.count("\u2028") + gap.count("\x85") <= 1


def _wrap_width(text: str, lines: list[_Line]) -> int:
    """Return the width at which the text was wrapped, or 0 where it was not."""
    broken = [
        (line, following)
        for line, following in pairwise(lines)
        if line.is_followed and line.length <= MAX_WRAP_WIDTH
    ]
    open_lengths = sorted(line.length for line, _ in broken if not line.is_ended)
    if len(open_lengths) < 2:
        return 0
    width = open_lengths[(len(open_lengths) - 1) * 9 // 10]
    if width < MIN_WRAP_WIDTH:
        return 0
    least = width * 4 // 5 if width >= LOOSE_WRAP_WIDTH else width
    n_full = sum(
        1
        for line, following in broken
        if not line.is_ended
        and following.length <= width * 6 // 5
        and line.length + 1 + _first_word_length(text, following) >= least
    )
    is_wrapped = n_full * 5 >= len(open_lengths) * 3 and len(open_lengths) * 5 >= len(broken) * 2
    return width if is_wrapped else 0


def _first_word_length(text: str, line: _Line) -> int:
    match = _FIRST_WORD.match(text, line.start, line.end)
    return match.end() - match.start() if match else 0


def _joins(text: str, line: _Line, following: _Line, *, width: int, is_first: bool) -> bool:
    """Tell whether the break after `line` is only a space."""
    if _LIST_ITEM.match(text, following.start, following.end) and (
        not width or not _DASH_ITEM.match(text, following.start, following.end)
    ):
        return False
    if not line.is_ended and _is_left_hanging(text, line):
        return True
    if not width or line.length > width * 6 // 5:
        return False
    if line.is_ended:
        return line.length * 5 >= width * 4 and following.length <= width * 6 // 5
    is_short = line.length * 5 < width * 3
    return not (is_first and is_short and _may_be_heading(text, line))


def _is_left_hanging(text: str, line: _Line) -> bool:
    if text[line.end - 1] in "،,":
        return True
    last = _LAST_WORD.search(text, max(line.start, line.end - 12), line.end)
    return last is not None and last.group() in words_of("hanging")


def _may_be_heading(text: str, line: _Line) -> bool:
    if _END_INSIDE.search(text, line.start, line.end):
        return False
    first = _FIRST_WORD.match(text, line.start, line.end)
    return first is None or first.group() not in _openings_of_clauses()


@lru_cache(maxsize=1)
def _openings_of_clauses() -> frozenset[str]:
    """Words that carry a text on, and so do not open a heading."""
    hanging = words_of("hanging")
    joined = {"و" + word for word in hanging | words_of("attributions")}
    return words_of("conjunctions") | joined
