import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.numerals import Number, find_numbers, read_number
from retrieval.arabic.terms import split_words

MASCULINE = [
    "صفر",
    "واحد",
    "اثنان",
    "ثلاثة",
    "أربعة",
    "خمسة",
    "ستة",
    "سبعة",
    "ثمانية",
    "تسعة",
    "عشرة",
]
FEMININE = ["صفر", "واحدة", "اثنتان", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع", "عشر"]
TENS = ["عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون"]
HUNDREDS = ["مئة", "مئتان", "ثلاثمئة", "أربعمئة", "خمسمئة", "ستمئة", "سبعمئة", "ثمانمئة", "تسعمئة"]


def words_of(text: str) -> list[str]:
    return split_words(matching_key(text))


def spell_below_hundred(number: int, *, is_feminine: bool) -> str:
    units = FEMININE if is_feminine else MASCULINE
    if number <= 10:
        return units[number]
    if number < 20:
        ten = "عشرة" if is_feminine else "عشر"
        first = {11: ("أحد", "إحدى"), 12: ("اثنا", "اثنتا")}.get(number)
        return f"{first[is_feminine] if first else units[number - 10]} {ten}"
    tens = TENS[number // 10 - 2]
    return f"{units[number % 10]} و{tens}" if number % 10 else tens


def spell_below_thousand(number: int, *, is_feminine: bool) -> str:
    if number < 100:
        return spell_below_hundred(number, is_feminine=is_feminine)
    rest = number % 100
    hundreds = HUNDREDS[number // 100 - 1]
    return (
        f"{hundreds} و{spell_below_hundred(rest, is_feminine=is_feminine)}" if rest else hundreds
    )


def spell_scale(number: int, singular: str, dual: str, plural: str, accusative: str) -> str:
    if number <= 2:
        return {1: singular, 2: dual}[number]
    counted = plural if 3 <= number % 100 <= 10 else accusative if number % 100 > 10 else singular
    return f"{spell_below_thousand(number, is_feminine=False)} {counted}"


def spell(number: int, *, is_feminine: bool = False) -> str:
    """Spell as the grammars prescribe; nothing here is known to the reader under test."""
    parts = []
    if millions := number // 1_000_000:
        parts.append(spell_scale(millions, "مليون", "مليونان", "ملايين", "مليونا"))
    if thousands := number // 1000 % 1000:
        parts.append(spell_scale(thousands, "ألف", "ألفان", "آلاف", "ألفا"))
    if number % 1000 or not parts:
        parts.append(spell_below_thousand(number % 1000, is_feminine=is_feminine))
    return " و".join(parts)


def oblique(text: str) -> str:
    """The accusative and genitive of a spelled number."""
    ends = {"ون": "ين", "ان": "ين", "اثنا": "اثني", "اثنتا": "اثنتي"}
    inflected = []
    for word in text.split():
        is_fixed = word.endswith(("ثمان", "مليون"))
        end = next((end for end in ends if word.endswith(end) and not is_fixed), "")
        inflected.append(word.removesuffix(end) + ends[end] if end else word)
    return " ".join(inflected)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("صفر", 0),
        ("أحد عشر", 11),
        ("إحدى عشرة", 11),
        ("اثنتي عشرة", 12),
        ("خمس وعشرون", 25),
        ("واحد وثلاثين", 31),
        ("إحدى وستون", 61),
        ("مائة وواحد", 101),
        ("مئتين وخمسين", 250),
        ("ثلاث مئة", 300),
        ("ثمانمائة وثمانية عشر", 818),
        ("ألف وتسعمئة وثمانية وأربعين", 1948),
        ("ألفين وأربعة وعشرين", 2024),
        ("عشرة آلاف", 10_000),
        ("مئة وخمسة آلاف", 105_000),
        ("مئتا ألف", 200_000),
        ("مليون", 1_000_000),
        ("ثلاثة ملايين ومئتا ألف وخمسون", 3_200_050),
        ("مليارا", 10**9),
        ("خمسة تريليونات", 5 * 10**12),
        ("2155", 2155),
        ("٢١٥٥", 2155),
        ("١٬٢٥٠", 1250),
        ("007", 7),
        ("5 ملايين", 5_000_000),
        ("20 ألفا", 20_000),
        ("5 ملايين و300 ألف", 5_300_000),
        ("بخمسين", 50),
        ("خمستاشر", 15),
    ],
)
def test_known_numbers_are_read(text: str, value: int):
    assert read_number(words_of(text)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("الأول", 1),
        ("الأولى", 1),
        ("ثاني", 2),
        ("الثالثة", 3),
        ("العاشر", 10),
        ("الحادي عشر", 11),
        ("الثانية عشرة", 12),
        ("الحادي والعشرون", 21),
        ("التاسعة والتسعين", 99),
    ],
)
def test_ordinals_are_read_and_marked(text: str, value: int):
    words = words_of(text)

    assert find_numbers(words) == [Number(0, len(words), value, is_ordinal=True)]


