"""Sentences: the units that are quoted.

A sentence ends at ``. ! ? ؟ …`` and where its paragraph ends; a comma never ends one. The end
mark may still be part of a number, an abbreviation, an address, an ellipsis in mid-sentence, a
question quoted inside a sentence: the rules below say no for a reason each, and everything else
is an end, with or without a space after it. Closing quotation marks and brackets, notes such as
``[1]``, and the agency in brackets at the end of a paragraph belong to the sentence they close.

A quotation or bracket of at most `MAX_WHOLE_QUOTATION` characters is not cut inside. A longer one
is, at its own sentence ends, as one quote of six sentences helps nobody. A sentence longer than
`SOFT_LIMIT` characters also breaks after ``؛``.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from retrieval.arabic.paragraphs import split_paragraphs
from retrieval.arabic.quotations import MARK, NO_MARKS, Pairing, pair_marks
from retrieval.arabic.sentence_words import words_of

MAX_WHOLE_QUOTATION = 250
"""Characters between the marks."""
SOFT_LIMIT = 400
"""Characters of a sentence."""
MIN_SOFT_PIECE = 60
"""Characters that a soft break leaves on either side."""
MIN_ELLIPSIS_PIECE = 30
"""Characters on either side of an ellipsis that may end a sentence."""

# \u06d4 ARABIC FULL STOP, \u2013 EN DASH, \u2014 EM DASH.
# Zero-width spaces, directional marks, embeddings and isolates.
_CONTROLS = "\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_END = re.compile(r"[.!?؟…\u06d4]+")
_BETWEEN = re.compile(rf"(?:[\s،,؛;•▪●◦‣*{_CONTROLS}]|\.(?![A-Za-z0-9]))+")
_TRAILING = re.compile(rf"[\s،,؛;{_CONTROLS}]+\Z")
_SOFT_BREAK = re.compile(r"[؛;]")
_CREDIT = re.compile(r"\s*\([^()]{1,30}\)[\s.]*\Z")
_NOTES = re.compile(r"(?:\s?\[[0-9٠-٩]{1,3}\])+")
_CONTENT = re.compile(r"[^\W_]")
_WORD = re.compile(r"[^\W\d_]{2}")
_NEXT_WORD = re.compile(r"\s*[\"«“(\[]*([^\W\d_]+)")
_TOKEN = re.compile(r"[^\s\"«»“”()\[\]،,/]+\Z")
_MAX_ABBREVIATION = 8
_MAX_ITEM_NUMBER = 20
_LETTER = re.compile(r"و?[^\W\d_]ـ?")
_DOTTED_LETTERS = re.compile(r"و?(?:ال)?(?:[^\W\d_]ـ?\.)+[^\W\d_]ـ?")
_NUMBER_BEFORE = re.compile(r"[0-9٠-٩][^\w.!?؟]{0,3}\Z")
_NUMBER_NEXT = re.compile(r"\s?[0-9٠-٩]")
_NO_WORD_NEXT = re.compile(r"\s*[-\u2013\u2014/0-9٠-٩،,؛;:(]")


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    """Every word of more than a letter after which a dot may not end a sentence."""
    names = words_of("letter_names")
    names |= {f"و{name}" for name in names}
    return names | words_of("titles") | words_of("after_numbers") | words_of("et_cetera")


@dataclass(frozen=True, slots=True)
class SentenceSpan:
    """A sentence of a text: ``text[start:end]``, in the text's paragraph number `paragraph`."""

    start: int
    end: int
    paragraph: int


def split_sentences(text: str) -> list[SentenceSpan]:
    """Cut `text` into sentences.

    Returns:
        Sentences in order, not overlapping. Every letter and digit of the text lies in one; the
        gaps between them hold white space, bullets, directional controls, and marks that stand
        alone, such as the comma of ``.،`` or a row of dashes. Paragraphs are numbered from 0
        without gaps.
    """
    spans: list[SentenceSpan] = []
    number = 0
    for start, end in split_paragraphs(text):
        n_before = len(spans)
        spans.extend(
            SentenceSpan(first, last, number)
            for first, last in _Paragraph(text, start, end).sentences()
            if _CONTENT.search(text, first, last)
        )
        number += len(spans) > n_before
    return spans


