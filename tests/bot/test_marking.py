"""What is shown of a quote is what its source says, but for white space."""

import time

from hypothesis import given
from hypothesis import strategies as st

from bot.marking import flowing_pieces
from retrieval.datatypes import Span


def test_matching_words_are_told_apart_from_those_around_them():
    pieces = flowing_pieces("قال الوزير أمس", [Span(4, 10)])

    assert pieces == [("قال ", False), ("الوزير", True), (" أمس", False)]


def test_wrapped_lines_flow_also_within_a_match_and_at_its_edges():
    pieces = flowing_pieces("وزير\n  الخارجية \t الروسي", [Span(5, 18)])

    assert pieces == [("وزير ", False), ("الخارجية ", True), ("الروسي", False)]


def test_a_long_text_with_many_matches_takes_no_longer_for_each():
    text = "كلمة عربية\n" * 10_000
    matches = [Span(11 * n, 11 * n + 4) for n in range(10_000)]

    started_at = time.process_time()
    pieces = flowing_pieces(text, matches)
    took_s = time.process_time() - started_at

    assert pieces == [("كلمة", True), (" عربية ", False)] * 10_000
    assert took_s < 1


def test_a_match_beyond_what_is_shown_is_passed_over():
    assert flowing_pieces("قال", [Span(2, 9)]) == [("قال", False)]


@given(
    st.text(alphabet="اب \n\t.", min_size=1),
    st.lists(st.integers(0, 20), unique=True, max_size=6).map(sorted),
)
def test_no_letter_is_lost_or_added(text: str, edges: list[int]):
    matches = [Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=False)]

    pieces = flowing_pieces(text, matches)

    assert "".join(piece.text for piece in pieces).split() == text.split()
    assert all(piece.text for piece in pieces)
