"""Pages of a PDF to paragraphs: columns, then lines, then what runs on from line to line.

Left out are page numbers, and lines that stand at the same place of many pages. A paragraph ends
where its last line had room for the next word, where lines stand further apart, and where the size
of the font changes.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from retrieval.corpus.extracted import Paragraph
from retrieval.corpus.glyphs import (
    Glyph,
    Line,
    Row,
    clean_glyphs,
    is_arabic,
    join_pieces,
    mend_brackets,
    read_piece,
    reads_from_right,
    split_rows,
)

_COLUMN_GAP = 1.5
"""In sizes of the font; spaces of justified text stay below."""
_GUTTER_STEP = 4.0
"""Points."""
_MAX_GUTTERS = 400
"""Looked at, however wide a page says it is."""
_MIN_COLUMN_LINES = 4
_MIN_FILLED_SHARE = 0.6
"""Of a column's width: its lines are that long as a rule; cells of a table are not."""
_EDGE_ROWS = 2
_SAME_PLACE = 4.0
"""Points."""
_RUNNING_SHARE = 0.1
"""Of the pages, and two at least, on which a line stands that runs through them."""
_PAGE_NUMBER = re.compile(
    r"\W*(?:صفحة|ةحفص|ص|page|p)?\W*\d{1,3}(?:\s*(?:من|نم|of|/)\s*\d{1,3})?\W*"
    r"(?:صفحة|ةحفص|ص)?\W*",
    re.IGNORECASE,
)
"""As it is drawn, on a page whose neighbours bear none that would tell it."""
_PRINTED_BY_BROWSER = re.compile(
    r"(?:https?|file)://\S+.*|.*\d{1,2}/\d{1,2}/\d{2,4}, \d{1,2}:\d{2}.*"
)
"""What browsers print round a page: its address, and the day and hour of printing."""
_NUMBER = re.compile(r"\d+")
_WIDE_LEADING = 1.35
_WIDEST_LEADING = 3.0
"""In sizes of the font; double spacing is 2.4."""
_SLACK = 0.3
"""In sizes of the font: by so much the widths of words are misjudged."""
_SAME_SIZE = 0.1
_ENDED = re.compile(r"[.!?؟…\u06d4:][\s»\"”)\]]*\Z")  # ARABIC FULL STOP
_BULLET = re.compile(r"[•▪●◦‣■-]\s|\(?[0-9٠-٩]{1,2}\s?[.)\-\u2013]\s")  # EN DASH
_HYPHENATED = re.compile(r"(?<=[a-z])[-\u2010\u00ad]\Z")  # HYPHEN, SOFT HYPHEN
_LOWER_CASE = re.compile(r"[a-z]")
_Item = tuple[Line, ...]
"""A line, or the cells of a row of a table in the order they are read."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of one column, from top to bottom."""

    items: list[_Item]
    width: float


def read_paragraphs(pages: Iterable[Iterable[Glyph]]) -> Iterator[Paragraph]:
    """Yield the paragraphs of a document in the order they are read.

    Args:
        pages: The glyphs of each page in the order of its file.
    """
    rows = [split_rows(clean_glyphs(page), gap=_COLUMN_GAP) for page in pages]
    from_right = reads_from_right(
        glyph for page in rows for row in page for piece in row for glyph in piece
    )
    blocks = [
        _read_block(part, from_right=from_right)
        for page in _drop_running(rows)
        for part in _split_columns(page, from_right=from_right)
    ]
    yield from _join(_mend(blocks))


def _drop_running(pages: list[list[Row]]) -> Iterator[list[Row]]:
    """Leave out page numbers, and lines that stand at one place of many pages."""
    n_seen = Counter(
        place
        for rows in pages
        for place in {place for row in _edges(rows) for place in _places(row)}
    )
    least = max(2, _RUNNING_SHARE * len(pages))
    for rows in pages:
        running = [row for row in rows[:1] + rows[-1:] if _PAGE_NUMBER.fullmatch(_drawn_text(row))]
        running += [
            row
            for row in _edges(rows)
            if _PRINTED_BY_BROWSER.fullmatch(_drawn_text(row))
            or any(n_seen[place] >= least for place in _places(row))
        ]
        yield [row for row in rows if not any(row is other for other in running)]


def _edges(rows: Sequence[Row]) -> list[Row]:
    """Return the first and last rows of a page."""
    return [*rows[:_EDGE_ROWS], *rows[_EDGE_ROWS:][-_EDGE_ROWS:]]


def _drawn_text(row: Row) -> str:
    return " ".join("".join(glyph.text for glyph in piece) for piece in row)


def _places(row: Row) -> Iterator[tuple[str, int]]:
    """Yield what a row says, numbers aside, with where it stands, on two grids for rounding."""
    said = _NUMBER.sub("0", _drawn_text(row))
    yield said, 2 * round(row[0][0].y / _SAME_PLACE)
    yield said, 2 * round(row[0][0].y / _SAME_PLACE + 0.5) + 1


