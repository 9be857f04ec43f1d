"""Stand-ins that keep the contract of what they replace, small enough to be read at a glance."""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import light_stem, split_words


class FakeEncoder:
    """Encodes a text as the sum of one random direction per stem, drawn from the stem's hash.

    Texts that share stems are near each other and texts that share none are nearly at right
    angles, on every machine and in every run. It counts the passages it was asked for, so that a
    test can tell whether something was encoded again.
    """

    def __init__(self, dimension: int = 32, name: str = "fake") -> None:
        self.name = name
        self.dimension = dimension
        self.n_encoded_passages = 0

    @property
    def fingerprint(self) -> str:
        return f"fake-{self.name}-{self.dimension}"

    def encode_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(questions)

    def encode_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        self.n_encoded_passages += len(passages)
        return self._encode(passages)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            stems = [light_stem(word) for word in split_words(matching_key(text))]
            if stems:
                summed = np.sum([self._direction(stem) for stem in stems], axis=0)
                vectors[row] = summed / np.linalg.norm(summed)
        return vectors

    def _direction(self, stem: str) -> NDArray[np.float64]:
        seed = int.from_bytes(hashlib.blake2b(stem.encode(), digest_size=8).digest())
        return np.random.default_rng(seed).standard_normal(self.dimension)


class FakeReranker:
    """Scores a text by the stems that it shares with the question, less its length in thousands.

    Args:
        batch_size: As a caller is to ask it.
        on_batch: Told the texts of each batch before they are scored: may take time, or raise.
    """

    def __init__(
        self,
        batch_size: int = 4,
        name: str = "fake",
        on_batch: Callable[[Sequence[str]], None] = lambda _texts: None,
    ) -> None:
        self.name = name
        self.batch_size = batch_size
        self._on_batch = on_batch

    @property
    def fingerprint(self) -> str:
        return f"fake-reranker-{self.name}"

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        self._on_batch(texts)
        asked = stems_of(question)
        scores = [len(asked & stems_of(text)) - len(text) / 1000 for text in texts]
        return np.array(scores, dtype=np.float32)


def stems_of(text: str) -> frozenset[str]:
    return frozenset(map(light_stem, split_words(matching_key(text))))
