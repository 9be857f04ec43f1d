"""Buttons under an answer: which there are, and that Telegram takes them all."""

import json
import operator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup

from bot.storage.answers import StoredAnswer, new_answer_id
from bot.storage.quotes import StoredQuote
from bot.telegram.answer_messages import StandingQuotes, Surroundings, show_context, show_page
from bot.telegram.display import utf16_length, visible_text
from bot.telegram.rendering import MAX_MESSAGE_UNITS, split_pages
from bot.telegram.texts import Texts, Wording
from retrieval.datatypes import Document, DocumentId, Outcome, Quote, Span
from tests.telegram.bot_api_keyboards import checked_keyboard

PRIVATE = Surroundings(
    Wording(Texts.load("ar")),
    has_buttons=True,
    is_interactive=True,
    is_group=False,
    can_share=True,
)
CHANNEL = replace(PRIVATE, is_interactive=False)
WITH_ADDRESS = Document(DocumentId("a.md"), "نص أول. نص ثان.", "عنوان", url="https://x.org/a")
WITHOUT = Document(DocumentId("b.md"), "نص ثالث. نص رابع.", "عنوان آخر")


def answer(*quotes: Quote, page_size: int = 3, question: str = "متى؟", **fields: object):
    values: dict[str, object] = {
        "answer_id": new_answer_id(),
        "chat_id": 1,
        "thread_id": None,
        "question_id": 1,
        "asker_id": 1,
        "question": question,
        "previous": (),
        "outcome": Outcome.ANSWER,
        "quotes": tuple(map(StoredQuote.of, quotes)),
        "page_size": page_size,
        "asked_at": 0.0,
        **fields,
    }
    return StoredAnswer(**values)  # type: ignore[arg-type] # one by one as above


def labels(keyboard: InlineKeyboardMarkup | None) -> list[list[str]]:
    return (
        [[button.text for button in row] for row in keyboard.inline_keyboard] if keyboard else []
    )


def shown_labels(*quotes: Quote, number: int = 0, page_size: int = 3, where: Surroundings):
    standing = StandingQuotes.all_of(quotes)
    page = show_page(answer(*quotes, page_size=page_size), standing, number, where)
    return labels(page.keyboard)


def test_one_quote_has_its_buttons_in_a_row():
    quote = Quote.of(WITH_ADDRESS, 0, 7)

    assert shown_labels(quote, where=PRIVATE) == [
        ["السياق", "المصدر", "نسخ"],
        ["👍", "👎", "مشاركة"],
    ]


def test_several_quotes_have_numbered_ones_and_articles_without_an_address_are_sent():
    quotes = [Quote.of(WITH_ADDRESS, 0, 7), Quote.of(WITHOUT, 0, 8), Quote.of(WITHOUT, 9, 17)]

    assert shown_labels(*quotes, where=PRIVATE) == [
        ["السياق ١", "السياق ٢", "السياق ٣"],
        ["المصدر ٢"],
        ["نسخ ١", "نسخ ٢", "نسخ ٣"],
        ["👍", "👎", "مشاركة"],
    ]


@pytest.mark.parametrize(
    ("number", "turning"), [(0, ["المزيد"]), (1, ["السابق", "المزيد"]), (2, ["السابق"])]
)
def test_pages_lead_both_ways(number: int, turning: list[str]):
    quotes = [Quote.of(WITHOUT, start, 8) for start in range(3)]

    rows = shown_labels(*quotes, number=number, page_size=1, where=PRIVATE)

    assert rows[1] == turning


def test_in_a_channel_nothing_turns_sends_or_switches():
    quotes = [Quote.of(WITH_ADDRESS, 0, 7), Quote.of(WITHOUT, 0, 8)]

    assert shown_labels(quotes[0], where=CHANNEL) == [["المصدر", "نسخ"], ["👍", "👎"]]
    assert shown_labels(*quotes, page_size=2, where=CHANNEL) == [["نسخ ١", "نسخ ٢"], ["👍", "👎"]]


def test_what_telegram_cannot_copy_or_share_has_no_button_for_it():
    long = Document(DocumentId("c.md"), "كلمة " * 60, "عنوان")
    quote = Quote.of(long, 0, len(long.text))

    asked = answer(quote, question="سؤال " * 60)
    page = show_page(asked, StandingQuotes.all_of([quote]), 0, PRIVATE)

    assert labels(page.keyboard) == [["السياق", "المصدر"], ["👍", "👎"]]


def test_a_chat_without_buttons_has_none():
    quote = Quote.of(WITHOUT, 0, 8)
    without = replace(PRIVATE, has_buttons=False)

    page = show_page(answer(quote), StandingQuotes.all_of([quote]), 0, without)

    assert page.keyboard is None