def test_the_twentieth_is_spelled_as_twenty():
    assert read_number(["العشرون"]) == 20


def test_numbers_are_found_where_they_stand():
    words = words_of("حضر ثلاثة وعشرون وزيرا و40 خبيرا من خمس دول، للمرة الثانية")

    assert find_numbers(words) == [
        Number(1, 3, 23),
        Number(4, 5, 40),
        Number(7, 8, 5),
        Number(10, 11, 2, is_ordinal=True),
    ]


def test_numbers_that_only_follow_each_other_stay_apart():
    assert [number.value for number in find_numbers(words_of("ثلاثة وأربعة"))] == [3, 4]
    assert [number.value for number in find_numbers(words_of("ألف وألفان"))] == [1000, 2000]
    assert [number.value for number in find_numbers(words_of("عام 1990 و1995"))] == [1990, 1995]
    assert [number.value for number in find_numbers(words_of("مئة وعشرة وعشرون"))] == [110, 20]


@pytest.mark.parametrize(
    "text", ["آلاف السكان", "والد", "الوزير", "", "في المنزل", "9" * 16, "أحد الوزراء", "لست"]
)
def test_what_is_no_number_is_not_read(text: str):
    assert find_numbers(words_of(text)) == []
    assert read_number(words_of(text)) is None


def test_a_percentage_is_its_number_alone():
    assert [number.value for number in find_numbers(words_of("عشرون في المئة"))] == [20]
    assert [number.value for number in find_numbers(words_of("20 بالمائة"))] == [20]


def test_two_numbers_are_not_one():
    assert read_number(words_of("ثلاثة وأربعة")) is None
    assert read_number(words_of("ثلاثة كتب")) is None


@given(st.integers(0, 10**6), st.booleans(), st.booleans())
def test_every_spelled_number_reads_back(number: int, is_feminine: bool, is_oblique: bool):
    text = spell(number, is_feminine=is_feminine)
    text = oblique(text) if is_oblique else text

    assert read_number(words_of(text)) == number, text


@pytest.mark.parametrize("is_feminine", [False, True])
def test_every_number_below_two_thousand_reads_back(is_feminine: bool):
    for number in range(2001):
        assert read_number(words_of(spell(number, is_feminine=is_feminine))) == number


@given(st.integers(1, 999), st.integers(0, 10**9 - 1))
def test_millions_read_back(millions: int, rest: int):
    number = (millions * 10**6 + rest % 10**6) % 10**9

    assert read_number(words_of(spell(number))) == number


@given(
    st.lists(
        st.sampled_from(words_of(spell(987_654_321) + " ثلاث مئة في 12 الأول عشر و")), max_size=12
    )
)
def test_numbers_never_overlap_and_come_in_order(words: list[str]):
    edges = [edge for number in find_numbers(words) for edge in (number.first, number.end)]

    assert edges == sorted(edges)
    assert all(number.first < number.end <= len(words) for number in find_numbers(words))
