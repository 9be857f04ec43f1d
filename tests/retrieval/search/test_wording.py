from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.arabic.questions import AnswerType, Query, QuestionKind, analyse_question
from retrieval.index.snapshot import Snapshot
from retrieval.search.wording import Wording
from retrieval.settings import WordingSettings
from tests.retrieval.search.shelf import Article, open_shelf

ARTICLES = (
    Article("زار الرئيس موسكو في تموز. وقال لافروف إن موسكو ترحب به."),
    Article("بحث وزير الخارجية في جاكرتا موقف بلاده من الهدنة في سوريا.", title="جاكرتا"),
    Article("انضمت فصائل أخرى إلى المفاوضات مع ميستورا حول المناطق السكنية."),
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with open_shelf(tmp_path_factory.mktemp("wording"), *ARTICLES) as opened:
        yield opened


def read(snapshot: Snapshot, question: str, settings: WordingSettings | None = None) -> Query:
    return Wording(snapshot, settings or WordingSettings()).fit(analyse_question(question))


def words_of(query: Query) -> list[tuple[str, float]]:
    return [(word.text, word.weight) for word in query.words]


def alternatives_of(query: Query, word: str) -> dict[str, float]:
    (found,) = (asked for asked in query.words if asked.text == word)
    return {other.text: other.share for other in found.alternatives}


def test_a_question_in_the_corpus_own_words_stays_as_it_is(snapshot: Snapshot):
    query = read(snapshot, "متى رحب لافروف؟")

    assert words_of(query) == words_of(analyse_question("متى رحب لافروف؟"))
    assert [word.alternatives for word in query.words] == [(), (), ()]


def test_alternatives_that_the_corpus_does_not_know_are_dropped(snapshot: Snapshot):
    query = read(snapshot, "متى زار روسيا؟")

    # Of all that stands for Russia, the articles speak of its capital alone.
    assert alternatives_of(query, "روسيا") == {"موسكو": pytest.approx(0.3)}


def test_an_alternative_is_found_with_a_preposition_written_to_it(tmp_path: Path):
    with open_shelf(tmp_path, Article("دعاه الرئيس لزيارة البلاد في الأيام القادمة.")) as snapshot:
        query = read(snapshot, "متى يزور الرئيس البلاد؟")

    assert "لزياره" in alternatives_of(query, "يزور")
    assert "زياره" not in alternatives_of(query, "يزور")


def test_an_alternative_is_no_rarer_than_the_word(tmp_path: Path):
    common, rare = Article("يوليو يوليو. يوليو."), Article("يوليو في تموز.")
    with open_shelf(tmp_path, common, Article("شهر يوليو حار."), rare) as snapshot:
        query = read(snapshot, "ماذا في يوليو؟")

    idf_of_all, idf_of_one = 0.13353139, 0.98082925  # log(1 + .5 / 3.5), log(1 + 2.5 / 1.5)
    expected = 0.9 * idf_of_all / idf_of_one
    assert alternatives_of(query, "يوليو") == {"تموز": pytest.approx(expected)}


def test_an_alternative_more_frequent_than_the_word_counts_as_the_list_says(tmp_path: Path):
    with open_shelf(tmp_path, Article("يوليو تموز."), Article("شهر تموز حار.")) as snapshot:
        query = read(snapshot, "ماذا في يوليو؟")

    assert alternatives_of(query, "يوليو") == {"تموز": pytest.approx(0.9)}


@pytest.mark.parametrize(("share", "expected"), [(0.5, {"موسكو": 0.15}), (0.0, {})])
def test_the_settings_scale_what_alternatives_count(
    snapshot: Snapshot, share: float, expected: dict[str, float]
):
    query = read(snapshot, "متى زار روسيا؟", WordingSettings(share=share))

    assert alternatives_of(query, "روسيا") == pytest.approx(expected)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("متى زار مووسكو", "موسكو"),
        ("ماذا قال لافرف", "لافروف"),
        ("من شارك في المفاوظات", "المفاوضات"),
        ("ما موقف مستورا", "ميستورا"),
        ("ماذا في جكرتا", "جاكرتا"),
    ],
)
def test_a_misspelt_word_is_read_as_the_word_of_the_corpus_nearest_to_it(
    snapshot: Snapshot, question: str, meant: str
):
    assert (meant, 1.0) in words_of(read(snapshot, question))


def test_of_two_words_as_near_the_more_frequent_is_read_and_the_other_may_stand_for_it(
    tmp_path: Path,
):
    often, once = Article("قال غردوم كلاما."), Article("قال جردوم كلاما.")
    with open_shelf(tmp_path, once, often, Article("قالت غردوم كثيرا.")) as snapshot:
        query = read(snapshot, "ماذا قال قردوم؟")

    assert ("غردوم", 1.0) in words_of(query)
    # As near, and rarer: it counts as if it were as frequent.
    assert 0 < alternatives_of(query, "غردوم")["جردوم"] < 1


