"""Glyphs of a page to lines of text.

A glyph is all that a PDF is made of: which character it shows, and where. Its order in the file
says little: LibreOffice and Chromium draw an Arabic line from the left, Pango from the right, and
each puts numbers and Latin words wherever its runs fell. So lines are made of places alone, and
read by `retrieval.corpus.visual_order`. Only a vowel sign is where the file puts it, beside its
letter: its own place is often that of the next one.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from retrieval.corpus.visual_order import is_left_to_right, is_right_to_left, reading_order

_SPACE_SHARE = 0.15
"""Of the size: a gap from here on is a space; those of justified text are a fifth and more."""
_LINE_SHARE = 0.45
"""Of the size: glyphs whose base lines differ by less stand on one line."""
_NEAR_SHARE = 1.2
_TATWEEL = "\u0640"
_LAM_ALEFS = {"ال": "لا", "أل": "لأ", "إل": "لإ", "آل": "لآ"}
"""One glyph shows alef and lam only as lam-alef; some programs write its letters as drawn."""
_WORD_LIGATURES = range(0xFDF0, 0xFDFE)
_ALLAH = "\ufdf2"
_MIRRORED = {"(": ")", ")": "(", "[": "]", "]": "[", "{": "}", "}": "{", "«": "»", "»": "«"}
_OPENING = frozenset("([{«")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character where it is drawn, in points; y grows upwards.

    Attributes:
        text: What it says: one character, more for a ligature, with its vowel signs.
        x0: Where it begins.
        x1: Where the next one may begin.
        y: Of its base line.
        size: Of its font.
        font: The font's name.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    font: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or a part of one within its column.

    Attributes:
        glyphs: In the order they are read, spaces included.
        leftward: Which of them are read from the right, by position.
    """

    glyphs: tuple[Glyph, ...]
    leftward: frozenset[int]
    x0: float
    x1: float
    y: float
    size: float

    @property
    def text(self) -> str:
        """What the line says, with single spaces; what stretches a word to fill a line goes."""
        said = "".join(glyph.text for glyph in self.glyphs)
        return " ".join(said.replace(_TATWEEL, "").split())


