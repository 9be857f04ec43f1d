import json
import shutil
from pathlib import Path

import pytest

from retrieval.errors import RerankerError
from retrieval.models.cross_encoder import CrossEncoderReranker
from tests.retrieval.models.conftest import write_cross_encoder

pytestmark = [pytest.mark.model, pytest.mark.slow]

QUESTION = "متى وصل القطار"
TEXTS = ["وصل القطار إلى المحطة", "تقع المكتبة", "بلغ عدد الطلاب"]


@pytest.fixture(scope="module")
def reranker(cross_encoder_folder: Path) -> CrossEncoderReranker:
    return CrossEncoderReranker.load(str(cross_encoder_folder), device="cpu")


def test_scores_are_those_of_the_models_last_layer(
    reranker: CrossEncoderReranker, cross_encoder_folder: Path
):
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    model = AutoModelForSequenceClassification.from_pretrained(cross_encoder_folder).eval()
    tokenizer = AutoTokenizer.from_pretrained(cross_encoder_folder)
    pairs = tokenizer([QUESTION] * 3, TEXTS, padding=True, return_tensors="pt")
    with torch.inference_mode():
        expected = model(**pairs).logits[:, 0].tolist()

    assert reranker.score(QUESTION, TEXTS).tolist() == pytest.approx(expected, abs=1e-5)
    assert not all(0 <= score <= 1 for score in expected)  # as a sigmoid would have made them


def test_the_fingerprint_is_of_the_contents_wherever_they_lie(
    reranker: CrossEncoderReranker, cross_encoder_folder: Path, tmp_path: Path
):
    copy = tmp_path / "copy"
    shutil.copytree(cross_encoder_folder, copy)
    same = CrossEncoderReranker.load(str(copy), device="cpu").fingerprint
    config = copy / "config.json"
    config.write_text(config.read_text(encoding="utf-8") + "\n", encoding="utf-8")

    assert same == reranker.fingerprint
    assert CrossEncoderReranker.load(str(copy), device="cpu").fingerprint != same


def test_a_missing_folder_is_named_and_the_remedy_given(tmp_path: Path):
    with pytest.raises(RerankerError, match=r"There is no model folder .*: give the path") as told:
        CrossEncoderReranker.load(str(tmp_path / "absent"))

    assert told.value.model == str(tmp_path / "absent")


def test_a_model_that_gives_several_scores_is_refused(tmp_path: Path):
    folder = write_cross_encoder(tmp_path / "three", n_scores=3)

    with pytest.raises(RerankerError, match="gives 3 scores for a pair, where 1 is expected"):
        CrossEncoderReranker.load(str(folder), device="cpu")


def test_an_encoder_is_refused_since_its_scores_would_be_random(transformer_folder: Path):
    with pytest.raises(RerankerError, match=r"makes vectors \(BertModel\)"):
        CrossEncoderReranker.load(str(transformer_folder), device="cpu")


def test_a_model_that_fails_on_text_is_a_reranker_error(
    cross_encoder_folder: Path, tmp_path: Path
):
    broken = tmp_path / "broken"
    shutil.copytree(cross_encoder_folder, broken)
    path = broken / "tokenizer.json"
    tokenizer = json.loads(path.read_text(encoding="utf-8"))
    tokenizer["model"]["vocab"]["القطار"] = 500  # a row that the table of vectors does not have
    path.write_text(json.dumps(tokenizer), encoding="utf-8")
    reranker = CrossEncoderReranker.load(str(broken), device="cpu")

    with pytest.raises(RerankerError, match="failed on 3 pairs: index out of range"):
        reranker.score(QUESTION, TEXTS)


def test_scores_that_are_no_numbers_are_a_reranker_error(
    cross_encoder_folder: Path, tmp_path: Path
):
    import torch
    from safetensors.torch import load_file, save_file

    broken = tmp_path / "broken"
    shutil.copytree(cross_encoder_folder, broken)
    weights = load_file(broken / "model.safetensors")
    weights["classifier.bias"] = torch.full_like(weights["classifier.bias"], torch.nan)
    save_file(weights, broken / "model.safetensors", metadata={"format": "pt"})

    with pytest.raises(RerankerError, match="gives scores that are no numbers"):
        CrossEncoderReranker.load(str(broken), device="cpu")


def test_a_device_that_is_not_there_is_named_beside_those_that_are(cross_encoder_folder: Path):
    with pytest.raises(RerankerError, match=r"There is no device 'abacus' .* here are cpu"):
        CrossEncoderReranker.load(str(cross_encoder_folder), device="abacus")


def test_a_batch_of_no_pairs_is_the_callers_mistake(cross_encoder_folder: Path):
    with pytest.raises(ValueError, match="batch_size should be at least 1, not 0"):
        CrossEncoderReranker.load(str(cross_encoder_folder), batch_size=0)
