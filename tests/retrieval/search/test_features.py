from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest

from retrieval.index.snapshot import Snapshot
from retrieval.search.features import Feature
from retrieval.search.fusion import standardize
from tests.retrieval.search.shelf import Article, ask, open_corpus, open_shelf

RAIN = "هطل المطر غزيرا طوال النهار."


def shelf(folder: Path, *texts: str) -> AbstractContextManager[Snapshot]:
    return open_shelf(folder, *map(Article, texts))


def standardized(values: Sequence[float]) -> object:
    return pytest.approx(standardize(np.array(values)).tolist(), abs=1e-6)


def test_a_sentence_with_the_word_covers_it(tmp_path: Path):
    with shelf(tmp_path, "وصل لافروف إلى دمشق صباحا.", RAIN) as snapshot:
        asked = ask(snapshot, "لافروف")

    assert asked.coverage() == {"وصل لافروف إلى دمشق صباحا.": 1, RAIN: 0}


def test_an_inflected_word_covers_it_whole_and_a_broken_plural_in_part(tmp_path: Path):
    inflected, plural = "انتهت الزيارات الرسمية مبكرا.", "غادر زوار المعرض مسرعين."
    with shelf(tmp_path, inflected, plural) as snapshot:
        asked = ask(snapshot, "زيارة")

    # The stem of the first is «زيار»; «زوار» shares the skeleton «زر» and no 4-gram.
    assert asked.coverage() == pytest.approx({inflected: 1, plural: 0.7})


def test_a_misspelt_word_covers_it_by_the_square_of_the_shared_grams(tmp_path: Path):
    misspelt = "وصل لافروق إلى دمشق صباحا."
    with shelf(tmp_path, misspelt, RAIN) as snapshot:
        asked = ask(snapshot, "لافروف")

    # Three of the five 4-grams of «_لافروف_» are in «_لافروق_».
    assert asked.coverage() == pytest.approx({misspelt: (3 / 5) ** 2, RAIN: 0})


def test_words_count_by_their_rarity(tmp_path: Path):
    train, minister = "وصل القطار السريع متأخرا.", "ألقى الوزير كلمة قصيرة هناك."
    with shelf(tmp_path, train, minister, "سافر الوزير بعد الاجتماع مباشرة.", RAIN) as snapshot:
        asked = ask(snapshot, "قطار الوزير")

    # One passage in four holds the train and two the minister: ln(1 + 3.5/1.5), ln(1 + 2.5/2.5).
    rare, common = np.log(10 / 3), np.log(2)
    assert asked.question.importance == pytest.approx([rare, common] / (rare + common))
    coverage = asked.coverage()
    assert coverage[train] == pytest.approx(rare / (rare + common))
    assert coverage[minister] == pytest.approx(common / (rare + common))
    assert coverage[RAIN] == 0


def test_a_stop_word_counts_for_three_tenths_of_a_word_of_the_topic(tmp_path: Path):
    train = "وصل القطار السريع قبل الظهر."
    with shelf(tmp_path, train, RAIN) as snapshot:
        asked = ask(snapshot, "قبل القطار")

    assert asked.question.importance == pytest.approx([0.3 / 1.3, 1 / 1.3])


def test_the_lead_adds_what_it_has_of_the_question_and_the_sentence_has_not(tmp_path: Path):
    sentences = ["وصل لافروف إلى دمشق.", "التقى الرئيس.", "غادر لافروف المدينة.", "عاد ليلا."]
    with shelf(tmp_path, " ".join(sentences), RAIN) as snapshot:
        asked = ask(snapshot, "لافروف")

    assert asked.of(Feature.LEAD_ADDS) == pytest.approx(
        {sentences[0]: 0, sentences[1]: 0.8, sentences[2]: 0, sentences[3]: 0.8, RAIN: 0}
    )


RELATIONS = {
    "تقع ساموا في المحيط الهادئ.": 0,
    "عاصمتها هي أبيا.": 1,
    "العاصمة مدينة صغيرة.": 1,
    "هطل المطر غزيرا.": 0,
}


def test_a_relation_is_there_by_the_word_itself_or_by_a_cue_and_its_subject_nearby(
    tmp_path: Path,
):
    with shelf(tmp_path, " ".join(RELATIONS), "غادر الوفد العاصمة.") as snapshot:
        asked = ask(snapshot, "ما هي عاصمة ساموا")

    # In the other article stands the capital, and nothing of Samoa.
    assert asked.of(Feature.RELATION) == pytest.approx(RELATIONS | {"غادر الوفد العاصمة.": 0})


