"""Answers as messages: true quotes, sources below them, within Telegram's limits."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.display import utf16_length, visible_text
from bot.telegram.rendering import (
    MAX_MESSAGE_UNITS,
    render_context,
    render_page,
    render_quotes,
    split_pages,
)
from bot.telegram.texts import Texts, Wording
from retrieval.datatypes import Document, DocumentId, Quote, Span

RLM = "\u200f"  # RIGHT-TO-LEFT MARK
WORDING = Wording(Texts.load("ar"))


def document(text: str, **fields: str) -> Document:
    defaults = {"title": "عنوان المقال", "source": "الصحيفة", "date": "2016-08-09"}
    return Document(DocumentId("a.md"), text, **{**defaults, **fields})


def whole(text: str, matches: tuple[Span, ...] = (), **fields: str) -> Quote:
    return Quote.of(document(text, **fields), 0, len(text), matches=matches)


def pages(*quotes: Quote, page_size: int = 10) -> list[str]:
    return [
        render_page(quotes[page.start : page.stop], page.start, WORDING, heading="")
        for page in split_pages(quotes, page_size, WORDING)
    ]


def render_quote(quote: Quote) -> str:
    return render_quotes([quote], WORDING)


def blockquotes(markup: str) -> list[str]:
    return re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", markup, flags=re.DOTALL)


def test_a_quote_stands_above_its_source_with_the_matching_words_bold():
    quote = whole(
        "بدأ الاجتماع في القاهرة.",
        (Span(4, 12), Span(16, 23)),
        url="https://example.org/a?b=1&c=2",
    )

    [message] = pages(quote)

    assert message.split("\n") == [
        "<blockquote>بدأ <b>الاجتماع</b> في <b>القاهرة</b>.</blockquote>",
        (
            '<a href="https://example.org/a?b=1&amp;c=2#:~:text=%D8%A8%D8%AF%D8%A3%20'
            "%D8%A7%D9%84%D8%A7%D8%AC%D8%AA%D9%85%D8%A7%D8%B9%20%D9%81%D9%8A%20"
            '%D8%A7%D9%84%D9%82%D8%A7%D9%87%D8%B1%D8%A9.">عنوان المقال</a>'
            " · الصحيفة · ٩ أغسطس ٢٠١٦"
        ),
    ]


def test_what_a_source_does_not_state_is_left_out():
    quote = whole("نص.", source="", date="")

    assert render_quote(quote) == "<blockquote>نص.</blockquote>\nعنوان المقال"


def test_a_heading_stands_above_the_quotes():
    page = render_page([whole("نص.")], 0, WORDING, heading="أقرب ما وجدت في المقالات:")

    assert page.startswith("أقرب ما وجدت في المقالات:\n<blockquote>نص.")


def test_hard_wrapped_lines_flow_and_the_bold_words_stay_where_they_were():
    text = "قال الوزير\nإن  الاجتماع\n\nبدأ."
    matches = (Span(4, 13), Span(15, 23))

    rendered = render_quote(whole(text, matches))

    assert text[4:13] == "الوزير\nإن"
    assert blockquotes(rendered) == ["قال <b>الوزير إن</b> <b>الاجتماع</b> بدأ."]


def test_markup_in_an_article_is_shown_not_obeyed():
    rendered = render_quote(whole("إذا كان <b>س</b> & ص", title="<i>", url='https://x.org/"><b>'))

    assert blockquotes(rendered) == ["إذا كان &lt;b&gt;س&lt;/b&gt; &amp; ص"]
    assert '<a href="https://x.org/&quot;&gt;&lt;b&gt;#:~:text=' in rendered


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "ftp://x.org", "https://x.org/a b"])
def test_only_web_addresses_become_links(url: str):
    assert "<a" not in render_quote(whole("نص.", url=url))


def test_the_source_line_reads_from_right_to_left_whatever_it_starts_with():
    rendered = render_quote(whole("نص.", title="OpenAI تعلن", source="BBC"))

    assert rendered.split("\n")[1] == (
        f"{RLM}\u2068OpenAI\u2069 تعلن · \u2068BBC\u2069 · ٩ أغسطس ٢٠١٦"
    )


def test_a_long_quote_can_be_expanded():
    assert "<blockquote expandable>" in render_quote(whole("كلمة " * 100))
    assert "expandable" not in render_quote(whole("كلمة " * 10))


def test_quotes_that_do_not_fit_together_go_onto_pages_of_their_own():
    quotes = [whole(f"{letter}كلمة " * 300) for letter in "ابجد"]

    messages = pages(*quotes)

    assert len(messages) == 2
    assert [len(blockquotes(message)) for message in messages] == [2, 2]


def test_neighbours_from_one_document_share_a_source_line_that_numbers_them():
    article = document("بدأ الاجتماع. ثم انتهى.")
    other = Document(DocumentId("b.md"), "لم يبدأ.", "عنوان آخر")
    first, second = Quote.of(article, 0, 13), Quote.of(article, 14, 23)

    [message] = pages(first, second, Quote.of(other, 0, 8))

    assert message.split("\n") == [
        "<blockquote>بدأ الاجتماع.</blockquote>",
        "<blockquote>ثم انتهى.</blockquote>",
        f"{RLM}١، ٢ · عنوان المقال · الصحيفة · ٩ أغسطس ٢٠١٦",
        "",
        "<blockquote>لم يبدأ.</blockquote>",
        f"{RLM}٣ · عنوان آخر",
    ]


def with_twins(quote: Quote, *fields: dict[str, str]) -> Quote:
    """The quote, said by other documents too; what is not stated of them is as in `document`."""
    documents = [
        replace(document(quote.text, **of_twin), document_id=DocumentId(f"twin{n}.md"))
        for n, of_twin in enumerate(fields)
    ]
    return replace(quote, twins=tuple(Quote.of(twin, 0, len(twin.text)) for twin in documents))


def test_every_source_that_says_the_same_has_a_line_of_what_is_its_own():
    quote = with_twins(
        whole("نص."),
        {"source": "وكالة الأنباء"},
        {"source": "BBC", "date": "2016-08-10", "url": "https://x.org/"},
        {"source": "", "date": "", "title": "عنوان آخر"},
    )

    assert render_quote(quote).split("\n") == [
        "<blockquote>نص.</blockquote>",
        "عنوان المقال · الصحيفة · ٩ أغسطس ٢٠١٦",
        "وكذلك: وكالة الأنباء",
        (
            'وكذلك: <a href="https://x.org/#:~:text=%D9%86%D8%B5.">\u2068BBC\u2069</a>'
            " · ١٠ أغسطس ٢٠١٦"
        ),
        "وكذلك: عنوان آخر",
    ]


def test_copies_of_one_source_are_named_once_and_no_more_than_four_sources_in_all():
    copies = with_twins(whole("نص."), {}, {"date": "2020-01-01"})
    outlets = with_twins(whole("نص."), *({"source": f"صحيفة {letter}"} for letter in "ابجدهو"))

    assert "وكذلك" not in render_quote(copies)
    assert [line for line in render_quote(outlets).split("\n") if "وكذلك" in line] == [
        "وكذلك: صحيفة ا",
        "وكذلك: صحيفة ب",
        "وكذلك: صحيفة ج",
    ]


def test_in_english_the_name_of_another_source_keeps_together_in_its_direction():
    quote = with_twins(whole("نص."), {"title": "شركة OpenData تبني", "source": "وكالة الأنباء"})

    line = render_quotes([quote], Wording(Texts.load("en"))).split("\n")[-1]

    assert line == "Also: \u2068شركة OpenData تبني\u2069 · \u2068وكالة الأنباء\u2069"


def test_neighbours_share_their_source_lines_only_if_the_same_others_say_both():
    article = document("بدأ الاجتماع. ثم انتهى. وغادر الوفد.")
    first, second, third = (Quote.of(article, *span) for span in ((0, 13), (14, 23), (24, 36)))
    other = {"source": "وكالة"}

    [message] = pages(with_twins(first, other), with_twins(second, other), third)

    assert [line for line in message.split("\n") if " · " in line or "وكذلك" in line] == [
        f"{RLM}١، ٢ · عنوان المقال · الصحيفة · ٩ أغسطس ٢٠١٦",
        "وكذلك: وكالة",
        f"{RLM}٣ · عنوان المقال · الصحيفة · ٩ أغسطس ٢٠١٦",
    ]


def test_a_paragraph_names_its_own_source_alone():
    quote = with_twins(whole("نص."), {"source": "وكالة"})
    context = replace(quote, matches=(Span(0, 3),), twins=())

    assert "وكالة" not in render_context(quote, context, WORDING)


def test_no_page_holds_more_quotes_than_the_chat_wants():
    quotes = [whole(f"نص {n}.") for n in range(5)]

    split = split_pages(quotes, 2, WORDING)

    assert split == [range(2), range(2, 4), range(4, 5)]


def test_a_paragraph_shows_its_quote_in_bold():
    article = document("بدأ الاجتماع. ثم\nانتهى. وغادر الوفد.", url="https://x.org/")
    quote = Quote.of(article, 14, 23)
    context = Quote.of(article, 0, 36, matches=(Span(14, 23),))

    rendered = render_context(quote, context, WORDING)

    assert blockquotes(rendered) == ["بدأ الاجتماع. <b>ثم انتهى.</b> وغادر الوفد."]
    assert 'href="https://x.org/#:~:text=%D8%AB%D9%85%20' in rendered


def test_a_paragraph_is_not_folded_away_however_long_it_is():
    article = document("هذه جملة طويلة. " * 100)
    quote = Quote.of(article, 800, 815)
    context = Quote.of(article, 0, 1600, matches=(Span(800, 815),))

    assert "<blockquote>" in render_context(quote, context, WORDING)


def test_a_quote_that_no_message_can_hold_ends_at_a_sentence_and_our_mark_stands_outside():
    sentence = "هذه جملة طويلة بعض الشيء عن اجتماع لم يبدأ بعد. "

    [message] = pages(whole(sentence * 200))

    [shown] = blockquotes(message)
    assert shown.endswith("لم يبدأ بعد.")
    assert sentence * 200 == shown + (sentence * 200)[len(shown) :]
    assert message.split("</blockquote>\n")[1].startswith(f"{RLM}[…]\n")


def test_without_a_sentences_end_it_ends_at_a_word():
    [message] = pages(whole("كلمات " * 2000))

    [shown] = blockquotes(message)
    assert set(shown.split(" ")) == {"كلمات"}
    assert utf16_length(shown) > 2800


def test_a_title_that_goes_on_is_shortened_at_a_word():
    rendered = render_quote(whole("نص.", title="كلمات " * 100))

    source = rendered.split("\n")[1]
    assert source.startswith("كلمات كلمات")
    assert "كلمات… · الصحيفة" in source


@given(
    st.lists(
        st.text(alphabet=st.sampled_from("اب\u064bج \n.<&😀\u200fA1"), min_size=1, max_size=6000),
        min_size=1,
        max_size=10,
    ),
    st.text(max_size=400),
    st.integers(0, 4),
)
def test_no_message_is_ever_too_long_and_no_letter_of_a_quote_is_changed(
    texts: list[str], title: str, n_twins: int
) -> None:
    twins = [{"title": f"{n} {title}", "source": f"{title} {n}"} for n in range(n_twins)]
    quotes = [with_twins(whole(text, title=title or "عنوان"), *twins) for text in texts]

    messages = pages(*quotes)

    assert all(
        1 <= utf16_length(visible_text(message)) <= MAX_MESSAGE_UNITS for message in messages
    )
    shown = [visible_text(quote) for message in messages for quote in blockquotes(message)]
    assert len(shown) == len(texts)
    for seen, text in zip(shown, texts, strict=True):
        assert re.sub(r"\s+", " ", text).startswith(seen)
