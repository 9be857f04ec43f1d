import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.arabic.inflections import bases, sure_bases
from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import light_stem

ARABIC_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويء"


def stem_of(word: str) -> str:
    return light_stem(matching_key(word))


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("بزيارة", "زيارة"),
        ("لزيارتهم", "زيارة"),
        ("كوزير", "وزير"),
        ("هدفا", "هدف"),
        ("سياسيا", "سياسي"),
        ("هدفهم", "هدف"),
        ("حقهم", "حق"),
        ("مدينتهم", "مدينة"),
        ("مدينتنا", "مدينة"),
        ("سياراتكم", "سيارة"),
        ("أبناؤهم", "أبناء"),
        ("أبنائه", "أبناء"),
        ("سيزور", "يزور"),
        ("هيزور", "يزور"),
        ("حنزور", "نزور"),
        ("سيزورونهم", "يزور"),
    ],
)
def test_what_is_written_onto_a_word_comes_off(word: str, base: str):
    found = sure_bases(stem_of(word))

    assert stem_of(base) in found
    assert bases(stem_of(word))[: len(found)] == found


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("كتبت", "كتب"),
        ("كتبوا", "كتب"),
        ("وصلت", "وصل"),
        ("مهندسو", "مهندس"),
        ("كتابك", "كتاب"),
        ("يكتب", "كتب"),
        ("تكتب", "يكتب"),
        ("نكتب", "كتب"),
        ("يصل", "وصل"),
        ("يعلن", "أعلن"),
        ("ستعلن", "أعلن"),
        ("يجتمعون", "اجتمع"),
        ("يتعرض", "تعرض"),
        ("تعرض", "يتعرض"),
        ("يستخدم", "استخدم"),
        ("زرت", "زار"),
        ("قلنا", "قال"),
        ("يزور", "زار"),
        ("يسير", "سار"),
        ("يزر", "يزور"),
        ("يعيد", "أعاد"),
        ("يستطيع", "استطاع"),
        ("بنت", "بنى"),
        ("يبقى", "بقي"),
        ("يدعو", "دعا"),
        ("دعوت", "دعا"),
        ("بيكتبوا", "كتب"),
    ],
)
def test_a_verb_leads_to_its_plainer_forms(word: str, base: str):
    assert stem_of(base) in bases(stem_of(word))
    assert stem_of(base) not in sure_bases(stem_of(word))


@pytest.mark.parametrize("word", ["زيارة", "مدرسة", "قطار", "طويل", "", "ل", "هم", "BBC"])
def test_a_word_onto_which_nothing_is_written_has_no_sure_base(word: str):
    assert sure_bases(stem_of(word)) == ()


@pytest.mark.parametrize(
    ("word", "no_base"),
    [
        ("كينيا", "كينياتا"),
        ("تمويل", "أموال"),
        ("تشريع", "شريعة"),
        ("يستعرض", "ستعرض"),
        ("يستطلع", "استطاع"),
        ("كابيتانو", "كاب"),
    ],
)
def test_words_that_only_look_alike_do_not_lead_to_each_other(word: str, no_base: str):
    assert stem_of(no_base) not in bases(stem_of(word))


def test_what_fewer_rules_lead_to_comes_first():
    found = bases("بكتابهم")

    assert found.index("كتابهم") < found.index("كتاب")
    assert found.index("بكتاب") < found.index("كتاب")


@given(st.text(ARABIC_LETTERS, max_size=12) | st.text(max_size=6))
def test_bases_are_other_words_of_two_letters_at_least_and_each_comes_once(stem: str):
    found = bases(stem)

    assert stem not in found
    assert len(set(found)) == len(found)
    assert all(len(base) >= 2 and 2.5 * len(base) >= len(stem) for base in found)
    assert found[: len(sure_bases(stem))] == sure_bases(stem)
