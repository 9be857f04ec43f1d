import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.offsets import map_key
from retrieval.arabic.questions import analyse_question
from retrieval.arabic.terms import split_words, stop_words
from retrieval.corpus.duplicates import is_near_duplicate, sentence_words
from retrieval.datatypes import Quote, Span
from retrieval.index.snapshot import Snapshot
from retrieval.search.quoting import Topic, cut_quotes, find_matches
from retrieval.settings import QuoteSettings
from tests.retrieval.search.shelf import Article, ask, open_shelf

# ARABIC FATHA, DAMMA, KASRA, SUKUN, DAMMATAN, TATWEEL
FATHA, DAMMA, KASRA, SUKUN, DAMMATAN = "\u064e", "\u064f", "\u0650", "\u0652", "\u064c"
TATWEEL = "\u0640"
THOUSANDS_SEPARATOR = "\u066c"  # ARABIC THOUSANDS SEPARATOR
BLESSING = "\ufdfa"  # ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM, four words in one character

LETTERS = st.text(
    alphabet=[*"لافروفوزيرقطا ،.", FATHA, TATWEEL, THOUSANDS_SEPARATOR, BLESSING, *"12٣"],
    max_size=60,
)


def marked(text: str, *topic: str) -> list[str]:
    """What is marked in a text for the topic's words."""
    return [text[span.start : span.end] for span in matches_in(text, topic)]


def matches_in(text: str, topic: Sequence[str]) -> tuple[Span, ...]:
    """Every word of the text looked at."""
    return find_matches(text, Topic.of(topic), [True] * len(split_words(matching_key(text))))


def quotes_of(
    snapshot: Snapshot, question: str, scores: list[float] | None = None, n_quotes: int = 3
) -> tuple[Quote, ...]:
    """Quotes of the sentences found for a question, best first by `scores` or as they stand."""
    asked = ask(snapshot, question)
    values = np.array(scores or [0.0] * len(asked.sentences))
    return cut_quotes(
        snapshot, asked.question, asked.candidates, values, n_quotes, QuoteSettings()
    )


def test_a_quote_is_a_slice_of_its_document(tmp_path: Path):
    text = f"وصل الق{TATWEEL}طار «السريع» مُتأخِّرًا!  ثم نزل الركاب… وغادر الوزير."
    with open_shelf(tmp_path, Article(text, title="المحطة")) as snapshot:
        quotes = quotes_of(snapshot, "متى وصل القطار؟")

    assert [quote.text for quote in quotes] == [
        f"وصل الق{TATWEEL}طار «السريع» مُتأخِّرًا!",
        "ثم نزل الركاب… وغادر الوزير.",
    ]
    for quote in quotes:
        assert quote.text == text[quote.start : quote.end]
        assert (quote.document_id, quote.title) == ("a.jsonl#1", "المحطة")


def test_quotes_stand_in_the_order_given_with_their_scores(tmp_path: Path):
    text = "وصل القطار السريع. نزل الركاب جميعا. غادر الوزير المحطة."
    with open_shelf(tmp_path, Article(text)) as snapshot:
        quotes = quotes_of(snapshot, "القطار", scores=[0.5, -1.0, 2.5])

    assert [(quote.text, quote.score) for quote in quotes] == [
        ("غادر الوزير المحطة.", 2.5),
        ("وصل القطار السريع.", 0.5),
        ("نزل الركاب جميعا.", -1.0),
    ]


@pytest.mark.parametrize(("n_quotes", "expected"), [(0, 0), (1, 1), (2, 2), (5, 3)])
def test_there_are_at_most_as_many_quotes_as_asked_for(
    tmp_path: Path, n_quotes: int, expected: int
):
    text = "وصل القطار السريع. نزل الركاب جميعا. غادر الوزير المحطة."
    with open_shelf(tmp_path, Article(text)) as snapshot:
        assert len(quotes_of(snapshot, "القطار", n_quotes=n_quotes)) == expected


def test_after_three_quotes_one_far_behind_the_first_ends_them(tmp_path: Path):
    text = " ".join(f"وصل القطار السريع رقم {n}." for n in range(1, 7))
    with open_shelf(tmp_path, Article(text)) as snapshot:
        far = quotes_of(snapshot, "القطار", [9.0, -9.0, -9.5, -9.6, -9.7, -9.8], n_quotes=6)
        near = quotes_of(snapshot, "القطار", [9.0, 8.0, 7.0, 3.5, 3.4, 3.3], n_quotes=6)

    assert [quote.score for quote in far] == [9.0, -9.0, -9.5]
    assert [quote.score for quote in near] == [9.0, 8.0, 7.0, 3.5]


