"""Fits what it is worth which words of a question a candidate has, over all that came before.

As in `training.interplay` a few networks are fitted apart, to the probability that a softmax over
the candidates gives to those that answer, and averaged.

Measured on five parts of our own questions that nothing had been fitted on, with twelve others and
arcd-train to fit on: the right sentence is first for .572 without these networks, .595 with three
of them; in three for .779 and .793; the logarithm of that probability is -1.266 and -1.191. Tried
without gain: maps of the words' vectors, learnt here, under the cosines (they fit the questions
that they are learnt on: -1.16, others -1.22), two layers over each word, more units, dropout.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from retrieval.search.features import Feature
from retrieval.search.word_matches import N_TRAITS, Match, Trait
from retrieval.search.word_network import WordNetwork
from training.examples import Example

_N_DIRECTIONS = 4
"""Of the words' vectors: all dimensions would tell each word of a question by itself."""


@dataclass(frozen=True, slots=True)
class WordNetworkSettings:
    """How the networks are fitted.

    Attributes:
        n_networks: That are averaged.
        n_units: That look at a word.
        n_joint: That look at all words and the features.
        epochs: Passes over the questions.
        batch: Questions that a step is taken for.
        rate: Of learning.
        penalty: Of the square of a weight, decoupled from the rate of learning as in AdamW.
        seed: Of the first network and of the order of the questions; the next has the next.
    """

    n_networks: int = 3
    n_units: int = 24
    n_joint: int = 24
    epochs: int = 6
    batch: int = 32
    rate: float = 3e-3
    penalty: float = 0.2
    seed: int = 0


