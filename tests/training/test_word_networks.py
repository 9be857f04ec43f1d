"""Networks of words are fitted on made-up questions that no feature tells the answers of."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from retrieval.search.features import Feature
from retrieval.search.word_matches import N_TRAITS, Match, Trait, WordMatches
from retrieval.search.word_network import added_by
from tests.retrieval.search.matches import DIMENSION, drawn_matches, without_words
from training.examples import Example
from training.word_networks import (
    WordNetworkSettings,
    _Network,
    _Question,
    _Scales,
    fit_word_networks,
)

SETTINGS = WordNetworkSettings(n_networks=2, n_units=8, n_joint=4, epochs=12, rate=0.02)
N_CANDIDATES, N_WORDS = 6, 4


def by_the_topic(n_questions: int, seed: int) -> list[Example]:
    """Questions of two words of the topic and two others, a word found in each candidate.

    The one with a word of the topic answers. Another feature, a trait and a match never vary.
    """
    draw = np.random.default_rng(seed)
    examples = []
    for _ in range(n_questions):
        is_topic = draw.permutation([1.0, 1.0, 0.0, 0.0])
        answer = int(draw.integers(N_CANDIDATES))
        values = np.zeros((N_CANDIDATES, N_WORDS, len(Match)), np.float32)
        for candidate in range(N_CANDIDATES):
            words = np.flatnonzero(is_topic == (candidate == answer))
            values[candidate, draw.choice(words), Match.OWN] = 1
        traits = np.zeros((N_WORDS, N_TRAITS), np.float32)
        traits[:, Trait.TOPIC], traits[:, Trait.EVEN] = is_topic, 1 / N_WORDS
        matches = WordMatches(
            values,
            traits,
            np.full(N_WORDS, 1 / N_WORDS, np.float32),
            np.zeros((N_WORDS, DIMENSION), np.float32),
        )
        features = np.full((N_CANDIDATES, len(Feature)), 3.0)
        examples.append(Example(features, np.arange(N_CANDIDATES) == answer, matches))
    return examples


def nothing(examples: list[Example]) -> list[NDArray[np.float64]]:
    return [np.zeros(len(example.values)) for example in examples]


@pytest.mark.slow
def test_which_words_answer_is_learnt():
    examples = by_the_topic(300, seed=1)

    networks = fit_word_networks(examples, nothing(examples), SETTINGS)

    others = by_the_topic(100, seed=2)
    best = [added_by(networks, each.matches, each.values).argmax() for each in others]
    assert np.mean([each.is_gold[at] for each, at in zip(others, best, strict=True)]) > 0.95


@pytest.mark.slow
def test_scores_that_answer_already_are_left_alone():
    examples = by_the_topic(200, seed=3)
    known = [np.where(example.is_gold, 30.0, 0.0) for example in examples]

    over_known = fit_word_networks(examples, known, SETTINGS)
    over_nothing = fit_word_networks(examples, nothing(examples), SETTINGS)

    added = [
        np.ptp(added_by(networks, examples[0].matches, examples[0].values))
        for networks in (over_known, over_nothing)
    ]
    assert added[0] < added[1] / 5


def test_what_comes_out_adds_to_columns_as_they_come_what_was_fitted_to_others():
    draw, torch_draw = np.random.default_rng(12), torch.Generator().manual_seed(12)
    examples = [
        Example(
            3 + 2 * draw.standard_normal((5, len(Feature))),
            np.arange(5) == 0,
            replace(matches, values=5 - 4 * matches.values, traits=2 + 3 * matches.traits),
        )
        for matches in (drawn_matches(5, 3, draw) for _ in range(20))
    ]
    scales, network = _Scales.of(examples), _Network(DIMENSION, SETTINGS)
    for weights in network.parameters():
        torch.nn.init.normal_(weights, std=0.3, generator=torch_draw)

    exported = network.exported(scales)

    for example in examples:
        with torch.no_grad():
            added = network(_Question.of(example, np.zeros(5), scales)).tolist()
        assert exported.adds(example.matches, example.values).tolist() == pytest.approx(
            added, abs=1e-4
        )


def test_in_which_units_columns_come_is_all_one():
    draw = np.random.default_rng(4)
    plain = [
        replace(example, values=draw.standard_normal(example.values.shape))
        for example in by_the_topic(40, seed=4)
    ]
    moved = [with_columns_moved(example) for example in plain]
    settings = WordNetworkSettings(n_networks=1, epochs=2)

    networks = [fit_word_networks(each, nothing(each), settings) for each in (plain, moved)]

    for example, same in zip(plain, moved, strict=True):
        expected = added_by(networks[0], example.matches, example.values).tolist()
        added = added_by(networks[1], same.matches, same.values).tolist()
        assert added == pytest.approx(expected, abs=1e-3)
        assert np.ptp(expected) > 0.01


def with_columns_moved(example: Example) -> Example:
    """The same in other units, from another zero."""
    matches, traits = example.matches, example.matches.traits.copy()
    traits[:, : len(Trait)] = 2 + 5 * traits[:, : len(Trait)]
    return replace(
        example,
        values=50 + 9 * example.values,
        matches=replace(matches, values=7 + 3 * matches.values, traits=traits),
    )


def test_what_is_rarely_asked_for_weighs_no_more_for_being_rare():
    examples = by_the_topic(40, seed=11)
    examples[0].matches.traits[:, len(Trait)] = 1

    (network,) = fit_word_networks(
        examples, nothing(examples), WordNetworkSettings(n_networks=1, epochs=1)
    )

    assert np.abs(network.of_traits[len(Trait)]).max() < 0.5


def test_one_seed_gives_one_network_and_the_next_seed_another():
    examples = by_the_topic(20, seed=5)
    settings = WordNetworkSettings(n_networks=2, epochs=2, seed=7)

    first = fit_word_networks(examples, nothing(examples), settings)
    second = fit_word_networks(examples, nothing(examples), settings)
    alone = fit_word_networks(examples, nothing(examples), replace(settings, n_networks=1, seed=8))

    assert first[0].of_matches.tolist() == second[0].of_matches.tolist()
    assert first[0].of_matches.tolist() != first[1].of_matches.tolist()
    assert first[1].of_matches.tolist() == alone[0].of_matches.tolist()


def test_a_weight_that_nothing_pulls_at_shrinks_by_the_penalty_at_a_falling_rate():
    examples = by_the_topic(20, seed=13)

    (free,), (held,) = (
        fit_word_networks(
            examples,
            nothing(examples),
            WordNetworkSettings(n_networks=1, epochs=3, rate=0.01, penalty=penalty),
        )
        for penalty in (0.0, 30.0)
    )

    # One step in each pass, at the whole rate, then at two thirds and at one third of it.
    shrunk = free.of_features * (1 - 0.3) * (1 - 0.2) * (1 - 0.1)
    assert held.of_features == pytest.approx(shrunk, rel=1e-4)


def test_a_question_that_weighs_more_is_heeded_more():
    (one,) = by_the_topic(1, seed=6)
    other = np.roll(one.is_gold, 1)
    light, heavy = replace(one, weight=1.0), replace(one, is_gold=other, weight=9.0)
    examples = [light, heavy] * 40

    networks = fit_word_networks(examples, nothing(examples), SETTINGS)

    added = added_by(networks, one.matches, one.values)
    assert added[other] > added[one.is_gold]


def test_questions_without_words_are_passed_over():
    wordless = Example(np.zeros((2, len(Feature))), np.array([True, False]), without_words(2))

    assert fit_word_networks([], [], SETTINGS) == ()
    assert fit_word_networks([wordless], [np.zeros(2)], SETTINGS) == ()


@pytest.mark.slow
def test_words_that_differ_by_their_company_alone_are_told_apart():
    draw = np.random.default_rng(9)
    directions = draw.standard_normal((2, DIMENSION)).astype(np.float32)
    examples = [
        replace(
            each,
            matches=replace(
                each.matches,
                traits=np.zeros_like(each.matches.traits),
                vectors=directions[each.matches.traits[:, Trait.TOPIC].astype(int)],
            ),
        )
        for each in by_the_topic(300, seed=10)
    ]

    networks = fit_word_networks(examples[:200], nothing(examples[:200]), SETTINGS)

    others = examples[200:]
    best = [added_by(networks, each.matches, each.values).argmax() for each in others]
    assert np.mean([each.is_gold[at] for each, at in zip(others, best, strict=True)]) > 0.95
