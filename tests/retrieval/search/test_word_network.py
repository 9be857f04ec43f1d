import json
from dataclasses import asdict, fields, replace
from importlib.resources import files

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.arabic.word_vectors import bundled_word_vectors
from retrieval.search.features import Feature
from retrieval.search.word_matches import N_TRAITS, Match, WordMatches
from retrieval.search.word_network import (
    WordNetwork,
    added_by,
    bundled_word_networks,
    network_from,
)
from tests.retrieval.search.matches import DIMENSION, drawn_matches, without_words

UNITS, JOINT = 5, 3


def drawn_network(seed: int) -> WordNetwork:
    draw = np.random.default_rng(seed)

    def weights(*shape: int) -> NDArray[np.float32]:
        return (draw.standard_normal(shape) / 3).astype(np.float32)

    return WordNetwork(
        of_matches=weights(len(Match), UNITS),
        of_traits=weights(N_TRAITS, UNITS),
        of_vectors=weights(DIMENSION, UNITS),
        biases=weights(UNITS),
        output=weights(UNITS),
        of_units=weights(2 * UNITS, JOINT),
        of_features=weights(len(Feature), JOINT),
        joint_biases=weights(JOINT),
        joint_output=weights(JOINT),
    )


def as_defined(network: WordNetwork, matches: WordMatches, values: NDArray[np.float64]) -> object:
    """What the network adds, one candidate and one word after the other."""
    added = []
    for of_candidate, features in zip(matches.values, values, strict=True):
        units = [
            np.tanh(
                of_word @ network.of_matches
                + traits @ network.of_traits
                + vector @ network.of_vectors
                + network.biases
            )
            for of_word, traits, vector in zip(
                of_candidate, matches.traits, matches.vectors, strict=True
            )
        ]
        by_importance = sum(
            share * unit for share, unit in zip(matches.importance, units, strict=True)
        )
        pooled = np.concatenate([by_importance, np.mean(units, axis=0)])
        joint = np.tanh(
            pooled @ network.of_units + features @ network.of_features + network.joint_biases
        )
        added.append(by_importance @ network.output + joint @ network.joint_output)
    return pytest.approx(added, abs=1e-4)


@pytest.mark.parametrize("n_candidates", [1, 7, 4000])  # the last in several products of matrices
def test_words_are_looked_at_one_by_one_and_added_up(n_candidates: int):
    draw, network = np.random.default_rng(n_candidates), drawn_network(1)
    matches = drawn_matches(n_candidates, 4, draw)
    values = draw.standard_normal((n_candidates, len(Feature)))

    added = network.adds(matches, values)

    assert added.tolist() == as_defined(network, matches, values)


def test_in_which_order_the_words_come_is_all_one():
    draw, network = np.random.default_rng(2), drawn_network(2)
    matches, values = drawn_matches(6, 5, draw), draw.standard_normal((6, len(Feature)))
    order = draw.permutation(5)

    turned = WordMatches(
        matches.values[:, order],
        matches.traits[order],
        matches.importance[order],
        matches.vectors[order],
    )

    expected = network.adds(matches, values).tolist()
    assert network.adds(turned, values).tolist() == pytest.approx(expected, abs=1e-5)


def test_a_question_without_words_gets_nothing():
    assert drawn_network(3).adds(without_words(2), np.ones((2, len(Feature)))).tolist() == [0, 0]


def test_no_candidate_gets_no_number():
    draw = np.random.default_rng(4)

    added = drawn_network(4).adds(drawn_matches(0, 3, draw), np.zeros((0, len(Feature))))

    assert added.shape == (0,)


def test_networks_add_their_mean_and_none_add_nothing():
    draw, networks = np.random.default_rng(5), [drawn_network(5), drawn_network(6)]
    matches, values = drawn_matches(3, 2, draw), draw.standard_normal((3, len(Feature)))

    added = added_by(networks, matches, values)

    each = [network.adds(matches, values) for network in networks]
    assert added.tolist() == pytest.approx(((each[0] + each[1]) / 2).tolist())
    assert added_by([], matches, values).tolist() == [0, 0, 0]


def test_a_network_is_read_as_it_was_written():
    network = drawn_network(7)

    read = network_from(
        json.loads(json.dumps({name: rows.tolist() for name, rows in asdict(network).items()}))
    )

    for each in fields(WordNetwork):
        assert getattr(read, each.name).tolist() == getattr(network, each.name).tolist()


def test_the_bundled_networks_are_of_these_matches_traits_features_and_vectors():
    stored = json.loads(
        (files("retrieval.search") / "word_networks.json").read_text(encoding="utf-8")
    )

    networks = bundled_word_networks()

    assert len(networks) == len(stored["networks"]) > 1
    for network in networks:
        n_units, n_joint = len(network.biases), len(network.joint_biases)
        shapes = {each.name: getattr(network, each.name).shape for each in fields(network)}
        assert shapes == {
            "of_matches": (len(Match), n_units),
            "of_traits": (N_TRAITS, n_units),
            "of_vectors": (bundled_word_vectors().shape[1], n_units),
            "biases": (n_units,),
            "output": (n_units,),
            "of_units": (2 * n_units, n_joint),
            "of_features": (len(Feature), n_joint),
            "joint_biases": (n_joint,),
            "joint_output": (n_joint,),
        }


def test_the_bundled_networks_heed_what_a_sentence_carries():
    draw = np.random.default_rng(8)
    matches = drawn_matches(1, 3, draw)
    vectors = np.zeros((3, bundled_word_vectors().shape[1]), np.float32)
    none, all_of_it = (np.full_like(matches.values, share) for share in (0.0, 1.0))
    none[:, :, Match.SURELY], all_of_it[:, :, Match.SURELY] = np.log(0.06), 0

    values = np.concatenate([none, all_of_it])
    both = replace(
        matches, values=values, vectors=vectors, traits=np.full_like(matches.traits, 0.5)
    )
    added = added_by(bundled_word_networks(), both, np.zeros((2, len(Feature))))

    assert added[1] > added[0]