@pytest.mark.parametrize(
    ("question", "meant"),
    [("شنو صار فسوريا", "سوريا"), ("شو حكوا عالهدنة", "الهدنه"), ("وين هالمناطق", "المناطق")],
)
def test_a_spoken_particle_is_taken_off_a_word(snapshot: Snapshot, question: str, meant: str):
    assert (meant, 1.0) in words_of(read(snapshot, question))


def test_two_words_written_as_one_are_parted(snapshot: Snapshot):
    query = read(snapshot, "قل لي عن موقفسوريا والهدنة، متى كان")

    assert [text for text, _ in words_of(query)][-5:] == ["موقف", "سوريا", "والهدنه", "متي", "كان"]
    assert [query.words[at].text for at in query.asking] == ["متي"]


def test_a_word_written_as_two_is_joined(snapshot: Snapshot):
    query = read(snapshot, "ماذا في جاكر تا")

    assert words_of(query)[-1] == ("جاكرتا", 1.0)
    assert len(query.words) == 3


def test_a_common_word_that_the_corpus_does_not_know_is_meant_as_written(tmp_path: Path):
    with open_shelf(tmp_path, Article("صدر البيان أمس.")) as snapshot:
        query = read(snapshot, "ماذا عن اليابان؟")

    assert ("اليابان", 1.0) in words_of(query)
    assert query.words[-1].alternatives == ()


@pytest.mark.parametrize("question", ["ما قصة قفطبن", "من سيرجفروف", "ماذا عن moscov", "كم 20195"])
def test_what_has_no_likely_reading_stays(snapshot: Snapshot, question: str):
    query = read(snapshot, question)

    assert query.words[-1].text == analyse_question(question).words[-1].text


@pytest.mark.parametrize(
    ("question", "meant", "answer_type"),
    [
        ("shu 2al lavrov 3an moscow", "شو قال لافروف عن موسكو", AnswerType.STATEMENT),
        ("emta zar el ra2ees moscow?", "امتى زار الرييس موسكو", AnswerType.TIME),
        ("3lach endammat l fasa2il", "علاش انضمت الفصايل", AnswerType.REASON),
    ],
)
def test_a_question_in_latin_letters_is_read_as_the_arabic_one(
    snapshot: Snapshot, question: str, meant: str, answer_type: AnswerType
):
    query = read(snapshot, question)

    assert (query.question, query.kind) == (meant, QuestionKind.QUESTION)
    assert query.answer_type is answer_type
    assert words_of(query) == words_of(analyse_question(meant))


def test_a_latin_word_in_an_arabic_question_is_read_where_it_stands(snapshot: Snapshot):
    query = read(snapshot, "رحب Lavrov بمن ومتى؟")

    assert [text for text, _ in words_of(query)] == ["رحب", "لافروف", "بمن", "ومتي"]
    assert query.asking == analyse_question("رحب Lavrov بمن ومتى؟").asking


def test_a_name_of_an_english_spelling_has_the_alternatives_of_the_lists(snapshot: Snapshot):
    assert alternatives_of(read(snapshot, "متى زار Russia؟"), "روسيا") == {
        "موسكو": pytest.approx(0.3)
    }


def test_a_latin_word_that_the_corpus_knows_stays(tmp_path: Path):
    with open_shelf(tmp_path, Article("قال لافروف كلاما في Lavrov اليوم.")) as snapshot:
        query = read(snapshot, "ماذا قال Lavrov؟")

    assert query.words[-1].text == "lavrov"


@pytest.mark.parametrize(
    ("question", "settings"),
    [
        ("who is Lavrov", WordingSettings()),
        ("meen howa xqzw", WordingSettings()),
        ("leih howa", WordingSettings()),  # names nothing to look for
        ("meen howa lavrov", WordingSettings(reads_unknown=False)),
        ("ماذا قال Lavrov", WordingSettings(reads_unknown=False)),
        ("ماذا قال MSKW", WordingSettings()),
    ],
)
def test_what_is_not_to_be_read_stays_in_latin_letters(
    snapshot: Snapshot, question: str, settings: WordingSettings
):
    query = read(snapshot, question, settings)

    assert query == analyse_question(question)


def test_reading_may_be_switched_off(snapshot: Snapshot):
    query = read(snapshot, "ماذا في جكرتا", WordingSettings(reads_unknown=False))

    assert ("جكرتا", 1.0) in words_of(query)


def test_a_word_that_was_read_has_the_alternatives_of_the_lists(tmp_path: Path):
    with open_shelf(tmp_path, Article("هدنة في سوريا."), Article("غادر الوفد دمشق.")) as snapshot:
        query = read(snapshot, "شنو صار فسوريا")

    assert alternatives_of(query, "سوريا") == {"دمشق": pytest.approx(0.3)}


@pytest.mark.parametrize("question", ["", "؟", "متى؟", "من", "؟؟ ١٢", "hello", "ا" * 3000])
def test_every_question_can_be_fitted(snapshot: Snapshot, question: str):
    query = read(snapshot, question)

    assert query.question == question
