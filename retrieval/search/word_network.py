"""What it is worth that a candidate has these words of the question, and leaves out those.

A small network looks at one word of the question after another, and at what a candidate has of it;
what it makes of each is added up, by importance and evenly, and weighed beside the features. A few
such networks, fitted apart by ``training/word_networks.py``, are averaged.

Source:
    Sums over what a network makes of each element: Zaheer et al., "Deep Sets", NeurIPS 2017.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.search.products import multiply
from retrieval.search.word_matches import WordMatches

WORD_NETWORKS_FILE = Path(__file__).with_name("word_networks.json")


@dataclass(frozen=True, slots=True, eq=False)
class WordNetwork:
    """One network; all arrays float32.

    Attributes:
        of_matches: Shape (len(Match), n_units): weights of what a candidate has of a word.
        of_traits: Shape (N_TRAITS, n_units): weights of what the word is.
        of_vectors: Shape (dimension, n_units): weights of its vector.
        biases: Shape (n_units,).
        output: Shape (n_units,): what units are worth, each word by its importance.
        of_units: Shape (2 * n_units, n_joint): weights of the units of all words, first by
            importance, then evenly.
        of_features: Shape (len(Feature), n_joint): weights of the features beside them.
        joint_biases: Shape (n_joint,).
        joint_output: Shape (n_joint,).
    """

    of_matches: NDArray[np.float32]
    of_traits: NDArray[np.float32]
    of_vectors: NDArray[np.float32]
    biases: NDArray[np.float32]
    output: NDArray[np.float32]
    of_units: NDArray[np.float32]
    of_features: NDArray[np.float32]
    joint_biases: NDArray[np.float32]
    joint_output: NDArray[np.float32]

    def adds(self, matches: WordMatches, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what it adds to the score of each candidate, shape (n_candidates,).

        Args:
            matches: Of the candidates with the words of the question.
            values: The candidates' features, shape (n_candidates, len(Feature)).
        """
        n_candidates, n_words, n_matches = matches.values.shape
        if not n_words:
            return np.zeros(n_candidates)
        rows = matches.values.reshape(n_candidates * n_words, n_matches)
        units = multiply(rows, self.of_matches).reshape(n_candidates, n_words, len(self.biases))
        units += matches.traits @ self.of_traits + matches.vectors @ self.of_vectors + self.biases
        np.tanh(units, out=units)
        evenly = np.full(n_words, 1 / n_words, dtype=np.float32)
        pooled = np.matmul(np.stack([matches.importance, evenly]), units)
        by_importance = pooled[:, 0]
        joint = multiply(pooled.reshape(n_candidates, 2 * len(self.biases)), self.of_units)
        joint += multiply(values.astype(np.float32), self.of_features) + self.joint_biases
        np.tanh(joint, out=joint)
        added: NDArray[np.float32] = by_importance @ self.output + joint @ self.joint_output
        return added.astype(np.float64)


def added_by(
    networks: Sequence[WordNetwork], matches: WordMatches, values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the mean of what some networks add; see `WordNetwork.adds`."""
    added = np.zeros(len(values))
    for network in networks:
        added += network.adds(matches, values)
    return added / max(len(networks), 1)


def network_from(content: Mapping[str, Any]) -> WordNetwork:
    """Return the network that a file holds, by the names of its arrays."""
    return WordNetwork(
        **{each.name: np.array(content[each.name], np.float32) for each in fields(WordNetwork)}
    )


@cache
def bundled_word_networks() -> tuple[WordNetwork, ...]:
    """Return the networks that come with the program."""
    content = json.loads(WORD_NETWORKS_FILE.read_text(encoding="utf-8"))
    return tuple(map(network_from, content["networks"]))
