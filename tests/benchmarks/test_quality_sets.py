"""Which questions are asked of which collection."""

from pathlib import Path

from benchmarks.quality_sets import (
    ARTICLE_GONE,
    MLQA,
    NEAR_MISS,
    TYDI,
    PublicSet,
    asks_with_others,
    find_public_sets,
    take_half,
)
from retrieval.datatypes import Span
from retrieval.evaluation.squad import GoldQuestion, Paragraph, QuestionSet

GOLD = QuestionSet(
    tuple(Paragraph(f"نص {number}", f"مقال {number // 3}") for number in range(30)),
    tuple(GoldQuestion(f"سؤال {number}؟", number, (Span(0, 2),)) for number in range(30)),
)


def test_a_question_on_a_paragraph_that_was_taken_away_is_a_near_miss_if_its_article_stayed():
    left, asks = take_half(GOLD)

    kept = [paragraph.text for paragraph in left.paragraphs]
    titles = {paragraph.title for paragraph in left.paragraphs}
    assert len(kept) == 15
    for number, ask in enumerate(asks):
        paragraph = GOLD.paragraphs[number]
        if paragraph.text in kept:
            place = f"paragraphs.jsonl#{kept.index(paragraph.text) + 1}"
            assert [gold.document_id for gold in ask.gold] == [place]
            assert ask.group == ""
        else:
            assert ask.gold == ()
            assert ask.group == (NEAR_MISS if paragraph.title in titles else ARTICLE_GONE)
    assert {ask.group for ask in asks} >= {"", NEAR_MISS}


def test_the_same_half_is_taken_away_in_every_run():
    assert take_half(GOLD) == take_half(GOLD)


def test_another_sets_questions_are_asked_too_and_nothing_answers_them():
    tydi = PublicSet(TYDI, Path("t.json"), GOLD)
    mlqa = PublicSet(MLQA, Path("m.json"), QuestionSet(GOLD.paragraphs[:1], GOLD.questions[:1]))

    asks = asks_with_others(tydi, [tydi, mlqa])

    assert [bool(ask.gold) for ask in asks] == [True] * 30 + [False]
    assert asks[30].question == asks[0].question
    assert asks[30].cluster != asks[0].cluster


def test_a_set_whose_others_are_not_there_is_asked_alone():
    tydi = PublicSet(TYDI, Path("t.json"), GOLD)

    assert len(asks_with_others(tydi, [tydi])) == 30


def test_files_that_are_not_there_are_named_and_the_test_set_is_not_looked_for(tmp_path: Path):
    found, absent = find_public_sets(tmp_path, with_test=False)
    _, with_test = find_public_sets(tmp_path, with_test=True)

    assert found == []
    assert [Path(path).name for path in absent] == [
        "tydiqa-goldp-dev-ar.json",
        "mlqa-dev-ar.json",
        "arcd-train.json",
    ]
    assert [Path(path).name for path in with_test[len(absent) :]] == ["arcd-test.json"]
