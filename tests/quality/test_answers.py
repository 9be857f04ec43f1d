"""What answers a question stands there, in a sentence that may be quoted.

Answers in the project's data folder are checked where that folder is.
"""

from collections import Counter, defaultdict
from dataclasses import replace

import pytest

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import split_words
from retrieval.corpus.outline import outline
from retrieval.datatypes import Document, DocumentId, Sentence, Span
from tests.quality.questions import (
    SHARED_SEEDS,
    Place,
    Split,
    Words,
    checksum,
    locate,
    read_articles,
    read_collections,
    read_questions,
)

ALL = tuple(question for split in Split for question in read_questions(split))
COLLECTIONS = read_collections()
COPIED_WORDS = 6

Quotable = dict[str, list[Sentence]]

needs_shared = pytest.mark.skipif(
    not SHARED_SEEDS.is_dir(), reason=f"answers in {SHARED_SEEDS} are not checked: no such folder"
)
each_collection = pytest.mark.parametrize(
    "names",
    [
        pytest.param(COLLECTIONS.seeds, id="seeds"),
        pytest.param(
            tuple(COLLECTIONS.shared), id="shared", marks=[pytest.mark.shared, needs_shared]
        ),
    ],
)


@pytest.fixture(scope="module")
def articles() -> dict[str, Document]:
    return read_articles(COLLECTIONS)


@pytest.fixture(scope="module")
def quotable(articles: dict[str, Document]) -> Quotable:
    """The sentences of each article that may be quoted."""
    return {
        name: [sentence for sentence in outline(article) if sentence.role.is_quotable]
        for name, article in articles.items()
    }


def sentence_of(place: Place, quotable: Quotable) -> tuple[str, int]:
    """The one quotable sentence in which an answer lies."""
    found = [
        (place.article, sentence.start)
        for sentence in quotable[place.article]
        if sentence.start <= place.span.start < place.span.end <= sentence.end
    ]
    assert len(found) == 1, place
    return found[0]


def places_in(names: tuple[str, ...], articles: dict[str, Document]) -> list[Place]:
    """Every answer in these articles."""
    here = {name: articles[name] for name in names}
    return [place for question in ALL for place in locate(question.gold, here)]


def word_windows(text: str) -> set[tuple[str, ...]]:
    words = split_words(matching_key(text))
    return {
        tuple(words[first : first + COPIED_WORDS])
        for first in range(len(words) - COPIED_WORDS + 1)
    }


@each_collection
def test_nearly_every_sentence_answers_something(
    names: tuple[str, ...], articles: dict[str, Document], quotable: Quotable
):
    answering = defaultdict[str, set[tuple[str, int]]](set)
    for place in places_in(names, articles):
        answering[place.article].add(sentence_of(place, quotable))

    for name in names:
        assert len(answering[name]) >= 0.85 * len(quotable[name]), name


@each_collection
def test_every_answer_lies_in_one_quotable_sentence(
    names: tuple[str, ...], articles: dict[str, Document], quotable: Quotable
):
    places = places_in(names, articles)

    assert len(places) > 100
    for place in places:
        text = articles[place.article].text
        assert sentence_of(place, quotable)
        for edge in (place.span.start, place.span.end):
            assert not text[edge - 1 : edge + 1].isalnum(), place


@each_collection
def test_no_sentence_is_what_more_than_three_questions_were_written_for(
    names: tuple[str, ...], articles: dict[str, Document], quotable: Quotable
):
    here = {name: articles[name] for name in names}
    written_for = Counter(
        sentence_of(place, quotable)
        for question in ALL
        for place in locate(question.gold[:1], here)
    )

    assert max(written_for.values()) <= 3


@each_collection
def test_no_question_repeats_an_article(names: tuple[str, ...], articles: dict[str, Document]):
    windows = set[tuple[str, ...]]().union(*(word_windows(articles[name].text) for name in names))
    assert windows

    for question in ALL:
        assert word_windows(question.question) & windows == set(), question


def test_words_that_stand_in_no_file_of_ours_are_told_by_offsets_alone():
    answers = [answer for question in ALL for answer in question.gold]

    assert {answer.article for answer in answers if isinstance(answer, Words)} == set(
        COLLECTIONS.seeds
    )
    assert {answer.article for answer in answers if isinstance(answer, Place)} == set(
        COLLECTIONS.shared
    )


@pytest.mark.shared
@needs_shared
def test_the_articles_of_the_data_folder_are_the_ones_that_were_asked_about(
    articles: dict[str, Document],
):
    found = {name: checksum(articles[name]) for name in COLLECTIONS.shared}

    assert found == COLLECTIONS.shared


def test_words_are_found_at_their_one_place_and_offsets_stay():
    article = Document(DocumentId("a.md"), "وصل القطار. غادر القطار.", "القطار")

    places = locate(
        [Words("a.md", "غادر"), Place("a.md", Span(0, 3)), Words("b.md", "غاب")],
        {"a.md": article},
    )

    assert places == (Place("a.md", Span(12, 16)), Place("a.md", Span(0, 3)))


@pytest.mark.parametrize(("words", "n_found"), [("القطار", 2), ("السفينة", 0)])
def test_words_that_do_not_stand_there_once_are_an_error(words: str, n_found: int):
    article = Document(DocumentId("a.md"), "وصل القطار. غادر القطار.", "القطار")

    with pytest.raises(ValueError, match=f"{n_found} times, expected once"):
        locate([Words("a.md", words)], {"a.md": article})


@pytest.mark.shared
@needs_shared
def test_a_text_that_changed_since_is_not_measured_with():
    changed = dict.fromkeys(COLLECTIONS.shared, "0" * 64)

    with pytest.raises(ValueError, match="have to be found anew"):
        read_articles(replace(COLLECTIONS, shared=changed))
