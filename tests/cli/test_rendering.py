"""An answer as lines for a person and as an object for a program."""

import io
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.terminal.rendering import (
    answer_lines,
    flowing,
    show,
    source_lines,
)
from retrieval.datatypes import Answer, Document, DocumentId, Outcome, Quote, Span

TEXT = "افتُتحت المكتبة\nسنة 1932 [في] الميناء. وهي مفتوحة."
LIBRARY = Document(
    DocumentId("مدن/library.md"),
    TEXT,
    title="مكتبة الميناء",
    source="صحيفة",
    url="https://example.org/1",
    date="2020-05-01",
)
FIRST = Quote.of(LIBRARY, 0, 38, score=2.5, matches=(Span(8, 15), Span(16, 19)))


def answer(*quotes: Quote, outcome: Outcome = Outcome.ANSWER) -> Answer:
    return Answer("متى؟", outcome, 0.75, quotes=quotes, passages=())


def shown(
    given: Answer,
    remark: str = "",
    *,
    width: int = 80,
    is_terminal: bool,
    no_color: bool = False,
) -> str:
    target = io.StringIO()
    console = Console(
        file=target,
        width=width,
        force_terminal=is_terminal,
        no_color=no_color,
        color_system="standard" if is_terminal else None,
        highlight=False,
        markup=False,
        emoji=False,
    )
    show(console, answer_lines(given, remark))
    return target.getvalue()


def test_in_a_pipe_a_quote_is_one_line_followed_by_its_source_and_no_codes():
    assert shown(answer(FIRST), width=20, is_terminal=False).splitlines() == [
        "افتُتحت المكتبة سنة 1932 [في] الميناء.",
        "المصدر: مكتبة الميناء · صحيفة · 2020-05-01",
        "https://example.org/1",
    ]


def test_on_a_terminal_the_matching_words_are_bold():
    assert "\x1b[1mالمكتبة\x1b[0m \x1b[1mسنة\x1b[0m" in shown(answer(FIRST), is_terminal=True)


def test_a_narrow_terminal_wraps_between_words_and_loses_none():
    lines = shown(answer(FIRST), width=20, is_terminal=False).split()

    wrapped = io.StringIO()
    console = Console(file=wrapped, width=20, force_terminal=True, color_system=None)
    show(console, answer_lines(answer(FIRST), ""))

    assert max(len(line) for line in wrapped.getvalue().splitlines()) <= 22  # 2 marks of no width
    words = wrapped.getvalue().replace("https://example.org/\n1", "https://example.org/1").split()
    assert words == lines


def test_no_color_leaves_no_colour_codes():
    coloured = shown(answer(FIRST, outcome=Outcome.WEAK), is_terminal=True, no_color=True)

    assert not any(f"\x1b[{code}m" in coloured for code in range(30, 50))


def test_a_remark_stands_before_the_quotes():
    weak = answer(FIRST, outcome=Outcome.WEAK)

    lines = shown(weak, "أقرب ما وجدت:", is_terminal=False).splitlines()

    assert lines[:2] == ["أقرب ما وجدت:", ""]


def test_no_quote_gives_the_remark_alone():
    none = answer(outcome=Outcome.NONE)

    assert shown(none, "لا شيء\nهنا", is_terminal=False) == "لا شيء\nهنا\n"


def test_quotes_are_kept_apart_by_an_empty_line():
    second = Quote.of(LIBRARY, 39, len(TEXT))

    lines = shown(answer(FIRST, second), is_terminal=False).splitlines()

    assert lines[3:5] == ["", "وهي مفتوحة."]


def test_a_source_without_a_link_is_told_by_its_file():
    bare = Quote.of(Document(DocumentId("a/b.txt"), TEXT, title="عنوان"), 0, 5)

    assert source_lines(bare) == ["المصدر: عنوان", "a/b.txt"]


def test_every_source_that_says_the_same_is_told_and_copies_of_one_once():
    copy = replace(LIBRARY, document_id=DocumentId("نسخة.md"))
    other = replace(LIBRARY, document_id=DocumentId("b.md"), source="وكالة", url="", date="")
    quote = replace(FIRST, twins=(Quote.of(copy, 0, 38), Quote.of(other, 0, 38)))

    assert source_lines(quote) == [
        "المصدر: مكتبة الميناء · صحيفة · 2020-05-01",
        "https://example.org/1",
        "وكذلك: مكتبة الميناء · وكالة",
        "b.md",
    ]


def test_what_a_terminal_would_obey_is_not_passed_on():
    trick = Document(DocumentId("a.txt"), "كلمة\x1b]0;x\x07 أخرى\x9b2J", title="\x1b[2Jعنوان")

    assert flowing(Quote.of(trick, 0, len(trick.text))).plain == "كلمة�]0;x� أخرى�2J"
    assert source_lines(Quote.of(trick, 0, 4))[0] == "المصدر: �[2Jعنوان"


def test_matches_stay_in_place_after_carriage_returns():
    text = "سطر أول\r\nسطر ثان\r\nوهذا المطلوب."
    wrapped = Document(DocumentId("a.txt"), text, title="ع")
    start = text.index("المطلوب")

    quote = Quote.of(wrapped, 0, len(text), matches=(Span(start, start + 7),))

    shown = flowing(quote)
    assert shown.plain == "سطر أول سطر ثان وهذا المطلوب."
    assert [shown.plain[span.start : span.end] for span in shown.spans] == ["المطلوب"]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1))
def test_every_letter_of_a_quote_is_shown_in_its_order(text: str):
    quote = Quote.of(Document(DocumentId("a"), text, title="ع"), 0, len(text))

    assert flowing(quote).plain.split() == text.split()
