from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.arabic.answer_types import AnswerType
from retrieval.arabic.lemmas import UNKNOWN
from retrieval.arabic.word_vectors import bundled_word_vectors
from retrieval.search.word_matches import N_TRAITS, Match, Trait, WordMatches, rest_of
from tests.retrieval.search.shelf import Article, Asked, ask, lemma_of, link, open_shelf

OPENING = "افتتح الوزير المعرض صباحا."
FEAR = "ثم أبدى المدير خشيته علنا."
LATER = "وانصرف الزوار ليلا."
RAIN = "هطل المطر غزيرا طوال النهار."
BY_GRAMS = 0.05  # what words cover that only look alike
BODY = f"{OPENING} {FEAR} {LATER}"


def column(asked: Asked, word: str, match: Match) -> dict[str, float]:
    """What each candidate has of a word, by the candidate's text."""
    at = asked.question.weighted_words.index(word)
    values = asked.features.matches.values[:, at, match].tolist()
    return dict(zip(asked.sentences, values, strict=True))


def traits(asked: Asked, word: str) -> NDArray[np.float32]:
    row: NDArray[np.float32] = asked.features.matches.traits[
        asked.question.weighted_words.index(word)
    ]
    return row


def cosine(word: str, text: str) -> float:
    """The largest cosine of a word with those of a text, by their company."""
    vectors = bundled_word_vectors().astype(np.float64)
    asked = vectors[lemma_of(word)] / np.linalg.norm(vectors[lemma_of(word)])
    lemmas = [lemma_of(each) for each in text.rstrip(".").split()]
    each = [vectors[lemma] @ asked / np.linalg.norm(vectors[lemma]) for lemma in lemmas]
    return float(max(each))


def test_a_word_is_matched_by_the_sentence_itself_and_by_linked_words(tmp_path: Path):
    with open_shelf(tmp_path, Article(BODY), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "قلق المدير")

    strength = link("قلق", "خشيته")
    only_there = pytest.approx({OPENING: 0, FEAR: 1, LATER: 0, RAIN: 0}, abs=BY_GRAMS)
    assert column(asked, "المدير", Match.OWN) == only_there
    assert column(asked, "قلق", Match.OWN)[FEAR] == pytest.approx(0, abs=BY_GRAMS)
    assert column(asked, "قلق", Match.CARRIED)[FEAR] == pytest.approx(strength)
    assert column(asked, "قلق", Match.SURELY)[FEAR] == pytest.approx(np.log(strength))
    assert column(asked, "المدير", Match.SURELY)[FEAR] == 0


def test_a_word_is_matched_by_what_stands_around(tmp_path: Path):
    with open_shelf(tmp_path, Article(BODY, title="مدير المتحف"), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "المدير")

    assert column(asked, "المدير", Match.BEFORE)[LATER] == 1
    assert column(asked, "المدير", Match.AFTER)[OPENING] == 1
    assert column(asked, "المدير", Match.AFTER)[FEAR] < 1
    assert column(asked, "المدير", Match.TITLE) == {OPENING: 1, FEAR: 1, LATER: 1, RAIN: 0}
    assert column(asked, "المدير", Match.OF_TITLE) == {OPENING: 1, FEAR: 1, LATER: 1, RAIN: 0}
    assert column(asked, "المدير", Match.PASSAGE)[OPENING] == 1
    assert column(asked, "المدير", Match.PASSAGE)[RAIN] < BY_GRAMS


def test_a_word_is_matched_by_the_lead(tmp_path: Path):
    with open_shelf(tmp_path, Article(BODY), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "الوزير")

    lead = column(asked, "الوزير", Match.LEAD)
    assert (lead[FEAR], lead[LATER], lead[RAIN]) == (1, 1, 0)


def test_a_title_in_other_words_carries_a_word_and_does_not_cover_it(tmp_path: Path):
    with open_shelf(tmp_path, Article(BODY, title="خشيته الكبرى"), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "قلق")

    assert column(asked, "قلق", Match.TITLE)[LATER] == pytest.approx(link("قلق", "خشيته"))
    assert column(asked, "قلق", Match.OF_TITLE)[LATER] == pytest.approx(0, abs=BY_GRAMS)


def test_a_word_is_matched_by_the_best_of_its_passage_and_by_what_follows_it_at_once(
    tmp_path: Path,
):
    with open_shelf(tmp_path, Article(BODY), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "الزوار المطر")

    assert column(asked, "الزوار", Match.PASSAGE)[OPENING] == 1
    assert column(asked, "الزوار", Match.AFTER)[OPENING] == pytest.approx(0, abs=BY_GRAMS)
    # The next article begins there.
    assert column(asked, "المطر", Match.AFTER)[LATER] == 0


def test_a_sentence_between_that_is_no_candidate_is_no_neighbour(tmp_path: Path):
    heading = "أخبار\n\n"
    with open_shelf(tmp_path, Article(f"{OPENING}\n\n{heading}{FEAR}")) as snapshot:
        asked = ask(snapshot, "المدير")

    assert asked.sentences == [OPENING, FEAR]
    assert column(asked, "المدير", Match.AFTER)[OPENING] == 0


