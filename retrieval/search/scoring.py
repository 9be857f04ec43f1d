"""Features to the order of the candidates: a weighted sum, and what features are worth together.

The sum says most, and can be read off. But a name that the lead holds is worth more where the
sentence carries the verb, and an opening sentence less where nothing of the question is left; a
small network adds that, and others what it is worth which words of the question are there
(`retrieval.search.word_network`). All are fitted so that a softmax over the candidates of a
question puts most of its probability on the sentences that hold the answer; `training/ranker.py`
fits and writes them.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.search.features import Feature, Features
from retrieval.search.products import multiply
from retrieval.search.word_network import WordNetwork, added_by, bundled_word_networks

SCORER_FILE = Path(__file__).with_name("sentence_weights.json")


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
        units = multiply(values - self.means, self.hidden)
        added: NDArray[np.float64] = np.tanh(units + self.biases) @ self.output
        return added


@dataclass(frozen=True, slots=True, eq=False)
class SentenceScorer:
    """What orders the candidates.

    Attributes:
        weights: float64, shape (len(Feature),): of each `Feature`.
        interplay: What features are worth together, beside that.
        word_networks: What it is worth, beside all that, which words of the question are there.
    """

    weights: NDArray[np.float64]
    interplay: Interplay
    word_networks: tuple[WordNetwork, ...]

    def score(self, features: Features) -> NDArray[np.float64]:
        """Return a score for each candidate, comparable within one question."""
        scores: NDArray[np.float64] = features.values @ self.weights
        return scores + self.interplay.adds(features.values) + self.words_add(features)

    def words_add(self, features: Features) -> NDArray[np.float64]:
        """Return what the networks of words add to each candidate."""
        return added_by(self.word_networks, features.matches, features.values)


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
        word_networks=bundled_word_networks(),
    )
