"""Every feature of a pair, worked out by hand on seven lemmas and four concepts."""

from math import log, sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.training.known import knowledge_of, with_carried
from training.pair_features import PairFeatures

NAMES = (
    "is_near",
    "is_related",
    "n_near_both",
    "near_both_of_each",
    "n_near_one_and_related_to_other",
    "company",
    "meaning",
    "rank_of_asked",
    "rank_of_found",
    "concepts",
    "has_same_best_concept",
    "fields",
    "names",
    "n_with_concept",
    "carries_asked",
    "carries_found",
    "n_carriers_of_asked",
    "carry_both",
    "carried_by_both",
    "carries_what_carries",
)

LINKED = knowledge_of(
    7,
    near=[(0, 1), (1, 2), (0, 3), (2, 3)],
    related=[(0, 4), (2, 4), (0, 5)],
    concepts={
        (0, 0): 1.0,
        (0, 1): 0.7,
        (1, 0): 0.7,
        (1, 2): 1.0,
        (2, 1): 1.0,
        (3, 0): 0.7,
        (3, 3): 1.0,
        (4, 3): 1.0,
    },
    is_name=(False, False, False, True),
    fields=(0, 0, 1, 2),
)
KNOWLEDGE = with_carried(LINKED, {(0, 1): 1.0, (0, 4): 0.5, (2, 1): 1.0, (1, 5): 1.0, (2, 5): 0.5})


def turned(*degrees: float) -> NDArray[np.float32]:
    """Vectors of length 1, turned by so much each."""
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


COMPANY = turned(0, 60, 90, 180, 0, 0, 0)
MEANING = turned(0, 0, 0, 90, 60, 180, 0)


def of_pair(asked: int, found: int) -> dict[str, float]:
    features = PairFeatures(COMPANY, MEANING, KNOWLEDGE)
    values = features.of(np.array([asked]), np.array([found]))
    (row,) = values.tolist()
    return dict(zip(NAMES, row, strict=True))


def test_what_the_associations_say_of_two_near_lemmas():
    values = of_pair(0, 1)

    assert values["is_near"] == 1
    assert values["is_related"] == 0
    assert values["n_near_both"] == 0


def test_what_the_associations_say_of_two_related_lemmas():
    values = of_pair(4, 0)

    assert values["is_near"] == 0
    assert values["is_related"] == 1


def test_two_lemmas_are_linked_by_those_that_are_near_both():
    values = of_pair(0, 2)

    assert values["n_near_both"] == 2  # 1 and 3
    assert values["near_both_of_each"] == pytest.approx(2 / (sqrt(2 + 1) * sqrt(2 + 1)))


@pytest.mark.parametrize("pair", [(1, 4), (4, 1)])
def test_two_lemmas_are_linked_by_those_near_one_and_related_to_the_other(pair: tuple[int, int]):
    assert of_pair(*pair)["n_near_one_and_related_to_other"] == 2  # 0 and 2


def test_both_ways_over_another_count_where_both_are_there():
    knowledge = knowledge_of(4, near=[(0, 1), (2, 3)], related=[(1, 2), (0, 3)])
    features = PairFeatures(COMPANY[:4], MEANING[:4], knowledge)

    row = dict(zip(NAMES, features.of(np.array([0]), np.array([2]))[0].tolist(), strict=True))

    assert row["n_near_one_and_related_to_other"] == 2


def test_company_and_meaning_are_cosines():
    values = of_pair(0, 1), of_pair(3, 4), of_pair(0, 5)

    assert [each["company"] for each in values] == pytest.approx([0.5, -1, 1], abs=1e-6)
    assert [each["meaning"] for each in values] == pytest.approx([1, sqrt(3) / 2, -1], abs=1e-6)


def test_how_common_each_is_is_the_logarithm_of_its_rank():
    values = of_pair(0, 5)

    assert values["rank_of_asked"] == 0
    assert values["rank_of_found"] == pytest.approx(log(6))


