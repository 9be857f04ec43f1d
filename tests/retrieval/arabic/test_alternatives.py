import pytest

from retrieval.arabic.alternatives import Alternative, find_alternatives
from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import light_stem
from retrieval.arabic.thesaurus import SHARE
from retrieval.arabic.word_groups import word_groups


def alternatives_of(text: str) -> list[dict[str, float]]:
    """Of each word of a text whose words all name the topic: text and share."""
    words = matching_key(text).split()
    found = find_alternatives(words, [True] * len(words))
    return [{other.text: other.share for other in of_word} for of_word in found]


def test_a_capital_stands_for_its_country_less_than_its_people_do():
    (of_russia,) = alternatives_of("روسيا")

    # A country's names count .6 for each other; its people are .8 as near, its capital half.
    assert of_russia["روسي"] == pytest.approx(0.6 * 0.8)
    assert of_russia["موسكو"] == pytest.approx(0.6 * 0.5)
    assert of_russia["الكرملين"] == pytest.approx(0.6 * 0.5)


def test_two_institutions_of_a_country_stand_for_each_other_as_both_stand_for_it():
    (of_capital,) = alternatives_of("موسكو")

    assert of_capital["الكرملين"] == pytest.approx(0.6 * 0.5 * 0.5)
    assert of_capital["روسيا"] == pytest.approx(0.6 * 0.5)


def test_an_institution_of_two_words_stands_for_its_country_word_by_word():
    house, white = alternatives_of("البيت الأبيض")

    assert house["امريكا"] == white["امريكا"] == pytest.approx(0.6 * 0.5)
    assert "الابيض" in house
    assert "الابيض" not in white


def test_half_of_a_name_of_two_words_stands_for_nothing():
    (of_house,) = alternatives_of("البيت")

    assert "امريكا" not in of_house


def test_two_spellings_of_a_name_stand_for_each_other():
    (of_america,) = alternatives_of("الأمريكي")

    assert of_america["اميركي"] == pytest.approx(0.6 * 0.8 * 0.8)


@pytest.mark.parametrize(
    ("month", "other"),
    [("يوليو", "تموز"), ("تموز", "يوليو"), ("حزيران", "يونيو"), ("غشت", "اغسطس")],
)
def test_a_month_has_its_other_names(month: str, other: str):
    (names,) = alternatives_of(month)

    assert names[other] == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("هيروح", "يذهب"),  # Egyptian
        ("جرنال", "صحيفه"),
        ("اتقتل", "مقتل"),
        ("الظباط", "ضابط"),
        ("نطر", "انتظر"),  # Levantine
        ("الطيارات", "طايرات"),
        ("مصاريهم", "اموال"),
        ("انقتلوا", "قتل"),
        ("سولفوا", "تحدث"),  # Gulf
        ("دريشة", "نافذه"),
        ("طرشوا", "ارسل"),
        ("دزوا", "ارسل"),  # Iraqi
        ("خستخانة", "مستشفي"),
        ("گعد", "جلس"),
        ("هضرو", "تحدث"),  # Maghrebi
        ("بالكرهبة", "سياره"),
        ("كنشوف", "يري"),
        ("فالسبيطار", "مستشفي"),
        ("تزاد", "ميلاد"),
    ],
)
def test_a_spoken_word_has_the_written_one_and_is_hardly_one_for_it(spoken: str, written: str):
    (of_spoken,) = alternatives_of(spoken)
    (of_written,) = alternatives_of(written)

    assert of_spoken[written] == pytest.approx(0.9)
    assert of_written.get(matching_key(spoken), 0) <= SHARE  # some are in the thesaurus


def test_a_spoken_word_that_is_written_with_another_meaning_counts_less():
    (of_car,) = alternatives_of("عربية")

    assert of_car["سياره"] == pytest.approx(0.3)


def test_what_is_left_of_a_spoken_word_stands_for_it_too():
    (found,) = alternatives_of("عالتلفون")

    assert found["تلفون"] == found["هاتف"] == pytest.approx(0.9)


@pytest.mark.parametrize(("spoken", "written"), [("هيزور", "يزور"), ("ماقالوش", "قالوا")])
def test_a_written_verb_in_spoken_inflection_is_read(spoken: str, written: str):
    (found,) = alternatives_of(spoken)

    assert found[written] == pytest.approx(0.9)


def test_what_is_arab_is_no_car():
    (of_arab,) = alternatives_of("العربية")  # the stem is that of «عربة»

    assert "سياره" not in of_arab


def test_words_of_one_relation_stand_for_each_other_in_any_inflection():
    (of_birth,) = alternatives_of("وميلاده")

    assert of_birth["ولد"] == pytest.approx(0.7)
    assert "ميلاد" not in of_birth  # it has the same stem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30", [{"ثلاثون": 0.9, "ثلاثين": 0.9, "تلاتين": 0.9}]),
        ("٣٠", [{"ثلاثون": 0.9, "ثلاثين": 0.9, "تلاتين": 0.9}]),
        ("خمسة وعشرون", [{"25": 0.9}, {"25": 0.9}]),
        ("2019م", [{"2019": 0.9}]),
        ("2019", [{"2019م": 0.9, "2019ه": 0.9}]),
        ("1440هـ", [{"1440": 0.9}]),
    ],
)
def test_a_number_is_one_in_words_and_in_digits(text: str, expected: list[dict[str, float]]):
    assert alternatives_of(text) == expected


@pytest.mark.parametrize("text", ["واحدة", "أحد", "الثالث", "مدينه الحادي عشر"])
def test_small_numbers_and_ordinals_are_not_turned_into_digits(text: str):
    assert not any(word.isdecimal() for of_word in alternatives_of(text) for word in of_word)


def test_a_word_that_does_not_name_the_topic_has_no_alternatives():
    assert find_alternatives(["موسكو", "موسكو"], [False, True])[0] == ()


def test_alternatives_come_by_what_they_count_and_then_by_spelling():
    (found,) = find_alternatives(["30"], [True])

    assert found == (
        Alternative("تلاتين", 0.9),
        Alternative("ثلاثون", 0.9),
        Alternative("ثلاثين", 0.9),
    )


def test_every_share_and_nearness_of_the_lists_is_above_0_and_at_most_1():
    groups = word_groups()
    tables = (groups.stems, groups.phrases)
    places = [place for table in tables for listed in table.values() for place in listed]

    assert len(places) > 900
    for place in places:
        assert 0 < place.near <= 1
        assert 0 < place.group.share <= 1
        for word, stem, near in place.group.members:
            assert word == matching_key(word)
            assert stem == light_stem(word)
            assert 0 < near <= 1