def test_a_topic_of_one_word_is_its_own_relation(tmp_path: Path):
    with shelf(tmp_path, "وصل لافروف صباحا.", RAIN) as snapshot:
        asked = ask(snapshot, "من هو لافروف")

    assert asked.of(Feature.RELATION) == {"وصل لافروف صباحا.": 1, RAIN: 0}


@pytest.mark.parametrize(
    ("question", "n_cues"),
    [("أين يقع السد؟", 2), ("لماذا بني السد؟", 0), ("أين المدينة التي فيها السد؟", 1)],
)
def test_words_that_speak_for_the_type_of_answer_count_unless_the_question_has_them(
    tmp_path: Path, question: str, n_cues: int
):
    sentence = "بني السد شمال المدينة القديمة."
    with shelf(tmp_path, sentence, RAIN) as snapshot:
        asked = ask(snapshot, question)

    assert asked.of(Feature.CUES) == pytest.approx({sentence: np.log1p(n_cues), RAIN: 0})


DEFINITIONS = ("التضخم ارتفاع عام في الأسعار.", "يرى خبراء كثيرون أن التضخم سيعود.")


@pytest.mark.parametrize(
    ("question", "lead", "start"),
    [("ما هو التضخم؟", (1, 1 / 2), (1, 0)), ("متى بدأ التضخم؟", (0, 0), (0, 0))],
)
def test_a_definition_is_looked_for_in_the_lead_and_where_sentences_open(
    tmp_path: Path, question: str, lead: tuple[float, float], start: tuple[float, float]
):
    with shelf(tmp_path, " ".join(DEFINITIONS)) as snapshot:
        asked = ask(snapshot, question)

    of_lead, of_start = asked.of(Feature.DEFINING_LEAD), asked.of(Feature.DEFINING_START)
    assert tuple(of_lead[text] for text in DEFINITIONS) == lead
    assert tuple(of_start[text] for text in DEFINITIONS) == start


def test_what_stands_in_the_lead_or_just_before_covers_in_part(tmp_path: Path):
    sentences = [
        "وصل لافروف إلى دمشق صباحا.",
        "التقى الرئيس في مكتبه.",
        "غادر المدينة مع مرافقيه مساء.",
    ]
    with shelf(tmp_path, " ".join(sentences), RAIN) as snapshot:
        asked = ask(snapshot, "لافروف")

    assert asked.sentences == [*sentences, RAIN]
    assert asked.features.values[:, Feature.CONTEXT_COVERAGE].tolist() == standardized(
        [1, 0.8, 0.8, 0]
    )


def test_the_lead_covers_in_part_though_the_title_stands_above_it(tmp_path: Path):
    sentences = ["وصل لافروف إلى دمشق.", "التقى الرئيس.", "غادر المدينة مع مرافقيه."]
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "report.md").write_text(
        f"# خبر قصير من المطار\n\n{' '.join(sentences)}\n\n## ذيل\n\n{RAIN}\n", encoding="utf-8"
    )
    with open_corpus(tmp_path) as snapshot:
        asked = ask(snapshot, "دمشق المطار")

    # Every sentence has the airport from the title, and the first has Damascus itself.
    assert asked.sentences == [*sentences, RAIN]
    assert asked.features.values[:, Feature.CONTEXT_COVERAGE].tolist() == standardized(
        [0.8 + 1, 0.8 + 0.8, 0.8 + 0.8, 0.8 + 0.8]
    )


def test_what_stands_two_sentences_before_covers_nothing(tmp_path: Path):
    text = "التقى الرئيس ضيوفه صباحا. تحدث لافروف طويلا. غادر المدينة. عاد إلى بلده ليلا."
    with shelf(tmp_path, text) as snapshot:
        asked = ask(snapshot, "لافروف")

    assert asked.features.values[:, Feature.CONTEXT_COVERAGE].tolist() == standardized(
        [0, 1, 0.8, 0]
    )


