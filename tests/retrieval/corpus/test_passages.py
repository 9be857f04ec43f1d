from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.passages import split_passages
from retrieval.datatypes import Passage, Sentence, SentenceRole

BODY, TITLE, HEADING = SentenceRole.BODY, SentenceRole.TITLE, SentenceRole.HEADING
FURNITURE, REPEAT = SentenceRole.BOILERPLATE, SentenceRole.REPEAT


def sentences(*lengths_and_paragraphs: tuple[int, int], roles: Sequence[SentenceRole] = ()):
    made: list[Sentence] = []
    start = 0
    for i, (length, paragraph) in enumerate(lengths_and_paragraphs):
        role = roles[i] if i < len(roles) else BODY
        made.append(Sentence(start, start + length, role, paragraph))
        start += length + 1
    return made


def ranges(passages: Sequence[Passage]) -> list[tuple[int, int]]:
    return [(passage.first, passage.end) for passage in passages]


def test_sentences_fill_a_passage_and_the_next_repeats_the_last():
    cut = sentences((40, 0), (40, 0), (40, 0), (40, 0))

    assert ranges(split_passages(cut, max_chars=100, overlap=1)) == [(0, 2), (1, 3), (2, 4)]
    assert ranges(split_passages(cut, max_chars=100, overlap=0)) == [(0, 2), (2, 4)]


def test_a_paragraphs_end_is_the_better_break_and_nothing_is_repeated_across_it():
    cut = sentences((30, 0), (30, 0), (20, 1), (40, 1))

    assert ranges(split_passages(cut, max_chars=100, overlap=1)) == [(0, 2), (2, 4)]


def test_a_paragraphs_end_that_leaves_a_passage_nearly_empty_is_passed_over():
    cut = sentences((20, 0), (40, 1), (30, 1), (40, 1))

    assert ranges(split_passages(cut, max_chars=100, overlap=0)) == [(0, 3), (3, 4)]


def test_an_overlong_sentence_is_a_passage_of_its_own():
    cut = sentences((20, 0), (300, 0), (20, 0))

    assert ranges(split_passages(cut, max_chars=100, overlap=1)) == [(0, 1), (1, 2), (2, 3)]


def test_nothing_is_repeated_where_there_is_no_room():
    cut = sentences((60, 0), (60, 0), (30, 0))

    assert ranges(split_passages(cut, max_chars=100, overlap=1)) == [(0, 1), (1, 3)]


def test_a_passage_begins_with_its_heading_and_ends_with_body():
    roles = [TITLE, BODY, FURNITURE, HEADING, BODY, REPEAT, FURNITURE]
    cut = sentences(*[(30, i) for i in range(7)], roles=roles)

    assert ranges(split_passages(cut, max_chars=70, overlap=1)) == [(1, 2), (3, 5)]


def test_what_is_not_quotable_may_stand_inside():
    cut = sentences((30, 0), (10, 1), (30, 2), roles=[BODY, FURNITURE, BODY])

    assert ranges(split_passages(cut, max_chars=100, overlap=1)) == [(0, 3)]


def test_a_document_without_body_is_cut_all_the_same():
    cut = sentences((30, 0), (30, 1), roles=[FURNITURE, FURNITURE])

    assert ranges(split_passages(cut, max_chars=40, overlap=1)) == [(0, 1), (1, 2)]


def test_no_sentences_make_no_passages():
    assert split_passages([], max_chars=100, overlap=1) == ()


@pytest.mark.parametrize(("max_chars", "overlap"), [(0, 1), (10, -1)])
def test_lengths_that_make_no_sense_are_refused(max_chars: int, overlap: int):
    with pytest.raises(ValueError, match="must be at least"):
        split_passages([], max_chars=max_chars, overlap=overlap)


@given(
    st.lists(
        st.tuples(st.integers(1, 120), st.booleans(), st.sampled_from(SentenceRole)), max_size=40
    ),
    st.integers(1, 200),
    st.integers(0, 4),
)
def test_passages_hold_every_quotable_sentence_in_order_and_within_the_length(
    made: list[tuple[int, bool, SentenceRole]], max_chars: int, overlap: int
):
    paragraph = 0
    shapes = []
    for length, is_new, _ in made:
        paragraph += is_new
        shapes.append((length, paragraph))
    cut = sentences(*shapes, roles=[role for _, _, role in made])

    passages = split_passages(cut, max_chars=max_chars, overlap=overlap)

    held = {i for passage in passages for i in range(passage.first, passage.end)}
    assert {i for i, sentence in enumerate(cut) if sentence.role.is_quotable} <= held
    assert bool(passages) == bool(cut)
    pairs = list(pairwise(passages))
    assert all(a.first < b.first and a.end < b.end for a, b in pairs)
    for passage in passages:
        body = [i for i in range(passage.first, passage.end) if cut[i].role.is_quotable]
        is_within = cut[passage.end - 1].end - cut[passage.first].start <= max_chars
        assert is_within or passage.end - passage.first == 1
        assert body or not any(sentence.role.is_quotable for sentence in cut)
