import numpy as np
import pytest

from retrieval.evaluation.squad import GoldQuestion, Paragraph, QuestionSet
from tests.fakes import FakeEncoder
from training.measure import bm25, cosines, fused, ndcg_at_10


def asked_of_first(question: str, *paragraphs: str) -> QuestionSet:
    return QuestionSet(
        tuple(Paragraph(text, "") for text in paragraphs), (GoldQuestion(question, 0, ()),)
    )


def test_ndcg_is_discounted_by_the_rank_of_the_one_relevant_passage():
    scores = np.zeros((3, 12), dtype=np.float32)
    scores[0, 5] = 1  # first
    scores[1] = np.arange(12, 0, -1)  # the gold one, at column 2, is third
    scores[2] = np.arange(12, 0, -1)  # the gold one, at column 10, is eleventh

    assert ndcg_at_10(scores, [5, 2, 10]) == pytest.approx((1 + 1 / 2 + 0) / 3)


def test_ties_do_not_count_as_found():
    assert ndcg_at_10(np.ones((1, 20), dtype=np.float32), [0]) == 0


def test_bm25_of_a_collection_worked_by_hand():
    asked = asked_of_first("كتب", "كتب", "كتب كتب", "قمر")

    # Stems and the 4-grams _كتب and كتب_ occur alike: idf ln(1 + 1.5/2.5), mean length 4/3 stems.
    idf = np.log(1 + 1.5 / 2.5)
    once = idf * 2.2 / (1 + 1.2 * (0.25 + 0.75 / (4 / 3)))
    twice = idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 2 / (4 / 3)))
    assert bm25(asked) == pytest.approx(np.array([[2 * once, 2 * twice, 0]]), rel=1e-5)


def test_fusion_adds_standard_scores():
    lexical = np.array([[0.0, 2.0]], dtype=np.float32)
    dense = np.array([[0.7, 0.5]], dtype=np.float32)

    assert fused(lexical, dense) == pytest.approx(np.array([[-1 + 0.3, 1 - 0.3]]))


def test_scores_that_are_all_alike_say_nothing():
    assert not fused(np.ones((1, 3), np.float32), np.zeros((1, 3), np.float32)).any()


def test_cosines_are_of_questions_with_passages():
    asked = asked_of_first("القطار السريع", "قطار سريع", "مكتبة قديمة")

    assert cosines(FakeEncoder(), asked)[0, 0] == pytest.approx(1, abs=1e-6)
