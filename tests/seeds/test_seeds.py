import json
import os
import re
from pathlib import Path
from typing import NotRequired, TypedDict

import pytest
import yaml

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import split_words

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
SHARED_SEEDS = Path(os.environ.get("IQTIBAS_SHARED", ROOT.parent / "shared")) / "seeds"
KINDS = {"msa", "paraphrase", "dialect", "misspelt", "unanswerable"}
DIALECTS = {"egyptian", "levantine", "gulf", "iraqi", "maghrebi"}
FRONT_MATTER = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)
TATWEEL = "\u0640"  # ARABIC TATWEEL
COPIED_WORDS = 8


class Gold(TypedDict):
    document: str
    start: int
    end: int
    text: str


class Question(TypedDict):
    id: str
    question: str
    kind: str
    dialect: NotRequired[str]
    answers: list[Gold]


def read_exactly(path: Path) -> str:
    """Decode a file as the engine stores it: no newline translation."""
    return path.read_bytes().decode("utf-8")


def read_questions() -> list[Question]:
    lines = read_exactly(SEEDS / "questions.jsonl").splitlines()
    return [json.loads(line) for line in lines]


def body_start(article: str) -> int:
    front_matter = FRONT_MATTER.match(article)
    assert front_matter is not None
    return front_matter.end()


def word_windows(text: str, n_words: int) -> set[tuple[str, ...]]:
    words = split_words(matching_key(text))
    return {tuple(words[i : i + n_words]) for i in range(len(words) - n_words + 1)}


ARTICLES = {path.name: read_exactly(path) for path in sorted(SEEDS.glob("*.md"))}
QUESTIONS = read_questions()
SPANS = [(question["id"], gold) for question in QUESTIONS for gold in question["answers"]]

each_article = pytest.mark.parametrize("name", ARTICLES)


def test_a_fresh_checkout_has_six_to_ten_articles():
    assert 6 <= len(ARTICLES) <= 10


@each_article
def test_an_article_says_what_it_is_in_its_front_matter(name: str):
    front_matter = FRONT_MATTER.match(ARTICLES[name])
    assert front_matter is not None

    fields = yaml.safe_load(front_matter[1])

    assert fields.keys() >= {"title", "source", "note", "license"}
    assert fields["license"] == "MIT"
    assert "اقتباس" in fields["source"]
    assert "اقتباس" in fields["note"]


@each_article
def test_an_article_is_250_to_450_words_long(name: str):
    body = ARTICLES[name][body_start(ARTICLES[name]) :]

    assert 250 <= len(body.split()) <= 450


@each_article
def test_an_article_is_set_in_clean_arabic_type(name: str):
    article = ARTICLES[name]

    assert not set(article) & set("\"'“”,;?\r\t\u00a0" + TATWEEL)
    assert "  " not in article
    for paragraph in article.split("\n"):
        assert re.sub("[^«»]", "", paragraph).replace("«»", "") == ""


def test_there_are_at_least_forty_questions_with_ids_of_their_own():
    ids = {question["id"] for question in QUESTIONS}
    wordings = {question["question"] for question in QUESTIONS}

    assert len(QUESTIONS) >= 40
    assert len(ids) == len(wordings) == len(QUESTIONS)


def test_every_kind_of_question_is_asked():
    assert {question["kind"] for question in QUESTIONS} == KINDS


def test_a_dialect_is_named_for_dialect_questions_alone():
    named = {question["id"]: question.get("dialect") for question in QUESTIONS}
    dialectal = {question["id"] for question in QUESTIONS if question["kind"] == "dialect"}

    assert {question_id for question_id, dialect in named.items() if dialect} == dialectal
    assert set(named.values()) - {None} == DIALECTS


def test_only_unanswerable_questions_have_no_answer():
    without_answer = {question["id"] for question in QUESTIONS if not question["answers"]}
    unanswerable = {q["id"] for q in QUESTIONS if q["kind"] == "unanswerable"}

    assert without_answer == unanswerable


@pytest.mark.parametrize(("question_id", "gold"), SPANS)
def test_a_gold_span_cuts_its_text_out_of_one_sentence_of_its_article(
    question_id: str, gold: Gold
):
    article = ARTICLES[gold["document"]]

    cut = article[gold["start"] : gold["end"]]

    assert cut == gold["text"] == gold["text"].strip(), question_id
    assert gold["start"] >= body_start(article)
    assert not re.search(r"[.؟!]\s|\n", cut)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED_SEEDS.is_dir(), reason=f"no folder {SHARED_SEEDS}")
@each_article
def test_an_article_is_worded_by_us(name: str):
    theirs = set[tuple[str, ...]]().union(
        *(word_windows(read_exactly(p), COPIED_WORDS) for p in SHARED_SEEDS.glob("*.txt"))
    )
    assert theirs

    assert word_windows(ARTICLES[name], COPIED_WORDS) & theirs == set()