def _split_columns(rows: list[Row], *, from_right: bool) -> Iterator[list[Row]]:
    """Yield parts of a page that are read one after the other."""
    gutter = _find_gutter(rows)
    if gutter is None:
        if rows:
            yield rows
        return
    whole: list[Row] = []
    for crosses, group in groupby(rows, key=lambda row: _crosses(row, gutter)):
        part = list(group)
        left = [cut for row in part if (cut := [p for p in row if p[-1].x1 <= gutter])]
        right = [cut for row in part if (cut := [p for p in row if p[0].x0 >= gutter])]
        if crosses or not (_is_prose(left) and _is_prose(right)):
            whole += part
            continue
        if whole:
            yield whole
            whole = []
        for column in (right, left) if from_right else (left, right):
            yield from _split_columns(column, from_right=from_right)
    if whole:
        yield whole


def _find_gutter(rows: Sequence[Row]) -> float | None:
    """Return where two columns part: few pieces lie across it, and many on both sides."""
    ends = [(piece[0].x0, piece[-1].x1) for row in rows for piece in row]
    best, best_score = None, 0
    if len(ends) < 2 * _MIN_COLUMN_LINES:
        return None
    first, last = min(x0 for x0, _ in ends), max(x1 for _, x1 in ends)
    step = max(_GUTTER_STEP, (last - first) / _MAX_GUTTERS)
    for n_steps in range(1, int((last - first) / step)):
        x = first + n_steps * step
        n_left = sum(x1 <= x for _, x1 in ends)
        n_right = sum(x0 >= x for x0, _ in ends)
        n_across = len(ends) - n_left - n_right
        score = min(n_left, n_right) - n_across
        if min(n_left, n_right) >= _MIN_COLUMN_LINES and score > best_score:
            best, best_score = x, score
    return best


def _crosses(row: Row, gutter: float) -> bool:
    return any(piece[0].x0 < gutter < piece[-1].x1 for piece in row)


def _is_prose(column: Sequence[Row]) -> bool:
    """Tell whether lines fill their column as a rule."""
    if len(column) < _MIN_COLUMN_LINES:
        return False
    widths = sorted(row[-1][-1].x1 - row[0][0].x0 for row in column)
    return widths[len(widths) // 2] >= _MIN_FILLED_SHARE * widths[-1]


def _read_block(rows: Sequence[Row], *, from_right: bool) -> _Block:
    n_pieces = [1, *map(len, rows), 1]
    items: list[_Item] = []
    for at, row in enumerate(rows, start=1):
        is_table = n_pieces[at] > 1 and max(n_pieces[at - 1], n_pieces[at + 1]) > 1
        pieces = row if is_table else [join_pieces(row)]
        right = reads_from_right(glyph for piece in pieces for glyph in piece) or (
            from_right and any(is_arabic(glyph) for piece in pieces for glyph in piece)
        )
        lines = [read_piece(piece, from_right=right) for piece in pieces]
        items.append(tuple(reversed(lines) if from_right else lines))
    return _Block(items, _text_width(items))


def _text_width(items: Sequence[_Item]) -> float:
    """Return how wide the lines in the size of the text are at most; a heading may be wider."""
    sizes = sorted(item[0].size for item in items)
    size = sizes[len(sizes) // 2]
    return max(
        max(line.x1 for line in item) - min(line.x0 for line in item)
        for item in items
        if _are_alike(item[0].size, size)
    )


def _are_alike(size: float, other: float) -> bool:
    return abs(size - other) <= _SAME_SIZE * size


def _mend(blocks: Sequence[_Block]) -> list[_Block]:
    lines = iter(
        mend_brackets([line for block in blocks for item in block.items for line in item])
    )
    return [
        _Block([tuple(next(lines) for _ in item) for item in block.items], block.width)
        for block in blocks
    ]


def _join(blocks: Sequence[_Block]) -> Iterator[Paragraph]:
    """Yield paragraphs, each of the lines that run on into each other."""
    text = ""
    before: tuple[Line, _Block] | None = None
    for block in blocks:
        leading = _leading(block)
        for item in block.items:
            line = item[0]
            runs_on = (
                before is not None and len(item) == 1 and _runs_on(*before, line, block, leading)
            )
            if not runs_on:
                if text:
                    yield Paragraph(text)
                text = "\t".join(cell.text for cell in item)
            elif _HYPHENATED.search(text) and _LOWER_CASE.match(line.text):
                text = _HYPHENATED.sub("", text) + line.text
            else:
                text = f"{text} {line.text}"
            before = (line, block) if len(item) == 1 else None
    if text:
        yield Paragraph(text)


def _leading(block: _Block) -> float:
    """Return how far the lines of a block stand apart as a rule; 0 for one line."""
    steps = sorted(a[0].y - b[0].y for a, b in pairwise(block.items))
    return steps[len(steps) // 3] if steps else 0.0


def _runs_on(line: Line, block: _Block, other: Line, other_block: _Block, leading: float) -> bool:
    """Tell whether a paragraph goes on from one line to the next."""
    if not _are_alike(line.size, other.size) or _BULLET.match(other.text):
        return False
    first_word = other.text.partition(" ")[0]
    word_width = (other.x1 - other.x0) * (len(first_word) + 1) / max(len(other.text), 1)
    if line.x1 - line.x0 + word_width < block.width - _SLACK * line.size:
        return False
    if block is not other_block:
        return not _ENDED.search(line.text)
    return line.y - other.y <= min(_WIDE_LEADING * leading, _WIDEST_LEADING * line.size)
