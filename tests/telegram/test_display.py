"""Direction, escaping and length of what is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.display import (
    LRM,
    RLM,
    escape,
    isolate_arabic_whole,
    left_to_right,
    left_to_right_html,
    right_to_left,
    right_to_left_html,
    utf16_length,
    visible_text,
)

FSI, PDI = "\u2068", "\u2069"  # FIRST STRONG ISOLATE, POP DIRECTIONAL ISOLATE


@pytest.mark.parametrize(
    ("text", "units"),
    [("", 0), ("سؤال", 4), ("سُؤَال", 6), ("a😀", 3), ("👩‍👩‍👧", 8)],
)
def test_length_is_counted_in_utf16_units(text: str, units: int):
    assert utf16_length(text) == units


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_length_is_what_the_encoder_says(text: str):
    assert utf16_length(text) == len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("سؤال عن المقالات", "سؤال عن المقالات"),
        ("شركة OpenAI تعلن", f"شركة {FSI}OpenAI{PDI} تعلن"),
        ("وكالة Al Jazeera English اليوم", f"وكالة {FSI}Al Jazeera English{PDI} اليوم"),
        ("OpenAI تعلن", f"{RLM}{FSI}OpenAI{PDI} تعلن"),
        ("«أخبار»", f"{RLM}«أخبار»"),
        ("انخفاض -3.5% اليوم", f"انخفاض {FSI}-3.5%{PDI} اليوم"),
        ("في 12.5 مليون", "في 12.5 مليون"),
        ("راجع https://example.org/a?b=c الآن", f"راجع {FSI}https://example.org/a?b=c{PDI} الآن"),
        ("من https://example.org/a.: 5", f"من {FSI}https://example.org/a{PDI}.: 5"),
        ("أولًا\n• ثانيًا\n\nB ثالثًا", f"أولًا\n{RLM}• ثانيًا\n\n{RLM}{FSI}B{PDI} ثالثًا"),
        ("الأمر: /help", f"الأمر: {FSI}/help{PDI}"),
        ("قناة BBC (Arabic) اليوم", f"قناة {FSI}BBC (Arabic){PDI} اليوم"),
        ("السبب: empty file, add text.", f"السبب: {FSI}empty file, add text{PDI}."),
        ("شركة OpenAI (أمريكية)", f"شركة {FSI}OpenAI{PDI} (أمريكية)"),
        ("", ""),
    ],
)
def test_a_line_starts_from_the_right_and_latin_is_isolated(text: str, shown: str):
    assert right_to_left(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A question about the articles", "A question about the articles"),
        ("Write: متى بدأ الاجتماع؟", f"Write: {FSI}متى بدأ الاجتماع؟{PDI}"),
        ("Say «اقتباس: متى؟» to ask", f"Say {FSI}«اقتباس: متى؟»{PDI} to ask"),
        ("اقتباس answers", f"{LRM}{FSI}اقتباس{PDI} answers"),
        ("• first\nsecond", f"{LRM}• first\nsecond"),
        ("• قال 3 مرات, then", f"{LRM}• {FSI}قال 3 مرات{PDI}, then"),
        ("2024", f"{LRM}2024"),
        ("", ""),
    ],
)
def test_a_line_starts_from_the_left_and_arabic_is_isolated(text: str, shown: str):
    assert left_to_right(text) == shown


def test_what_is_isolated_already_is_isolated_once():
    title = f"{FSI}خبر من BBC{PDI}"

    assert left_to_right_html(f"Title: {title}") == f"Title: {title}"
    assert right_to_left_html(f"عنوان: {title}") == f"عنوان: {title}"


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("12 May", "12 May"),
        ("<b>خبر</b> BBC", f"{FSI}<b>خبر</b> BBC{PDI}"),
        ("A &amp; ب", f"{FSI}A &amp; ب{PDI}"),
        ("<a href='ب'>A</a>", "<a href='ب'>A</a>"),
    ],
)
def test_a_piece_with_arabic_in_it_keeps_together(markup: str, shown: str):
    assert isolate_arabic_whole(markup) == shown


def test_tags_and_entities_are_left_alone():
    markup = '<a href="https://x.org/a">أخبار &amp; BBC</a> · Reuters'

    shown = right_to_left_html(markup)

    assert shown == (
        f'<a href="https://x.org/a">أخبار &amp; {FSI}BBC{PDI}</a> · {FSI}Reuters{PDI}'
    )


def test_a_name_with_an_ampersand_is_isolated_as_one():
    assert right_to_left_html("شركة AT&amp;T") == f"شركة {FSI}AT&amp;T{PDI}"


def test_code_to_copy_carries_no_control_character_inside():
    shown = right_to_left_html("<code>/ask متى؟</code>")

    assert shown == f"{RLM}{FSI}<code>/ask متى؟</code>{PDI}"


def test_escaping_leaves_quotation_marks_and_drops_half_surrogates():
    assert escape('<b> & "x"') == '&lt;b&gt; &amp; "x"'
    assert escape("a\ud800b") == "a\ufffdb"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_is_escaped_is_seen_as_it_was(text: str):
    assert visible_text(escape(text)) == text
