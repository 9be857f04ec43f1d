"""The files of our own training questions keep the rules that their README states."""

import json
import os
import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import light_stem, split_words
from tests.quality.questions import SEEDS, Split
from tests.quality.questions import read_questions as read_quality_questions
from training.articles import Article, OverlapFilter, held_out_paragraphs
from training.own_questions import (
    QUESTIONS,
    LinkKind,
    Part,
    Style,
    read_checksums,
    read_links,
    read_parts,
    read_questions,
)

GROUPS = read_checksums()
PARTS = {number: read_questions(number) for number in GROUPS}
ALL = tuple(chain.from_iterable(PARTS.values()))
LINKS = {number: read_links(number) for number in GROUPS}
ALL_LINKS = tuple(chain.from_iterable(LINKS.values()))
COPIED_WORDS = 6
DATA = Path(os.environ.get("IQTIBAS_SHARED", Path(__file__).parents[3] / "shared")) / "data"
needs_shared = pytest.mark.skipif(not DATA.is_dir(), reason="the data folder is not here")


@pytest.fixture(scope="module")
def parts() -> tuple[Part, ...]:
    return read_parts(DATA)


def words(text: str) -> list[str]:
    return split_words(matching_key(text))


def runs_of(text: str) -> set[str]:
    found = words(text)
    last = len(found) - COPIED_WORDS
    return {" ".join(found[start : start + COPIED_WORDS]) for start in range(last + 1)}


def test_every_file_of_questions_has_its_articles_and_its_links():
    for pattern in ("questions_{}.jsonl", "links_{}.tsv"):
        files = {path.name for path in QUESTIONS.glob(pattern.format("*"))}
        assert files == {pattern.format(number) for number in GROUPS}

    assert list(GROUPS) == list(range(1, len(GROUPS) + 1))


def test_a_line_holds_a_question_and_offsets_and_nothing_of_an_article():
    for number in PARTS:
        text = (QUESTIONS / f"questions_{number}.jsonl").read_text(encoding="utf-8")
        for line in text.splitlines():
            item = json.loads(line)
            assert list(item) == ["id", "question", "style", "gold"]
            for place in item["gold"]:
                assert list(place) == ["file", "id", "start", "end"]


def test_ids_name_the_part_and_rise_within_it():
    for number, questions in PARTS.items():
        ids = [question.question_id for question in questions]

        assert all(re.fullmatch(rf"{number}-\d{{3}}", name) for name in ids)
        assert ids == sorted(set(ids))


