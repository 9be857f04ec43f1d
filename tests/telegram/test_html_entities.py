"""The stand-in reads HTML as strictly as Telegram does."""

import pytest

from tests.telegram.html_entities import Entity, HtmlError, parse_html


def test_entities_are_measured_in_utf16_units_of_what_is_shown():
    text, entities = parse_html(
        '😀<b>س &amp; <i>ص</i></b> <a href="https://x.org/?a=1&amp;b">ع</a>'
    )

    assert text == "😀س & ص ع"
    assert entities == (
        Entity("bold", 2, 5),
        Entity("italic", 6, 1),
        Entity("text_link", 8, 1, "https://x.org/?a=1&b"),
    )


def test_quotes_may_be_expandable():
    text, entities = parse_html("<blockquote expandable>س</blockquote>\nص")

    assert text == "س\nص"
    assert entities == (Entity("expandable_blockquote", 0, 1),)


def test_white_space_at_both_ends_is_dropped():
    assert parse_html(" <b> س</b> \n") == ("س", (Entity("bold", 0, 1),))


def test_a_single_ampersand_and_unknown_entities_are_shown_as_they_are():
    assert parse_html("س & ص &nbsp;") == ("س & ص &nbsp;", ())


@pytest.mark.parametrize(
    ("markup", "problem"),
    [
        ("<x>س</x>", 'Unsupported start tag "x" at byte offset 0'),
        ("س <b", "Unclosed start tag at byte offset 3"),
        ("<b>س", 'Can\'t find end tag corresponding to start tag "b"'),
        ("س</b>", "Unexpected end tag at byte offset 2"),
        ("<b><i>س</b></i>", "Unmatched end tag"),
        ("2 < 3", "Unclosed start tag at byte offset 2"),
        ("<blockquote><blockquote>س</blockquote></blockquote>", "Nested blockquote"),
        ("<code><b>س</b></code>", "Entity inside of code"),
        ('<b class="x">س</b>', "Unexpected attribute"),
    ],
)
def test_what_telegram_refuses_is_refused(markup: str, problem: str):
    with pytest.raises(HtmlError) as caught:
        parse_html(markup)

    assert f"Bad Request: can't parse entities: {problem}" in str(caught.value)
