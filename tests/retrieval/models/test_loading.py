"""Backends: what is not installed is named, and another backend is another model."""

import sys
from pathlib import Path

import pytest

from retrieval.errors import EncoderError, RerankerError
from retrieval.models.cross_encoder import CrossEncoderReranker
from retrieval.models.loading import ModelSource
from retrieval.models.transformer import TransformerEncoder


@pytest.fixture(params=["onnx", "openvino"])
def absent(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A backend of which nothing can be imported, whatever is installed here."""
    for package in ("onnxruntime", "optimum", "openvino"):
        monkeypatch.setitem(sys.modules, package, None)
    backend: str = request.param
    return backend


def test_a_backend_that_is_not_installed_is_named_and_how_to_install_it(
    absent: str, tmp_path: Path
):
    remedy = (
        rf"The backend {absent} .* not installed .* `make backends`, or take the backend torch"
    )

    with pytest.raises(EncoderError, match=remedy):
        TransformerEncoder.load(str(tmp_path), backend=absent)
    with pytest.raises(RerankerError, match=remedy):
        CrossEncoderReranker.load(str(tmp_path), backend=absent)


def digest(folder: Path, backend: str) -> str:
    return ModelSource(str(folder), "", backend, 1, EncoderError).digest


def test_another_backend_is_another_model(tmp_path: Path):
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")

    assert len({digest(tmp_path, backend) for backend in ("torch", "onnx", "openvino")}) == 3


@pytest.mark.parametrize(
    ("file", "backend"),
    [
        ("onnx/model.onnx", "onnx"),
        ("onnx/model.onnx_data", "onnx"),
        ("openvino/openvino_model.xml", "openvino"),
    ],
)
def test_only_the_backend_that_runs_a_file_is_another_model_with_it(
    tmp_path: Path, file: str, backend: str
):
    backends = ("torch", "onnx", "openvino")
    before = {backend: digest(tmp_path, backend) for backend in backends}
    path = tmp_path / file
    path.parent.mkdir()
    path.write_bytes(b"rounded to eight bits")

    changed = {name for name in backends if digest(tmp_path, name) != before[name]}

    assert changed == {backend}
