from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.settings import WordingSettings
from tests.fakes import FakeEncoder
from tests.training.generated import write_questions
from training.slips import with_slip
from training.wording import TRIED, measure_wordings

QUESTION = "متى انضمت الفصائل إلى المفاوضات السياسية؟"


def test_a_question_has_one_slip_in_one_word_of_the_topic():
    typed = {with_slip(QUESTION, seed) for seed in range(60)}

    assert QUESTION not in typed
    assert len(typed) > 20
    for question in typed:
        words = question.split()
        kept = [word for word in QUESTION.split() if word in words]
        # One word is another, or two are one.
        assert (len(words), len(kept)) in {(6, 5), (5, 4)}
        assert "متى" in words


def test_a_slip_is_the_same_for_the_same_seed():
    assert with_slip(QUESTION, 3) == with_slip(QUESTION, 3)


def test_a_question_without_a_long_word_of_the_topic_stays():
    assert with_slip("من هو علي؟", 1) == "من هو علي؟"


@given(st.text(max_size=60), st.integers())
def test_every_question_can_have_a_slip(question: str, seed: int):
    assert abs(len(with_slip(question, seed)) - len(question)) <= len(question)


@pytest.mark.slow
def test_reading_unknown_words_finds_what_a_slip_would_lose(tmp_path: Path):
    questions = write_questions(tmp_path / "questions.json", 30, 20)

    worths = {
        (worth.settings, worth.has_slips): worth
        for worth in measure_wordings(questions, FakeEncoder())
    }

    assert set(worths) == {(settings, slip) for settings in TRIED for slip in (False, True)}
    plain = WordingSettings(share=0.0, reads_unknown=False)
    assert worths[plain, False].ndcg_at_10 == pytest.approx(1)
    assert worths[plain, False].hit_at_1 == pytest.approx(1)
    assert all(worth.hit_at_3 >= worth.hit_at_1 for worth in worths.values())
