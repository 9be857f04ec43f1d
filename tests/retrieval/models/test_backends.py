"""ONNX and OpenVINO give what torch gives, where they are installed (`make backends`)."""

import gc
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from retrieval.models.cross_encoder import CrossEncoderReranker
from retrieval.models.transformer import TransformerEncoder

pytestmark = [
    pytest.mark.model,
    pytest.mark.slow,
    # Torch's older way to export is the one that these libraries take.
    pytest.mark.filterwarnings("ignore:You are using the legacy TorchScript:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The feature will be removed:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:`torch.jit.trace:DeprecationWarning"),
    # They keep what they exported in a folder that goes with the model.
    pytest.mark.filterwarnings("ignore:Implicitly cleaning up:ResourceWarning"),
]

QUESTION = "متى وصل القطار"
TEXTS = ["وصل القطار إلى المحطة", "تقع المكتبة", "بلغ عدد الطلاب", "أين تقع المدينة"]


@dataclass(frozen=True, slots=True)
class Backend:
    """What runs a model beside torch.

    Attributes:
        tolerance: How far from torch's a vector's component may lie, of which the largest is
            about .5; and, ten times that, a score, which are apart by whole numbers.
    """

    name: Literal["onnx", "openvino"]
    tolerance: float


@pytest.fixture(params=["onnx", "openvino"])
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    """One that is installed."""
    name: Literal["onnx", "openvino"] = request.param
    # OpenVINO computes with sixteen bits where the processor can.
    module, tolerance = {
        "onnx": ("optimum.onnxruntime", 1e-5),
        "openvino": ("optimum.intel", 2e-2),
    }[name]
    pytest.importorskip(
        module, reason=f"the extra {name} is not installed: make backends", exc_type=ImportError
    )
    yield Backend(name, tolerance)
    gc.collect()  # while the warnings of folders that go with their models are still ignored


def test_vectors_are_those_of_torch(backend: Backend, transformer_folder: Path):
    by_torch = TransformerEncoder.load(str(transformer_folder), device="cpu")
    by_backend = TransformerEncoder.load(
        str(transformer_folder), device="cpu", backend=backend.name
    )

    vectors = by_torch.encode_passages(TEXTS)

    close = pytest.approx(vectors, abs=backend.tolerance)
    assert by_backend.encode_passages(TEXTS) == close
    assert by_backend.encode_passages(TEXTS[::-1])[::-1] == close
    assert vectors[::-1] != close
    assert by_backend.encode_questions(TEXTS) != close
    assert by_backend.encode_questions(TEXTS) == pytest.approx(
        by_torch.encode_questions(TEXTS), abs=backend.tolerance
    )


def test_scores_are_those_of_torch(backend: Backend, cross_encoder_folder: Path):
    by_torch = CrossEncoderReranker.load(str(cross_encoder_folder), device="cpu")
    by_backend = CrossEncoderReranker.load(
        str(cross_encoder_folder), device="cpu", backend=backend.name
    )

    scores = by_torch.score(QUESTION, TEXTS)

    found = by_backend.score(QUESTION, TEXTS)
    assert found == pytest.approx(scores, abs=10 * backend.tolerance)
    assert np.argsort(found).tolist() == np.argsort(scores).tolist()
    assert min(np.diff(np.sort(scores))) > 20 * backend.tolerance


def test_a_model_that_was_saved_for_a_backend_is_not_exported_again(
    backend: Backend, transformer_folder: Path, tmp_path: Path
):
    from sentence_transformers import SentenceTransformer

    before = TransformerEncoder.load(str(transformer_folder), device="cpu", backend=backend.name)
    saved = tmp_path / "saved"
    exported = SentenceTransformer(str(transformer_folder), device="cpu", backend=backend.name)
    exported.save(str(saved), create_model_card=False)
    alone = tmp_path / "alone"
    shutil.copytree(saved, alone, ignore=shutil.ignore_patterns("model.safetensors"))

    encoder = TransformerEncoder.load(str(alone), device="cpu", backend=backend.name)

    assert encoder.encode_passages(TEXTS) == pytest.approx(before.encode_passages(TEXTS), abs=1e-5)