class _Paragraph:
    """One paragraph, ``text[start:end]``; its quotations are found when they are asked for."""

    __slots__ = ("_end", "_found", "_start", "_text")

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._start = start
        self._end = end
        self._found: tuple[Pairing, list[int]] | None = None

    @property
    def _pairing(self) -> Pairing:
        return self._quotations()[0]

    @property
    def _closes(self) -> list[int]:
        """Where quotations end that are kept whole, in order."""
        return self._quotations()[1]

    def _quotations(self) -> tuple[Pairing, list[int]]:
        if self._found is None:
            marks = [match.start() for match in MARK.finditer(self._text, self._start, self._end)]
            pairing = pair_marks(self._text, self._start, self._end, marks) if marks else NO_MARKS
            closes = [
                close
                for close, opener in pairing.openers.items()
                if close - opener <= MAX_WHOLE_QUOTATION
            ]
            self._found = (pairing, closes)
        return self._found

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Yield the sentences, and pieces without a letter that the caller drops."""
        first = self._skip_between(self._start)
        for match in _END.finditer(self._text, first, self._end):
            mark_start, mark_end = match.span()
            if mark_start < first:
                continue
            if mark_end == self._end:  # as in most paragraphs, which are one sentence
                break
            last = self._take_closing(mark_end)
            if last >= self._end or _CREDIT.match(self._text, last, self._end):
                break
            if self._closes and self._is_inside(mark_start, last):
                continue
            if self._is_end(first, match, last):
                yield from self._break_softly(first, last)
                first = self._skip_between(last)
        yield from self._break_softly(first, self._end)

    def _skip_between(self, position: int) -> int:
        match = _BETWEEN.match(self._text, position, self._end)
        return match.end() if match else position

    def _take_closing(self, position: int) -> int:
        """Return `position` moved over the closing marks and notes that belong before it."""
        last = position
        while self._pairing.closing and last < self._end:
            ahead = last
            while ahead < self._end and self._text[ahead] == " ":
                ahead += 1
            if ahead not in self._pairing.closing:
                break
            last = ahead + 1
        if "[" in self._text[last : last + 2]:
            notes = _NOTES.match(self._text, last, self._end)
            return notes.end() if notes else last
        return last

    def _is_inside(self, mark: int, last: int) -> bool:
        """Tell whether a quotation that is kept whole opened before `mark` and is open still."""
        for index in range(bisect_left(self._closes, last), len(self._closes)):
            close = self._closes[index]
            if close - mark > MAX_WHOLE_QUOTATION:
                return False
            if self._pairing.openers[close] < mark:
                return True
        return False

    def _is_end(self, first: int, match: re.Match[str], last: int) -> bool:
        """Tell whether an end mark, with what it closes up to `last`, ends a sentence."""
        mark_start, mark_end = match.span()
        mark = match.group()
        if mark_start - first < _MAX_ITEM_NUMBER and not _WORD.search(
            self._text, first, mark_start
        ):
            return False  # the number of a list's item, or a mark that stands alone
        if last > mark_end and last - 1 in self._pairing.closing:
            return self._ends_quotation(first, mark, last)
        if mark == ".":
            return self._is_full_stop(first, mark_start)
        if mark == "?":
            return not (self._text[mark_start - 1].isascii() and self._text[mark_end].isalnum())
        if mark.startswith((".", "…")):
            return self._is_ended_by_ellipsis(first, match)
        return True

    def _ends_quotation(self, first: int, mark: str, last: int) -> bool:
        """Judge an end mark that a quotation mark or bracket follows, which ends at `last`."""
        text = self._text
        if self._next_word(self._skip_between(last)) in words_of("attributions"):
            return False  # the speaker is named after what was said
        is_stop = "." in mark
        closing = text[last - 1]
        if closing == "]" and is_stop:
            return True
        opener = self._pairing.openers.get(last - 1, first)
        if opener > first and (closing == ")" or not is_stop):
            return text[first:opener].rstrip().endswith(":")  # said aloud, not named in passing
        return text[last] not in "،," or mark == "."

    def _is_full_stop(self, first: int, position: int) -> bool:
        """Judge a single ``.`` in mid-paragraph."""
        before, after = self._text[position - 1], self._text[position + 1]
        if after.isdigit():
            if before.isdigit() or before.isspace():
                return False
        elif after.isascii() and (
            after.islower() or after in "_/@\\" or (after.isupper() and before.isascii())
        ):
            return False
        end = position
        while end > first and self._text[end - 1] == " ":
            end -= 1
        token = _TOKEN.search(self._text, max(first, end - 2 * _MAX_ABBREVIATION), end)
        if token is None or len(token.group()) > _MAX_ABBREVIATION:
            return True
        word = token.group()
        if word.isascii():
            return not self._is_latin_abbreviation(word, position)
        if len(word) > 2 and not after.isalpha() and "." not in word and word not in _listed():
            return True
        return not self._is_abbreviation(first, word, end, position)

    def _is_latin_abbreviation(self, word: str, position: int) -> bool:
        is_initial = word[0].isupper() and len(word.rpartition(".")[2]) == 1
        is_known = is_initial or word in words_of("latin")
        if is_known and _NUMBER_NEXT.match(self._text, position + 1, self._end):
            return True
        following = self._next_word(position + 1)
        return following.isascii() and (is_known or following[:1].islower())

    def _is_abbreviation(self, first: int, word: str, end: int, position: int) -> bool:
        """Judge the token that ends at `end`, before the dot at `position`."""
        if word in words_of("et_cetera"):
            return self._carries_on(position + 1)
        is_dotted = _DOTTED_LETTERS.fullmatch(word) is not None
        is_letter = _LETTER.fullmatch(word) is not None
        following = self._next_word(position + 1)
        if self._is_spelled(word, following, position, is_letter=is_letter or is_dotted):
            return True
        start = end - len(word)
        if word in words_of("after_numbers") and _NUMBER_BEFORE.search(
            self._text, max(first, start - 5), start
        ):
            return self._carries_on(position + 1)
        if is_dotted:
            return following != "" and not following.startswith("و")
        return is_letter or word in words_of("titles")

    def _is_spelled(self, word: str, following: str, position: int, *, is_letter: bool) -> bool:
        """Tell whether the dot stands within ق.م, سي. إن. إن or an address such as بيت.كوم."""
        names = words_of("letter_names")
        is_name = word.rpartition(".")[2].removeprefix("و") in names
        if self._text[position + 1].isalpha():
            return is_letter or is_name or following in words_of("domains")
        return is_name and following in names

    def _is_ended_by_ellipsis(self, first: int, match: re.Match[str]) -> bool:
        """Judge ``..``, ``...`` or ``…`` in mid-paragraph: most of them only pause."""
        start, end = match.span()
        if self._text[start - 1].isspace() or not self._text[end].isspace():
            return False
        if min(start - first, self._end - end) < MIN_ELLIPSIS_PIECE:
            return False
        return not self._carries_on(end)

    def _carries_on(self, position: int) -> bool:
        """Tell whether what stands at `position` cannot open a sentence."""
        if _NO_WORD_NEXT.match(self._text, position, self._end):
            return True
        return self._next_word(position) in words_of("continuations")

    def _next_word(self, position: int) -> str:
        match = _NEXT_WORD.match(self._text, position, self._end)
        return match.group(1) if match else ""

    def _break_softly(self, first: int, end: int) -> Sequence[tuple[int, int]]:
        """Return ``[first, end)``, whole or, if it is long, broken after its semicolons."""
        if not self._text[end - 1].isalnum() and self._text[end - 1] not in ".؟!":
            trailing = _TRAILING.search(self._text, first, end)
            end = trailing.start() if trailing else end
        if end - first <= SOFT_LIMIT:
            return ((first, end),) if first < end else ()
        pieces = []
        for match in _SOFT_BREAK.finditer(self._text, first, end):
            last = match.end()
            is_balanced = min(last - first, end - last) >= MIN_SOFT_PIECE
            if is_balanced and not self._is_inside(match.start(), last):
                pieces.append((first, last))
                first = self._skip_between(last)
        return (*pieces, (first, end))
