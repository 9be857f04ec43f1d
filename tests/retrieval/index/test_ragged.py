import numpy as np
import pytest

from retrieval.index.ragged import (
    differences,
    distinct,
    in_blocks,
    number_anew,
    opens_run,
    spans_of,
)

OFFSETS = np.array([0, 2, 2, 5])


@pytest.mark.parametrize(
    ("rows", "offsets", "positions"),
    [
        ([0, 1, 2], [0, 2, 2, 5], [0, 1, 2, 3, 4]),
        ([2, 0], [0, 3, 5], [2, 3, 4, 0, 1]),
        ([2, 2], [0, 3, 6], [2, 3, 4, 2, 3, 4]),
        ([1], [0, 0], []),
        ([], [0], []),
    ],
)
def test_the_values_of_rows_follow_each_other(
    rows: list[int], offsets: list[int], positions: list[int]
):
    found = spans_of(OFFSETS, np.array(rows, dtype=np.int64))

    assert [part.tolist() for part in found] == [offsets, positions]


def test_differences_are_to_the_value_before():
    assert differences(OFFSETS).tolist() == [2, 0, 3]
    assert differences(np.array([1.5, 1.0])).tolist() == [-0.5]
    assert differences(OFFSETS[:1]).tolist() == []


@pytest.mark.parametrize(
    ("values", "opens"),
    [([3, 3, 4, 3], [True, False, True, True]), ([0], [True]), ([], [])],
)
def test_a_value_that_differs_from_the_one_before_opens_a_run(
    values: list[int], opens: list[bool]
):
    assert opens_run(np.array(values, dtype=np.int64)).tolist() == opens


@pytest.mark.parametrize(
    ("values", "found", "positions"),
    [([7, 3, 7, 9, 3], [3, 7, 9], [1, 0, 1, 2, 0]), ([4], [4], [0]), ([], [], [])],
)
def test_distinct_values_ascend_and_each_value_has_its_place(
    values: list[int], found: list[int], positions: list[int]
):
    told = distinct(np.array(values, dtype=np.int64))

    assert [part.tolist() for part in told] == [found, positions]


@pytest.mark.parametrize(
    ("lengths", "blocks"),
    [
        ([2, 3, 1, 5], [[2, 3], [1], [5]]),
        ([0, 7, 0, 1, 1], [[0], [7], [0, 1, 1]]),
        ([9], [[9]]),
        ([], []),
    ],
)
def test_rows_are_taken_together_up_to_a_number_of_values(
    lengths: list[int], blocks: list[list[int]]
):
    found = in_blocks(np.array(lengths, dtype=np.int64), 5)

    assert [lengths[block] for block in found] == blocks


def test_values_that_occur_are_numbered_anew_in_their_order():
    occurring, numbers = number_anew(np.array([5, 2, 5, 3]), 7)

    assert occurring.tolist() == [2, 3, 5]
    assert numbers.tolist() == [2, 0, 2, 1]
