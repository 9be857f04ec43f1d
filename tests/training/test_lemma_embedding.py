"""A few lemmas are placed by what links them."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.training.known import knowledge_of, with_carried
from training.lemma_embedding import EmbeddingSettings, place_lemmas
from training.lemma_knowledge import LemmaKnowledge

SMALL = EmbeddingSettings(dimension=10, epochs=30, batch=4, rate=0.1)
APART = np.eye(10, dtype=np.float32)
"""Ten lemmas of ten companies: any two have a cosine of 0."""


def company_of(n_lemmas: int, dimension: int = 8) -> NDArray[np.float32]:
    """Vectors of length 1, in any direction."""
    vectors = np.random.default_rng(3).normal(size=(n_lemmas, dimension))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    along: NDArray[np.float32] = (vectors / lengths).astype(np.float32)
    return along


def placed(
    company: NDArray[np.float32], knowledge: LemmaKnowledge, settings: EmbeddingSettings = SMALL
) -> NDArray[np.float32]:
    return place_lemmas(company, knowledge, settings, lambda _epoch, _loss: None)


def members(*groups: tuple[int, ...]) -> dict[tuple[int, int], float]:
    """Shares of lemmas in a concept for each group."""
    return {(lemma, concept): 1.0 for concept, group in enumerate(groups) for lemma in group}


OF_EACH_KIND = knowledge_of(
    10,
    near=[(0, 1)],
    related=[(2, 3)],
    concepts=members((4, 5, 6), (7, 8, 9)),
    is_name=(False, True),
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "pair"),
    [("near", (0, 1)), ("related", (2, 3)), ("of_concept", (4, 5)), ("of_name", (7, 8))],
)
def test_what_is_linked_in_a_way_that_is_drawn_comes_together_and_nothing_else(
    kind: str, pair: tuple[int, int]
):
    drawn = {each: float(each == kind) for each in ("near", "related", "of_concept", "of_name")}
    settings = replace(SMALL, **drawn)  # type: ignore[arg-type]  # all of them are floats

    places = placed(APART, OF_EACH_KIND, settings)

    one, other = pair
    cosines = places @ places.T
    assert cosines[one, other] > 0.8
    others = [0, 2, 4, 7]
    assert max(cosines[at, at + 1] for at in others if at != one) < 0.3


@pytest.mark.slow
def test_a_lemma_that_nothing_links_goes_with_those_of_its_company():
    # Three lemmas of each of ten companies: two are linked to two of another, one to none.
    company = np.repeat(APART, 3, axis=0)
    near = [(3 * at + copy, 15 + 3 * at + copy) for at in range(5) for copy in (0, 1)]

    places = placed(company, knowledge_of(30, near=near))

    free = places[2::3]
    assert np.diagonal(free[:5] @ free[5:].T).min() > 0.3


@pytest.mark.slow
def test_what_carries_another_by_itself_comes_near_it_and_a_clue_does_not():
    carried = {(0, 1): 1.0, (2, 3): 0.5}
    near_alone = replace(SMALL, near=1.0, related=0.0, of_concept=0.0, of_name=0.0)

    places = placed(APART, with_carried(knowledge_of(10), carried), near_alone)

    cosines = places @ places.T
    assert cosines[0, 1] > 0.8
    assert cosines[2, 3] < 0.3


@pytest.mark.slow
def test_a_related_pair_of_which_one_carries_the_other_is_not_drawn_as_related():
    knowledge = with_carried(knowledge_of(10, related=[(0, 1), (2, 3)]), {(0, 1): 1.0})
    related_alone = replace(SMALL, near=0.0, related=1.0, of_concept=0.0, of_name=0.0)

    places = placed(APART, knowledge, related_alone)

    cosines = places @ places.T
    assert cosines[2, 3] > 0.8
    assert cosines[0, 1] < 0.3


def test_where_nothing_is_linked_the_company_places_lemmas():
    company = company_of(20)

    places = placed(company, knowledge_of(20))

    assert places @ places.T == pytest.approx(company @ company.T, abs=1e-5)


@pytest.mark.parametrize(("n_lemmas", "expected"), [(20, 8), (5, 5)])
def test_places_have_no_more_dimensions_than_the_vectors_span(n_lemmas: int, expected: int):
    knowledge = knowledge_of(n_lemmas, near=[(0, 1)])

    places = placed(company_of(n_lemmas), knowledge, replace(SMALL, dimension=96, epochs=1))

    assert places.shape == (n_lemmas, expected)
    assert np.linalg.norm(places, axis=1) == pytest.approx(np.ones(n_lemmas), abs=1e-5)


def test_one_seed_gives_the_same_places_and_another_gives_others():
    # Many pairs of few lemmas, in as many dimensions as several threads share: a gradient summed
    # in no fixed order would differ.
    near = [(one, other) for one in range(96) for other in range(one)]
    knowledge = knowledge_of(96, near=near)
    settings = EmbeddingSettings(batch=1024, epochs=2, seed=7)
    company = company_of(96, 96)

    first, second = (placed(company, knowledge, settings) for _ in range(2))

    assert np.array_equal(first, second)
    assert not np.array_equal(first, placed(company, knowledge, replace(settings, seed=8)))


def test_every_epoch_tells_its_loss_which_falls():
    told: list[tuple[int, float]] = []
    knowledge = knowledge_of(10, near=[(lemma, lemma + 5) for lemma in range(5)])

    place_lemmas(APART, knowledge, SMALL, lambda epoch, loss: told.append((epoch, loss)))

    epochs, losses = zip(*told, strict=True)
    assert epochs == tuple(range(1, 31))
    assert np.mean(losses[-5:]) < np.mean(losses[:5]) / 2
