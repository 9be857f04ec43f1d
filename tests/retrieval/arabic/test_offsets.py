import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.offsets import map_key
from retrieval.datatypes import Span

TROUBLE = st.lists(
    st.sampled_from(
        [
            *"اأبلةى 1٠٬a",
            "\u0301",  # COMBINING ACUTE ACCENT
            "\u0323",  # COMBINING DOT BELOW
            "\u064b",  # ARABIC FATHATAN
            "\u064e",  # ARABIC FATHA
            "\u0651",  # ARABIC SHADDA
            "\u0653",  # ARABIC MADDAH ABOVE
            "\u0654",  # ARABIC HAMZA ABOVE
            "\u06d5",  # ARABIC LETTER AE, which composes with the hamza
            "\u06c1",  # ARABIC LETTER HEH GOAL, which does too
            "\u200f",  # RIGHT-TO-LEFT MARK
            "\u0640",  # ARABIC TATWEEL
            "\ufefb",  # ARABIC LIGATURE LAM WITH ALEF ISOLATED FORM
            "\ufdfa",  # ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM
            "\ufe76",  # ARABIC FATHA ISOLATED FORM
            "\u0130",  # LATIN CAPITAL LETTER I WITH DOT ABOVE
            "\u03a3",  # GREEK CAPITAL LETTER SIGMA, whose lower case depends on its place
            "\u1100",  # HANGUL CHOSEONG KIYEOK
            "\u1161",  # HANGUL JUNGSEONG A
            "\u11a8",  # HANGUL JONGSEONG KIYEOK
            "\u0958",  # DEVANAGARI LETTER QA, which NFC takes apart
            "\u0f73",  # TIBETAN VOWEL SIGN II, a starter that NFC takes apart into marks
            "\u0f71",  # TIBETAN VOWEL SIGN AA
            "\u09c7",  # BENGALI VOWEL SIGN E
            "\u09be",  # BENGALI VOWEL SIGN AA, a starter that composes with the one before
            "\u2000",  # EN QUAD, which NFC replaces
            "\u2126",  # OHM SIGN, which NFC replaces
            "\u00a0",  # NO-BREAK SPACE
            "\n",
        ]
    ),
    max_size=25,
).map("".join)
ANY_TEXT = st.one_of(TROUBLE, st.text(max_size=60))


def marked(text: str, words: str) -> str:
    """The source of the place where `words` stand in the key of `text`."""
    mapped = map_key(text)
    start = mapped.key.index(words)
    span = mapped.source_span(start, start + len(words))
    return text[span.start : span.end]


@given(ANY_TEXT)
def test_the_key_is_the_matching_key(text: str):
    assert map_key(text).key == matching_key(text)


@given(ANY_TEXT)
def test_every_position_of_the_key_leads_to_a_source_character_in_order(text: str):
    mapped = map_key(text)

    assert len(mapped.starts) == len(mapped.key)
    assert list(mapped.starts) == sorted(mapped.starts)
    assert all(0 <= start < len(text) for start in mapped.starts)


@given(TROUBLE)
def test_a_letter_leads_to_a_character_with_the_same_fold(text: str):
    mapped = map_key(text)

    for letter, start in zip(mapped.key, mapped.starts, strict=True):
        if "\u0621" <= letter <= "\u064a" or letter.isdecimal():
            assert letter in matching_key(text[start])


@given(ANY_TEXT, st.data())
def test_the_source_of_a_range_has_the_range_as_its_key(text: str, data: st.DataObject):
    mapped = map_key(text)
    words = [i for i, character in enumerate(mapped.key) if character == " "]
    edges = [-1, *words, len(mapped.key)]
    first = data.draw(st.integers(0, len(edges) - 2))
    start, end = edges[first] + 1, edges[first + 1]
    if start == end:
        return

    span = mapped.source_span(start, end)

    source = text[span.start : span.end]
    # The word \ufdfa stands for four words: its parts all lead to the whole of it.
    if "\ufdfa" not in source and "\ufdfb" not in source:
        assert matching_key(source) == mapped.key[start:end]


def test_folded_letters_lead_to_their_source():
    assert tuple(map_key("أحمد إلى القرية").starts) == tuple(range(15))


@given(st.text("أآةىئcZ.،؟«٣7"))
def test_a_word_that_nothing_is_dropped_from_is_mapped_as_with_a_tatweel_after_it(word: str):
    mapped, with_tatweel = map_key(word), map_key(f"{word}\u0640")  # ARABIC TATWEEL

    assert mapped.key == with_tatweel.key == matching_key(word)
    assert list(mapped.starts) == list(with_tatweel.starts)


def test_a_marked_word_takes_its_vowel_signs_along():
    text = "قَرَأَ مُحَمَّدٌ كِتَابًا"

    assert marked(text, "محمد") == "مُحَمَّدٌ"
    assert marked(text, "كتابا") == "كِتَابًا"
    assert marked(text, "كتا") == "كِتَا"


def test_tatweel_belongs_to_the_letter_before_it():
    assert marked("الـــوزير", "ال") == "الـــ"


def test_a_decomposed_letter_is_marked_whole():
    text = "هذه ا\u0653لات كثيرة"  # alef and ARABIC MADDAH ABOVE

    assert marked(text, "الات") == "ا\u0653لات"
    assert marked(text, "ا") == "ا\u0653"


def test_directional_controls_and_spaces_stay_outside():
    text = "قال \u2068Boeing\u2069\u200f  أمس"

    assert marked(text, "boeing") == "Boeing"
    assert marked(text, "قال boeing امس") == "قال \u2068Boeing\u2069\u200f  أمس"


def test_a_collapsed_space_leads_to_the_first_of_its_white_space():
    assert tuple(map_key("  سد \n عال").starts) == (2, 3, 4, 7, 8, 9)


def test_a_ligature_is_marked_whole():
    assert marked("\ufefbعب", "ل") == "\ufefb"  # LAM WITH ALEF ISOLATED FORM
    assert tuple(map_key("\ufefbعب").starts) == (0, 0, 1, 2)


def test_digits_keep_their_places_around_a_dropped_separator():
    mapped = map_key("بلغ ١٬٢٠٠ نسمة")

    assert mapped.key == "بلغ 1200 نسمه"
    assert tuple(mapped.starts) == (0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13)
    assert mapped.source_span(4, 8) == Span(4, 9)
    assert mapped.source_span(4, 5) == Span(4, 5)


def test_a_capital_that_grows_in_lower_case_leads_back_twice():
    assert tuple(map_key("\u0130zmir").starts) == (0, 0, 1, 2, 3, 4)


def test_composed_hangul_leads_to_its_first_jamo_and_is_marked_whole():
    mapped = map_key("a\u1100\u1161\u11a8b")

    assert tuple(mapped.starts) == (0, 1, 4)
    assert mapped.source_span(1, 2) == Span(1, 4)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (2, 1), (-1, 1), (0, 4)])
def test_a_range_that_the_key_does_not_have_is_refused(start: int, end: int):
    with pytest.raises(ValueError, match="no range"):
        map_key("سور").source_span(start, end)
