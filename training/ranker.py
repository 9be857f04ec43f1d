"""Fits the sentence scorer on arcd-train and on questions of our own.

Questions written while looking at a paragraph, as those of arcd-train are, keep its words; ours
(``questions/README.md``) are mostly in other words, and ask of every sentence, not of the lead
before all. What a question of arcd-train counts beside one of ours was chosen on TyDi QA, MLQA-dev
and five parts of ours that were left out, with fourteen to fit on. At 2 / 4 / 8 / 16, half of it
for its candidates with the articles' titles and half for those without, the right sentence is
first on those parts for .657 / .655 / .649 / .647, and the logarithm of its probability is -1.103
/ -1.126 / -1.162 / -1.208; on TyDi QA .842 / .842 / .840 / .836, and -.609 / -.585 / -.573 /
-.571; on MLQA-dev .640 / .638 / .634 / .638, and -1.373 / -1.362 / -1.341 / -1.329. 4 was taken:
it loses less on the others than it gains on ours.

For each question the candidates are those that the engine itself finds. The weights maximise the
probability that a softmax over the candidates gives to the sentences that overlap the gold answer
or say the same, less an L2 penalty. What features are worth together is fitted over them then, in
`training.interplay`, and over both what it is worth which words of the question are there, in
`training.word_networks`; both to the same end.

Features were chosen one at a time, forwards and backwards, by that probability on the other half
of arcd-train, on TyDi QA and on MLQA-dev: hits alone are too coarse to choose by. What was tried
beside them on arcd-train alone and gave nothing on the sets that were not fitted on: LambdaMART
(200 trees of 7 leaves, 300 of 4), alone, over the linear score and mixed with it, and a network of
16 hidden units, on these features and on up to ninety more (with 5,177 questions of our own such
networks do give something); rarity within the passage and gaps to the passage's next best sentence
(both better on arcd-train alone); the candidates of 15 or 20 passages; arcd-train's paragraphs
joined to whole articles.

Source:
    ListNet's top-one probability: Cao et al., ICML 2007, doi:10.1145/1273496.1273513.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from retrieval.protocols import Encoder
from retrieval.search.features import Feature
from training.examples import Example, gather_examples, gather_own_examples
from training.interplay import InterplaySettings, fit_interplay
from training.labelled import write_model
from training.own_questions import Part
from training.word_networks import WordNetworkSettings, fit_word_networks

_PENALTY = 10.0
"""Of the square of a weight, in units of one over the standard deviation of its feature."""
_LABELLED_WEIGHT = 2.0
"""Of a question of the file, each time that it is asked; ours weigh 1."""


def fit_weights(examples: Sequence[Example]) -> NDArray[np.float64]:
    """Return the weights of the features, shape (len(Feature),)."""
    if not examples:
        return np.zeros(len(Feature))
    values = np.concatenate([example.values for example in examples])
    is_gold = np.concatenate([example.is_gold for example in examples])
    spread = values.std(axis=0)
    spread[spread == 0] = 1
    scaled = values / spread
    lengths = np.array([len(example.values) for example in examples])
    starts, owner = np.cumsum(lengths) - lengths, np.repeat(np.arange(len(examples)), lengths)
    counts = np.array([example.weight for example in examples])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = scaled @ weights
        share = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        share /= np.add.reduceat(share, starts)[owner]
        mass = np.add.reduceat(share * is_gold, starts)
        total = _PENALTY * weights @ weights - counts @ np.log(mass)
        pull = share - np.where(is_gold, share / mass[owner], 0)
        gradient = scaled.T @ (pull * counts[owner])
        return float(total), gradient + 2 * _PENALTY * weights

    result = minimize(loss, np.zeros(len(Feature)), jac=True, method="L-BFGS-B")
    weights: NDArray[np.float64] = result.x / spread
    return weights


def train_ranker(
    questions: Path, parts: Sequence[Part], encoder: Encoder, target: Path, of_words: Path
) -> None:
    """Fit the scorer and write it.

    Args:
        questions: A SQuAD-format file.
        parts: Of our own questions.
        encoder: For the vectors of passages.
        target: Where the weights and what features are worth together go.
        of_words: Where the networks of words go.
    """
    examples = [
        replace(example, weight=_LABELLED_WEIGHT)
        for example in gather_examples(questions, encoder)
    ]
    for part in parts:
        examples += gather_own_examples(part, encoder)
    weights = fit_weights(examples)
    interplay = fit_interplay(examples, weights, InterplaySettings())
    scores = [each.values @ weights + interplay.adds(each.values) for each in examples]
    word_networks = fit_word_networks(examples, scores, WordNetworkSettings())
    origin = {
        "data": [
            "arcd-train (ARCD, Mozannar et al. 2019, MIT; text: Wikipedia, CC BY-SA)",
            "training/questions (ours), asked of articles of ANT Corpus v2.1",
            "and of Arabic Wikipedia (CC BY-SA)",
        ],
        "n_examples": len(examples),
        "encoder": encoder.name,
    }
    write_model(
        target,
        {
            "what": "Weights of the sentence scorer; made by `python -m training ranker`.",
            **origin,
            "weights": {
                feature.name.lower(): round(float(weights[feature]), 3) for feature in Feature
            },
            "interplay": {
                "means": _by_feature(interplay.means),
                "hidden": _by_feature(interplay.hidden),
                "biases": _rounded(interplay.biases),
                "output": _rounded(interplay.output),
            },
        },
    )
    write_model(
        of_words,
        {
            "what": "Networks of the sentence scorer over the words of a question; made by "
            "`python -m training ranker`.",
            **origin,
            "networks": [
                {each.name: _rounded(getattr(network, each.name)) for each in fields(network)}
                for network in word_networks
            ],
        },
    )


def _by_feature(values: NDArray[np.float64]) -> dict[str, object]:
    """Return rows of numbers by the names of the features."""
    return {feature.name.lower(): _rounded(values[feature]) for feature in Feature}


def _rounded(values: NDArray[np.floating]) -> object:
    rounded: object = np.round(values.astype(np.float64), 4).tolist()
    return rounded
