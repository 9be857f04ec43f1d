"""Places lemmas by meaning: what may stand for each other comes to lie near each other.

Vectors of company put «ارتفع» beside «انخفض», and know nothing of words that keep different
company in news and in encyclopedias. Here a linear map of them, and for each lemma a small step of
its own, are learnt from what hand-written sources link; lemmas that no source knows go with the
map alone. Marked links of our questions are kept out: what is fitted on those later would trust
this more than it can be trusted on other questions. With them in, pairs of left-out parts were
told from others with an average precision of .364, without .379 (before there were carriers).

Source:
    The loss is InfoNCE: van den Oord et al., 2018, arXiv:1807.03748.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import cross_entropy, embedding, normalize

from training.lemma_knowledge import LemmaKnowledge


@dataclass(frozen=True, slots=True)
class EmbeddingSettings:
    """How lemmas are placed.

    Attributes:
        dimension: Of the places; fewer where the vectors span fewer.
        epochs: In each, about as many pairs are drawn as there are.
        batch: Pairs that are told from each other at a time: the halves of one stand for what is
            not linked to those of another.
        rate: Of learning, for the steps; the map learns at a quarter of it.
        temperature: Of the softmax over a batch.
        penalty: Of the square of a step.
        near: How often a near pair is drawn, or one of which one carries the other by itself,
            beside the other kinds.
        related: The same of a related pair that is not drawn as near.
        of_concept: The same of a pair of one concept.
        of_name: The same of a pair of one country or body.
        pairs_a_member: Pairs within a concept to draw from, for each lemma of it, at most.
        seed: Of all that is random.
    """

    dimension: int = 96
    epochs: int = 3
    batch: int = 1024
    rate: float = 2e-3
    temperature: float = 0.08
    penalty: float = 0.05
    near: float = 1.0
    related: float = 0.35
    of_concept: float = 0.6
    of_name: float = 0.3
    pairs_a_member: int = 6
    seed: int = 0


def place_lemmas(
    vectors: NDArray[np.float32],
    knowledge: LemmaKnowledge,
    settings: EmbeddingSettings,
    on_epoch: Callable[[int, float], None],
) -> NDArray[np.float32]:
    """Place lemmas by meaning.

    One seed gives the same places each time, as long as torch has as many threads.

    Args:
        vectors: Of company, shape (n_lemmas, any).
        knowledge: What links them; where nothing does, the company alone places them.
        settings: How.
        on_epoch: Called with the number of epochs that are done and the mean loss of the last.

    Returns:
        Rows of length 1, shape (n_lemmas, dimension or fewer).
    """
    pairs, weights = _linked_pairs(knowledge, settings)
    torch.manual_seed(settings.seed)
    company = torch.from_numpy(vectors)
    _, _, axes = torch.linalg.svd(company, full_matrices=False)
    mapping = torch.nn.Parameter(axes[: settings.dimension].T.clone())
    steps = torch.nn.Parameter(torch.zeros(len(company), mapping.shape[1]))
    optimizer = torch.optim.Adam(
        [{"params": [mapping], "lr": settings.rate / 4}, {"params": [steps], "lr": settings.rate}]
    )
    n_batches = max(len(pairs) // settings.batch, 1)
    n_epochs = settings.epochs if len(pairs) else 0
    n_updates = n_epochs * n_batches
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda update: max(0.02, 1 - update / max(n_updates, 1))
    )
    for epoch in range(1, n_epochs + 1):
        drawn = torch.multinomial(weights, n_batches * settings.batch, replacement=True)
        total = 0.0
        for at in drawn.reshape(n_batches, settings.batch):
            first, second = pairs[at].T
            loss = _loss(company, mapping, steps, first, second, settings)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it unannotated
            optimizer.step()
            schedule.step()
            total += loss.item()
        on_epoch(epoch, total / n_batches)
    with torch.no_grad():
        placed: NDArray[np.float32] = normalize(company @ mapping + steps, dim=1).numpy()
    return placed


def _loss(
    company: torch.Tensor,
    mapping: torch.Tensor,
    steps: torch.Tensor,
    first: torch.Tensor,
    second: torch.Tensor,
    settings: EmbeddingSettings,
) -> torch.Tensor:
    """Return how badly each half of a pair finds the other among those of the batch."""
    # Not `steps[half]`, whose gradient is summed by the threads in no fixed order.
    taken = [embedding(half, steps) for half in (first, second)]
    places = [
        normalize(company[half] @ mapping + step, dim=1)
        for half, step in zip((first, second), taken, strict=True)
    ]
    scores = places[0] @ places[1].T / settings.temperature
    is_same = (second[None] == second[:, None]) & ~torch.eye(len(second), dtype=torch.bool)
    scores = scores.masked_fill(is_same, -1e4)
    own = torch.arange(len(first))
    strides = sum((step**2).sum(dim=1).mean() for step in taken)
    return cross_entropy(scores, own) + cross_entropy(scores.T, own) + settings.penalty * strides


def _linked_pairs(
    knowledge: LemmaKnowledge, settings: EmbeddingSettings
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return pairs of lemmas, shape (n, 2), and how often each is to be drawn, shape (n,)."""
    pairs, weights = [], []
    near = (knowledge.near + knowledge.said + knowledge.said.T) > 0
    related = knowledge.related - knowledge.related.multiply(near)
    for links, weight in ((near, settings.near), (related, settings.related)):
        pairs.append(np.stack(links.nonzero(), axis=1))
        weights.append(np.full(len(pairs[-1]), weight))
    draw = np.random.default_rng(settings.seed)
    members_of = knowledge.concepts.tocsc()
    for concept, is_name in enumerate(knowledge.is_name.tolist()):
        members = members_of.indices[slice(*members_of.indptr[concept : concept + 2])]
        n_pairs = len(members) * min(settings.pairs_a_member, len(members) - 1)
        if n_pairs > 0:
            drawn = draw.choice(members, (n_pairs, 2))
            pairs.append(drawn[drawn[:, 0] != drawn[:, 1]])
            weight = settings.of_name if is_name else settings.of_concept
            weights.append(np.full(len(pairs[-1]), weight))
    return (
        torch.from_numpy(np.concatenate(pairs).astype(np.int64)),
        torch.from_numpy(np.concatenate(weights)),
    )
