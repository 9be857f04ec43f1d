from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.languages import find_language

ROWS = (Path(__file__).parent / "files" / "languages.tsv").read_text("utf-8").splitlines()[1:]
TEXTS = {code: text for code, _, text in (row.partition("\t") for row in ROWS)}


@pytest.mark.parametrize("language", TEXTS)
def test_a_sentence_tells_its_language(language: str):
    assert find_language(TEXTS[language]) == language


@pytest.mark.parametrize("language", TEXTS)
def test_what_a_page_states_does_not_count_against_its_words(language: str):
    stated = "en" if language in {"ar", "fa", "ur"} else "ar"

    assert find_language(TEXTS[language], stated) == language


def test_persian_typed_with_arabic_letters_is_persian():
    typed = TEXTS["fa"].replace("ی", "ي").replace("ک", "ك") + " گفتند چاپ شده است."

    assert find_language(typed) == "fa"


def test_vocalised_arabic_and_arabic_of_a_persian_keyboard_are_arabic():
    vocalised = "فِي الْبَدْءِ كَانَ الْحَرْفُ، ثُمَّ جَاءَ مِنْ بَعْدِهِ السَّطْرُ عَلَى الْوَرَقِ."

    assert find_language(vocalised) == "ar"
    assert find_language(TEXTS["ar"].replace("ي", "ی").replace("ك", "ک")) == "ar"


def test_names_that_arabic_borrows_leave_it_arabic():
    assert (
        find_language("جبل دراك من جبال زاگرس، قرب شيراز في محافظة فارس، على حدود پارس.") == "ar"
    )


@pytest.mark.parametrize("part", ["en", "fr"])
def test_a_text_in_two_scripts_is_of_several_languages(part: str):
    assert find_language(f"{TEXTS['ar']}\n{TEXTS[part]}") == "mul"


@pytest.mark.parametrize(
    ("text", "stated", "expected"),
    [
        ("نعم", "", ""),
        ("نعم", "ar-EG", "ar"),
        ("نعم", "العربية", "ar"),
        ("نعم", "per", "fa"),
        ("نعم", "no language at all", ""),
        ("قىزىل گۈل باغدا ئېچىلدى، قۇشلار ناخشا ئېيتتى", "ug", "ug"),
        ("Kirjasto avattiin uudelleen keskustassa eilen illalla", "fi", "fi"),
        ("Kirjasto avattiin uudelleen keskustassa eilen illalla", "ar", "und"),
        (TEXTS["und"], "el_GR.UTF-8", "el"),
    ],
)
def test_what_is_stated_counts_where_the_words_leave_it_open(
    text: str, stated: str, expected: str
):
    assert find_language(text, stated) == expected


@given(st.text(), st.text(max_size=20))
def test_whatever_a_text_holds_its_language_is_a_code_or_nothing(text: str, stated: str):
    language = find_language(text, stated)

    assert language == "" or (
        language.isascii() and language.islower() and 2 <= len(language) <= 3
    )