def fit_word_networks(
    examples: Sequence[Example],
    scores: Sequence[NDArray[np.float64]],
    settings: WordNetworkSettings,
) -> tuple[WordNetwork, ...]:
    """Fit what is to be added to scores.

    Args:
        examples: Candidates of questions.
        scores: Of the candidates of each, before.
        settings: How.

    Returns:
        The networks; none if there are no examples with words.
    """
    asked = [
        (example, of_each)
        for example, of_each in zip(examples, scores, strict=True)
        if len(example.matches.importance)
    ]
    if not asked:
        return ()
    scales = _Scales.of([example for example, _ in asked])
    prepared = [_Question.of(example, of_each, scales) for example, of_each in asked]
    return tuple(
        _fit_network(prepared, scales, settings, settings.seed + number)
        for number in range(settings.n_networks)
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """The mean and the spread of some columns."""

    means: NDArray[np.float32]
    spread: NDArray[np.float32]

    @classmethod
    def of(cls, rows: NDArray[np.floating]) -> "_Scale":
        spread = rows.std(axis=0, dtype=np.float64)
        spread[spread == 0] = 1
        return cls(
            rows.mean(axis=0, dtype=np.float64).astype(np.float32), spread.astype(np.float32)
        )

    def apply(self, rows: NDArray[np.floating]) -> torch.Tensor:
        return torch.from_numpy(((rows - self.means) / self.spread).astype(np.float32))

    def undo(
        self, weights: torch.Tensor, biases: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return weights for columns as they come, and the biases beside them.

        Args:
            weights: Of columns of mean 0 and spread 1, shape (n_columns, any).
            biases: Beside those.
        """
        of_rows = (weights.numpy() / self.spread[:, None]).astype(np.float32)
        return of_rows, (biases - self.means @ of_rows).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Scales:
    matches: _Scale
    traits: _Scale
    features: _Scale

    @classmethod
    def of(cls, examples: Sequence[Example]) -> "_Scales":
        """Take them; what is asked for is 0 or 1 and stays so."""
        traits = _Scale.of(np.concatenate([example.matches.traits for example in examples]))
        traits.means[len(Trait) :], traits.spread[len(Trait) :] = 0, 1
        matches = np.concatenate(
            [each.matches.values.reshape(-1, len(Match)) for each in examples]
        )
        return cls(
            _Scale.of(matches),
            traits,
            _Scale.of(np.concatenate([example.values for example in examples])),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    """An `Example` as a network takes it."""

    matches: torch.Tensor
    traits: torch.Tensor
    vectors: torch.Tensor
    importance: torch.Tensor
    features: torch.Tensor
    scores: torch.Tensor
    is_gold: torch.Tensor
    weight: float

    @classmethod
    def of(cls, example: Example, scores: NDArray[np.float64], scales: _Scales) -> "_Question":
        return cls(
            scales.matches.apply(example.matches.values),
            scales.traits.apply(example.matches.traits),
            torch.from_numpy(example.matches.vectors),
            torch.from_numpy(example.matches.importance),
            scales.features.apply(example.values),
            torch.from_numpy(scores.astype(np.float32)),
            torch.from_numpy(example.is_gold),
            example.weight,
        )


class _Network(torch.nn.Module):
    """What `WordNetwork` computes, over columns of mean 0 and spread 1."""

    def __init__(self, dimension: int, settings: WordNetworkSettings) -> None:
        super().__init__()
        n_units, n_joint = settings.n_units, settings.n_joint
        self.directions = torch.nn.Linear(dimension, _N_DIRECTIONS, bias=False)
        self.of_matches = torch.nn.Linear(len(Match), n_units)
        self.of_word = torch.nn.Linear(N_TRAITS + _N_DIRECTIONS, n_units)
        self.output = torch.nn.Parameter(torch.zeros(n_units))
        self.joint = torch.nn.Linear(2 * n_units + len(Feature), n_joint)
        self.joint_output = torch.nn.Parameter(torch.zeros(n_joint))

    def forward(self, question: _Question) -> torch.Tensor:
        word = torch.cat([question.traits, self.directions(question.vectors)], dim=1)
        units = torch.tanh(self.of_matches(question.matches) + self.of_word(word))
        by_importance = (units * question.importance[:, None]).sum(dim=1)
        pooled = torch.cat([by_importance, units.mean(dim=1), question.features], dim=1)
        joint = torch.tanh(self.joint(pooled))
        added: torch.Tensor = by_importance @ self.output + joint @ self.joint_output
        return question.scores + added

    def exported(self, scales: _Scales) -> WordNetwork:
        """Return it for columns as they come."""
        with torch.no_grad():
            n_pooled = self.joint.in_features - len(Feature)
            of_word, of_joint = self.of_word.weight.T, self.joint.weight.T
            biases = (self.of_matches.bias + self.of_word.bias).numpy()
            of_matches, biases = scales.matches.undo(self.of_matches.weight.T, biases)
            of_traits, biases = scales.traits.undo(of_word[:N_TRAITS], biases)
            of_features, joint_biases = scales.features.undo(
                of_joint[n_pooled:], self.joint.bias.numpy()
            )
            return WordNetwork(
                of_matches=of_matches,
                of_traits=of_traits,
                of_vectors=(self.directions.weight.T @ of_word[N_TRAITS:]).numpy(),
                biases=biases,
                output=self.output.numpy(),
                of_units=of_joint[:n_pooled].numpy(),
                of_features=of_features,
                joint_biases=joint_biases,
                joint_output=self.joint_output.numpy(),
            )


def _fit_network(
    questions: Sequence[_Question], scales: _Scales, settings: WordNetworkSettings, seed: int
) -> WordNetwork:
    torch.manual_seed(seed)
    network = _Network(questions[0].vectors.shape[1], settings)
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=settings.rate, weight_decay=settings.penalty
    )
    n_steps = settings.epochs * -(-len(questions) // settings.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: max(0.02, 1 - step / n_steps)
    )
    for _ in range(settings.epochs):
        for at in torch.split(torch.randperm(len(questions)), settings.batch):
            losses = [_loss(network, questions[place]) for place in at.tolist()]
            loss = torch.stack(losses).sum() / settings.batch
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it unannotated
            optimizer.step()
            schedule.step()
    return network.exported(scales)


def _loss(network: _Network, question: _Question) -> torch.Tensor:
    scores = network(question)
    loss: torch.Tensor = scores.logsumexp(0) - scores[question.is_gold].logsumexp(0)
    return question.weight * loss
