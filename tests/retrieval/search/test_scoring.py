import json
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

from retrieval.search.features import Feature, Features
from retrieval.search.scoring import Interplay, SentenceScorer, bundled_scorer
from retrieval.search.word_network import bundled_word_networks
from tests.retrieval.search.matches import drawn_matches, without_words
from tests.retrieval.search.test_word_network import drawn_network


def features(values: list[list[float]]) -> Features:
    rows = np.array(values, dtype=np.float64)
    no_words = np.zeros((len(rows), 0))
    return Features(
        rows,
        covered=no_words,
        covered_by_title=no_words,
        coverage=rows[:, 0],
        spoken_of=no_words,
        matches=without_words(len(rows)),
    )


def no_interplay() -> Interplay:
    n_features = len(Feature)
    return Interplay(np.zeros(n_features), np.zeros((n_features, 1)), np.zeros(1), np.zeros(1))


def test_a_score_is_the_weighted_sum_of_the_features():
    weights = np.zeros(len(Feature))
    weights[Feature.BM25], weights[Feature.LENGTH] = 2.0, -0.5
    first, second = [0.0] * len(Feature), [1.0] * len(Feature)
    first[Feature.BM25], first[Feature.LENGTH], first[Feature.LEAD] = 3.0, 4.0, 100.0

    scores = SentenceScorer(weights, no_interplay(), ()).score(features([first, second]))

    assert scores.tolist() == [2 * 3 - 0.5 * 4, 2 - 0.5]


def test_to_the_sum_a_network_adds_what_features_are_worth_together():
    means, hidden = np.zeros(len(Feature)), np.zeros((len(Feature), 2))
    means[Feature.LEAD] = 0.5
    hidden[Feature.LEAD], hidden[Feature.CARRIED] = (2.0, 0.0), (1.0, 1.0)
    interplay = Interplay(means, hidden, biases=np.array([0.1, -0.2]), output=np.array([3.0, 0.5]))
    first, second = [0.0] * len(Feature), [0.0] * len(Feature)
    first[Feature.LEAD], first[Feature.CARRIED] = 1.0, 0.25
    weights = np.zeros(len(Feature))
    weights[Feature.LEAD] = 4.0

    scores = SentenceScorer(weights, interplay, ()).score(features([first, second]))

    expected = [
        4 + 3 * np.tanh(2 * 0.5 + 0.25 + 0.1) + 0.5 * np.tanh(0.25 - 0.2),
        3 * np.tanh(2 * -0.5 + 0.1) + 0.5 * np.tanh(-0.2),
    ]
    assert scores.tolist() == pytest.approx(expected)


def test_to_both_networks_of_words_add_their_mean():
    draw = np.random.default_rng(3)
    values, matches = draw.standard_normal((4, len(Feature))), drawn_matches(4, 3, draw)
    weights, networks = draw.standard_normal(len(Feature)), (drawn_network(1), drawn_network(2))
    found = replace(features(values.tolist()), matches=matches)

    scores = SentenceScorer(weights, no_interplay(), networks).score(found)

    added = (networks[0].adds(matches, values) + networks[1].adds(matches, values)) / 2
    assert scores.tolist() == pytest.approx((values @ weights + added).tolist())


def test_many_candidates_are_scored_as_each_alone():
    draw = np.random.default_rng(5)
    values = draw.standard_normal((700, len(Feature)))  # several products of matrices
    scorer = bundled_scorer()

    scores = scorer.score(features(values.tolist()))

    alone = [scorer.score(features([row]))[0] for row in values.tolist()]
    assert scores.tolist() == pytest.approx(alone)


def test_the_bundled_weights_are_of_exactly_the_features():
    content = (files("retrieval.search") / "sentence_weights.json").read_text(encoding="utf-8")
    stored = json.loads(content)

    scorer, names = bundled_scorer(), [feature.name.lower() for feature in Feature]
    interplay = stored["interplay"]
    assert list(stored["weights"]) == names
    assert list(interplay["means"]) == list(interplay["hidden"]) == names
    assert scorer.weights.tolist() == list(stored["weights"].values())
    assert scorer.interplay.means.tolist() == list(interplay["means"].values())
    assert scorer.interplay.hidden.tolist() == list(interplay["hidden"].values())
    assert scorer.interplay.biases.tolist() == interplay["biases"]
    assert scorer.interplay.output.tolist() == interplay["output"]
    assert scorer.interplay.output.any()
    assert scorer.word_networks == bundled_word_networks()


@pytest.mark.parametrize(
    "feature",
    [
        Feature.BM25,
        Feature.PASSAGE,
        Feature.COSINE,
        Feature.CONTEXT_COVERAGE,
        Feature.CARRIED,
        Feature.SUBJECT,
        Feature.RELATION,
        Feature.CUES,
        Feature.LEAD,
        Feature.PROXIMITY,
        Feature.TIME_YEAR,
        Feature.NUMBER,
    ],
)
def test_what_speaks_for_a_sentence_has_a_weight_above_0(feature: Feature):
    assert bundled_scorer().weights[feature] > 0
