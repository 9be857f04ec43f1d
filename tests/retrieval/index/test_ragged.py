import numpy as np
import pytest

from retrieval.index.ragged import distinct, opens_run, spans_of

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