def test_no_question_is_asked_twice_or_asked_in_another_set():
    keys = [" ".join(words(question.question)) for question in ALL]
    seeds = (SEEDS / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    measured = {" ".join(words(json.loads(line)["question"])) for line in seeds} | {
        " ".join(words(question.question))
        for split in Split
        for question in read_quality_questions(split)
    }

    assert [key for key, count in Counter(keys).items() if count > 1] == []
    assert set(keys) & measured == set()


def test_answers_are_spans_of_articles_of_the_part_each_marked_once():
    for number, questions in PARTS.items():
        here = {name for group in GROUPS[number] for name in group}
        for question in questions:
            assert question.gold
            assert len(set(question.gold)) == len(question.gold)
            assert all(0 <= place.span.start < place.span.end for place in question.gold)
            assert {place.document_id for place in question.gold} <= here


def test_a_part_is_twenty_events_of_four_articles_and_thirty_that_stand_alone():
    for groups in GROUPS.values():
        assert [len(group) for group in groups] == [4] * 20 + [1] * 30
        for group in groups:
            file = "ant_news" if len(group) == 4 else "wiki_ar"
            assert all(name.startswith(f"{file}.jsonl#") for name in group)
            assert all(re.fullmatch("[0-9a-f]{64}", checksum) for checksum in group.values())


def test_no_article_is_in_two_places():
    names = [name for groups in GROUPS.values() for group in groups for name in group]

    assert len(set(names)) == len(names)


def test_styles_have_the_shares_that_were_asked_for():
    for questions in PARTS.values():
        counts = Counter(question.style for question in questions)

        assert counts[Style.PARAPHRASE] >= 0.55 * len(questions)
        assert counts[Style.PLAIN] >= 0.1 * len(questions)
        assert counts[Style.DIALECT] >= 0.1 * len(questions)


def test_the_readme_counts_what_is_there():
    readme = (QUESTIONS / "README.md").read_text(encoding="utf-8")
    n_articles = sum(len(group) for groups in GROUPS.values() for group in groups)
    n_linked = len({link.question_id for link in ALL_LINKS})
    rows = [(str(number), PARTS[number], LINKS[number]) for number in GROUPS]

    assert f"{len(ALL):,} questions over {n_articles:,} articles" in readme
    assert f"For {n_linked:,} of them" in readme
    assert f"{len(ALL_LINKS):,} links" in readme
    for name, questions, links in [*rows, ("all", ALL, ALL_LINKS)]:
        styles = Counter(question.style for question in questions)
        kinds = Counter(link.kind for link in links)
        counts = [*(styles[style] for style in Style), len(questions)]
        counts += (kinds[kind] for kind in LinkKind)
        assert f"| {name} | {' | '.join(map(str, counts))} |" in readme


def test_lines_of_links_follow_their_questions_each_once():
    for number, questions in PARTS.items():
        text = (QUESTIONS / f"links_{number}.tsv").read_text(encoding="utf-8")
        ids = [line.partition("\t")[0] for line in text.splitlines()]

        assert ids == sorted(set(ids))
        assert set(ids) <= {question.question_id for question in questions}


def test_a_link_is_of_two_words_of_different_stems_the_first_one_the_questions():
    asked = {question.question_id: words(question.question) for question in ALL}
    for link in ALL_LINKS:
        (word,), (other,) = words(link.word), words(link.other)
        assert word in asked[link.question_id]
        assert light_stem(word) != light_stem(other)


def test_no_two_words_are_linked_twice_in_a_question():
    for links in LINKS.values():
        pairs = [(link.question_id, *words(link.word), *words(link.other)) for link in links]

        assert len(set(pairs)) == len(pairs)


@pytest.mark.shared
@pytest.mark.slow
@needs_shared
def test_the_articles_are_those_that_the_answers_were_taken_from(parts: tuple[Part, ...]):
    for part in parts:
        lengths = {article.document_id: len(article.text) for article in part.articles}
        for ask in part.asks:
            assert all(place.span.end <= lengths[place.document_id] for place in ask.gold)


@pytest.mark.shared
@pytest.mark.slow
@needs_shared
def test_the_other_word_of_a_link_stands_in_the_sentence_that_answers(parts: tuple[Part, ...]):
    for part in parts:
        texts = {article.document_id: article.text for article in part.articles}
        answers = {}
        for question in PARTS[part.number]:
            place = question.gold[0]
            text = texts[place.document_id][place.span.start : place.span.end]
            answers[question.question_id] = words(text)

        for link in LINKS[part.number]:
            assert set(words(link.other)) <= set(answers[link.question_id])


@pytest.mark.shared
@pytest.mark.slow
@needs_shared
def test_no_question_repeats_six_words_in_a_row_of_an_article(parts: tuple[Part, ...]):
    for part in parts:
        runs = set().union(*(runs_of(article.text) for article in part.articles))

        assert [ask.question for ask in part.asks if runs_of(ask.question) & runs] == []


@pytest.mark.shared
@pytest.mark.slow
@needs_shared
def test_no_article_holds_text_of_an_evaluation_set(parts: tuple[Part, ...]):
    held_out = OverlapFilter(held_out_paragraphs(DATA))

    found = [
        article.document_id
        for part in parts
        for article in part.articles
        if held_out.overlaps(Article("", (matching_key(article.text),)))
    ]

    assert found == []
