"""Words as chats write them in the Levant and the Gulf, in Egypt, and in the Maghreb."""

from collections import Counter
from pathlib import Path

import pytest

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import light_stem, split_words
from retrieval.search.latin_lexicon import LatinLexicon
from retrieval.search.latin_reading import LatinReader

SEEDS = Path(__file__).parents[3] / "seeds"

EASTERN = """
    7arb حرب | sa7afi صحفي | mou3arada معارضة | da3esh داعش | akrad اكراد | irhab ارهاب
    3asima عاصمة | modon مدن | mintaqa منطقة | ta7aluf تحالف | mustaqbal مستقبل | qarar قرار
    hujoom هجوم | ziyara زيارة | ra2ees رئيس | khitab خطاب | 5itab خطاب | ittifaq اتفاق
    mubadara مبادرة | ta6bee3 تطبيع | 6alab طلب | dimashq دمشق | 7imaya حماية | thawra ثورة
    sharq شرق | jaysh جيش | 9adi9 صديق | 8arb غرب
"""
EGYPTIAN = """
    gesh جيش | gehod جهود | harab هرب | mosa3adat مساعدات | kharegeya خارجية
    ra2is رئيس | alaqat علاقات | ta7arok تحرك | mowagha مواجهة | 7okooma حكومة | siyasi سياسي
    magles مجلس | ganoob جنوب | mafawdat مفاوضات | motamar مؤتمر | 2arar قرار
    tarikh تاريخ | hodood حدود | 3askareya عسكرية | 7alab حلب | ta3awon تعاون
"""
MAGHREBI = """
    jaych جيش | chorout شروط | madina مدينة | 7oukouma حكومة | wazara وزارة | chamal شمال
    machrou3 مشروع | mo3arada معارضة | kharijia خارجية | tawassol تواصل | ra2issa رئيسة
    9ouwat قوات | 9anoun قانون | mou9awama مقاومة | dawla دولة | chark شرق | charq شرق
    mouchawarat مشاورات | moutatarifin متطرفين | djaych جيش | 3ounf عنف | tan9il تنقل
"""
NAMES = """
    Erdogan أردوغان | Erdoğan أردوغان | Putin بوتين | Poutine بوتين | Lavrov لافروف
    Lavroff لافروف | Moscow موسكو | Russia روسيا | Syria سوريا | Turkey تركيا | Ankara أنقرة
    Gerasimov غيراسيموف | Dunford دانفورد | Zannier زانيير | Jakarta جاكرتا | Sochi سوتشي
    Mistura ميستورا | Kremlin الكرملين | Marsudi مارسودي | Geneva جنيف | Aleppo حلب | NATO الناتو
"""
CLUNG = """
    elakrad الأكراد | almou3arada المعارضة | lmou3arada المعارضة | bel7arb بالحرب
    wel7arb والحرب | lel3askareya للعسكرية | fel7arb فيالحرب | ashshamal الشمال
"""
USUAL = "a b t th g 7 5 d z r z s sh s d t z 3 gh f 9 k l m n h w y"
"""How each letter is written most, some of them alike."""


def listed(text: str) -> list[tuple[str, str]]:
    pairs = [entry.split() for line in text.split("\n") for entry in line.split("|")]
    return [(latin, matching_key(arabic)) for latin, arabic in filter(None, pairs)]


@pytest.fixture(scope="module")
def words() -> Counter[str]:
    articles = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.md"))]
    return Counter(split_words(matching_key(" ".join(articles))))


@pytest.fixture(scope="module")
def reader(words: Counter[str]) -> LatinReader:
    stems = Counter[str]()
    for word, n in words.items():
        stems[light_stem(word)] += n
    return LatinReader(
        LatinLexicon.with_lists(words), lambda asked: [stems[light_stem(word)] for word in asked]
    )


