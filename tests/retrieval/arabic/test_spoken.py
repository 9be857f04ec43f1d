import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.arabic.spoken import bare_forms, may_be_spoken, written_verb


@pytest.mark.parametrize(
    ("word", "bare"),
    [
        ("المصاري", "مصاري"),
        ("عالدكان", "دكان"),
        ("هالزلمه", "زلمه"),
        ("فالسبيطار", "سبيطار"),
        ("كرهبتو", "كرهبه"),
        ("بيشوف", "يشوف"),
        ("حيشوفوا", "يشوف"),
        ("عمبيشوف", "يشوف"),
        ("كنشوف", "يشوف"),
        ("تشوفون", "يشوف"),
        ("بتشوفها", "يشوف"),
        ("شافوه", "شاف"),
        ("ماشافوش", "شاف"),
        ("مجاش", "جا"),
        ("شافته", "شافت"),
        ("حكوا", "حكي"),
    ],
)
def test_what_clings_to_a_spoken_word_is_taken_off(word: str, bare: str):
    assert bare in bare_forms(word)


def test_the_least_is_taken_off_first():
    forms = list(bare_forms("ماشافوش"))

    assert forms.index("شافو") < forms.index("شاف")


def test_a_written_noun_with_its_preposition_is_no_spoken_verb():
    assert "يعاون" not in bare_forms("بتعاون")
    assert written_verb("بتعاونها") is None


@pytest.mark.parametrize(("word", "left"), [("عطله", "طله"), ("كريس", "ريس"), ("دارك", "دار")])
def test_names_and_short_nouns_keep_their_letters(word: str, left: str):
    assert left not in bare_forms(word)


def test_a_name_that_ends_like_a_negation_is_left_whole():
    assert "سوت" not in bare_forms("سوتشي")
    assert "جا" in bare_forms("ماجاشي")


@pytest.mark.parametrize("word", ["العربيه", "خدمات", "مصر"])
def test_words_usual_in_writing_are_not_taken_apart(word: str):
    assert not may_be_spoken(word)


@pytest.mark.parametrize(
    ("word", "verb"),
    [
        ("هيزور", "يزور"),
        ("حتزور", "تزور"),
        ("كيقول", "يقول"),
        ("بيقصفوا", "يقصف"),
        ("مايزورش", "يزور"),
    ],
)
def test_a_written_verb_is_found_behind_tense_and_negation(word: str, verb: str):
    assert written_verb(word) == verb


@pytest.mark.parametrize(
    "word", ["هيلاري", "هالمناطق", "حيدر", "بيرو", "بيان", "كيف", "يزور", "شاف"]
)
def test_names_and_other_words_hide_no_verb(word: str):
    assert written_verb(word) is None


@given(st.text(alphabet="يتنابهحكدعمشوفل", min_size=1, max_size=12))
def test_every_bare_form_is_a_word(word: str):
    assert all(bare_forms(word))
