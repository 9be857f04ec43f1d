from collections.abc import Sequence

import numpy as np
import pytest

from retrieval.datatypes import SentenceRole
from retrieval.index.collection import Collection
from tests.retrieval.index.arrays import make_collection

BODY, TITLE, HEADING = SentenceRole.BODY, SentenceRole.TITLE, SentenceRole.HEADING
CAPTION, BOILERPLATE, REPEAT = (
    SentenceRole.CAPTION,
    SentenceRole.BOILERPLATE,
    SentenceRole.REPEAT,
)


def members(made: Collection) -> list[list[int]]:
    """Return, for each passage, the rows that it is searched by."""
    return members_of(made, range(made.n_passages))


def members_of(made: Collection, passages: Sequence[int]) -> list[list[int]]:
    owners, rows = made.searched_by(np.array(passages, dtype=np.int64))
    return [sorted(rows[owners == at].tolist()) for at in range(len(passages))]


def test_a_passage_is_searched_by_its_sentences_and_its_documents_title():
    made = make_collection([([BODY, BODY, BODY], [(0, 2), (2, 3)]), ([BODY], [(0, 1)])])

    # Rows 0 to 3 are sentences; 4 and 5 the titles of the two documents.
    assert members(made) == [[0, 1, 4], [2, 4], [3, 5]]


@pytest.mark.parametrize("role", [HEADING, CAPTION])
def test_headings_and_captions_are_searched_with_the_body(role: SentenceRole):
    assert members(make_collection([([role, BODY], [(0, 2)])])) == [[0, 1, 2]]


@pytest.mark.parametrize("role", [TITLE, BOILERPLATE, REPEAT])
def test_titles_boilerplate_and_repeats_are_not_searched(role: SentenceRole):
    assert members(make_collection([([BODY, role, BODY], [(0, 3)])])) == [[0, 2, 3]]


def test_a_passage_of_nothing_else_is_searched_by_its_boilerplate():
    assert members(make_collection([([BOILERPLATE, TITLE], [(0, 2)])])) == [[0, 1, 2]]


def test_a_sentence_that_two_passages_share_is_searched_in_both():
    assert members(make_collection([([BODY, BODY, BODY], [(0, 2), (1, 3)])])) == [
        [0, 1, 3],
        [1, 2, 3],
    ]


def test_a_document_without_passages_takes_no_row_from_its_neighbours():
    made = make_collection([([BODY], [(0, 1)]), ([], []), ([BODY], [(0, 1)])])

    assert members(made) == [[0, 2], [1, 4]]
    assert made.documents_of(np.array([1, 0])).tolist() == [2, 0]


def test_some_passages_are_searched_by_what_they_are_among_all():
    made = make_collection(
        [([BODY, TITLE, BODY], [(0, 2), (2, 3)]), ([BOILERPLATE], [(0, 1)]), ([BODY], [(0, 1)])]
    )

    every = members(made)

    assert members_of(made, [3, 0, 2]) == [every[3], every[0], every[2]]
    assert members_of(made, []) == []


def test_counts_are_of_rows_of_each_kind():
    made = make_collection([([BODY, HEADING], [(1, 2)]), ([BODY], [(0, 1)])])

    assert (made.n_documents, made.n_sentences, made.n_passages) == (2, 3, 2)


def test_places_count_the_body_sentences_before_in_the_same_document():
    made = make_collection([([TITLE, BODY, CAPTION, BODY], [(0, 4)]), ([BODY, BODY], [(0, 2)])])

    assert made.places.tolist() == [0, 0, 1, 1, 0, 1]