def clean_glyphs(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Return glyphs with base letters for presentation forms and vowel signs at their letters."""
    cleaned: list[Glyph] = []
    signs: list[tuple[int, Glyph]] = []  # each with the number of letters before it
    for glyph in glyphs:
        text = _plain_text(glyph.text)
        if not text:
            continue
        if all(map(unicodedata.combining, text)):
            signs.append((len(cleaned), replace(glyph, text=text)))
        else:
            cleaned.append(replace(glyph, text=text))
    _attach(cleaned, signs)
    return cleaned


def _plain_text(text: str) -> str:
    """Return what a glyph says without presentation forms and controls."""
    if text == " " or (len(text) == 1 and " " < text < "\x7f"):
        return text
    plain: list[str] = []
    for character in text:
        code = ord(character)
        is_form = 0xFB00 <= code <= 0xFDFF or 0xFE70 <= code <= 0xFEFE
        if is_form and (code not in _WORD_LIGATURES or character == _ALLAH):
            plain.append(unicodedata.normalize("NFKC", character).strip())
        elif character.isspace():
            plain.append(" ")
        elif unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}:
            plain.append(character)
    said = "".join(plain)
    return _LAM_ALEFS.get(said, said)


def _attach(letters: list[Glyph], signs: Sequence[tuple[int, Glyph]]) -> None:
    """Give each vowel sign to its letter: of its neighbours in the file the one to the right.

    Whichever way a line is drawn, the letter stands to the right of the sign, or under it.
    """
    given: dict[int, list[str]] = {}
    for position, sign in signs:
        near = [at for at in (position - 1, position) if _is_near(letters, at, sign)]
        near = near or [at for at in range(len(letters)) if _is_near(letters, at, sign)][:1]
        if not near:
            continue
        at = max(near, key=lambda at: letters[at].x0)
        said = given.setdefault(at, [])
        # Before its letter stands in the file what is drawn from the left: the last sign first.
        said.insert(0 if at == position else len(said), sign.text)
    for at, texts in given.items():
        letters[at] = replace(letters[at], text=letters[at].text + "".join(texts))


def _is_near(letters: Sequence[Glyph], at: int, sign: Glyph) -> bool:
    if not 0 <= at < len(letters) or letters[at].text == " ":
        return False
    letter = letters[at]
    reach = _NEAR_SHARE * max(letter.size, sign.size)
    is_beside = letter.x0 - reach < sign.x0 < letter.x1 + reach
    return is_beside and abs(letter.y - sign.y) < reach / 2


Piece = list[Glyph]
"""Glyphs from left to right that no wide gap parts."""
Row = list[Piece]
"""All that stands on one base line, from left to right."""


def split_rows(glyphs: Iterable[Glyph], *, gap: float) -> list[Row]:
    """Group glyphs into rows, with a space glyph where words part.

    Args:
        glyphs: Of one page.
        gap: In sizes of the font: from here on a gap parts two columns, or cells of a table.

    Returns:
        The rows from top to bottom.
    """
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (-glyph.y, glyph.x0, glyph.x1)):
        if rows and rows[-1][0].y - glyph.y < _LINE_SHARE * min(rows[-1][0].size, glyph.size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [pieces for row in rows if (pieces := list(_split_row(row, gap)))]


def _split_row(row: list[Glyph], gap: float) -> Iterator[Piece]:
    piece: Piece = []
    is_apart = False
    for glyph in sorted(row, key=lambda glyph: (glyph.x0, glyph.x1)):
        if glyph.text == " ":
            is_apart = True
            continue
        if piece:
            width = glyph.x0 - max(other.x1 for other in piece[-2:])
            if width > gap * glyph.size:
                yield piece
                piece = []
            elif is_apart or width > _SPACE_SHARE * glyph.size:
                piece.append(replace(glyph, text=" ", x0=piece[-1].x1, x1=glyph.x0))
        piece.append(glyph)
        is_apart = False
    if piece:
        yield piece


def read_piece(piece: Sequence[Glyph], *, from_right: bool) -> Line:
    """Return a piece of a line in the order in which it is read.

    Args:
        piece: From left to right, not empty.
        from_right: Whether the text around it is read from the right.
    """
    order, leftward = reading_order([glyph.text for glyph in piece], from_right=from_right)
    return Line(
        glyphs=tuple(piece[at] for at in order),
        leftward=frozenset(place for place, at in enumerate(order) if at in leftward),
        x0=piece[0].x0,
        x1=max(glyph.x1 for glyph in piece),
        y=piece[0].y,
        size=sorted(glyph.size for glyph in piece)[len(piece) // 2],
    )


def join_pieces(row: Row) -> Piece:
    """Return the pieces of a row as one, with a space at each gap."""
    joined = list(row[0])
    for piece in row[1:]:
        joined.append(replace(piece[0], text=" ", x0=joined[-1].x1, x1=piece[0].x0))
        joined += piece
    return joined


def is_arabic(glyph: Glyph) -> bool:
    """Tell whether a glyph is read from the right."""
    return is_right_to_left(glyph.text[0])


def reads_from_right(glyphs: Iterable[Glyph]) -> bool:
    """Tell whether more letters are read from the right than from the left."""
    n_right = n_left = 0
    for glyph in glyphs:
        n_right += is_arabic(glyph)
        n_left += is_left_to_right(glyph.text[0])
    return n_right > n_left


def mend_brackets(lines: Sequence[Line]) -> list[Line]:
    """Turn round the brackets of fonts that name them by their look and not by their meaning.

    What opens a bracket within Arabic looks like one that closes. Some programs write down the
    one and some the other, for each font and kind of bracket in their own way; which, is told by
    the sides on which words and spaces stand.
    """
    votes: Counter[tuple[str, str]] = Counter()
    for line in lines:
        for place, glyph in enumerate(line.glyphs):
            if glyph.text in _MIRRORED and place in line.leftward:
                side = _opening_side(line.glyphs, place)
                votes[_bracket_kind(glyph)] += side if glyph.text in _OPENING else -side
    return [_mend_line(line, votes) for line in lines]


def _mend_line(line: Line, votes: Mapping[tuple[str, str], int]) -> Line:
    glyphs = tuple(
        replace(glyph, text=_MIRRORED[glyph.text])
        if glyph.text in _MIRRORED
        and place in line.leftward
        and votes.get(_bracket_kind(glyph), 0) < 0
        else glyph
        for place, glyph in enumerate(line.glyphs)
    )
    return replace(line, glyphs=glyphs)


def _bracket_kind(glyph: Glyph) -> tuple[str, str]:
    return glyph.font, min(glyph.text, _MIRRORED[glyph.text])


def _opening_side(glyphs: Sequence[Glyph], place: int) -> int:
    """Return 1 where a bracket stands as if it opened, -1 as if it closed, 0 where none shows."""
    before = glyphs[place - 1].text if place else " "
    after = glyphs[place + 1].text if place + 1 < len(glyphs) else " "
    return int(after[0].isalnum()) - int(before[0].isalnum())
