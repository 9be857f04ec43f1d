"""Runs any sentence-transformers model that makes vectors; imports torch, and only when asked."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import split_words
from retrieval.errors import EncoderError
from retrieval.models.loading import TORCH, LoadedModel, ModelSource

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

QUESTION_PROMPTS = ("query", "question")
PASSAGE_PROMPTS = ("passage", "document")
"""Under which names models keep their prompts, the most usual first."""


class TransformerEncoder:
    """Encodes with a sentence-transformers model; implements `retrieval.protocols.Encoder`."""

    def __init__(
        self,
        loaded: "LoadedModel[SentenceTransformer]",
        *,
        question_prompt: str,
        passage_prompt: str,
    ) -> None:
        """Use `TransformerEncoder.load`."""
        self._loaded = loaded
        self._question_prompt = question_prompt
        self._passage_prompt = passage_prompt
        parts = (loaded.digest, question_prompt, passage_prompt)
        digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()
        self._fingerprint = f"transformer-{digest[:16]}"
        # Asking the model for its dimension goes by different names from release to release.
        self._dimension = int(self._run(["نص"], prompt="").shape[1])

    @classmethod
    def load(
        cls,
        model: str,
        *,
        device: str = "",
        backend: str = TORCH,
        question_prompt: str | None = None,
        passage_prompt: str | None = None,
        batch_size: int = 32,
    ) -> "TransformerEncoder":
        """Load a model from a folder, from the local cache, or else from the Hugging Face hub.

        Args:
            model: A folder, or an id such as ``intfloat/multilingual-e5-small``.
            device: "cpu", "cuda", "cuda:1", "mps"; "" takes the best there is.
            backend: What computes: "torch", "onnx" or "openvino".
            question_prompt: Put before each question; None takes the model's own, if it has one.
            passage_prompt: Put before each passage; None takes the model's own, if it has one.
            batch_size: Texts encoded together.

        Raises:
            EncoderError: If the model cannot be found or read, or the device or the backend is
                not there.
            ValueError: If `batch_size` is below 1.
        """
        loaded = ModelSource(model, device, backend, batch_size, EncoderError).load(_import_maker)
        prompts = loaded.model.prompts
        return cls(
            loaded,
            question_prompt=_chosen_prompt(question_prompt, prompts, QUESTION_PROMPTS),
            passage_prompt=_chosen_prompt(passage_prompt, prompts, PASSAGE_PROMPTS),
        )

    @property
    def name(self) -> str:
        """The id or path that was asked for."""
        return self._loaded.name

    @property
    def fingerprint(self) -> str:
        """Made from the model's files (or revision on the hub), the backend and the prompts."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def encode_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """Return shape ``(len(questions), dimension)``; length 1, or 0 for text without a word."""
        return self._encode(questions, self._question_prompt)

    def encode_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        """Return shape ``(len(passages), dimension)``; length 1, or 0 for text without a word."""
        return self._encode(passages, self._passage_prompt)

    def _encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        spoken = [row for row, text in enumerate(texts) if split_words(matching_key(text))]
        if spoken:
            vectors[spoken] = self._run([texts[row] for row in spoken], prompt)
        return vectors

    def _run(self, texts: list[str], prompt: str) -> NDArray[np.float32]:
        loaded = self._loaded
        vectors = loaded.run(
            f"{len(texts)} texts",
            lambda model: model.encode(
                texts,
                prompt=prompt,
                batch_size=loaded.batch_size,
                normalize_embeddings=True,
                show_progress_bar=False,
            ),
        )
        return np.asarray(vectors, dtype=np.float32)


def _import_maker() -> "type[SentenceTransformer]":
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415  # takes seconds

    return SentenceTransformer


def _chosen_prompt(
    asked: str | None, prompts: Mapping[str, str | None], names: Iterable[str]
) -> str:
    if asked is not None:
        return asked
    return next((prompt for name in names if (prompt := prompts.get(name))), "")
