"""Style that stands in a page: as it was written, and the only one that the page may have."""

import pytest

from bot.web.pages.own_styles import OwnStyle
from bot.web.pages.static_files import StaticFile


def sheet(content: str) -> StaticFile:
    return StaticFile("/static/some.css", content.encode(), "text/css", "utf-8")


def test_sheets_stand_in_their_order_without_what_is_for_people():
    first = sheet("/* The look\n   of it. */\n\na {\n  color: red;\n}\n")
    second = sheet('b::before { content: "·  ·"; } /* a sign */\n')

    style = OwnStyle.of(first, second)

    assert style.text == 'a {\ncolor: red;\n}\nb::before { content: "·  ·"; }'


def test_the_policy_names_the_digest_of_the_style_and_nothing_else():
    # By `printf 'a{}' | openssl dgst -sha256 -binary | base64`.
    digest = "X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk="

    policy = OwnStyle.of(sheet("a{}")).headers["Content-Security-Policy"]

    assert f"; style-src 'sha256-{digest}'; " in policy
    assert "unsafe" not in policy


def test_a_sheet_that_would_end_the_style_is_none():
    with pytest.raises(ValueError, match="end tag"):
        OwnStyle.of(sheet('a { content: "</STYLE>"; }'))