def test_a_sentence_that_two_files_hold_is_quoted_once_from_the_better_place(tmp_path: Path):
    shared, other = "وصل القطار السريع إلى المحطة متأخرا ساعة.", "نزل الركاب جميعا."
    with open_shelf(tmp_path, Article(f"{shared} {other}"), Article(shared)) as snapshot:
        quotes = quotes_of(snapshot, "القطار", scores=[1.0, 0.0, 2.0])

    assert [(quote.document_id, quote.text) for quote in quotes] == [
        ("a.jsonl#2", shared),
        ("a.jsonl#1", other),
    ]


def test_a_sentence_that_differs_in_marks_and_spacing_is_not_quoted_again(tmp_path: Path):
    first = "وصل القطار السريع إلى المحطة متأخرا ساعة."
    second = f"وصل  القطار السريع إلى المحط{TATWEEL}ة مت{FATHA}أخرا ساعة!"
    with open_shelf(tmp_path, Article(first), Article(second)) as snapshot:
        [quote] = quotes_of(snapshot, "القطار")

    assert quote.text == first
    assert [twin.text for twin in quote.twins] == [second]


def test_a_quote_names_the_other_documents_that_say_the_same(tmp_path: Path):
    shared, other = "وصل القطار السريع إلى المحطة متأخرا ساعة.", "نزل الركاب جميعا."
    articles = (
        Article(shared, "القطار", "الصحيفة"),
        Article(f"{other} {shared}", "المحطة", "الوكالة"),
    )
    with open_shelf(tmp_path, *articles) as snapshot:
        quotes = quotes_of(snapshot, "القطار", scores=[2.0, 1.0, 0.0])

    assert [quote.text for quote in quotes] == [shared, other]
    [twin] = quotes[0].twins
    assert (twin.document_id, twin.title, twin.source) == ("a.jsonl#2", "المحطة", "الوكالة")
    assert (twin.start, twin.end, twin.text) == (18, 18 + len(shared), shared)
    assert twin.twins == quotes[1].twins == ()


def test_a_twin_is_marked_as_its_quote_is_if_it_is_the_same_to_the_letter(tmp_path: Path):
    first = "وصل القطار السريع إلى المحطة متأخرا ساعة."
    texts = (first, first, f"«{first}»")
    with open_shelf(tmp_path, *map(Article, texts)) as snapshot:
        [quote] = quotes_of(snapshot, "القطار السريع")

    places = (quote, *quote.twins)
    assert sorted(place.text for place in places) == sorted(texts)
    assert [place.matches for place in places if place.text == quote.text] == [
        quote.matches for text in texts if text == quote.text
    ]
    assert [place.matches for place in places if place.text != quote.text] == [
        () for text in texts if text != quote.text
    ]
    assert len(quote.matches) == 2


def test_no_more_twins_are_named_than_the_settings_say(tmp_path: Path):
    shared = "وصل القطار السريع إلى المحطة متأخرا ساعة."
    with open_shelf(tmp_path, *map(Article, [shared] * 9)) as snapshot:
        [quote] = quotes_of(snapshot, "القطار")

    assert len(quote.twins) == QuoteSettings().n_twins


def test_a_sentence_with_another_number_is_quoted_too(tmp_path: Path):
    first = "بلغ عدد ركاب القطار السريع في ذلك اليوم 228 راكبا."
    second = "بلغ عدد ركاب القطار السريع في ذلك اليوم 229 راكبا."
    with open_shelf(tmp_path, Article(first), Article(second)) as snapshot:
        assert [quote.text for quote in quotes_of(snapshot, "القطار")] == [first, second]


def test_what_is_left_out_as_a_repeat_makes_room_for_another(tmp_path: Path):
    shared = "وصل القطار السريع إلى المحطة متأخرا ساعة."
    other = "غادر الوزير المحطة مسرعا مع مرافقيه."
    with open_shelf(tmp_path, *map(Article, (shared, shared, other))) as snapshot:
        quotes = quotes_of(snapshot, "القطار", n_quotes=2)

    assert [quote.text for quote in quotes] == [shared, other]


