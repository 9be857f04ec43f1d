"""The vectors of the passages that are read: found where they are, else computed."""

from array import array
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import EncoderError
from retrieval.index.before import Before
from retrieval.index.collection import Collection
from retrieval.index.journal import VectorJournal
from retrieval.protocols import Encoder, WordEncoder

_BATCH: Final = 256
"""Passages that wait for the encoder: enough to fill any model's batches."""


class PassageVectors:
    """Gathers a vector for each passage, in their order.

    Of an encoder that sums words, those that the snapshot before does not hold are computed at
    the end, all at once.

    Args:
        before: Whose vectors are taken.
        encoder: Makes the others.
        journal: Keeps what it makes.
    """

    def __init__(self, before: Before, encoder: Encoder, journal: VectorJournal) -> None:
        self._before = before
        self._encoder = encoder
        self._word_encoder = encoder if isinstance(encoder, WordEncoder) else None
        self._journal = journal
        self._rows = array("q")  # of the snapshot before; -1 for a vector that it does not hold
        self._others: list[tuple[list[int], NDArray[np.float32]]] = []
        self._waiting: list[tuple[int, int, str]] = []
        self.n_encoded = 0

    def __len__(self) -> int:
        return len(self._rows)

    def keep(self, passages: range) -> None:
        """Add passages of the snapshot before, by their rows there."""
        self._rows.extend(passages)

    def add(self, content: int, text: str) -> None:
        """Add a passage.

        Args:
            content: The hash of `text`.
            text: For the encoder.
        """
        row = self._before.vector_rows.get(content, -1)
        self._rows.append(row)
        if row >= 0:
            return
        if self._word_encoder is not None:
            self.n_encoded += 1
            return
        vector = self._journal.find(content)
        if vector is None:
            vector = self._before.find_vector(content)
        if vector is not None:
            self._others.append(([len(self._rows) - 1], vector))
            return
        self._waiting.append((len(self._rows) - 1, content, text))
        if len(self._waiting) >= _BATCH:
            self.encode_waiting()

    def encode_waiting(self) -> None:
        """Encode the passages that wait for others to be encoded with."""
        if not self._waiting:
            return
        places, contents, texts = map(list, zip(*self._waiting, strict=True))
        vectors = self._encoder.encode_passages(texts)
        expected = (len(texts), self._encoder.dimension)
        if vectors.shape != expected:
            raise EncoderError(
                self._encoder.name,
                f"the encoder {self._encoder.name} should give {expected[0]} vectors of length "
                f"{expected[1]} and gave an array of shape {vectors.shape}: choose another model",
            )
        self._journal.add(contents, vectors)
        self._others.append((places, vectors))
        self.n_encoded += len(texts)
        self._waiting.clear()

    def finish(self, collection: Collection, words: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of all passages, by row.

        Args:
            collection: What was read.
            words: Its words, by number.
        """
        self.encode_waiting()
        rows = np.array(self._rows, dtype=np.int64)
        vectors = np.empty((len(rows), self._encoder.dimension), dtype=np.float32)
        is_known = rows >= 0
        if self._before.snapshot is not None and is_known.any():
            vectors[is_known] = self._before.snapshot.dense.vectors[rows[is_known]]
        if self._word_encoder is not None:
            new = np.flatnonzero(~is_known)
            vectors[new] = _sum_words(self._word_encoder, collection, words, new)
        for places, some in self._others:
            vectors[places] = some
        return vectors


def _sum_words(
    encoder: WordEncoder, collection: Collection, words: Sequence[str], passages: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return what `encode_passages` would give for some passages, from the words' vectors."""
    used, counts = collection.word_counts(passages, len(words))
    sums = counts @ encoder.word_vectors([words[number] for number in used.tolist()])
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    vectors: NDArray[np.float32] = sums / np.where(lengths > 0, lengths, 1)
    return vectors