def test_the_title_covers_every_sentence_in_part(tmp_path: Path):
    text = "التقى الرئيس ضيوفه صباحا. غادر المدينة مساء."
    other = "تحدث لافروف طويلا في المؤتمر الصحفي."
    articles = (Article(text, title="لافروف في دمشق"), Article(other), Article(RAIN))
    with open_shelf(tmp_path, *articles) as snapshot:
        asked = ask(snapshot, "لافروف")

    assert asked.features.values[:, Feature.CONTEXT_COVERAGE].tolist() == standardized(
        [0.8, 0.8, 1, 0]
    )
    assert asked.features.covered_by_title.tolist() == [[1], [1], [0], [0]]


def test_bm25_of_the_sentences_own_words_worked_by_hand(tmp_path: Path):
    sentences = ["وصل لافروف إلى دمشق.", "غادر المدينة مساء.", "لافروف لم يجد لافروف."]
    with shelf(tmp_path, " ".join(sentences)) as snapshot:
        asked = ask(snapshot, "لافروف")

    # All terms of the word occur together, so that idf and weights cancel in standard scores.
    damping = 0.4 * (1 - 0.3 + 0.3 * 4 / 20)
    assert asked.features.values[:, Feature.BM25].tolist() == standardized(
        [1 * 1.4 / (1 + damping), 0, 2 * 1.4 / (2 + damping)]
    )


def test_bm25_counts_stem_skeleton_and_grams_by_their_shares(tmp_path: Path):
    sentences = ["ظهر بطريق كبير.", "غادر بطارق المعرض.", "هطل المطر غزيرا."]
    with shelf(tmp_path, " ".join(sentences)) as snapshot:
        asked = ask(snapshot, "بطريق")

    # One passage holds every term: the same idf. Stem .75, skeleton .3, four grams of .5 each.
    assert asked.features.values[:, Feature.BM25].tolist() == standardized(
        [0.75 + 0.3 + 4 * 0.5, 0.3, 0]
    )


def test_a_sentence_has_the_scores_of_its_passage(tmp_path: Path):
    train = "وصل القطار السريع متأخرا. نزل الركاب جميعا."
    with shelf(tmp_path, train, RAIN) as snapshot:
        asked = ask(snapshot, "وصل القطار السريع متأخرا")

    # Three sentences, two of them in the better passage: mean 1/3 of the way, so √½ and -√2.
    expected = pytest.approx([0.5**0.5, 0.5**0.5, -(2**0.5)])
    assert asked.features.values[:, Feature.PASSAGE].tolist() == expected
    assert asked.features.values[:, Feature.COSINE].tolist() == expected
    behind = asked.features.values[:, Feature.PASSAGE_BEHIND].tolist()
    assert behind == [0, 0, pytest.approx(asked.ranking.scores[1] - asked.ranking.scores[0])]
    assert behind[2] < -1


def test_the_lead_is_the_first_sentence_of_the_body_whatever_stands_above(tmp_path: Path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "report.md").write_text(
        "# تقرير المحطة\n\nوصل القطار الأول. نزل الركاب.\n\n## مساء\n\nغادر القطار الثاني.\n",
        encoding="utf-8",
    )
    with open_corpus(tmp_path) as snapshot:
        asked = ask(snapshot, "القطار")

    assert asked.of(Feature.LEAD) == pytest.approx(
        {"وصل القطار الأول.": 1, "نزل الركاب.": 1 / 2, "غادر القطار الثاني.": 1 / 3}
    )


def test_every_document_has_its_own_lead(tmp_path: Path):
    with shelf(tmp_path, "وصل القطار السريع. نزل الركاب جميعا.", RAIN) as snapshot:
        asked = ask(snapshot, "القطار")

    assert asked.of(Feature.LEAD)[RAIN] == 1


@pytest.mark.parametrize(
    ("sentence", "proximity"),
    [
        ("قطار الوزير وصل صباحا باكرا جدا.", 1 / 2),
        ("قطار سريع حمل الوزير صباح اليوم.", 1 / 2 / 3),
        ("الوزير ركب القطار ثم عاد الوزير.", 1 / 2 / 2 + 1 / 2 / 3),
        ("قطار قطار وصل بعد قطار سريع.", 0),
        ("قطار قطار الوزير وصل بعد الظهر.", 1 / 2),
        ("وصل الضيوف في سيارات سوداء كثيرة.", 0),
        # «قطر» has the skeleton alone, and so counts for seven tenths.
        ("قطر الوزير كان سريعا في ذلك اليوم.", (0.7 / 2 + 1 / 2) / 2),
    ],
)
def test_proximity_adds_up_neighbouring_words_by_importance_and_distance(
    tmp_path: Path, sentence: str, proximity: float
):
    both_as_often = "تحدث الركاب عن قطار. أما الوزير فصمت."
    with shelf(tmp_path, f"{both_as_often} {sentence}") as snapshot:
        asked = ask(snapshot, "قطار الوزير")

    assert asked.question.importance == pytest.approx([1 / 2, 1 / 2])
    assert asked.of(Feature.PROXIMITY)[sentence] == pytest.approx(proximity)


