import numpy as np
import pytest

from retrieval.search.candidates import Occurrences
from retrieval.search.tokens import (
    TokenMatches,
    count_in_rows,
    nearness,
    opens_with_match,
    proximity,
)


def rows_of(*lengths: int) -> Occurrences:
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    none = np.empty(0, dtype=np.int64)
    return Occurrences(
        tokens=np.arange(offsets[-1], dtype=np.int32),
        offsets=offsets,
        found=none,
        rows=none,
        holders=none,
        terms=none,
        n_terms=0,
        covered=np.empty((0, 0)),
    )


def matches_at(occurrences: Occurrences, *found: tuple[int, int]) -> TokenMatches:
    """Matches as (position, word of the question), each of weight 1/2."""
    at = np.array([position for position, _ in found], dtype=np.int64)
    return TokenMatches(
        at=at,
        rows=np.searchsorted(occurrences.offsets, at, side="right") - 1,
        words=np.array([word for _, word in found], dtype=np.int64),
        weights=np.full(len(found), 0.5),
        n_rows=len(occurrences.offsets) - 1,
    )


def test_proximity_counts_neighbours_of_one_row_that_match_two_words():
    occurrences = rows_of(6, 0, 4)
    matches = matches_at(occurrences, (0, 0), (2, 1), (3, 1), (5, 0), (6, 1))

    assert proximity(matches).tolist() == pytest.approx([0.5 / 2 + 0.5 / 2, 0, 0])


def test_evidence_counts_by_its_distance_to_the_closest_match_on_either_side():
    occurrences = rows_of(6, 0, 4)
    matches = matches_at(occurrences, (0, 0), (5, 1))

    near = nearness(matches, occurrences, np.array([2, 3]))

    assert near.tolist() == pytest.approx([1 / 2, 0, 0])


def test_evidence_that_is_itself_a_match_is_as_near_as_can_be():
    occurrences = rows_of(3)

    near = nearness(matches_at(occurrences, (1, 0)), occurrences, np.array([1]))

    assert near.tolist() == [1]


def test_a_match_in_the_next_row_is_near_to_nothing_in_this_one():
    occurrences = rows_of(3, 3)

    near = nearness(matches_at(occurrences, (3, 0)), occurrences, np.array([2]))

    assert near.tolist() == [0, 0]


def test_without_matches_or_evidence_nothing_is_near():
    occurrences = rows_of(3)

    assert nearness(matches_at(occurrences), occurrences, np.array([1])).tolist() == [0]
    assert nearness(
        matches_at(occurrences, (1, 0)), occurrences, np.array([], dtype=np.int64)
    ).tolist() == [0]


def test_tokens_are_counted_row_by_row_in_the_order_asked_for():
    occurrences = rows_of(3, 0, 4)
    is_counted = np.array([True, False, True, False, False, True, False])

    counts = count_in_rows(occurrences, is_counted, np.array([2, 0, 1, 0]))

    assert counts.tolist() == [1, 2, 0, 2]


def test_a_row_opens_with_a_match_among_its_first_words():
    occurrences = rows_of(5, 5, 2)
    matches = matches_at(occurrences, (2, 0), (8, 0), (9, 1))

    assert opens_with_match(matches, occurrences, 3).tolist() == [True, False, False]
    assert opens_with_match(matches, occurrences, 4).tolist() == [True, True, False]
