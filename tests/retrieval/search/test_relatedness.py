from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.arabic.associations import associated_with
from retrieval.arabic.lemmas import bundled_lemmas
from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import light_stem
from retrieval.arabic.word_vectors import bundled_word_vectors
from retrieval.index.snapshot import Snapshot
from retrieval.search.candidates import find_candidates
from retrieval.search.features import Feature
from retrieval.search.relatedness import Link, Relatedness, relate
from tests.retrieval.search.shelf import SETTINGS, Article, ask, open_shelf, question_of, rank

RAIN = "هطل المطر غزيرا طوال النهار."
FEAR = "أبدى المدير خشيته علنا أمس."
GUARANTEE = "نال المشروع التمويل بضمان المصرف."


def related(snapshot: Snapshot, text: str) -> tuple[Relatedness, NDArray[np.int64]]:
    """What the rows of the candidates are to a question, and the candidates' rows."""
    question = question_of(snapshot, text)
    candidates = find_candidates(snapshot, question.terms, rank(snapshot, text), SETTINGS)
    found = relate(snapshot, bundled_lemmas(), bundled_word_vectors(), question, candidates)
    return found, candidates.at


def stem_of(word: str) -> str:
    return light_stem(matching_key(word))


def unit(word: str) -> NDArray[np.float64]:
    lemma = bundled_lemmas().numbers_of([stem_of(word)])[0]
    row = bundled_word_vectors()[lemma].astype(np.float64)
    of_length_1: NDArray[np.float64] = row / np.linalg.norm(row)
    return of_length_1


def test_a_near_word_speaks_of_what_the_sentence_leaves_open(tmp_path: Path):
    with open_shelf(tmp_path, Article(FEAR), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "قلق المدير")

    assert "خشي" in associated_with("قلق").near
    worry = asked.question.importance[0]
    assert asked.of(Feature.NEAR) == pytest.approx({FEAR: worry, RAIN: 0})


def test_a_word_that_is_there_itself_is_not_left_open(tmp_path: Path):
    both = "أبدى المدير قلقه وخشيته علنا."
    with open_shelf(tmp_path, Article(both), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "قلق المدير")

    assert asked.of(Feature.NEAR) == {both: 0, RAIN: 0}


def test_a_preposition_that_clings_to_a_word_does_not_hide_it(tmp_path: Path):
    with open_shelf(tmp_path, Article(GUARANTEE), Article(RAIN)) as snapshot:
        links, at = related(snapshot, "كفالة")
        sentences = ask(snapshot, "كفالة").sentences

    assert "ضمان" in associated_with("كفال").near
    found = links.words[Link.NEAR][at][:, 0]
    assert dict(zip(sentences, found.tolist(), strict=True)) == {GUARANTEE: 1, RAIN: 0}


def test_a_related_word_is_no_near_one(tmp_path: Path):
    moved = "انتقلت العائلة إلى العراق لاحقا."
    with open_shelf(tmp_path, Article(moved), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "كردي")

    assert stem_of("العراق") in associated_with("كرد").related
    assert asked.of(Feature.NEAR)[moved] == 0
    assert asked.of(Feature.RELATED)[moved] == pytest.approx(1)


def test_a_spoken_word_is_related_by_what_it_is_in_writing(tmp_path: Path):
    saw, heard = "لاحظ الحارس اللص ليلا.", RAIN
    with open_shelf(tmp_path, Article(saw), Article(heard)) as snapshot:
        links, at = related(snapshot, "مين شاف اللص؟")
        question = question_of(snapshot, "مين شاف اللص؟")

    column = question.weighted_words.index("شاف")
    assert "لاحظ" in associated_with(stem_of("رأى")).near
    assert links.words[Link.NEAR][at][:, column].max() == 1


def test_words_are_as_similar_as_their_vectors(tmp_path: Path):
    with open_shelf(tmp_path, Article(FEAR), Article(RAIN)) as snapshot:
        links, at = related(snapshot, "فزع")
        sentences = ask(snapshot, "فزع").sentences

    similar = dict(zip(sentences, links.words[Link.SIMILAR][at][:, 0].tolist(), strict=True))
    words = FEAR.rstrip(".").split()
    expected = max(unit("فزع") @ unit(word) for word in words)
    assert similar[FEAR] == pytest.approx(expected, abs=0.02)
    assert similar[FEAR] > similar[RAIN] >= 0


def test_words_that_name_no_topic_are_related_to_nothing(tmp_path: Path):
    with open_shelf(tmp_path, Article(FEAR), Article(RAIN)) as snapshot:
        links, _ = related(snapshot, "قلق من المدير")
        question = question_of(snapshot, "قلق من المدير")

    assert not question.is_topic.all()
    assert not links.words[:, :, ~question.is_topic].any()


def test_the_whole_is_the_cosine_of_mean_vectors(tmp_path: Path):
    with open_shelf(tmp_path, Article("أبدى المدير خشيته."), Article(RAIN)) as snapshot:
        links, _ = related(snapshot, "فزع المدير")
        question = question_of(snapshot, "فزع المدير")
        place = ask(snapshot, "فزع المدير").sentences.index("أبدى المدير خشيته.")

    sentence = sum(unit(word) for word in ("أبدى", "المدير", "خشيته"))
    asked = question.importance @ np.array([unit("فزع"), unit("المدير")])
    expected = sentence @ asked / np.linalg.norm(sentence) / np.linalg.norm(asked)
    assert links.whole[place] == pytest.approx(expected, abs=0.02)


def test_an_article_without_a_title_has_an_empty_row_that_is_related_to_nothing(tmp_path: Path):
    with open_shelf(tmp_path, Article(FEAR, title=""), Article(RAIN, title="")) as snapshot:
        links, _ = related(snapshot, "قلق المدير")
        question = question_of(snapshot, "قلق المدير")
        candidates = find_candidates(
            snapshot, question.terms, rank(snapshot, "قلق المدير"), SETTINGS
        )

    is_empty = candidates.occurrences.lengths == 0
    assert is_empty.any()
    assert not links.words[:, is_empty].any()
