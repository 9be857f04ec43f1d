"""Which stems are one lemma, with vectors whose cosines are known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.arabic.inflections import bases
from retrieval.arabic.lemmas import UNKNOWN
from training.lemmas import find_lemmas, mean_vectors, pack_lemmas


def vectors_of(*cosines: float) -> NDArray[np.float32]:
    """Vectors of length 1 whose cosines with the first, (1, 0), are these."""
    first = np.array([1.0, *cosines], dtype=np.float32)
    return np.stack([first, np.sqrt(1 - first**2)], axis=1)


def lemmas(stems: str, *cosines: float, counts: list[int] | None = None) -> list[int]:
    listed = stems.split()
    of_each = np.array(counts or [100 - place for place in range(len(listed))])
    numbers: list[int] = find_lemmas(listed, of_each, vectors_of(*cosines)).numbers.tolist()
    return numbers


@pytest.mark.parametrize(
    ("stems", "least"),
    [
        ("كتب كتبت", 0.4),
        ("ينتظر تنتظر", 0.3),  # long
        ("بحر ببحر", 0.3),  # something is written onto it
        ("زيار بزيار", 0.2),
        ("حق حقهم", 0.45),  # two letters
    ],
)
def test_a_rule_joins_stems_of_one_company(stems: str, least: float):
    assert lemmas(stems, least + 0.01) == [0, 0]
    assert lemmas(stems, least - 0.01) == [0, 1]


def test_stems_that_no_rule_joins_stay_apart():
    assert lemmas("قلق توجس", 0.99) == [0, 1]


def test_a_word_is_not_another_that_is_far_rarer_with_a_preposition():
    assert lemmas("لبنان بنان", 0.9, counts=[2000, 100]) == [0, 0]
    assert lemmas("لبنان بنان", 0.9, counts=[2001, 100]) == [0, 1]


@pytest.mark.parametrize(("more", "expected"), [(0.09, 1), (0.11, 2)])
def test_of_two_bases_the_likelier_is_taken_unless_the_other_is_clearly_nearer(
    more: float, expected: int
):
    known = bases("بكتابهم")
    vectors = np.eye(3, dtype=np.float32)
    vectors[0] = (np.sqrt(1 - 0.5**2 - (0.5 + more) ** 2), 0.5, 0.5 + more)

    found = find_lemmas(["بكتابهم", "بكتاب", "كتاب"], np.array([1, 1, 1]), vectors)

    assert known.index("بكتاب") < known.index("كتاب")
    assert found.numbers[0] == found.numbers[expected]


def test_a_lemma_goes_on_where_its_base_leads_and_a_circle_to_its_commonest():
    numbers = lemmas("تعرض يتعرض سيتعرض", 0.9, 0.8)

    assert numbers == [0, 0, 0]


def test_lemmas_are_numbered_from_the_commonest_on():
    numbers = lemmas("قلق كتب كتبت", 0.0, 0.0, counts=[10, 9, 8])

    assert numbers == [1, 0, 0]


def test_the_vector_of_a_lemma_is_the_mean_by_the_root_of_counts():
    counts = np.array([16, 9, 4])
    vectors = np.array([[1, 0], [0.8, 0.6], [0, 1]], dtype=np.float32)  # of هدف, هدفا, قلق

    found = find_lemmas(["هدف", "هدفا", "قلق"], counts, vectors)

    assert found.heads.tolist() == [0, 2]
    assert mean_vectors(found, counts, vectors) == pytest.approx(
        np.array([[4 + 3 * 0.8, 3 * 0.6], [0, 2]])
    )


def test_packed_lemmas_are_looked_up_by_stem():
    stems = ["قلق", "هدف", "هدفا"]
    found = find_lemmas(stems, np.array([5, 4, 3]), vectors_of(0.0, 0.9))

    packed = pack_lemmas(stems, found)

    assert packed.numbers_of(["قلق", "هدف", "هدفا", "قفطبن"]).tolist() == [1, 0, 0, UNKNOWN]