def test_concepts_in_common_count_by_their_shares_and_rarity():
    # Five lemmas have a concept, three of them the first and two the second.
    assert of_pair(0, 1)["concepts"] == pytest.approx(1 * 0.7 * log(5 / 3))
    assert of_pair(0, 2)["concepts"] == pytest.approx(0.7 * 1 * log(5 / 2))
    assert of_pair(1, 2)["concepts"] == 0


def test_fields_in_common_count_by_the_shares_of_their_concepts():
    assert of_pair(0, 1)["fields"] == pytest.approx((1 + 0.7) * 0.7)
    assert of_pair(1, 2)["fields"] == pytest.approx(0.7 * 1)
    assert of_pair(0, 4)["fields"] == 0


def test_countries_and_bodies_in_common_count_by_themselves():
    values = of_pair(3, 4)

    assert values["names"] == 1
    assert values["concepts"] == values["fields"] == 0
    assert of_pair(0, 1)["names"] == 0


@pytest.mark.parametrize(
    ("pair", "expected"), [((0, 3), 0), ((3, 4), 1), ((0, 0), 1), ((0, 1), 0), ((5, 6), 0)]
)
def test_the_best_concept_of_both_is_the_same_or_not(pair: tuple[int, int], expected: int):
    assert of_pair(*pair)["has_same_best_concept"] == expected


@pytest.mark.parametrize(
    ("pair", "expected"), [((0, 1), 2), ((0, 5), 1), ((5, 0), 1), ((5, 6), 0)]
)
def test_how_many_of_both_have_a_concept_is_told(pair: tuple[int, int], expected: int):
    assert of_pair(*pair)["n_with_concept"] == expected


def test_what_carries_the_one_asked_is_told_apart_from_what_it_carries():
    there, back = of_pair(0, 4), of_pair(4, 0)

    assert (there["carries_asked"], there["carries_found"]) == (0.5, 0)
    assert (back["carries_asked"], back["carries_found"]) == (0, 0.5)
    assert there["n_carriers_of_asked"] == pytest.approx(log(2 + 1))
    assert back["n_carriers_of_asked"] == 0


def test_what_carries_both_counts_the_less_the_more_carry_each():
    # The first is carried by 1 and, as a clue, by 4; the other by 1 and, as a clue, by 5.
    length = sqrt(1 + 0.25 + 1)

    assert of_pair(0, 2)["carry_both"] == pytest.approx(1 / length**2)
    assert of_pair(1, 2)["carry_both"] == pytest.approx(0.5 / (sqrt(2) * length))
    assert of_pair(0, 1)["carry_both"] == 0


def test_what_both_carry_counts_the_less_the_more_carry_that():
    # Both carry the first: one by itself, the other as a clue.
    assert of_pair(1, 4)["carried_by_both"] == pytest.approx(0.5 / (1 + 0.25 + 1))
    assert of_pair(1, 5)["carried_by_both"] == pytest.approx(0.5 / (1 + 0.25 + 1))
    assert of_pair(4, 5)["carried_by_both"] == 0


def test_one_carries_another_over_what_carries_that():
    # What carries the first is carried by the last.
    assert of_pair(0, 5)["carries_what_carries"] == pytest.approx(1 / (1.5 * sqrt(2)))
    assert of_pair(5, 0)["carries_what_carries"] == 0


def test_many_pairs_have_a_row_each():
    asked, found = np.array([0, 0, 4, 3]), np.array([1, 2, 0, 4])

    rows = PairFeatures(COMPANY, MEANING, KNOWLEDGE).of(asked, found)

    expected = [list(of_pair(*pair).values()) for pair in zip(asked, found, strict=True)]
    assert rows.dtype == np.float32
    assert rows.tolist() == expected


def test_without_any_knowledge_vectors_and_ranks_are_what_is_left():
    features = PairFeatures(COMPANY, MEANING, knowledge_of(7))

    row = dict(zip(NAMES, features.of(np.array([1]), np.array([0]))[0].tolist(), strict=True))

    told = {name: value for name, value in row.items() if value}
    assert told == pytest.approx({"company": 0.5, "meaning": 1, "rank_of_asked": log(2)})