def test_words_of_the_question_are_marked_in_a_quote(tmp_path: Path):
    with open_shelf(tmp_path, Article("وصل أمس القطار السريع إلى المحطة.")) as snapshot:
        (quote,) = quotes_of(snapshot, "متى وصل القطار في رأي الوزير؟")

    assert [quote.text[span.start : span.end] for span in quote.matches] == ["وصل", "القطار"]


@pytest.mark.parametrize(
    ("text", "topic", "expected"),
    [
        ("استقبل القطارات الجديدة", "قطار", ["القطارات"]),  # the stem
        ("وصل المقاتلون", "مقاتلين", ["المقاتلون"]),  # the stem
        ("وقع الاتفاق", "اتفاقات", ["الاتفاق"]),  # the stem
        ("عن الحدود والأسلحة", "سلاح", []),  # «سلح» and «اسلح»: nothing in common
        ("كتب الرسائل كلها", "رساله", ["الرسائل"]),  # the skeleton
        ("قال لافروف", "لافرووف", ["لافروف"]),  # misspelt: «_لاف» to «افرو» and «وف_»
        ("قال لامبرتو زانيير", "زانير", ["زانيير"]),
        ("تحدث الوزير", "قطار", []),
    ],
)
def test_a_word_is_marked_by_its_stem_its_skeleton_or_most_of_its_letters(
    text: str, topic: str, expected: list[str]
):
    assert marked(text, topic) == expected


def test_a_short_skeleton_is_shared_by_chance_and_marks_nothing():
    # «زيارة» and «زار» are both «زر».
    assert marked("زار الوزير القاهرة", "زياره") == []


@pytest.mark.parametrize("word", ["كان", "التي", "عليه"])
def test_a_stop_word_is_not_marked_even_if_it_is_asked_for(word: str):
    assert word in stop_words()
    assert marked(f"{word} القطار", word, "قطار") == ["القطار"]


@pytest.mark.parametrize(
    "written",
    [
        f"ال{SUKUN}ق{KASRA}ط{FATHA}ار{DAMMA}",
        f"الق{TATWEEL}{TATWEEL}طا{TATWEEL}ر",
        f"القطار{DAMMATAN}",
        f"القطا{TATWEEL}{SUKUN}ر{TATWEEL}",
    ],
)
def test_a_mark_covers_whole_letters_with_all_that_is_written_on_them(written: str):
    assert marked(f"قال «{written}» إنه عائد", "قطار") == [written]


def test_a_mark_leaves_out_what_stands_around_the_word():
    right_to_left = "\u200f"  # RIGHT-TO-LEFT MARK
    text = f"(القطار)، {right_to_left}والمحطة{right_to_left}."

    assert marked(text, "قطار", "محطه") == ["القطار", "والمحطة"]


def test_a_number_is_marked_with_its_separator():
    assert marked(f"بلغت ٢{THOUSANDS_SEPARATOR}١٥٥ منطقة", "2155") == [
        f"٢{THOUSANDS_SEPARATOR}١٥٥"
    ]


def test_several_words_in_one_character_are_marked_once():
    assert marked(f"قال النبي {BLESSING} ذلك", "صلي", "وسلم") == [BLESSING]


def test_every_word_that_matches_is_marked_in_a_quote(tmp_path: Path):
    """What the index takes for hopeless is not looked at again; it must not be a match."""
    question = "ماذا قال لامبرتو زافيير ولافرووف عن رسالة القطارات والمقاتلين؟"
    texts = [
        "قال لامبرتو زانيير إن الرسائل وصلت مع القطار.",
        "رأى لافروف المقاتلون والقطاران والرسالتين.",
        "سافر لامبرت إلى زافير وكتب رسالته للمقاتل.",
    ]
    with open_shelf(tmp_path, *map(Article, texts)) as snapshot:
        quotes = quotes_of(snapshot, question)

    topic = [word.text for word in analyse_question(question).words if word.is_topic]
    assert {quote.text: quote.matches for quote in quotes} == {
        text: matches_in(text, topic) for text in texts
    }
    assert all(len(quote.matches) >= 3 for quote in quotes)


@given(LETTERS, st.lists(st.sampled_from(["لافروف", "وزير", "قطار", "صلي", "سلم", "123"])))
def test_matches_are_in_order_inside_the_text_and_do_not_overlap(text: str, topic: list[str]):
    spans = matches_in(text, topic)

    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))


