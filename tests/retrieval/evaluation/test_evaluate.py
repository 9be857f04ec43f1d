import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.datatypes import Outcome
from retrieval.engine import Progress, Reranking, Stage
from retrieval.errors import CorpusError, EncoderError
from retrieval.evaluation.evaluate import Models, evaluate
from retrieval.settings import RerankerSettings
from tests.fakes import FakeEncoder, FakeReranker

TRAIN = "وصل القطار السريع متأخرا إلى المحطة. نزل الركاب جميعا في دقائق."
MINISTER = "ألقى الوزير كلمة قصيرة أمام الحضور. شكر الوزير ضيوفه على صبرهم."
RAIN = "هطل المطر غزيرا طوال النهار. فاضت الأنهار على جانبيها."


def item(question: str, context: str, answer: str) -> dict[str, Any]:
    answers = [{"text": answer, "answer_start": context.index(answer)}]
    return {"context": context, "qas": [{"id": "q", "question": question, "answers": answers}]}


def write(path: Path, *paragraphs: dict[str, Any]) -> Path:
    data = [{"title": "قمر", "paragraphs": list(paragraphs)}]
    path.write_text(json.dumps({"data": data}), encoding="utf-8")
    return path


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which temporary folders are made."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Four questions on three paragraphs; the second and the third have one paragraph.

    The first and the last are answered by the sentence that comes first. The answer of the second
    is in the other sentence of its paragraph. The third asks in the words of the last paragraph:
    its own comes second, and of it only the sentence that does not answer is quoted.
    """
    return write(
        tmp_path / "gold.json",
        item("متى وصل القطار السريع إلى المحطة؟", TRAIN, "متأخرا"),
        item("من ألقى كلمة قصيرة أمام الحضور؟", MINISTER, "ضيوفه"),
        item("كيف هطل المطر غزيرا طوال النهار؟", MINISTER, "صبرهم"),
        item("أين فاضت الأنهار؟", RAIN, "على جانبيها"),
    )


@pytest.fixture
def others(tmp_path: Path) -> Path:
    return write(
        tmp_path / "others.json",
        item("ما عاصمة اليابان؟", "طوكيو عاصمة اليابان.", "طوكيو"),
        item("كم عدد سكان البرازيل؟", "سكان البرازيل كثيرون.", "كثيرون"),
    )


def test_a_report_worked_by_hand(gold: Path):
    report = evaluate(gold, Models(FakeEncoder()))

    assert (report.n_questions, report.n_paragraphs, report.n_passages) == (4, 3, 3)
    assert report.ndcg_at_10 == pytest.approx((1 + 1 + 1 / np.log2(3) + 1) / 4)
    assert report.mean_reciprocal_rank == (1 + 1 + 1 / 2 + 1) / 4
    assert (report.recall_at_1, report.recall_at_10) == (3 / 4, 1)
    assert (report.hit_at_1, report.hit_at_3) == (2 / 4, 3 / 4)
    assert report.median_ms > 0
    assert report.answerability is None


def test_a_quote_is_right_that_names_the_gold_paragraph_as_a_twin(tmp_path: Path):
    said = "وصل القطار السريع القادم من الجبل إلى محطة المدينة متأخرا ساعة كاملة بسبب الثلوج."
    twice = (said, said.replace("القادم", "قادما"))
    question = "متى وصل القطار السريع إلى المحطة؟"
    path = write(tmp_path / "gold.json", *(item(question, text, "ساعة") for text in twice))

    report = evaluate(path, Models(FakeEncoder()))

    assert report.n_paragraphs == 2
    assert (report.recall_at_1, report.hit_at_1) == (0.5, 1.0)


def test_a_reranker_looks_at_every_question(gold: Path, others: Path):
    reranking = Reranking(FakeReranker(), RerankerSettings(budget_ms=60_000))

    evaluate(gold, Models(FakeEncoder(), reranking), unanswerable=others)

    assert (reranking.n_asked, reranking.n_given_up) == (6, 0)


def test_every_question_has_one_outcome(gold: Path):
    report = evaluate(gold, Models(FakeEncoder()))

    assert set(report.outcomes) == set(Outcome)
    assert sum(report.outcomes.values()) == 1
    assert report.outcomes[Outcome.NONE] == 0


def test_questions_of_another_file_are_told_apart(gold: Path, others: Path):
    answerability = evaluate(gold, Models(FakeEncoder()), unanswerable=others).answerability

    assert answerability is not None
    assert (answerability.n_questions, answerability.auroc) == (2, 1)
    assert answerability.false_answers == 0
    assert answerability.outcomes == {Outcome.ANSWER: 0, Outcome.WEAK: 0, Outcome.NONE: 1}


def test_questions_of_the_same_file_cannot_be_told_apart(gold: Path):
    answerability = evaluate(gold, Models(FakeEncoder()), unanswerable=gold).answerability

    # Each ties with itself and wins as often as it loses; a threshold keeps all four of both.
    assert answerability is not None
    assert answerability.auroc == 1 / 2
    assert answerability.false_answers == 1


def test_unanswerable_questions_change_no_other_figure(gold: Path, others: Path):
    without, with_others = (
        evaluate(gold, Models(FakeEncoder()), unanswerable=path) for path in (None, others)
    )

    assert replace(with_others, answerability=None, median_ms=without.median_ms) == without


def test_progress_is_told_of_indexing_and_of_every_question(gold: Path, others: Path):
    stages: list[Progress] = []
    asked: list[tuple[int, int]] = []

    evaluate(
        gold,
        Models(FakeEncoder()),
        unanswerable=others,
        on_index=stages.append,
        on_question=lambda done, total: asked.append((done, total)),
    )

    assert {progress.stage for progress in stages} == set(Stage)
    assert asked == [(done, 6) for done in range(1, 7)]


def test_nothing_temporary_is_left_behind(gold: Path, scratch: Path):
    evaluate(gold, Models(FakeEncoder()))

    assert list(scratch.iterdir()) == []


def test_nothing_temporary_is_left_behind_by_a_failure(gold: Path, scratch: Path):
    class Failing(FakeEncoder):
        def encode_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
            raise EncoderError(self.name, f"cannot encode {len(questions)} questions")

    with pytest.raises(EncoderError):
        evaluate(gold, Models(Failing()))

    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("content", [None, b"{", b'{"data": []}'])
def test_a_file_that_cannot_be_used_fails_before_anything_is_indexed(
    gold: Path, scratch: Path, content: bytes | None
):
    other = gold.with_name("other.json")
    if content is not None:
        other.write_bytes(content)
    encoder = FakeEncoder()

    with pytest.raises(CorpusError):
        evaluate(gold, Models(encoder), unanswerable=other)

    assert encoder.n_encoded_passages == 0
    assert list(scratch.iterdir()) == []


def test_questions_without_an_answer_count_as_unanswerable_not_as_missed(tmp_path: Path):
    asked = item("متى وصل القطار السريع إلى المحطة؟", TRAIN, "متأخرا")
    asked["qas"].append({"id": "r", "question": "ما عاصمة اليابان؟", "answers": []})

    report = evaluate(write(tmp_path / "gold.json", asked), Models(FakeEncoder()))

    assert (report.n_questions, report.hit_at_1) == (1, 1)
    assert report.answerability is not None
    assert report.answerability.n_questions == 1


def test_a_set_that_nothing_answers_or_whose_paragraphs_are_too_short_names_its_file(
    tmp_path: Path,
):
    unanswered = {"context": TRAIN, "qas": [{"id": "q", "question": "متى؟", "answers": []}]}
    nothing = write(tmp_path / "nothing.json", unanswered)
    short = write(tmp_path / "short.json", item("أين؟", "هنا.", "هنا"))

    with pytest.raises(CorpusError, match=r"nothing\.json has an answer"):
        evaluate(nothing, Models(FakeEncoder()))
    with pytest.raises(CorpusError, match=r"no paragraph of .*short\.json is long enough"):
        evaluate(short, Models(FakeEncoder()))
