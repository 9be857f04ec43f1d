from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.arabic.lemmas import bundled_lemmas
from retrieval.arabic.word_links import bundled_word_links
from retrieval.arabic.word_vectors import bundled_word_vectors
from retrieval.index.snapshot import Snapshot
from retrieval.search.candidates import find_candidates
from retrieval.search.features import Feature
from retrieval.search.relatedness import Lexicon, Relatedness, relate
from tests.retrieval.search.shelf import (
    SETTINGS,
    Article,
    ask,
    lemma_of,
    link,
    open_shelf,
    question_of,
    rank,
)

RAIN = "هطل المطر غزيرا طوال النهار."
FEAR = "أبدى المدير خشيته علنا أمس."
SUPPORT = "نال المشروع الترخيص بدعم المصرف."
BY_CHANCE = 0.06


def lexicon() -> Lexicon:
    return Lexicon(bundled_lemmas(), bundled_word_links(), bundled_word_vectors())


def related(snapshot: Snapshot, text: str) -> tuple[Relatedness, NDArray[np.int64]]:
    """What the rows of the candidates are to a question, and the candidates' rows."""
    question = question_of(snapshot, text)
    candidates = find_candidates(snapshot, question.terms, rank(snapshot, text), SETTINGS)
    return relate(snapshot, lexicon(), question, candidates), candidates.at


def unit(word: str) -> NDArray[np.float64]:
    row = bundled_word_vectors()[lemma_of(word)].astype(np.float64)
    of_length_1: NDArray[np.float64] = row / np.linalg.norm(row)
    return of_length_1


def test_a_linked_word_carries_what_the_sentence_leaves_open(tmp_path: Path):
    with open_shelf(tmp_path, Article(FEAR), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "قلق المدير")

    worry, director = asked.question.importance.tolist()
    strength = link("قلق", "خشيته")
    assert strength > 0.5
    assert asked.of(Feature.LINKED) == pytest.approx({FEAR: worry * strength, RAIN: 0})
    assert asked.of(Feature.CARRIED) == pytest.approx(
        {FEAR: worry * strength + director, RAIN: 0}, abs=0.02
    )


def test_a_word_that_is_there_itself_is_not_left_open(tmp_path: Path):
    both = "أبدى المدير قلقه وخشيته علنا."
    with open_shelf(tmp_path, Article(both), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "قلق المدير")

    assert asked.of(Feature.LINKED) == {both: 0, RAIN: 0}
    assert asked.of(Feature.CARRIED)[both] == pytest.approx(1)


def test_an_inflected_form_carries_its_word_in_full(tmp_path: Path):
    guests = "أكرم الرجل ضيوفهم في مدينتهم."
    with open_shelf(tmp_path, Article(guests), Article(RAIN)) as snapshot:
        links, at = related(snapshot, "مدينة")
        sentences = ask(snapshot, "مدينة").sentences

    found = dict(zip(sentences, links.carried[at][:, 0].tolist(), strict=True))
    assert found == {guests: 1, RAIN: 0}


def test_a_preposition_that_clings_to_a_word_does_not_hide_it(tmp_path: Path):
    with open_shelf(tmp_path, Article(SUPPORT), Article(RAIN)) as snapshot:
        links, at = related(snapshot, "إعانة")
        sentences = ask(snapshot, "إعانة").sentences

    found = dict(zip(sentences, links.carried[at][:, 0].tolist(), strict=True))
    assert found == pytest.approx({SUPPORT: link("إعانة", "دعم"), RAIN: 0})


def test_the_word_that_carries_most_counts(tmp_path: Path):
    both = "أبدى المدير خشيته ثم انزعاجه علنا."
    with open_shelf(tmp_path, Article(both), Article(RAIN)) as snapshot:
        links, at = related(snapshot, "قلق")

    expected = max(link("قلق", word) for word in both.rstrip(".").split())
    assert links.carried[at].max() == pytest.approx(expected)


def test_a_spoken_word_is_carried_by_what_it_is_in_writing(tmp_path: Path):
    saw = "لاحظ الحارس اللص ليلا."
    with open_shelf(tmp_path, Article(saw), Article(RAIN)) as snapshot:
        links, at = related(snapshot, "مين شاف اللص؟")
        question = question_of(snapshot, "مين شاف اللص؟")

    column = question.weighted_words.index("شاف")
    assert link("شاف", "لاحظ") < link("رأى", "لاحظ")
    assert links.carried[at][:, column].max() == pytest.approx(link("رأى", "لاحظ"))


def test_words_that_name_no_topic_are_carried_by_nothing(tmp_path: Path):
    fear_of = "أبدى المدير خشيته علنا من المطر."
    with open_shelf(tmp_path, Article(fear_of), Article(RAIN)) as snapshot:
        links, _ = related(snapshot, "قلق من المدير")
        question = question_of(snapshot, "قلق من المدير")

    assert not question.is_topic.all()
    assert lemma_of("من") >= 0
    assert links.carried[:, question.is_topic].any()
    assert not links.carried[:, ~question.is_topic].any()


def test_a_question_of_unknown_words_is_carried_by_nothing(tmp_path: Path):
    with open_shelf(tmp_path, Article(FEAR), Article(RAIN)) as snapshot:
        links, _ = related(snapshot, "قفطبنظ")

    assert lemma_of("قفطبنظ") == -1
    assert not links.carried.any()
    assert not links.whole.any()