@given(LETTERS, st.sets(st.sampled_from(["لافروف", "وزير", "قطار", "صلي", "سلم", "123"])))
@example("و\ufdfa", {"صلي", "سلم"})
def test_a_match_stands_where_its_word_stands_in_the_key_of_the_whole_text(
    text: str, topic: set[str]
):
    whole, named = map_key(text), Topic.of(sorted(topic))
    words = [found for found in re.finditer(r"[^\W_]+", whole.key) if named.holds(found.group())]
    spans = [whole.source_span(*found.span()) for found in words]

    expected: list[Span] = []
    for span in spans:  # a ligature writes several words in one character, which is marked once
        if not expected or expected[-1].end <= span.start:
            expected.append(span)
    assert list(matches_in(text, sorted(topic))) == expected


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.lists(st.integers(0, 7), min_size=1, max_size=6).map(tuple), min_size=2, max_size=5
    )
)
def test_every_place_of_every_quote_is_a_slice_of_another_document(
    articles: list[tuple[int, ...]],
):
    said = [
        f"وصل القطار {name} القادم من الجبل إلى المحطة متأخرا ساعة كاملة بسبب الثلوج."
        for name in ("السريع", "سريعا", "البطيء", "الأول", "الثاني", "الأخير", "٢٢٨", "٢٢٩")
    ]
    texts = [" ".join(said[number] for number in numbers) for numbers in articles]
    with (
        TemporaryDirectory() as folder,
        open_shelf(Path(folder), *map(Article, texts)) as snapshot,
    ):
        documents = {
            snapshot.document_id(row): snapshot.document(row).text for row in range(len(texts))
        }
        quotes = quotes_of(snapshot, "متى وصل القطار؟")

    assert quotes
    for quote in quotes:
        places = (quote, *quote.twins)
        assert len({place.document_id for place in places}) == len(places)
        for place in places:
            assert place.text == documents[place.document_id][place.start : place.end]
            assert is_near_duplicate(sentence_words(quote.text), sentence_words(place.text))


LEANING = "تحدث لافروف في سوتشي. وأضاف أن المفاوضات ستستمر. ثم غادر القاعة."


def test_a_sentence_is_quoted_with_the_one_it_leans_on_as_one_slice(tmp_path: Path):
    with open_shelf(tmp_path, Article(LEANING)) as snapshot:
        quotes = quotes_of(snapshot, "هل تستمر مفاوضات لافروف؟", scores=[1.0, 3.0, 2.0])

    assert [quote.text for quote in quotes] == [
        "تحدث لافروف في سوتشي. وأضاف أن المفاوضات ستستمر.",
        "ثم غادر القاعة.",
    ]
    first = quotes[0]
    assert first.text == LEANING[first.start : first.end]
    marks = [first.text[span.start : span.end] for span in first.matches]
    assert marks == ["لافروف", "المفاوضات", "ستستمر"]


def test_what_is_quoted_already_is_not_repeated_for_what_leans_on_it(tmp_path: Path):
    with open_shelf(tmp_path, Article(LEANING)) as snapshot:
        quotes = quotes_of(snapshot, "هل تستمر مفاوضات لافروف؟", scores=[3.0, 2.0, 1.0])

    assert [quote.text for quote in quotes] == [
        "تحدث لافروف في سوتشي.",
        "وأضاف أن المفاوضات ستستمر.",
        "ثم غادر القاعة.",
    ]


def test_twins_hold_the_neighbour_where_theirs_says_the_same(tmp_path: Path):
    same, other = LEANING, LEANING.replace("تحدث لافروف في سوتشي", "عقد الوزير مؤتمرا صحفيا")
    articles = [
        Article(text, title=title, source=title)
        for text, title in ((LEANING, "أول"), (same, "ثان"), (other, "ثالث"))
    ]
    with open_shelf(tmp_path, *articles) as snapshot:
        asked = ask(snapshot, "هل تستمر مفاوضات لافروف؟")
        leaning = [float("وأضاف" in text) for text in asked.sentences]
        first, *_ = quotes_of(snapshot, "هل تستمر مفاوضات لافروف؟", scores=leaning)

    whole, alone = "تحدث لافروف في سوتشي. وأضاف أن المفاوضات ستستمر.", "وأضاف أن المفاوضات ستستمر."
    assert (first.title, first.text) == ("أول", whole)
    assert {twin.title: twin.text for twin in first.twins} == {"ثان": whole, "ثالث": alone}
