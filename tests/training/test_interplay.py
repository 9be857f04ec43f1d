"""Networks are fitted on made-up questions whose answers no weighted sum finds."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.retrieval.search.matches import without_words
from training.examples import Example
from training.interplay import InterplaySettings, fit_interplay

SETTINGS = InterplaySettings(n_networks=2, n_units=8, epochs=12, rate=0.02, penalty=0.01)


def either_of_two(n_questions: int, seed: int, weight: float = 1.0) -> list[Example]:
    """Questions answered by the candidate with one of two signs, where others have both or none.

    A third feature never varies.
    """
    draw = np.random.default_rng(seed)
    examples = []
    for _ in range(n_questions):
        both = draw.integers(0, 2, (6, 1)) * np.ones((1, 2))
        answer = int(draw.integers(6))
        both[answer] = draw.permutation([0.0, 1.0])
        values = np.hstack([both, np.full((6, 1), 7.0)])
        examples.append(Example(values, np.arange(6) == answer, without_words(6), weight))
    return examples


def hits(examples: list[Example], added: list[NDArray[np.float64]]) -> float:
    right = [
        example.is_gold[scores.argmax()] for example, scores in zip(examples, added, strict=True)
    ]
    return float(np.mean(right))


@pytest.mark.slow
def test_what_no_sum_can_tell_is_learnt():
    weights = np.zeros(3)

    interplay = fit_interplay(either_of_two(400, seed=1), weights, SETTINGS)

    others = either_of_two(200, seed=2)
    assert hits(others, [interplay.adds(example.values) for example in others]) > 0.95


@pytest.mark.slow
def test_a_sum_that_answers_is_left_alone_more_than_one_that_does_not():
    examples = either_of_two(200, seed=3)
    known = np.array([0.0, 0.0, 0.0, 30.0])
    solved = [
        replace(each, values=np.hstack([each.values, each.is_gold[:, None]])) for each in examples
    ]

    over_known = fit_interplay(solved, known, SETTINGS)
    over_nothing = fit_interplay(solved, np.zeros(4), SETTINGS)

    added = [
        np.abs(interplay.adds(example.values) - interplay.adds(example.values).mean()).max()
        for interplay in (over_known, over_nothing)
        for example in solved[:1]
    ]
    assert added[0] < added[1] / 5


def test_a_feature_that_never_varies_does_no_harm():
    interplay = fit_interplay(either_of_two(40, seed=4), np.zeros(3), SETTINGS)

    assert np.isfinite(interplay.hidden).all()
    assert interplay.means[2] == 7


def test_networks_are_joined_to_one_that_averages_them():
    examples, weights = either_of_two(40, seed=5), np.array([0.3, -0.2, 0.0])
    alone = [
        fit_interplay(examples, weights, InterplaySettings(n_networks=1, epochs=2, seed=seed))
        for seed in (7, 8)
    ]

    joined = fit_interplay(examples, weights, InterplaySettings(n_networks=2, epochs=2, seed=7))

    values = examples[0].values
    mean = (alone[0].adds(values) + alone[1].adds(values)) / 2
    assert joined.adds(values) == pytest.approx(mean, abs=1e-6)


def test_one_seed_gives_one_network():
    examples, weights = either_of_two(20, seed=6), np.zeros(3)
    settings = InterplaySettings(n_networks=1, epochs=2)

    first, second = (fit_interplay(examples, weights, settings) for _ in range(2))

    assert first.hidden.tolist() == second.hidden.tolist()
    assert first.output.tolist() == second.output.tolist()


def test_a_question_that_weighs_more_is_heeded_more():
    one, other = np.array([[1.0], [0.0]]), np.array([True, False])
    light, heavy = (
        Example(one, is_gold, without_words(2), weight)
        for is_gold, weight in ((other, 1.0), (~other, 9.0))
    )

    interplay = fit_interplay([light, heavy] * 40, np.zeros(1), SETTINGS)

    scores = interplay.adds(one)
    assert scores[1] > scores[0]


def test_without_examples_nothing_is_added():
    interplay = fit_interplay([], np.zeros(3), SETTINGS)

    assert interplay.adds(np.ones((2, 3))).tolist() == [0, 0]