@pytest.mark.parametrize(
    ("latin", "arabic"), [*listed(EASTERN), *listed(EGYPTIAN), *listed(MAGHREBI), *listed(NAMES)]
)
def test_a_word_is_read_as_it_was_meant(reader: LatinReader, latin: str, arabic: str):
    read = reader.read_question(latin)

    assert read
    others = [other.text for word in read.others.values() for other in word]
    assert arabic in [read.text, *others]


@pytest.mark.parametrize(("latin", "arabic"), listed(CLUNG))
def test_what_clings_to_a_word_is_read_with_it(reader: LatinReader, latin: str, arabic: str):
    read = reader.read_question(latin)

    assert read
    assert read.text.replace(" ", "") == arabic


@pytest.mark.parametrize(
    ("question", "arabic"),
    [
        ("leih erdogan dakhal souria", "ليه اردوغان دخل سوريا"),
        ("shu 2al lavrov 3an da3esh?", "شو قال لافروف عن داعش"),
        ("W emta wesel el ra2ees?", "وامتى وصل الرييس"),
        ("chkoun howa ra2is el arkan", "شكون هو رييس الاركان"),
        ("meen mab3outh el United Nations l souria", "مين مبعوث الامم المتحده السوريا"),
        ("3lach ar-ra2is fel kremlin", "علاش الرييس في الكرملين"),
        ("3ayez a3raf kam mante2a fi 7alab", "عايز اعرف كم منطقه في حلب"),
        ("w leih?", "وليه"),
        ("shu 2al l el sa7afi", "شو قال الصحفي"),
        ("shu 2al li el sa7afi w el ra2ees", "شو قال للصحفي والرييس"),
        ("shu sar 2011", "شو صار 2011"),
        ("emta kaan el 7'itaaaab", "امتى كان الخطاب"),
    ],
)
def test_a_question_is_read_word_by_word(reader: LatinReader, question: str, arabic: str):
    read = reader.read_question(question)

    assert read
    assert read.text == arabic


@pytest.mark.parametrize("question", ["meen howa el xqzw", "shu grzegorzewo"])
def test_a_question_of_which_no_word_is_known_says_nothing(reader: LatinReader, question: str):
    assert reader.read_question(question) is None


def test_a_word_that_means_nothing_stays_in_latin_letters(reader: LatinReader):
    read = reader.read_question("emta zar lavrov grzegorzewo")

    assert read
    assert read.text == "امتى زار لافروف grzegorzewo"


def test_further_readings_are_of_other_stems_and_count_less(reader: LatinReader):
    read = reader.read_question("kam 3adad el ettifa2at")

    assert read
    assert read.text == "كم عدد الاتفاقات"
    (other,) = read.others["الاتفاقات"]
    assert other.text == "اتفقت"
    assert 0.85 < other.share < 1


@pytest.mark.parametrize(
    ("word", "is_code", "expected"),
    [
        ("lavrov", False, "لافروف"),
        ("nato", True, "الناتو"),
        ("putin", True, None),  # read aloud it is a name, but GABA and ASP are not
        ("asp", False, None),
        ("men", False, None),
        ("grzegorzewo", False, None),
    ],
)
def test_in_an_arabic_question_a_word_is_read_that_may_be_a_name(
    reader: LatinReader, word: str, is_code: bool, expected: str | None
):
    read = reader.read_name(word, is_code=is_code)

    assert (read.text if read else None) == expected


def test_the_usual_spelling_of_a_word_is_read_as_that_word(
    reader: LatinReader, words: Counter[str]
):
    usual = dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", USUAL.split(), strict=True))
    asked = [word for word in sorted(words) if len(word) > 3 and set(word) <= set(usual)]
    asked = [word for word in asked if not word.startswith(("ال", "وال", "بال", "لل", "و"))]

    missed = []
    for word in asked:
        read = reader.read_question("i".join(usual[letter] for letter in word))
        others = [other.text for some in read.others.values() for other in some] if read else []
        if read is None or light_stem(word) not in map(light_stem, [read.text, *others]):
            missed.append(word)

    assert len(asked) > 400
    assert len(missed) < 0.05 * len(asked), missed
