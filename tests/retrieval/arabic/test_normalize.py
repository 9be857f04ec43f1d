import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.arabic.normalize import DIGIT_SEPARATOR, LETTER_TABLE, fold_letters, matching_key

# Arabic as people and files spell it: letters, marks, controls, digits.
ARABIC = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0x0600, max_codepoint=0x06FF),
        st.characters(min_codepoint=0xFE70, max_codepoint=0xFEFC),
        st.sampled_from(" \n\u200c\u200f.,Aé"),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("أحمد إلى آخر ٱلطريق", "احمد الي اخر الطريق"),
        ("مدرسة", "مدرسه"),
        ("مؤتمر هيئة شيء", "موتمر هييه شيء"),
        ("کتاب فارسی", "كتاب فارسي"),
        ("گال چاي پاريس ڤيينا", "گال چاي پاريس ڤيينا"),
        ("Boeing É", "boeing é"),
        ("سـلام عليـــكم", "سلام عليكم"),
        ("  سطر\n\tأول\u00a0\u2003ثان ", "سطر اول ثان"),  # NO-BREAK SPACE, EM SPACE
        ("", ""),
    ],
)
def test_spellings_that_readers_take_for_the_same_have_one_key(text: str, key: str):
    assert matching_key(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("٠١٢٣٤٥٦٧٨٩", "0123456789"),
        ("۰۱۲۳۴۵۶۷۸۹", "0123456789"),
        ("٣٫١٤", "3.14"),
        ("١٬٢٥٠٬٠٠٠", "1250000"),
        ("1٬000", "1000"),
        ("١\u200f٬٠٠٠", "1000"),  # RIGHT-TO-LEFT MARK
        ("أ٬ب ٬٥ ٥٬", "ا٬ب ٬5 5٬"),
    ],
)
def test_digits_and_their_separators_become_plain(text: str, key: str):
    assert matching_key(text) == key


@pytest.mark.parametrize(
    "mark",
    [
        *map(chr, range(0x064B, 0x0660)),  # harakat
        *map(chr, range(0x06D6, 0x06EE)),  # Quranic annotation signs
        *map(chr, range(0x0610, 0x061B)),  # honorifics and small vowels
        "\u0640",  # ARABIC TATWEEL
        "\u0670",  # ARABIC LETTER SUPERSCRIPT ALEF
        "\u061c",  # ARABIC LETTER MARK
        *map(chr, range(0x200B, 0x2010)),  # zero-width characters and directional marks
        *map(chr, range(0x202A, 0x202F)),  # directional embeddings and overrides
        "\u2060",  # WORD JOINER
        *map(chr, range(0x2066, 0x206A)),  # directional isolates
        "\ufeff",  # ZERO WIDTH NO-BREAK SPACE
        "\ufe77",  # ARABIC FATHA MEDIAL FORM
        "\ufe76",  # ARABIC FATHA ISOLATED FORM
        "\ufc60",  # ARABIC LIGATURE SHADDA WITH FATHA ISOLATED FORM
    ],
)
def test_marks_that_are_no_letters_leave_no_trace(mark: str):
    assert matching_key(f"س{mark}د") == "سد"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("\ufe91\ufeb4\ufee1", "بسم"),  # BEH INITIAL, SEEN MEDIAL, MEEM ISOLATED FORM
        ("\ufefb \ufef5", "لا لا"),  # LIGATURES LAM WITH ALEF, LAM WITH ALEF WITH MADDA
        ("\ufe94", "ه"),  # TEH MARBUTA FINAL FORM
        ("\ufef0", "ي"),  # ALEF MAKSURA FINAL FORM
        ("\ufb8e\ufbfc", "كي"),  # KEHEH and FARSI YEH ISOLATED FORM
        ("\ufb7a", "چ"),  # TCHEH ISOLATED FORM
        ("\ufdf2", "الله"),  # LIGATURE ALLAH
        ("\ufdfa", "صلي الله عليه وسلم"),  # LIGATURE SALLALLAHOU ALAYHE WASALLAM
    ],
)
def test_presentation_forms_become_the_letters_they_show(text: str, key: str):
    assert matching_key(text) == key


def test_decomposed_letters_have_the_key_of_composed_ones():
    text = "آل أحمد وإياد سؤال هيئة café"

    assert matching_key(unicodedata.normalize("NFD", text)) == matching_key(text)


@given(st.one_of(ARABIC, st.text(st.characters(exclude_categories=[]))))
def test_letters_are_folded_as_the_table_says(text: str):
    translated = unicodedata.normalize("NFC", text).translate(LETTER_TABLE)

    assert fold_letters(text) == DIGIT_SEPARATOR.sub("", translated).lower()


def test_each_letter_is_folded_as_the_table_says():
    composed = {code for code in LETTER_TABLE if unicodedata.is_normalized("NFC", chr(code))}

    folded = {code: fold_letters(chr(code)) for code in composed}

    assert folded == {code: (LETTER_TABLE[code] or "").lower() for code in composed}


def test_folding_keeps_white_space_and_keys_collapse_it():
    assert fold_letters(" أ \n ب ") == " ا \n ب "
    assert matching_key(" أ \n ب ") == "ا ب"


@given(ARABIC)
def test_the_key_of_a_key_is_the_key(text: str):
    key = matching_key(text)

    assert matching_key(key) == key


@given(st.text(max_size=60))
def test_a_key_has_single_spaces_and_none_at_its_ends(text: str):
    key = matching_key(text)

    assert key == " ".join(key.split())