def test_words_in_two_sentences_are_not_near_each_other(tmp_path: Path):
    with shelf(tmp_path, "تأخر وصول القطار. الوزير ينتظر في المحطة.") as snapshot:
        asked = ask(snapshot, "قطار الوزير")

    assert set(asked.of(Feature.PROXIMITY).values()) == {0}


def test_length_is_the_logarithm_of_the_number_of_words(tmp_path: Path):
    with shelf(tmp_path, "وصل القطار السريع متأخرا. نزل الركاب.") as snapshot:
        asked = ask(snapshot, "القطار")

    assert asked.of(Feature.LENGTH) == pytest.approx(
        {"وصل القطار السريع متأخرا.": np.log(4), "نزل الركاب.": np.log(2)}
    )


TIMES = {
    "year": "وصل القطار عند الثالثة من 2020.",
    "month": "وصل القطار في مطلع شباط.",
    "day": "وصل القطار مساء الخميس.",
    "number": "وصل القطار وفيه 228 راكبا.",
    "none": "وصل القطار إلى المحطة.",
}
EVIDENCE = {
    Feature.TIME_YEAR: {"year"},
    Feature.TIME_MONTH: {"month"},
    Feature.TIME_WORD: {"day"},
    Feature.NUMBER: {"year", "number"},
}
FOR_A_TIME = set(EVIDENCE)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("متى وصل القطار؟", FOR_A_TIME),
        ("كم راكبا في القطار؟", {Feature.NUMBER}),
        ("أين وصل القطار؟", set()),
        ("من وصل في القطار؟", set()),
        ("وصل القطار", set()),
    ],
)
def test_evidence_is_looked_for_only_where_the_question_asks_for_it(
    tmp_path: Path, question: str, wanted: set[Feature]
):
    with shelf(tmp_path, " ".join(TIMES.values())) as snapshot:
        asked = ask(snapshot, question)

    for feature, kinds in EVIDENCE.items():
        expected = {
            text: float(feature in wanted and kind in kinds) for kind, text in TIMES.items()
        }
        assert asked.of(feature) == expected, feature.name


@pytest.mark.parametrize(
    ("question", "feature", "named", "new"),
    [
        ("متى وصل القطار سنة 2019؟", Feature.TIME_YEAR, "في 2019", "في 2020"),
        ("متى وصل القطار في شباط؟", Feature.TIME_MONTH, "في شباط", "في آذار"),
        ("متى وصل القطار الخميس؟", Feature.TIME_WORD, "الخميس", "الجمعة"),
        ("كم راكبا في القطار 12؟", Feature.NUMBER, "وفيه 12", "وفيه 13"),
        ("كم راكبا في القطار 12؟", Feature.NUMBER, "وفيه 12", "وفيه أربعون"),
    ],
)
def test_what_the_question_names_is_no_evidence(
    tmp_path: Path, question: str, feature: Feature, named: str, new: str
):
    has_named, has_new = f"وصل القطار السريع {named}.", f"وصل القطار السريع {new}."
    has_both = f"غادر القطار السريع {named} {new}."
    with shelf(tmp_path, f"{has_named} {has_new} {has_both}") as snapshot:
        asked = ask(snapshot, question)

    assert asked.of(feature) == {has_named: 0, has_new: 1, has_both: 1}


@pytest.mark.parametrize("question", ["القطار", "متى", "بركان"])
def test_a_question_of_any_kind_is_measured(tmp_path: Path, question: str):
    with shelf(tmp_path, "وصل القطار السريع متأخرا.", RAIN) as snapshot:
        asked = ask(snapshot, question)

    assert np.isfinite(asked.features.values).all()
    assert asked.features.values.shape == (len(asked.candidates.sentences), len(Feature))
