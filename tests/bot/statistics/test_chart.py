"""The picture of the days: where its bars stand, and that its letters are drawn."""

import re
import struct
from dataclasses import replace

import pytest

from bot.statistics.chart import HEIGHT, WIDTH, Chart, Series, Stack, draw_png, render_svg, ticks

CHART = Chart(
    title="الأسئلة",
    series=[Series("أُجيب عنها: ٣", "#111111"), Series("بلا جواب: ١", "#222222")],
    stacks=[Stack("٩", "نوفمبر", (3, 1)), Stack("١٠", "", (0, 0))],
    number=str,
    is_right_to_left=True,
)
# The bars stand between 175 and 510, two stacks side by side on 850, each bar 64 % of its room.
FLOOR, FULL, ROOM = 510.0, 335.0, 425.0


def bars(svg: str, colour: str) -> list[tuple[float, float, float, float]]:
    """Return x, y, width and height of the rectangles of a colour, without the legend's square."""
    found = re.findall(
        rf'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" fill="{colour}"/>',
        svg,
    )
    x, y, width, height = zip(*found, strict=True)
    all_of_them = zip(*(map(float, column) for column in (x, y, width, height)), strict=True)
    return [bar for bar in all_of_them if bar[2] != 20.0]


@pytest.mark.parametrize(
    ("highest", "expected"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (5, [0, 1, 2, 3, 4, 5]),
        (6, [0, 2, 4, 6]),
        (51, [0, 20, 40, 60]),
        (117, [0, 50, 100, 150]),
        (1000, [0, 200, 400, 600, 800, 1000]),
        (1001, [0, 500, 1000, 1500]),
    ],
)
def test_an_axis_names_few_round_numbers_up_to_the_highest(highest: int, expected: list[int]):
    assert ticks(highest) == expected


def test_parts_stand_on_each_other_as_high_as_their_numbers():
    svg = render_svg(CHART)

    # Four is the highest number of the axis, so a part of one is a quarter of the height.
    [(_, lower_y, width, lower_height)] = bars(svg, "#111111")
    [(_, upper_y, _, upper_height)] = bars(svg, "#222222")
    assert lower_height == pytest.approx(0.75 * FULL, abs=0.1)
    assert upper_height == pytest.approx(0.25 * FULL, abs=0.1)
    assert lower_y == pytest.approx(FLOOR - 0.75 * FULL, abs=0.1)
    assert upper_y == pytest.approx(FLOOR - FULL, abs=0.1)
    assert width == 0.64 * ROOM


def test_reading_begins_at_the_right_where_the_language_does():
    [(x, _, width, _)] = bars(render_svg(CHART), "#111111")
    [(mirrored, _, _, _)] = bars(render_svg(replace(CHART, is_right_to_left=False)), "#111111")

    assert mirrored == pytest.approx(40 + 70 + 0.18 * ROOM)
    assert x == pytest.approx(WIDTH - mirrored - width)


def test_text_ends_at_the_edge_where_reading_begins():
    right = render_svg(CHART)
    left = render_svg(replace(CHART, is_right_to_left=False))

    assert 'x="960.0" y="62.0" font-size="34" fill="#202124" text-anchor="end">الأسئلة<' in right
    assert 'x="40.0" y="62.0" font-size="34" fill="#202124" text-anchor="start">الأسئلة<' in left


def test_labels_grow_smaller_before_they_touch():
    series = [Series(f"{label}: 1234567", "#111111") for label in ("Answered", "Closest found")]
    stacks = [Stack(str(day), "", (1_234_567, 0, 0, 0)) for day in range(14)]
    svg = render_svg(Chart("", series * 2, stacks, str, is_right_to_left=False))

    sizes = {
        label: float(size)
        for size, label in re.findall(r'font-size="([\d.]+)"[^>]*>([^<]+)</text>', svg)
    }
    # A digit is at least 0.57 of its size wide, and a stack has 890 / 14 to itself.
    assert 7 * 0.57 * sizes["1234567"] < 890 / 14
    assert sizes["Answered: 1234567"] < 22
    assert sizes["13"] == 24


def test_few_labels_are_as_large_as_can_be():
    svg = render_svg(CHART)

    assert 'font-size="22" fill="#202124" text-anchor="end">أُجيب عنها: ٣<' in svg
    assert 'font-size="24" fill="#202124" text-anchor="middle">4<' in svg


def test_what_looks_like_markup_is_shown_as_it_is():
    svg = render_svg(replace(CHART, title="<b> & 'x'"))

    assert "&lt;b&gt; &amp; &#x27;x&#x27;" in svg


@pytest.mark.slow
def test_the_picture_is_a_png_in_which_letters_are_drawn_and_joined():
    drawn = draw_png(replace(CHART, title="بب"))
    without = draw_png(replace(CHART, title=""))
    apart = draw_png(replace(CHART, title="ب\u200cب"))  # ZERO WIDTH NON-JOINER

    assert drawn.startswith(b"\x89PNG")
    assert struct.unpack(">II", drawn[16:24]) == (WIDTH, HEIGHT)
    assert drawn != without
    assert drawn != apart


@pytest.mark.slow
@pytest.mark.parametrize("text", ["Questions in 14 days: 3", "أُجيب عنها: ٣ / 3"])
def test_no_letter_is_missing_from_the_fonts(text: str):
    # A letter that no font has is drawn as an empty box, and all of these boxes are alike.
    for letter in set(text) - {" "}:
        assert draw_png(replace(CHART, title=letter)) != draw_png(replace(CHART, title="語"))
