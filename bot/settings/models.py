"""The encoder, which finds the nearest in meaning, and the reranker, which looks once more."""

from typing import Literal

from pydantic import BaseModel, Field

from retrieval.settings import EncoderSettings, RerankerSettings


class ModelSettings(BaseModel):
    """Which models, where they run, and what is asked of them at a time."""

    encoder_model: str = Field(
        default="",
        description="a sentence-transformers model's id or folder, or nothing for the bundled one",
    )
    encoder_device: str = Field(default="", description="cpu, cuda, mps, or nothing to choose")
    encoder_backend: Literal["torch", "onnx", "openvino"] = Field(
        default="torch", description="torch, onnx or openvino"
    )
    encoder_question_prompt: str | None = Field(
        default=None, description="text put before a question"
    )
    encoder_passage_prompt: str | None = Field(
        default=None, description="text put before a passage"
    )
    encoder_batch_size: int = Field(
        default=32, ge=1, le=4096, description="a whole number of texts from 1 to 4096"
    )

    reranker_model: str = Field(
        default="",
        description="a CrossEncoder's id or folder, or nothing for the built-in order alone",
    )
    reranker_device: str = Field(default="", description="cpu, cuda, mps, or nothing to choose")
    reranker_backend: Literal["torch", "onnx", "openvino"] = Field(
        default="torch", description="torch, onnx or openvino"
    )
    reranker_batch_size: int = Field(
        default=8, ge=1, le=4096, description="a whole number of sentences from 1 to 4096"
    )
    reranker_candidates: int = Field(
        default=16, ge=2, le=200, description="a whole number of sentences from 2 to 200"
    )
    reranker_weight: float = Field(
        default=1.0, gt=0.0, le=100.0, description="a number, more than 0 and at most 100"
    )
    reranker_budget_ms: int = Field(
        default=1000,
        ge=1,
        le=60_000,
        description="a whole number of milliseconds from 1 to 60000",
    )

    def encoder(self) -> EncoderSettings:
        """Return which encoder to load, and how."""
        return EncoderSettings(
            model=self.encoder_model,
            device=self.encoder_device,
            backend=self.encoder_backend,
            question_prompt=self.encoder_question_prompt,
            passage_prompt=self.encoder_passage_prompt,
            batch_size=self.encoder_batch_size,
        )

    def reranker(self) -> RerankerSettings:
        """Return which reranker to load, if any, and how long it may take."""
        return RerankerSettings(
            model=self.reranker_model,
            device=self.reranker_device,
            backend=self.reranker_backend,
            batch_size=self.reranker_batch_size,
            n_candidates=self.reranker_candidates,
            weight=self.reranker_weight,
            budget_ms=self.reranker_budget_ms,
        )
