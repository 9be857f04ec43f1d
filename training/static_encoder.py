"""Trains the table of token vectors by contrast: a question lies nearest to its own passage.

The table is trained at the few dimensions that it is carried at. Training 256 and turning them to
the 64 along which passages differ most (PCA, with or without whitening, with a second training
after it) gave less and took three times as long.
"""

from array import array
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional

from training.corpus import Corpus
from training.pairs import Pairs
from training.ragged import take_slices
from training.tokenizer import WORD_START


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How the table is trained.

    Attributes:
        dimension: Of a vector.
        batch_size: Pairs in a batch; each passage is a negative for the other questions.
        scale: By which cosines are multiplied before the softmax.
        learning_rate: Of the first step, falling to 0 linearly.
        epochs: Passes over all pairs.
        seed: Of the first table.
    """

    dimension: int = 64
    batch_size: int = 1024
    scale: float = 20.0
    learning_rate: float = 0.02
    epochs: int = 1
    seed: int = 1


@dataclass(frozen=True, slots=True)
class WordTokens:
    """The token ids of every word of a corpus: those of word `i` begin at ``starts[i]``."""

    tokens: NDArray[np.int32]
    starts: NDArray[np.int64]
    vocabulary_size: int

    @classmethod
    def of(cls, corpus: Corpus, tokenizer: Tokenizer) -> "WordTokens":
        """Tokenize each distinct word once."""
        tokens = array("i")
        starts = array("q", [0])
        for word in corpus.words:
            tokens.extend(token.id for token in tokenizer.model.tokenize(WORD_START + word))
            starts.append(len(tokens))
        return cls(
            np.array(tokens, dtype=np.int32),
            np.array(starts, dtype=np.int64),
            tokenizer.get_vocab_size(),
        )

    def token_counts(self, corpus: Corpus) -> NDArray[np.int64]:
        """Return how often each token occurs in the corpus."""
        counts = np.repeat(corpus.counts, np.diff(self.starts))
        return np.bincount(self.tokens, weights=counts, minlength=self.vocabulary_size).astype(
            np.int64
        )

    def bag(
        self, stream: NDArray[np.int32], slices: NDArray[np.int64]
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the tokens of many texts on end and where each text begins.

        Args:
            stream: Words of the corpus.
            slices: Shape ``(n_texts, n_slices, 2)``: starts and ends in `stream`.
        """
        lengths = slices[:, :, 1] - slices[:, :, 0]
        words = take_slices(stream, slices[:, :, 0].ravel(), lengths.ravel())
        n_tokens = self.starts[words + 1] - self.starts[words]
        tokens = take_slices(self.tokens, self.starts[words], n_tokens)
        token_starts = np.concatenate([[0], np.cumsum(n_tokens)])
        text_words = lengths.sum(axis=1)
        text_starts = token_starts[np.cumsum(text_words) - text_words]
        return torch.from_numpy(tokens), torch.from_numpy(text_starts.astype(np.int32))


def train_table(
    corpus: Corpus,
    pairs: Pairs,
    word_tokens: WordTokens,
    settings: TrainingSettings,
    on_step: Callable[[int, int, float], None],
) -> NDArray[np.float32]:
    """Train token vectors so that a question's mean lies near its passage's mean.

    Args:
        corpus: What the pairs are slices of.
        pairs: In the order of training.
        word_tokens: Of the corpus's words.
        settings: Dimension, batch, rate, length and seed of the training.
        on_step: Called after each step with its number, the number of steps and the loss.

    Returns:
        Shape ``(vocabulary, settings.dimension)``; 0 for tokens that the corpus does not hold.

    Source:
        In-batch negatives: Henderson et al., Efficient Natural Language Response Suggestion for
        Smart Reply, 2017, arXiv:1705.00652, section 4; in both directions.
    """
    token_counts = word_tokens.token_counts(corpus)
    table = torch.nn.Parameter(_first_table(token_counts, settings))
    optimizer = torch.optim.SparseAdam([table], lr=settings.learning_rate)
    n_steps = settings.epochs * (len(pairs) // settings.batch_size)
    targets = torch.arange(settings.batch_size)
    for step in range(n_steps):
        rows = np.arange(step * settings.batch_size, (step + 1) * settings.batch_size) % len(pairs)
        optimizer.param_groups[0]["lr"] = settings.learning_rate * (1 - step / n_steps)
        questions = _vectors(table, *word_tokens.bag(corpus.stream, pairs.questions[rows]))
        passages = _vectors(table, *word_tokens.bag(corpus.stream, pairs.passages[rows]))
        scores = settings.scale * questions @ passages.T
        loss = (
            functional.cross_entropy(scores, targets) + functional.cross_entropy(scores.T, targets)
        ) / 2
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it unannotated
        optimizer.step()  # type: ignore[no-untyped-call]  # as above
        on_step(step + 1, n_steps, loss.item())
    trained: NDArray[np.float32] = table.detach().numpy()
    trained[token_counts == 0] = 0
    return trained


def _first_table(token_counts: NDArray[np.int64], settings: TrainingSettings) -> torch.Tensor:
    """Draw random directions, the longer the rarer the token: one pass cannot learn that too."""
    generator = torch.Generator().manual_seed(settings.seed)
    directions = torch.randn((len(token_counts), settings.dimension), generator=generator)
    rarity = np.log(token_counts.sum() / (token_counts + 1))
    lengths = rarity / rarity.mean() / settings.dimension**0.5
    return directions * torch.from_numpy(lengths.astype(np.float32))[:, None]


def _vectors(table: torch.Tensor, tokens: torch.Tensor, starts: torch.Tensor) -> torch.Tensor:
    means = functional.embedding_bag(tokens, table, starts, mode="mean", sparse=True)
    return functional.normalize(means)
