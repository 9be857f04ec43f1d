"""Features to the order of the candidates: a weighted sum, and what features are worth together.

The sum says most, and can be read off. But a name that the lead holds is worth more where the
sentence carries the verb, and an opening sentence less where nothing of the question is left; a
small network adds that. Both are fitted so that a softmax over the candidates of a question puts
most of its probability on the sentences that hold the answer; `training/ranker.py` fits and writes
them.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.search.features import Feature, Features

SCORER_FILE = Path(__file__).with_name("sentence_weights.json")

_MOST_OF_A_PRODUCT = 2**18
"""Multiplications of a product of matrices for which OpenBLAS wakes no second thread."""


@dataclass(frozen=True, slots=True, eq=False)
class Interplay:
    """A network of one hidden layer over the features.

    Attributes:
        means: float64, shape (len(Feature),): of the features, taken off first.
        hidden: float64, shape (len(Feature), n_units).
        biases: float64, shape (n_units,).
        output: float64, shape (n_units,).
    """

    means: NDArray[np.float64]
    hidden: NDArray[np.float64]
    biases: NDArray[np.float64]
    output: NDArray[np.float64]

    def adds(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what it adds to the score of each candidate, shape (n_candidates,).

        Args:
            values: Shape (n_candidates, len(Feature)).
        """
        moved, units = values - self.means, np.empty((len(values), len(self.biases)))
        n_rows = max(_MOST_OF_A_PRODUCT // self.hidden.size, 1)
        for start in range(0, len(values), n_rows):
            block = slice(start, start + n_rows)
            np.matmul(moved[block], self.hidden, out=units[block])
        added: NDArray[np.float64] = np.tanh(units + self.biases) @ self.output
        return added


@dataclass(frozen=True, slots=True, eq=False)
class SentenceScorer:
    """What orders the candidates.

    Attributes:
        weights: float64, shape (len(Feature),): of each `Feature`.
        interplay: What features are worth together, beside that.
    """

    weights: NDArray[np.float64]
    interplay: Interplay

    def score(self, features: Features) -> NDArray[np.float64]:
        """Return a score for each candidate, comparable within one question."""
        scores: NDArray[np.float64] = features.values @ self.weights
        return scores + self.interplay.adds(features.values)


@cache
def bundled_scorer() -> SentenceScorer:
    """Return the weights that come with the program."""
    content = json.loads(SCORER_FILE.read_text(encoding="utf-8"))
    weights, interplay = content["weights"], content["interplay"]
    names = [feature.name.lower() for feature in Feature]
    return SentenceScorer(
        weights=np.array([weights[name] for name in names]),
        interplay=Interplay(
            means=np.array([interplay["means"][name] for name in names]),
            hidden=np.array([interplay["hidden"][name] for name in names]),
            biases=np.array(interplay["biases"]),
            output=np.array(interplay["output"]),
        ),
    )
