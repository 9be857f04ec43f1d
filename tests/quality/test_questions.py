"""The set of questions has the groups and the balance that its README says."""

import json
import re
from collections import Counter
from itertools import chain

import pytest

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import split_words
from tests.quality.questions import (
    HERE,
    SEEDS,
    Answerable,
    Question,
    Split,
    Style,
    read_collections,
    read_questions,
)

HALVES = {split: read_questions(split) for split in Split}
ALL = tuple(chain.from_iterable(HALVES.values()))
COLLECTIONS = read_collections()
DIALECTS = {"egyptian", "levantine", "gulf", "iraqi", "maghrebi"}
SLIPS = {
    *("hamza", "letters", "keys", "sounds", "spaces"),
    *("layout", "persian", "digits", "arabizi"),
}
ANSWER_TYPES = {
    *("person", "place", "time", "number", "reason", "manner"),
    *("definition", "statement", "yes_no", "other"),
}
ARABIC_LETTER = re.compile("[\u0621-\u064a]")
COPIED_WORDS = 6


def share(found: list[Question], of: tuple[Question, ...] = ALL) -> float:
    return len(found) / len(of)


def in_style(style: Style) -> list[Question]:
    return [question for question in ALL if question.style is style]


def that_are(answerable: Answerable) -> list[Question]:
    return [question for question in ALL if question.answerable is answerable]


def test_the_groups_have_the_sizes_that_were_asked_for():
    refused = [question for question in ALL if question.answerable is not Answerable.YES]

    assert len(ALL) >= 300
    assert share(in_style(Style.PARAPHRASE)) >= 1 / 3
    assert share(in_style(Style.DIALECT)) >= 1 / 6
    assert share(in_style(Style.MISSPELT)) >= 1 / 6
    assert share(refused) >= 1 / 4
    assert share(that_are(Answerable.NEAR_MISS), tuple(refused)) > 1 / 2
    assert min(len(that_are(answerable)) for answerable in Answerable) >= 12


def test_every_dialect_and_every_slip_is_among_the_varieties_and_none_else():
    dialects = Counter(question.variety for question in in_style(Style.DIALECT))
    slips = Counter(question.variety for question in in_style(Style.MISSPELT))
    others = {question.variety for question in in_style(Style.PLAIN) + in_style(Style.PARAPHRASE)}

    assert dialects.keys() == DIALECTS
    assert max(dialects.values()) - min(dialects.values()) <= 1
    assert slips.keys() == SLIPS
    assert min(slips.values()) >= 4
    assert others == {""}


def test_answerable_questions_span_all_styles_and_types():
    answered = that_are(Answerable.YES)
    styles = Counter(question.style for question in answered)
    types = Counter(question.answer_type for question in answered)

    assert min(styles[style] for style in Style) >= len(answered) / 8
    assert types.keys() == ANSWER_TYPES
    assert min(types.values()) >= 4


def test_the_readme_counts_what_is_there():
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    counts = Counter((question.style, question.answerable) for question in ALL)

    for style in Style:
        row = [counts[style, answerable] for answerable in Answerable]
        cells = " | ".join(str(count or "") for count in (*row, sum(row)))
        assert re.sub(" +", " ", f"| {style} | {cells} |") in readme
    for split, half in HALVES.items():
        assert f"`{split}.jsonl` ({len(half)})" in readme


@pytest.mark.parametrize("answerable", [Answerable.YES, Answerable.NEAR_MISS])
def test_either_collection_is_asked_about_half_of_the_questions(answerable: Answerable):
    asked = that_are(answerable)

    ours = [question for question in asked if question.article in COLLECTIONS.seeds]
    theirs = [question for question in asked if question.article in COLLECTIONS.shared]

    assert len(ours) + len(theirs) == len(asked)
    assert 0.45 <= len(ours) / len(asked) <= 0.55


def test_only_what_an_article_answers_has_an_answer_and_first_in_its_own_article():
    for question in ALL:
        assert bool(question.gold) == (question.answerable is Answerable.YES)
        if question.gold:
            assert question.gold[0].article == question.article
        if question.answerable in {Answerable.OFF_TOPIC, Answerable.SMALL_TALK}:
            assert question.article == ""


def test_what_is_typed_in_latin_letters_is_so_altogether():
    latin = {"layout", "arabizi"}

    for question in ALL:
        has_arabic = bool(ARABIC_LETTER.search(question.question))
        assert has_arabic == (question.variety not in latin), question


def test_no_question_is_asked_twice_nor_stands_beside_the_seeds():
    lines = (SEEDS / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    keys = [" ".join(split_words(matching_key(question.question))) for question in ALL]
    earlier = {" ".join(split_words(matching_key(json.loads(x)["question"]))) for x in lines}

    assert len(set(keys)) == len(keys)
    assert set(keys) & earlier == set()
    assert len({question.question_id for question in ALL}) == len(ALL)


@pytest.mark.parametrize("split", Split)
def test_odd_numbers_are_for_choices_and_even_ones_are_held(split: Split):
    remainder = 1 if split is Split.DEV else 0

    for question in HALVES[split]:
        group, number = question.question_id.rsplit("-", maxsplit=1)
        assert group == f"{question.style}-{question.answerable}"
        assert int(number) % 2 == remainder


def test_the_halves_are_alike():
    def groups(split: Split) -> Counter[tuple[str, ...]]:
        return Counter(
            (question.style, question.variety, question.answerable) for question in HALVES[split]
        )

    dev, held = groups(Split.DEV), groups(Split.HELD)

    assert abs(dev.total() - held.total()) <= len(Style) * len(Answerable)
    assert all(abs(dev[group] - held[group]) <= 1 for group in dev | held)


@pytest.mark.parametrize("name", [*COLLECTIONS.seeds, *COLLECTIONS.shared])
def test_every_article_is_asked_about(name: str):
    asked = Counter(question.answerable for question in ALL if question.article == name)

    assert asked[Answerable.YES] >= 12
    assert asked[Answerable.NEAR_MISS] >= 3
