import json
import shutil
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import EncoderError
from retrieval.models.transformer import TransformerEncoder
from tests.retrieval.models.conftest import PROMPTS

pytestmark = [pytest.mark.model, pytest.mark.slow]

TEXTS = ["وصل القطار إلى المحطة", "تقع المكتبة", "بلغ عدد الطلاب", "أين تقع المدينة"]


@pytest.fixture(scope="module")
def encoder(transformer_folder: Path) -> TransformerEncoder:
    return TransformerEncoder.load(str(transformer_folder), device="cpu")


def test_the_models_own_prompts_stand_before_questions_and_passages(
    encoder: TransformerEncoder, transformer_folder: Path
):
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(transformer_folder), device="cpu")
    asked = model.encode([PROMPTS["query"] + text for text in TEXTS], normalize_embeddings=True)
    read = model.encode([PROMPTS["passage"] + text for text in TEXTS], normalize_embeddings=True)

    assert encoder.encode_questions(TEXTS) == pytest.approx(asked, abs=1e-5)
    assert encoder.encode_passages(TEXTS) == pytest.approx(read, abs=1e-5)
    assert abs(asked - read).max() > 0.01


def test_prompts_that_are_set_replace_the_models_own(
    encoder: TransformerEncoder, transformer_folder: Path
):
    bare = TransformerEncoder.load(
        str(transformer_folder), device="cpu", question_prompt="", passage_prompt="سؤال: "
    )

    questions = encoder.encode_questions(TEXTS)
    assert bare.encode_passages(TEXTS) == pytest.approx(questions, abs=1e-5)
    assert abs(bare.encode_questions(TEXTS) - questions).max() > 0.01
    assert bare.fingerprint != encoder.fingerprint


def test_batches_of_any_size_give_the_same_vectors_of_length_one(
    encoder: TransformerEncoder, transformer_folder: Path
):
    one_by_one = TransformerEncoder.load(str(transformer_folder), device="cpu", batch_size=1)

    vectors = encoder.encode_passages(TEXTS)

    assert one_by_one.encode_passages(TEXTS) == pytest.approx(vectors, abs=1e-5)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert vectors.shape == (4, 16)


def test_the_fingerprint_is_of_the_contents_wherever_they_lie(
    encoder: TransformerEncoder, transformer_folder: Path, tmp_path: Path
):
    copy = tmp_path / "copy"
    shutil.copytree(transformer_folder, copy)
    (copy / "README.md").write_text("read me", encoding="utf-8")
    same = TransformerEncoder.load(str(copy), device="cpu").fingerprint
    config = copy / "config.json"
    config.write_text(config.read_text(encoding="utf-8") + "\n", encoding="utf-8")

    assert same == encoder.fingerprint
    assert TransformerEncoder.load(str(copy), device="cpu").fingerprint != same


def test_a_missing_folder_is_named_and_the_remedy_given(tmp_path: Path):
    with pytest.raises(
        EncoderError, match=r"There is no model folder .*: give the path"
    ) as raised:
        TransformerEncoder.load(str(tmp_path / "absent"))

    assert raised.value.model == str(tmp_path / "absent")


def test_a_model_that_is_not_there_without_network_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
):
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)

    with pytest.raises(EncoderError, match=r"nobody/nothing cannot be found .* HF_HUB_OFFLINE=1"):
        TransformerEncoder.load("nobody/nothing", device="cpu")


REVISION = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def cached_folder(
    transformer_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The folder of ``someone/something`` in a cache of the hub, which is out of reach."""
    import huggingface_hub.constants

    repository = tmp_path / "models--someone--something"
    folder = repository / "snapshots" / REVISION
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text(REVISION, encoding="ascii")
    shutil.copytree(transformer_folder, folder)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    # transformers 4 has a copy of its own, which 5 does not.
    monkeypatch.setattr("transformers.utils.hub.TRANSFORMERS_CACHE", str(tmp_path), raising=False)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    return folder


@pytest.mark.usefixtures("cached_folder")
def test_a_model_in_the_cache_needs_no_network(encoder: TransformerEncoder):
    cached = TransformerEncoder.load("someone/something")

    assert cached.encode_passages(TEXTS) == pytest.approx(encoder.encode_passages(TEXTS), abs=1e-5)
    assert cached.name == "someone/something"
    assert cached.fingerprint != encoder.fingerprint


@pytest.mark.skipif(
    version("transformers").startswith("4."),
    reason="without network, it does not say what is absent",
)
def test_a_download_that_was_interrupted_is_taken_up_again(cached_folder: Path):
    (cached_folder / "model.safetensors").unlink()

    with pytest.raises(EncoderError, match=r"cannot be found or read: .* connect once"):
        TransformerEncoder.load("someone/something", device="cpu")


def test_a_model_that_fails_on_text_is_an_encoder_error(transformer_folder: Path, tmp_path: Path):
    broken = tmp_path / "broken"
    shutil.copytree(transformer_folder, broken)
    path = broken / "tokenizer.json"
    tokenizer = json.loads(path.read_text(encoding="utf-8"))
    tokenizer["model"]["vocab"]["نص"] = 500  # a row that the table of vectors does not have
    path.write_text(json.dumps(tokenizer), encoding="utf-8")

    with pytest.raises(EncoderError, match="failed on 1 texts: index out of range"):
        TransformerEncoder.load(str(broken), device="cpu")


@pytest.mark.parametrize("device", ["abacus", "cuda:99", "cuda:x"])
def test_a_device_that_is_not_there_is_named_beside_those_that_are(
    transformer_folder: Path, device: str
):
    with pytest.raises(EncoderError, match=f"There is no device '{device}' .* here are cpu"):
        TransformerEncoder.load(str(transformer_folder), device=device)


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("modules.json", "{", "is not a model that sentence-transformers can load"),
        ("config.json", "{}", "is not a model that sentence-transformers can load"),
        ("model.safetensors", "cut short", "The weights of .* are damaged"),
        ("model.safetensors", None, "cannot be found or read: .*model.safetensors"),
    ],
)
def test_a_broken_folder_is_an_encoder_error(
    transformer_folder: Path, tmp_path: Path, file: str, content: str | None, message: str
):
    broken = tmp_path / "broken"
    shutil.copytree(transformer_folder, broken)
    if content is None:
        (broken / file).unlink()
    else:
        (broken / file).write_text(content, encoding="utf-8")

    with pytest.raises(EncoderError, match=message):
        TransformerEncoder.load(str(broken), device="cpu")


def test_a_batch_of_no_texts_is_the_callers_mistake(transformer_folder: Path):
    with pytest.raises(ValueError, match="batch_size should be at least 1, not 0"):
        TransformerEncoder.load(str(transformer_folder), batch_size=0)
