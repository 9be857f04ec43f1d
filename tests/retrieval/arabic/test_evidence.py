import pytest

from retrieval.arabic.evidence import WordClass, month_words, time_words, word_class
from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import split_words

NUMBER, YEAR, MONTH = WordClass.NUMBER, WordClass.YEAR, WordClass.MONTH
TIME, STOP, NOTHING = WordClass.TIME, WordClass.STOP, WordClass(0)


def of(written: str) -> WordClass:
    """The class of a word as an article writes it."""
    return word_class(matching_key(written))


@pytest.mark.parametrize("year", ["1999", "2019", "2019م", "١٩٤٨", "1442هـ", "1442ه", "622هـ"])
def test_a_year_of_a_calendar_in_use_is_a_number_and_a_year(year: str):
    assert of(year) == NUMBER | YEAR


@pytest.mark.parametrize(
    "number", ["12", "228", "2155", "20194", "3000", "0990", "99هـ", "2019كم"]
)
def test_another_number_is_no_year(number: str):
    assert of(number) == NUMBER


@pytest.mark.parametrize(
    "month",
    ["يناير", "أغسطس", "ديسمبر", "شباط", "آذار", "تموز", "أيلول", "جانفي", "غشت", "january"],
)
def test_a_month_is_known_in_every_naming(month: str):
    assert of(month) == MONTH


@pytest.mark.parametrize(("month", "second"), [("كانون", "الثاني"), ("تشرين", "الأول")])
def test_a_month_of_two_words_is_known_by_the_first(month: str, second: str):
    assert of(month) == MONTH
    assert of(second) & MONTH == NOTHING


def test_a_father_is_not_august():
    assert of("آب") == of("أب") == NOTHING


@pytest.mark.parametrize("word", ["الخميس", "أمس", "غدًا", "أيام", "عامين", "الماضي", "صباحًا"])
def test_a_word_that_names_a_time_without_a_number_is_known(word: str):
    assert of(word) & TIME


@pytest.mark.parametrize(
    "word", ["سبعمئة", "سبعمائة", "ثلاث", "وأربعين", "بخمسين", "الستة", "آلاف", "مليونا", "مئة"]
)
def test_a_number_in_words_is_told_apart_from_one_in_digits(word: str):
    assert of(word) == WordClass.SPELLED


@pytest.mark.parametrize("word", ["واحد", "أحد", "اثنان", "الأول", "ثالث", "صفر"])
def test_one_two_and_ordinals_count_nothing(word: str):
    assert not of(word) & (WordClass.SPELLED | NUMBER)


@pytest.mark.parametrize("word", ["في", "من", "وعلى", "التي"])
def test_a_word_that_names_no_topic_is_a_stop_word(word: str):
    assert of(word) == STOP


@pytest.mark.parametrize("word", ["الوزير", "روسيا", "يزور", "مؤتمر", ""])
def test_a_word_of_the_topic_is_evidence_of_nothing(word: str):
    assert of(word) == NOTHING


def test_a_word_with_a_digit_in_it_is_a_number():
    assert of("F16") == NUMBER


@pytest.mark.parametrize("listed", [month_words(), time_words()])
def test_the_lists_hold_words_as_they_stand_in_keys(listed: frozenset[str]):
    assert listed

    for word in listed:
        assert split_words(matching_key(word)) == [word]
