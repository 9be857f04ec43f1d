"""What the engine needs from others."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray


class Encoder(Protocol):
    """Text to vectors. Thread-safe; raises `EncoderError` alone."""

    @property
    def name(self) -> str:
        """What a person calls the model: a hub id, a path, or the bundled model's name."""

    @property
    def fingerprint(self) -> str:
        """Equal for two encoders only if both give the same vector for every text."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """Return shape ``(len(questions), dimension)``; rows of length 1, or 0 for empty text."""

    def encode_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        """Return shape ``(len(passages), dimension)``; rows of length 1, or 0 for empty text."""


@runtime_checkable
class WordEncoder(Encoder, Protocol):
    """An encoder for which a text is the sum of its words, brought to length 1.

    An index has numbered the words of its texts already, so it asks for each of them once.
    """

    def word_vectors(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return shape ``(len(words), dimension)``: what each word of a key adds to a text."""


class Reranker(Protocol):
    """A question and texts to how well each answers it. Thread-safe; raises `RerankerError` alone.

    It is asked in batches, so that whoever waits may stop between two of them.
    """

    @property
    def name(self) -> str:
        """What a person calls the model: a hub id or a path."""

    @property
    def fingerprint(self) -> str:
        """Equal for two rerankers only if both give the same score for every pair."""

    @property
    def batch_size(self) -> int:
        """Texts that are best scored together; at least 1."""

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return shape ``(len(texts),)``: higher is better; of no known range.

        A text's score does not depend on the others, up to rounding.
        """