@pytest.mark.parametrize(
    ("previous", "shared"),
    [
        ((), ["ومتى؟"]),
        (("كم كلفة الجسر؟",), ["كم كلفة الجسر؟ ومتى؟"]),
        (("كم كلفة الجسر؟", "وأين؟"), ["كم كلفة الجسر؟ ومتى؟"]),
        (("سؤال طويل " * 20,), []),
    ],
)
def test_a_question_is_shared_with_the_one_that_says_what_it_is_about(
    previous: tuple[str, ...], shared: list[str]
) -> None:
    quote = Quote.of(WITHOUT, 0, 8)
    asked = answer(quote, question="ومتى؟", previous=previous)

    page = show_page(asked, StandingQuotes.all_of([quote]), 0, PRIVATE)

    assert page.keyboard
    buttons = [button for row in page.keyboard.inline_keyboard for button in row]
    assert [b.switch_inline_query for b in buttons if b.switch_inline_query] == shared


def test_the_buttons_of_quotes_that_still_stand_lead_where_they_led():
    quotes = [Quote.of(WITHOUT, start, 8) for start in range(4)]
    standing = StandingQuotes([quotes[0], quotes[2], quotes[3]], [0, 2, 3])
    asked = answer(*quotes, page_size=2)

    pages = [show_page(asked, standing, number, PRIVATE) for number in range(2)]
    context = show_context(
        asked, standing, 3, Quote.of(WITHOUT, 0, 17, matches=(Span(3, 8),)), PRIVATE
    )

    data = [
        [button.callback_data for row in shown.keyboard.inline_keyboard for button in row]
        for shown in (*pages, context)
        if shown.keyboard
    ]
    name = asked.answer_id
    assert {f"1c:{name}:0", f"1c:{name}:2", f"1s:{name}:0"} <= set(data[0])
    assert f"1c:{name}:3" in data[1]
    assert f"1p:{name}:1" in data[2]
    assert labels(pages[0].keyboard)[0] == ["السياق ١", "السياق ٢"]


def test_below_a_native_quote_that_no_longer_stands_nothing_else_is_left_out():
    quotes = [Quote.of(WITHOUT, start, 8) for start in range(2)]
    native = replace(PRIVATE, is_native=True)

    page = show_page(answer(*quotes), StandingQuotes([quotes[1]], [1]), 0, native)

    assert "<blockquote>" in page.markup


_TEXTS = st.builds(
    operator.mul,
    st.text(alphabet=st.sampled_from("اب\u064bج \n.<&😀\u200fA1"), min_size=1, max_size=20),
    st.integers(1, 200),
)


@pytest.mark.slow
@given(
    texts=st.lists(_TEXTS, min_size=1, max_size=6),
    page_size=st.integers(1, 10),
    wording=st.sampled_from([PRIVATE.wording, Wording(Texts.load("en"))]),
    is_interactive=st.booleans(),
    how=st.fixed_dictionaries(
        {
            "outcome": st.sampled_from([Outcome.ANSWER, Outcome.WEAK]),
            "previous": st.sampled_from([(), ("سؤال سابق " * 90,), ("<&>😀" * 90,)]),
        }
    ),
    named=st.fixed_dictionaries(
        {
            "title": st.text(min_size=1, max_size=300),
            "url": st.sampled_from(
                ["", "https://x.org/a", "http://x", "https://x.org/" + "ا" * 999]
            ),
        }
    ),
)
def test_whatever_is_shown_keeps_to_telegrams_limits(
    texts: list[str],
    page_size: int,
    wording: Wording,
    is_interactive: bool,
    how: dict[str, Any],
    named: dict[str, str],
) -> None:
    where = replace(PRIVATE, wording=wording, is_interactive=is_interactive, is_group=True)
    documents = [
        Document(DocumentId(f"{n % 3}.md"), text, source="صحيفة", date="2024-05-12", **named)
        for n, text in enumerate(texts)
    ]
    quotes = [Quote.of(document, 0, -(-len(document.text) // 2)) for document in documents]
    stored = answer(*quotes, page_size=page_size, **how)
    pages = split_pages(quotes, page_size, wording)

    standing = StandingQuotes.all_of(quotes)
    messages = [show_page(stored, standing, number, where) for number in range(len(pages))]
    for position, document in enumerate(documents):
        sentence = Span(0, quotes[position].end)
        around = Quote.of(document, 0, len(document.text), matches=(sentence,))
        messages.append(show_context(stored, standing, position, around, where))

    for message in messages:
        assert message.keyboard
        assert 1 <= utf16_length(visible_text(message.markup)) <= MAX_MESSAGE_UNITS
        rows = json.loads(message.keyboard.to_json())
        assert checked_keyboard(rows, chat_kind="supergroup" if is_interactive else "channel")
