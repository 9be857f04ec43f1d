import json
from pathlib import Path

import numpy as np

from retrieval.datatypes import Document, DocumentId, Span
from retrieval.evaluation.results import Ask, Place
from retrieval.search.features import Feature
from tests.fakes import FakeEncoder
from tests.training.generated import write_questions
from training.examples import gather_examples, gather_own_examples
from training.own_questions import Part


def test_every_question_is_an_example_with_titles_and_without(tmp_path: Path):
    questions = write_questions(tmp_path / "questions.json", n_paragraphs=4, n_questions=3)

    examples = gather_examples(questions, FakeEncoder())

    # Four paragraphs of two sentences are eight candidates, one of which holds the answer.
    assert [example.values.shape for example in examples] == [(8, len(Feature))] * 6
    assert [np.flatnonzero(example.is_gold).tolist() for example in examples] == [
        [0],
        [2],
        [4],
    ] * 2


def test_the_words_of_an_answer_in_another_paragraph_are_an_answer_too(tmp_path: Path):
    said_twice = "افتتح الوزير المتحف الجديد يوم الأحد. حضر الحفل جمهور كبير."
    context = f"بدأ المطر في الليل. {said_twice}"
    answer = {"text": "يوم الأحد", "answer_start": context.index("يوم الأحد")}
    asked = {"question": "متى افتتح المتحف الجديد؟", "answers": [answer]}
    paragraphs = [
        {"context": context, "qas": [asked]},
        {"context": f"{said_twice} غادر الضيوف المدينة مساء.", "qas": []},
    ]
    content = {"data": [{"title": "متحف", "paragraphs": paragraphs}]}
    questions = tmp_path / "questions.json"
    questions.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    first, *_ = gather_examples(questions, FakeEncoder())

    assert first.is_gold.tolist() == [False, True, False, True, False, False]


def test_candidates_that_overlap_a_place_of_our_own_are_its_gold():
    opening, guests = "افتتح الوزير المتحف الجديد يوم الأحد.", "حضر الضيوف حفل المتحف مساء."
    first, second = DocumentId("news.jsonl#a"), DocumentId("news.jsonl#b")
    articles = (
        Document(first, f"بدأ المطر في الليل. {opening}", "خبر"),
        Document(second, f"{guests} غادر الجمهور المدينة.", "خبر"),
    )
    gold = (
        Place(first, Span(25, 30)),  # words of the second sentence
        Place(second, Span(0, len(guests))),
    )
    asks = (
        Ask("متى افتتح المتحف؟", gold, cluster="a"),
        Ask("أين المتحف؟", (), cluster="b"),
    )

    examples = gather_own_examples(Part(1, (articles,), asks), FakeEncoder())

    assert [example.is_gold.tolist() for example in examples] == [[False, True, True, False]]
    assert examples[0].values.shape == (4, len(Feature))
