"""Days as stacks of bars, in a picture that reads in its language's direction.

The picture is described as SVG, which is text and easily tested, and drawn by resvg: one
self-contained wheel that shapes and orders Arabic itself. Pillow does so only where the system
has FriBidi, and Matplotlib is ten times as large. The fonts come with this package.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from html import escape
from importlib.resources import as_file, files
from typing import Final

import resvg_py

WIDTH: Final = 1000
HEIGHT: Final = 600
_FONTS: Final = ("NotoSansArabic-Regular.ttf", "NotoSans-Regular.ttf")
_FAMILIES: Final = "Noto Sans Arabic, Noto Sans"
_EDGE: Final = 40
_AXIS: Final = 70
_TOP: Final = 175
_BOTTOM: Final = 90
_BAR_SHARE: Final = 0.64
_MAX_TICKS: Final = 5
_SIZE: Final = 24
_LEGEND_SIZE: Final = 22
_LEGEND_MARK: Final = 5
"""Letters that the coloured square and the gaps beside it take the place of."""
_LETTER: Final = 0.5
_DIGIT: Final = 0.62
"""Of the size of the letters: how wide one of a label is on average, and a digit with its gap."""
_INK: Final = "#202124"
_FAINT: Final = "#6b7075"
_LINE: Final = "#dfe1e5"


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of the stacks: what it stands for, as the legend says."""

    label: str
    colour: str


@dataclass(frozen=True, slots=True)
class Stack:
    """One day.

    Attributes:
        label: Below it.
        sublabel: Below that, such as the month where it begins; may be "".
        parts: How much there is of each series, from the bottom up.
    """

    label: str
    sublabel: str
    parts: tuple[int, ...]

    @property
    def total(self) -> int:
        """The height of the stack."""
        return sum(self.parts)


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn.

    Attributes:
        title: Above it.
        series: From the bottom of the stacks up.
        stacks: In the order of reading, so from the right where that is where reading begins.
        number: Writes whole numbers.
        is_right_to_left: Whether reading begins at the right.
    """

    title: str
    series: Sequence[Series]
    stacks: Sequence[Stack]
    number: Callable[[int], str]
    is_right_to_left: bool


def draw_png(chart: Chart) -> bytes:
    """Draw a chart as a PNG of `WIDTH` x `HEIGHT` pixels. Takes its time; call it aside."""
    with ExitStack() as stack:
        folder = files("bot.statistics").joinpath("fonts")
        fonts = [stack.enter_context(as_file(folder.joinpath(name))) for name in _FONTS]
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=render_svg(chart),
                font_files=list(map(str, fonts)),
                skip_system_fonts=True,
            )
        )


def ticks(highest: int) -> list[int]:
    """Return the whole numbers that an axis names: from 0 in even steps, to `highest` or over it.

    A step is 1, 2 or 5 times a power of ten, and there are few of them.
    """
    step, power = 1, 1
    while step * _MAX_TICKS < highest:
        step = next((m * power for m in (1, 2, 5) if m * power > step), 10 * power)
        if step == 10 * power:
            power = step
    n_steps = max(-(-highest // step), 1)
    return [i * step for i in range(n_steps + 1)]


def render_svg(chart: Chart) -> str:
    """Describe a chart as SVG."""
    page = _Page(chart.is_right_to_left)
    page.text(_EDGE, 62, chart.title, size=34)
    _add_legend(page, chart)
    marks = ticks(max((stack.total for stack in chart.stacks), default=0))
    per_unit = (HEIGHT - _TOP - _BOTTOM) / marks[-1]
    floor = HEIGHT - _BOTTOM
    for mark in marks:
        y = floor - mark * per_unit
        page.rectangle(_EDGE + _AXIS, y - 0.5, WIDTH - 2 * _EDGE - _AXIS, 1, _LINE)
        page.text(_EDGE + _AXIS - 14, y + 8, chart.number(mark), colour=_FAINT, anchor="end")
    _add_stacks(page, chart, floor, per_unit)
    return page.svg()


def _add_legend(page: "_Page", chart: Chart) -> None:
    # What a label takes is known to the font alone; its letters tell nearly as much.
    lengths = [len(series.label) + _LEGEND_MARK for series in chart.series]
    room = WIDTH - 2 * _EDGE
    size = min(_LEGEND_SIZE, room / (_LETTER * max(sum(lengths), 1)))
    x = float(_EDGE)
    for series, length in zip(chart.series, lengths, strict=True):
        page.rectangle(x, 95, 20, 20, series.colour)
        page.text(x + 30, 113, series.label, size=size)
        x += room * length / sum(lengths)


def _add_stacks(page: "_Page", chart: Chart, floor: float, per_unit: float) -> None:
    room = (WIDTH - 2 * _EDGE - _AXIS) / max(len(chart.stacks), 1)
    longest = max((len(chart.number(stack.total)) for stack in chart.stacks), default=1)
    # Millions a day would run into each other.
    size = min(_SIZE, room / (_DIGIT * longest))
    for i, stack in enumerate(chart.stacks):
        x = _EDGE + _AXIS + i * room
        middle, y = x + room / 2, floor
        for series, part in zip(chart.series, stack.parts, strict=True):
            y -= part * per_unit
            if part:
                page.rectangle(
                    x + room * (1 - _BAR_SHARE) / 2,
                    y,
                    room * _BAR_SHARE,
                    part * per_unit,
                    series.colour,
                )
        if stack.total:
            page.text(middle, y - 10, chart.number(stack.total), size=size, anchor="middle")
        page.text(middle, floor + 34, stack.label, anchor="middle")
        page.text(middle, floor + 66, stack.sublabel, colour=_FAINT, anchor="middle")


class _Page:
    """Shapes in reading order: `x` is the distance from the edge where reading begins."""

    def __init__(self, is_right_to_left: bool) -> None:  # noqa: FBT001 - its only argument
        self._is_right_to_left = is_right_to_left
        self._shapes: list[str] = []

    def rectangle(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        left = WIDTH - x - width if self._is_right_to_left else x
        self._shapes.append(
            f'<rect x="{left:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
            f'fill="{colour}"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = _SIZE,
        colour: str = _INK,
        anchor: str = "start",
    ) -> None:
        """Add text; `anchor` is start, middle or end, in reading order."""
        if not text:
            return
        if self._is_right_to_left:
            # In SVG, start and end are those of the page, left to right, unless it says otherwise.
            x, anchor = WIDTH - x, {"start": "end", "end": "start"}.get(anchor, anchor)
        self._shapes.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}" '
            f'text-anchor="{anchor}">{escape(text)}</text>'
        )

    def svg(self) -> str:
        shapes = "\n".join(self._shapes)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
            f'font-family="{_FAMILIES}">\n<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n'
            f"{shapes}\n</svg>"
        )
