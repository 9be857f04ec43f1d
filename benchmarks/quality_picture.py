"""Reliability diagrams side by side, as one SVG that reads on light and on dark pages alike.

The picture brings its own ground, and takes the colours that whoever looks at it has asked for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import sqrt
from typing import Final

from retrieval.evaluation.reliability import Bin

_N_COLUMNS: Final = 3
_SIDE: Final = 220
"""Of the square in which confidence and share are set against each other; of 1 each."""
_COUNTS: Final = 40
"""Height of the tallest of the bars that say how many questions a bin holds."""
_LEFT, _RIGHT, _TOP, _BOTTOM, _GAP = 48, 16, 52, 66, 8
_WIDTH: Final = _LEFT + _SIDE + _RIGHT
_HEIGHT: Final = _TOP + _SIDE + _GAP + _COUNTS + _BOTTOM
_LEGEND: Final = 28
"""Height of the line above all."""
_LEVEL: Final = 1.959964  # a normal's quantile at 97.5 %
_STYLE: Final = """\
text { font-family: system-ui, sans-serif; font-size: 11px; fill: #444b52; }
.title { font-size: 15px; font-weight: 600; fill: #1c2024; }
.ground { fill: #ffffff; }
.frame { fill: none; stroke: #c4c9cf; }
.line { stroke: #e4e7ea; }
.even { stroke: #7a828a; stroke-dasharray: 4 3; }
.count { fill: #b9c3cc; }
.interval { stroke: #0b6bcb; stroke-width: 1.5; }
.curve { fill: none; stroke: #0b6bcb; stroke-opacity: 0.45; }
.share { fill: #0b6bcb; }
.answerable { fill: none; stroke: #b35900; stroke-width: 1.5; }
@media (prefers-color-scheme: dark) {
text { fill: #b4bcc4; }
.title { fill: #f0f3f6; }
.ground { fill: #14181c; }
.frame { stroke: #4a525a; }
.line { stroke: #2a3036; }
.even { stroke: #8a939c; }
.count { fill: #4b5661; }
.interval { stroke: #6cb6ff; }
.curve { stroke: #6cb6ff; }
.share { fill: #6cb6ff; }
.answerable { stroke: #f0a95b; }
}
"""


@dataclass(frozen=True, slots=True)
class Panel:
    """One set of questions.

    Attributes:
        title: Above it.
        note: Below that.
        right: By the share whose first quote is right, the lowest bin first.
        answerable: By the share that can be answered at all.
    """

    title: str
    note: str
    right: Sequence[Bin]
    answerable: Sequence[Bin]


def wilson_interval(share: float, n_questions: int) -> tuple[float, float]:
    """Return where a share of so many lies at 95 %.

    Source:
        Wilson 1927, doi:10.1080/01621459.1927.10502953.
    """
    of_level = _LEVEL**2 / n_questions
    middle = (share + of_level / 2) / (1 + of_level)
    spread = share * (1 - share) / n_questions + of_level / (4 * n_questions)
    reach = _LEVEL * sqrt(spread) / (1 + of_level)
    return middle - reach, middle + reach


def render_svg(panels: Sequence[Panel]) -> str:
    """Describe the diagrams of some sets, three a row."""
    n_columns = min(len(panels), _N_COLUMNS)
    width, height = n_columns * _WIDTH, -(-len(panels) // _N_COLUMNS) * _HEIGHT + _LEGEND
    drawn = "".join(
        f'<g transform="translate({_WIDTH * (place % _N_COLUMNS)} '
        f'{_HEIGHT * (place // _N_COLUMNS) + _LEGEND})">\n{"".join(_panel_shapes(panel))}</g>\n'
        for place, panel in enumerate(panels)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img">\n'
        f"<title>Confidence against the share that is right</title>\n"
        f"<style>\n{_STYLE}</style>\n"
        f'<rect class="ground" width="{width}" height="{height}"/>\n'
        f"{_legend()}{drawn}</svg>\n"
    )


def _legend() -> str:
    return (
        f'<circle class="share" cx="{_LEFT + 4}" cy="16" r="3.5"/>\n'
        + _text(_LEFT + 14, 20, "the first quote is right, with its 95 % interval")
        + f'<circle class="answerable" cx="{_LEFT + 304}" cy="16" r="3.5"/>\n'
        + _text(_LEFT + 314, 20, "the articles answer the question")
    )


def _panel_shapes(panel: Panel) -> Iterable[str]:
    yield _text(_LEFT, 22, panel.title, kind="title")
    yield _text(_LEFT, 40, panel.note)
    yield from _axes()
    yield _line("even", _across(0), _up(0), _across(1), _up(1))
    for each in panel.answerable:
        if each.n_questions:
            x, y = _across(each.confidence), _up(each.right)
            yield f'<circle class="answerable" cx="{x}" cy="{y}" r="3.5"/>\n'
    filled = [each for each in panel.right if each.n_questions]
    points = " ".join(f"{_across(each.confidence)},{_up(each.right)}" for each in filled)
    yield f'<polyline class="curve" points="{points}"/>\n'
    for each in filled:
        low, high = wilson_interval(each.right, each.n_questions)
        x = _across(each.confidence)
        yield _line("interval", x, _up(low), x, _up(high))
        yield f'<circle class="share" cx="{x}" cy="{_up(each.right)}" r="3.5"/>\n'
    yield from _counts(filled)
    yield _text(_LEFT + _SIDE / 2, _HEIGHT - 18, "confidence, and how many questions", "middle")


def _axes() -> Iterable[str]:
    for mark in (0.0, 0.25, 0.5, 0.75, 1.0):
        yield _line("line", _across(0), _up(mark), _across(1), _up(mark))
        yield _text(_LEFT - 6, _up(mark) + 4, f"{mark:g}", "end")
        yield _text(_across(mark), _HEIGHT - _BOTTOM + 28, f"{mark:g}", "middle")
    yield f'<rect class="frame" x="{_LEFT}" y="{_TOP}" width="{_SIDE}" height="{_SIDE}"/>\n'
    x, y = 12, _TOP + _SIDE / 2
    yield (
        f'<text x="{x}" y="{y}" text-anchor="middle" transform="rotate(-90 {x} {y})">'
        "share</text>\n"
    )


def _counts(bins: Sequence[Bin]) -> Iterable[str]:
    """Draw how many questions each bin holds, and write the highest number."""
    floor = _HEIGHT - _BOTTOM + 12
    most = max((each.n_questions for each in bins), default=1)
    for each in bins:
        height = round(_COUNTS * each.n_questions / most, 1)
        x, width = _across(each.start) + 1, _across(each.end) - _across(each.start) - 2
        yield (
            f'<rect class="count" x="{x:.1f}" y="{floor - height:.1f}" width="{width:.1f}" '
            f'height="{height}"/>\n'
        )
    yield _text(_LEFT - 6, floor - _COUNTS + 9, f"{most:,}", "end")


def _across(confidence: float) -> float:
    return round(_LEFT + _SIDE * confidence, 1)


def _up(share: float) -> float:
    return round(_TOP + _SIDE * (1 - share), 1)


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>\n'


def _text(x: float, y: float, text: str, anchor: str = "start", *, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>\n'