def test_unlikely_words_count_as_much_as_chance_in_the_mean_of_logarithms(tmp_path: Path):
    with open_shelf(tmp_path, Article(FEAR), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "قلق المدير")

    worry, _ = asked.question.importance.tolist()
    expected = {
        FEAR: worry * np.log(link("قلق", "خشيته")),
        RAIN: np.log(BY_CHANCE),
    }
    assert asked.of(Feature.CARRIED_EACH) == pytest.approx(expected)


def test_what_the_context_carries_counts_for_less_than_what_the_sentence_does(tmp_path: Path):
    article = "أبدى الوزير خشيته علنا. ركب القطار ليلا."
    with open_shelf(tmp_path, Article(article), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "قلق القطار")

    worry, train = asked.question.importance.tolist()
    around = 0.8 * link("قلق", "خشيته")
    rode = "ركب القطار ليلا."
    assert asked.of(Feature.AROUND_EACH)[rode] == pytest.approx(worry * np.log(around))
    assert asked.of(Feature.AROUND_EVENLY)[rode] == pytest.approx(np.log(around) / 2)
    assert asked.of(Feature.CARRIED_EACH)[rode] == pytest.approx(worry * np.log(BY_CHANCE))
    assert asked.of(Feature.CARRIED)[rode] == pytest.approx(train)


def test_words_that_name_no_topic_do_not_count_where_each_counts_the_same(tmp_path: Path):
    with open_shelf(tmp_path, Article(FEAR), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "قلق من المدير")

    assert len(asked.question.importance) == 3
    expected = (np.log(link("قلق", "خشيته")) + np.log(1)) / 2
    assert asked.of(Feature.AROUND_EVENLY)[FEAR] == pytest.approx(expected)


def test_what_stands_in_the_next_article_stands_not_after_a_sentence(tmp_path: Path):
    slept, rode = "نام الحارس باكرا.", "ركب القطار ليلا."
    with open_shelf(tmp_path, Article(slept), Article(rode)) as snapshot:
        asked = ask(snapshot, "القطار الحارس")

    train, guard = asked.question.importance.tolist()
    expected = pytest.approx({slept: guard, rode: train}, abs=0.02)
    assert asked.of(Feature.WITH_AFTER) == expected
    assert asked.of(Feature.WITH_BEFORE) == expected


def test_what_stands_before_and_after_a_sentence_carries_in_part(tmp_path: Path):
    article = "أبدى الوزير خشيته علنا. ركب القطار ليلا. نام الحارس."
    with open_shelf(tmp_path, Article(article), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "قلق القطار الحارس")

    worry, train, guard = asked.question.importance.tolist()
    fear = link("قلق", "خشيته")
    minister, rode, slept = article.removesuffix(".").split(". ")
    assert asked.of(Feature.WITH_BEFORE) == pytest.approx(
        {
            f"{minister}.": worry * fear,
            f"{rode}.": train + 0.6 * worry * fear,
            f"{slept}.": guard + 0.6 * train,
            RAIN: 0,
        },
        abs=0.02,
    )
    assert asked.of(Feature.WITH_AFTER) == pytest.approx(
        {
            f"{minister}.": worry * fear + 0.6 * train,
            f"{rode}.": train + 0.6 * guard,
            f"{slept}.": guard,
            RAIN: 0,
        },
        abs=0.02,
    )
    of_passage = worry * fear + train + guard
    assert asked.of(Feature.IN_PASSAGE) == pytest.approx(
        {f"{minister}.": of_passage, f"{rode}.": of_passage, f"{slept}.": of_passage, RAIN: 0},
        abs=0.02,
    )


def test_the_whole_is_the_cosine_of_mean_vectors(tmp_path: Path):
    fear = "أبدى المدير قفطبنظ خشيته."  # one word has no vector
    with open_shelf(tmp_path, Article(fear), Article(RAIN)) as snapshot:
        links, _ = related(snapshot, "فزع المدير")
        question = question_of(snapshot, "فزع المدير")
        place = ask(snapshot, "فزع المدير").sentences.index(fear)

    sentence = sum(unit(word) for word in ("أبدى", "المدير", "خشيته"))
    asked = question.importance @ np.array([unit("فزع"), unit("المدير")])
    expected = sentence @ asked / np.linalg.norm(sentence) / np.linalg.norm(asked)
    assert links.whole[place] == pytest.approx(expected, abs=0.005)


def test_a_sentence_of_unknown_words_is_about_nothing(tmp_path: Path):
    nothing = "قفطبنظ خنفشاريطوس زغبطرشق."
    with open_shelf(tmp_path, Article(f"{nothing} {FEAR}")) as snapshot:
        links, _ = related(snapshot, "المدير")

    assert {lemma_of(word) for word in nothing.rstrip(".").split()} == {-1}
    assert links.whole[0] == 0
    assert links.whole[1] > 0.1


def test_an_article_without_a_title_has_an_empty_row_that_carries_nothing(tmp_path: Path):
    with open_shelf(tmp_path, Article(FEAR, title=""), Article(RAIN, title="")) as snapshot:
        links, _ = related(snapshot, "قلق المدير")
        question = question_of(snapshot, "قلق المدير")
        candidates = find_candidates(
            snapshot, question.terms, rank(snapshot, "قلق المدير"), SETTINGS
        )

    is_empty = candidates.occurrences.lengths == 0
    assert is_empty.any()
    assert not links.carried[is_empty].any()
