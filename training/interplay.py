"""Fits what features are worth together, over the weighted sum of them.

A few small networks, which differ in where they start, are fitted apart and averaged, which makes
one with all their units: alone each fits some chance of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from retrieval.search.scoring import Interplay
from training.examples import Example


@dataclass(frozen=True, slots=True)
class InterplaySettings:
    """How the networks are fitted.

    Attributes:
        n_networks: That are averaged.
        n_units: Of each.
        epochs: Passes over the questions.
        batch: Questions that a step is taken for.
        rate: Of learning.
        penalty: Of the square of a weight, decoupled from the rate of learning as in AdamW.
        seed: Of the first network and of the order of the questions; the next has the next.
    """

    n_networks: int = 4
    n_units: int = 16
    epochs: int = 10
    batch: int = 32
    rate: float = 4e-3
    penalty: float = 0.1
    seed: int = 0


def fit_interplay(
    examples: Sequence[Example], weights: NDArray[np.float64], settings: InterplaySettings
) -> Interplay:
    """Fit what is to be added to a weighted sum.

    Args:
        examples: Candidates of questions.
        weights: Of the sum, shape (n_features,).
        settings: How.

    Returns:
        One that adds nothing if there are no examples.
    """
    if not examples:
        n_features, n_units = len(weights), settings.n_networks * settings.n_units
        return Interplay(
            means=np.zeros(n_features),
            hidden=np.zeros((n_features, n_units)),
            biases=np.zeros(n_units),
            output=np.zeros(n_units),
        )
    values = np.concatenate([example.values for example in examples])
    means, spread = values.mean(axis=0), values.std(axis=0)
    spread[spread == 0] = 1
    prepared = [
        _Question(
            torch.from_numpy((example.values - means) / spread).float(),
            torch.from_numpy(example.values @ weights).float(),
            torch.from_numpy(example.is_gold),
            example.weight,
        )
        for example in examples
    ]
    networks = [
        _fit_network(prepared, settings, settings.seed + number)
        for number in range(settings.n_networks)
    ]
    hidden = np.concatenate([hidden for hidden, _, _ in networks], axis=1)
    return Interplay(
        means=means,
        hidden=hidden / spread[:, None],
        biases=np.concatenate([biases for _, biases, _ in networks]),
        output=np.concatenate([output for _, _, output in networks]) / settings.n_networks,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    """An `Example` as a network takes it: features of mean 0 and spread 1, and the sum."""

    values: torch.Tensor
    sums: torch.Tensor
    is_gold: torch.Tensor
    weight: float


def _fit_network(
    questions: Sequence[_Question], settings: InterplaySettings, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the hidden weights, the biases and the output weights of one network."""
    torch.manual_seed(seed)
    layer = torch.nn.Linear(questions[0].values.shape[1], settings.n_units)
    output = torch.nn.Parameter(torch.zeros(settings.n_units))
    optimizer = torch.optim.AdamW(
        [*layer.parameters(), output], lr=settings.rate, weight_decay=settings.penalty
    )
    n_steps = settings.epochs * -(-len(questions) // settings.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: max(0.02, 1 - step / n_steps)
    )
    for _ in range(settings.epochs):
        for at in torch.split(torch.randperm(len(questions)), settings.batch):
            drawn = [questions[place] for place in at.tolist()]
            sums = torch.cat([question.sums for question in drawn])
            values = torch.cat([question.values for question in drawn])
            scores = sums + torch.tanh(layer(values)) @ output
            lengths = [len(question.sums) for question in drawn]
            losses = [
                question.weight * (of_each.logsumexp(0) - of_each[question.is_gold].logsumexp(0))
                for question, of_each in zip(drawn, torch.split(scores, lengths), strict=True)
            ]
            loss = torch.stack(losses).sum() / settings.batch
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it unannotated
            optimizer.step()
            schedule.step()
    with torch.no_grad():
        return (
            layer.weight.T.double().numpy(),
            layer.bias.double().numpy(),
            output.double().numpy(),
        )