def test_of_a_word_the_rest_is_what_else_is_carried(tmp_path: Path):
    with open_shelf(tmp_path, Article(BODY), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "المدير المعرض")

    assert column(asked, "المعرض", Match.REST)[FEAR] == pytest.approx(1, abs=0.01)
    assert column(asked, "المدير", Match.REST)[FEAR] < 0.5
    assert column(asked, "المدير", Match.REST)[RAIN] < 0.1


def test_the_rest_of_a_question_of_one_word_is_nothing():
    assert rest_of(np.array([[1.0], [0.3]]), np.array([1.0])).tolist() == [[0], [0]]


def test_words_keep_company_with_those_of_the_sentence_and_of_what_stands_around(tmp_path: Path):
    title = "جولة الوفد"
    with open_shelf(tmp_path, Article(BODY, title=title), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "قلق الجمهور")

    for word in ("قلق", "الجمهور"):
        for match, text in (
            (Match.COMPANY, LATER),
            (Match.COMPANY_BEFORE, FEAR),
            (Match.COMPANY_LEAD, OPENING),
            (Match.COMPANY_TITLE, title),
        ):
            assert column(asked, word, match)[LATER] == pytest.approx(cosine(word, text), abs=0.02)


def test_of_a_word_it_is_known_what_it_is_to_the_question_and_to_its_candidates(tmp_path: Path):
    with open_shelf(tmp_path, Article(BODY), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "أين أبدى المدير قلقه من المطر؟")

    words = asked.question.weighted_words
    assert words == ["ابدي", "المدير", "قلقه", "من", "المطر"]
    director, of, rain = (traits(asked, word) for word in ("المدير", "من", "المطر"))
    share = asked.question.importance[1]
    assert director[Trait.IMPORTANCE] == pytest.approx(share)
    assert director[Trait.TIMES_EVEN] == pytest.approx(5 * share)
    assert (director[Trait.TOPIC], of[Trait.TOPIC]) == (1, 0)
    assert (director[Trait.BEST], rain[Trait.BEST]) == (1, 1)
    carried = list(column(asked, "المدير", Match.CARRIED).values())
    assert director[Trait.MEAN] == pytest.approx(np.mean(carried))
    assert director[Trait.RANK] == pytest.approx(np.log(lemma_of("المدير") + 1))
    assert of[Trait.RANK] == 11  # of what names no topic nothing is looked up
    assert [traits(asked, word)[Trait.PLACE] for word in words] == pytest.approx(
        [0, 0.2, 0.4, 0.6, 0.8]
    )
    assert director[Trait.EVEN] == pytest.approx(0.2)
    place = len(Trait) + list(AnswerType).index(AnswerType.PLACE)
    assert director[len(Trait) :].tolist() == [at == place for at in range(len(Trait), N_TRAITS)]


def test_a_spoken_word_is_known_by_what_it_is_in_writing(tmp_path: Path):
    with open_shelf(tmp_path, Article(BODY), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "مين شاف المدير؟")

    at = asked.question.weighted_words.index("شاف")
    vector = bundled_word_vectors()[lemma_of("رأى")].astype(np.float64)
    assert lemma_of("شاف") not in {UNKNOWN, lemma_of("رأى")}
    assert traits(asked, "شاف")[Trait.RANK] == pytest.approx(np.log(lemma_of("رأى") + 1))
    assert asked.features.matches.vectors[at] == pytest.approx(
        vector / np.linalg.norm(vector), abs=0.02
    )


def test_a_sentence_of_unknown_words_keeps_no_company(tmp_path: Path):
    nothing = "قفطبنظ خنفشاريطوس زغبطرشق."
    with open_shelf(tmp_path, Article(f"{nothing} {FEAR}")) as snapshot:
        asked = ask(snapshot, "المدير")

    assert {lemma_of(word) for word in nothing.rstrip(".").split()} == {UNKNOWN}
    assert column(asked, "المدير", Match.COMPANY)[nothing] == 0
    assert column(asked, "المدير", Match.COMPANY_BEFORE)[FEAR] == 0


def test_a_word_that_nobody_knows_has_no_company(tmp_path: Path):
    with open_shelf(tmp_path, Article(BODY), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "خنفشاريطوس المدير")

    matches: WordMatches = asked.features.matches
    assert lemma_of("خنفشاريطوس") == UNKNOWN
    assert traits(asked, "خنفشاريطوس")[Trait.RANK] == 11
    assert set(column(asked, "خنفشاريطوس", Match.COMPANY).values()) == {0}
    assert not matches.vectors[0].any()
    assert np.linalg.norm(matches.vectors[1]) == pytest.approx(1, abs=0.02)


def test_matches_are_numbers_from_a_few_to_one(tmp_path: Path):
    with open_shelf(tmp_path, Article(BODY), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "هل أبدى المدير قلقه من المطر؟")

    matches = asked.features.matches
    shares = np.delete(matches.values, Match.SURELY, axis=2)
    assert np.isfinite(matches.values).all()
    assert shares.min() >= -1
    assert shares.max() <= 1.01
    assert matches.importance == pytest.approx(asked.question.importance)
    assert matches.importance.sum() == pytest.approx(1)
