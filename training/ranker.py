"""Fits the weights of the sentence scorer on arcd-train.

For each question the candidates are those that the engine itself finds, once with the articles'
titles and once without. The weights maximise the probability that a softmax over the candidates
gives to the sentences that overlap the gold answer, less an L2 penalty.

Source:
    ListNet's top-one probability: Cao et al., ICML 2007, doi:10.1145/1273496.1273513.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from retrieval.evaluation.squad import GoldQuestion, read_squad
from retrieval.protocols import Encoder
from retrieval.search.features import Feature
from training.labelled import open_collection, write_model

_PENALTY = 1.0


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of one question.

    Attributes:
        values: float64, shape (n_candidates, len(Feature)).
        is_gold: bool, shape (n_candidates,): at least one is true.
    """

    values: NDArray[np.float64]
    is_gold: NDArray[np.bool_]


def gather_examples(path: Path, encoder: Encoder) -> list[Example]:
    """Return the questions of a SQuAD-format file whose answer is among their candidates."""
    gold = read_squad(path)
    examples = []
    for with_titles in (True, False):
        with open_collection(gold, encoder, with_titles=with_titles) as collection:
            for question in collection.questions:
                findings = collection.engine.find(question.question)
                if findings is None:
                    continue
                spans = collection.engine.spans(findings)
                is_gold = np.array([_overlaps(question, *span) for span in spans], dtype=np.bool_)
                if is_gold.any():
                    examples.append(Example(findings.features.values, is_gold))
    return examples


def fit_weights(examples: Sequence[Example]) -> NDArray[np.float64]:
    """Return the weights of the features, shape (len(Feature),)."""

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, gradient = _PENALTY * weights @ weights, 2 * _PENALTY * weights
        for example in examples:
            scores = example.values @ weights
            share = np.exp(scores - scores.max())
            share /= share.sum()
            mass = share[example.is_gold].sum()
            total -= np.log(mass)
            gradient += example.values.T @ (share - np.where(example.is_gold, share / mass, 0))
        return float(total), gradient

    result = minimize(loss, np.zeros(len(Feature)), jac=True, method="L-BFGS-B")
    weights: NDArray[np.float64] = result.x
    return weights


def train_ranker(questions: Path, encoder: Encoder, target: Path) -> None:
    """Fit the weights on a file of questions and write them to `target`."""
    examples = gather_examples(questions, encoder)
    weights = fit_weights(examples)
    write_model(
        target,
        {
            "what": "Weights of the sentence scorer; made by `python -m training ranker`.",
            "data": "arcd-train (ARCD, Mozannar et al. 2019, MIT; text: Wikipedia, CC BY-SA)",
            "n_examples": len(examples),
            "encoder": encoder.name,
            "weights": {
                feature.name.lower(): round(float(weights[feature]), 3) for feature in Feature
            },
        },
    )


def _overlaps(question: GoldQuestion, name: str, start: int, end: int) -> bool:
    return name == question.document_id and any(
        start < span.end and span.start < end for span in question.answers
    )
