"""Runs any sentence-transformers CrossEncoder; imports torch, and only when asked."""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import RerankerError
from retrieval.models.loading import TORCH, LoadedModel, ModelSource

if TYPE_CHECKING:
    from sentence_transformers.cross_encoder import CrossEncoder


class CrossEncoderReranker:
    """Scores pairs with a CrossEncoder; implements `retrieval.protocols.Reranker`.

    Scores are what the model's last layer gives. Where its makers put a sigmoid after it, that
    would press all good sentences together near 1.
    """

    def __init__(self, loaded: "LoadedModel[CrossEncoder]") -> None:
        """Use `CrossEncoderReranker.load`."""
        self._loaded = loaded
        self._fingerprint = f"reranker-{hashlib.sha256(loaded.digest.encode()).hexdigest()[:16]}"

    @classmethod
    def load(
        cls, model: str, *, device: str = "", backend: str = TORCH, batch_size: int = 8
    ) -> "CrossEncoderReranker":
        """Load a model from a folder, from the local cache, or else from the Hugging Face hub.

        Args:
            model: A folder, or an id such as ``BAAI/bge-reranker-v2-m3``.
            device: "cpu", "cuda", "cuda:1", "mps"; "" takes the best there is.
            backend: What computes: "torch", "onnx" or "openvino".
            batch_size: Pairs scored together.

        Raises:
            RerankerError: If the model cannot be found or read, or does not give one score for a
                pair, or the device or the backend is not there.
            ValueError: If `batch_size` is below 1.
        """
        loaded = ModelSource(model, device, backend, batch_size, RerankerError).load(_import_maker)
        _check_head(model, loaded.model)
        reranker = cls(loaded)
        # What goes wrong with every pair shows here; and the first run of a model is its slowest.
        reranker.score("سؤال", ["نص"])
        return reranker

    @property
    def name(self) -> str:
        """The id or path that was asked for."""
        return self._loaded.name

    @property
    def fingerprint(self) -> str:
        """Made from the model's files (or its revision on the hub) and the backend."""
        return self._fingerprint

    @property
    def batch_size(self) -> int:
        """Pairs scored together."""
        return self._loaded.batch_size

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return shape ``(len(texts),)``: the higher, the better a text answers the question."""
        if not texts:
            return np.zeros(0, dtype=np.float32)
        import torch  # noqa: PLC0415  # there already, once the model is

        loaded = self._loaded
        scores = loaded.run(
            f"{len(texts)} pairs",
            lambda model: model.predict(
                [(question, text) for text in texts],
                batch_size=loaded.batch_size,
                activation_fn=torch.nn.Identity(),
                show_progress_bar=False,
            ),
        )
        if not np.isfinite(scores).all():
            raise RerankerError(
                loaded.name,
                f"{loaded.name} gives scores that are no numbers: take another device or model.",
            )
        return np.asarray(scores, dtype=np.float32)


def _import_maker() -> "type[CrossEncoder]":
    from sentence_transformers.cross_encoder import CrossEncoder  # noqa: PLC0415  # takes seconds

    # mypy finds no type for what the library exports here.
    maker: type[CrossEncoder] = CrossEncoder
    return maker


def _check_head(name: str, model: "CrossEncoder") -> None:
    """Refuse a model that was not made to give a score: it would give random ones, or several."""
    if model.num_labels != 1:
        raise RerankerError(
            name,
            f"{name} gives {model.num_labels} scores for a pair, where 1 is expected: take a "
            "model that was made for reranking.",
        )
    made_as = (model.config.architectures if model.config else None) or []
    if made_as and all(architecture.endswith("Model") for architecture in made_as):
        raise RerankerError(
            name,
            f"{name} makes vectors ({made_as[0]}) and has nothing that scores pairs: take a model "
            "that was made for reranking, or use it as the encoder.",
        )
