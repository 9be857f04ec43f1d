"""Reliability diagrams as a picture."""

from xml.etree import ElementTree as ET

import pytest

from benchmarks.quality_picture import Panel, render_svg, wilson_interval
from retrieval.evaluation.reliability import Bin

SVG = "{http://www.w3.org/2000/svg}"
EMPTY = Bin(0.0, 0.5, 0, 0.0, 0.0)


def panel(right: float) -> Panel:
    return Panel(
        "a < b", "a note", [EMPTY, Bin(0.5, 1.0, 8, 0.5, right)], [EMPTY, Bin(0.5, 1.0, 8, 0.5, 1)]
    )


def test_wilsons_interval_is_that_of_the_tables():
    # Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, table I.
    assert wilson_interval(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson_interval(15 / 148, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson_interval(0 / 20, 20) == pytest.approx((0, 0.1611), abs=5e-5)
    assert wilson_interval(1 / 29, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


def test_a_bin_stands_where_its_confidence_and_its_share_are():
    drawn = ET.fromstring(render_svg([panel(right=0.25)]))  # noqa: S314 -- our own

    frame = drawn.find(f".//{SVG}rect[@class='frame']")
    assert frame is not None
    left, top, side = (float(frame.get(name, "")) for name in ("x", "y", "width"))
    (dots,) = drawn.findall(f"{SVG}g")
    for kind, share in (("share", 0.25), ("answerable", 1.0)):
        (dot,) = dots.findall(f"{SVG}circle[@class='{kind}']")
        assert float(dot.get("cx", "")) == pytest.approx(left + 0.5 * side)
        assert float(dot.get("cy", "")) == pytest.approx(top + (1 - share) * side)
    (interval,) = dots.findall(f"{SVG}line[@class='interval']")
    low, high = wilson_interval(0.25, 8)
    assert float(interval.get("y1", "")) == pytest.approx(top + (1 - low) * side, abs=0.1)
    assert float(interval.get("y2", "")) == pytest.approx(top + (1 - high) * side, abs=0.1)


def test_sets_stand_three_a_row_under_their_names():
    drawn = ET.fromstring(render_svg([panel(0.25)] * 4))  # noqa: S314 -- our own

    groups = drawn.findall(f"{SVG}g")
    titles = [group.findtext(f"{SVG}text[@class='title']") for group in groups]
    first, *_, third, fourth = [group.get("transform", "").split() for group in groups]
    assert titles == ["a < b"] * 4
    assert third[0] != first[0] == fourth[0]
    assert third[1] == first[1] != fourth[1]


def test_dark_pages_have_colours_of_their_own_for_all_that_is_drawn():
    style = render_svg([panel(0.25)]).partition("<style>")[2].partition("</style>")[0]

    light, _, dark = style.partition("@media (prefers-color-scheme: dark) {")

    def coloured(rules: str) -> set[str]:
        return {rule.split(" {")[0] for rule in rules.splitlines() if "#" in rule}

    assert coloured(dark) == coloured(light) != set()
