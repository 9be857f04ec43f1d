import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from retrieval.evaluation.squad import read_squad
from retrieval.search.confidence import ConfidenceModel, Sign
from tests.fakes import FakeEncoder
from tests.training.generated import made_up_part, write_questions
from training.confidence import gather_own_examples, train_confidence
from training.labelled import open_collection
from training.own_questions import draw_articles

N_PARAGRAPHS, N_ARTICLES, N_QUESTIONS = 116, 40, 20


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As many paragraphs as the largest collection takes, a few of which are asked about."""
    path = tmp_path_factory.mktemp("confidence") / "questions.json"
    return write_questions(path, N_PARAGRAPHS, N_QUESTIONS)


def test_a_part_of_the_paragraphs_answers_a_part_of_the_questions(questions: Path):
    gold = read_squad(questions)

    with open_collection(gold, FakeEncoder(), size=40, seed=5) as collection:
        found = [
            collection.engine.search(question.question).passages[0].document_id
            for question in collection.questions
        ]
        n_paragraphs = collection.engine.summary.n_documents

    assert n_paragraphs == 40
    is_answerable = [bool(question.gold) for question in collection.questions]
    assert 0 < sum(is_answerable) < N_QUESTIONS
    assert [
        name in {place.document_id for place in question.gold}
        for name, question in zip(found, collection.questions, strict=True)
    ] == is_answerable


def test_a_question_whose_answer_is_there_and_is_not_found_first_is_of_neither_kind():
    part = made_up_part(N_ARTICLES, N_QUESTIONS)
    answers = [ask.gold for ask in part.asks]
    others = (*answers[1:], answers[0])
    asks = tuple(replace(ask, gold=other) for ask, other in zip(part.asks, others, strict=True))
    drawn = (
        draw_articles(part, share=share, seed=seed, by_group=by_group)
        for seed, (share, by_group) in enumerate(
            ((0.0, False), (0.5, True), (0.5, False), (0.9, True))
        )
    )
    n_taken_away = sum(other[0].document_id in without for without in drawn for other in others)

    examples = gather_own_examples([replace(part, asks=asks)], FakeEncoder())

    assert not examples.is_answered.any()
    assert len(examples.is_answered) == n_taken_away


@pytest.mark.slow
def test_what_is_written_is_what_the_confidence_reads(questions: Path, tmp_path: Path):
    target = tmp_path / "confidence.json"

    parts = [made_up_part(N_ARTICLES, N_QUESTIONS)]

    train_confidence(questions, parts, FakeEncoder(), target)

    written = json.loads(target.read_text(encoding="utf-8"))
    bundled = files("retrieval.search") / "confidence.json"
    assert written.keys() == json.loads(bundled.read_text(encoding="utf-8")).keys()
    assert list(written["weights"]) == [sign.name.lower() for sign in Sign]
    assert 0 < written["n_answered"] < written["n_examples"] <= (28 + 4) * N_QUESTIONS
    # Words of one paragraph are in no other: who holds them all answers.
    assert written["auroc_on_these"] > 0.99
    model = ConfidenceModel(
        weights=np.array([written["weights"][sign.name.lower()] for sign in Sign]),
        bias=written["bias"],
        weak_from=written["weak_from"],
        answer_from=written["answer_from"],
        sure_from=written["sure_from"],
    )
    assert (model.weights >= 0).all()
    assert 0 < model.answer_from < model.weak_from < 1  # nothing lies between the two kinds
