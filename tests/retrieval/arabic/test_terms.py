import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import (
    grams,
    light_stem,
    skeleton,
    split_words,
    stop_words,
    word_terms,
)

ARABIC_WORDS = st.text(alphabet="ابتةجدرسفكلمنهويء", min_size=1, max_size=12)


def test_words_are_runs_of_letters_and_digits():
    assert split_words("قال: «بلغ 3.5 م_عام» covid-19") == [
        "قال",
        "بلغ",
        "3",
        "5",
        "م",
        "عام",
        "covid",
        "19",
    ]


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("والمهندسون", "مهندس"),
        ("بالمدارس", "مدارس"),
        ("للطلاب", "طلاب"),
        ("كالبحر", "بحر"),
        ("فالسفينه", "سفين"),
        ("وكتب", "كتب"),
        ("مدينتهم", "مدينتهم"),
        ("سيارات", "سيار"),
        ("كتابها", "كتاب"),
        ("ولد", "ولد"),
        ("الان", "ان"),
        ("في", "في"),
        ("2019", "2019"),
        ("قوي", "قوي"),
        ("مدين", "مدين"),
        ("دين", "دين"),
        ("لغات", "لغ"),
    ],
)
def test_light_stems_are_those_worked_by_hand(word: str, stem: str):
    assert light_stem(word) == stem


@pytest.mark.parametrize(
    ("word", "inflected"),
    [
        ("عاصمه", ["عاصمتها", "وعاصمته", "عاصمتي", "العاصمتين", "عاصمتان"]),
        ("ولايه", ["ولايته", "الولايتين", "الولايات"]),
        ("عربيه", ["عربيته", "العربيتين"]),
        ("بيت", ["بيتها", "بيته", "البيتين"]),
        ("صوت", ["صوته"]),
    ],
)
def test_a_ta_marbuta_is_dropped_before_what_follows_it_as_at_the_end(
    word: str, inflected: list[str]
):
    assert {light_stem(form) for form in inflected} == {light_stem(word)}


def test_a_word_that_begins_with_waw_has_one_stem_with_the_article_and_without():
    assert light_stem("وزير") == light_stem("الوزير") == light_stem("والوزير") == "زير"
    assert light_stem("وكاله") == light_stem("الوكاله")
    assert light_stem("الورد") == light_stem("ورد") == "ورد"


def test_a_skeleton_keeps_the_first_letter_and_drops_long_vowels():
    assert skeleton("كتاب") == skeleton("كتب") == "كتب"
    assert skeleton("وزير") == skeleton("وزراء".removesuffix("اء")) == "وزر"
    assert skeleton("ايران") == "ارن"
    assert skeleton("") == ""


def test_a_skeleton_drops_the_letter_that_an_inflection_puts_before_a_word():
    assert skeleton("يزور") == skeleton("مزار") == skeleton("لزيار") == skeleton("زيار") == "زر"
    assert skeleton("بلاد") == "بلد"
    assert skeleton("يمن") == "يمن"


def test_grams_mark_the_boundaries_of_a_word():
    assert grams("سفينه") == ("_سفي", "سفين", "فينه", "ينه_")
    assert grams("سد") == ("_سد_",)
    assert grams("س") == ("_س_",)


def test_a_gram_that_comes_twice_is_listed_once():
    assert grams("ههههههه") == ("_ههه", "هههه", "ههه_")


def test_the_terms_of_a_word_come_together():
    terms = word_terms("والمدارس")

    assert (terms.stem, terms.skeleton) == ("مدارس", "درس")
    assert terms.grams == grams("والمدارس")


@given(ARABIC_WORDS)
def test_a_stem_is_a_part_of_its_word_of_two_letters_or_more(word: str):
    stem = light_stem(word)

    assert stem in word
    assert len(stem) >= min(len(word), 2)


@given(ARABIC_WORDS)
def test_grams_cover_the_whole_word(word: str):
    marked = f"_{word}_"

    assert all(gram in marked for gram in grams(word))
    assert len(grams(word)) <= max(len(marked) - 3, 1)


def test_stop_words_are_spelled_as_keys():
    assert {word for word in stop_words() if matching_key(word) != word} == set()


def test_stop_words_come_with_their_conjunctions():
    assert {"من", "ومن", "فمن", "الي", "هولاء", "اللي"} <= stop_words()
    assert not {"عم", "سوريا", "رييس"} & stop_words()
