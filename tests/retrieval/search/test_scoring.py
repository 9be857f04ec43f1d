import json
from importlib.resources import files

import numpy as np
import pytest

from retrieval.search.features import Feature, Features
from retrieval.search.scoring import LinearScorer, bundled_scorer


def features(values: list[list[float]]) -> Features:
    rows = np.array(values, dtype=np.float64)
    no_words = np.zeros((len(rows), 0))
    return Features(
        rows,
        covered=no_words,
        covered_by_title=no_words,
        coverage=rows[:, 0],
        spoken_of=no_words,
    )


def test_a_score_is_the_weighted_sum_of_the_features():
    weights = np.zeros(len(Feature))
    weights[Feature.BM25], weights[Feature.LENGTH] = 2.0, -0.5
    first, second = [0.0] * len(Feature), [1.0] * len(Feature)
    first[Feature.BM25], first[Feature.LENGTH], first[Feature.LEAD] = 3.0, 4.0, 100.0

    scores = LinearScorer(weights).score(features([first, second]))

    assert scores.tolist() == [2 * 3 - 0.5 * 4, 2 - 0.5]


def test_the_bundled_weights_are_of_exactly_the_features():
    content = (files("retrieval.search") / "sentence_weights.json").read_text(encoding="utf-8")
    weights = json.loads(content)["weights"]

    assert list(weights) == [feature.name.lower() for feature in Feature]
    assert bundled_scorer().weights.tolist() == list(weights.values())


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
