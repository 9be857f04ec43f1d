"""Features to the order of the candidates: a weighted sum.

The weights are those under which a softmax over the candidates of a question puts most of its
probability on the sentences that hold the answer; `training/ranker.py` fits and writes them.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.search.features import Feature, Features

SCORER_FILE = Path(__file__).with_name("sentence_weights.json")


@dataclass(frozen=True, slots=True)
class LinearScorer:
    """A weight for each `Feature`; float64, shape (len(Feature),)."""

    weights: NDArray[np.float64]

    def score(self, features: Features) -> NDArray[np.float64]:
        """Return a score for each candidate, comparable within one question."""
        scores: NDArray[np.float64] = features.values @ self.weights
        return scores


@cache
def bundled_scorer() -> LinearScorer:
    """Return the weights that come with the program."""
    weights = json.loads(SCORER_FILE.read_text(encoding="utf-8"))["weights"]
    return LinearScorer(np.array([weights[feature.name.lower()] for feature in Feature]))
