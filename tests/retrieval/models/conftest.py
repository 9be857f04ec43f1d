"""A transformer small enough to be made where it is tested."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from transformers import BertConfig

PROMPTS = {"query": "سؤال: ", "passage": "مقطع: "}
SPECIAL_WORDS = {
    "pad_token": "[PAD]",
    "unk_token": "[UNK]",
    "cls_token": "[CLS]",
    "sep_token": "[SEP]",
    "mask_token": "[MASK]",
}
WORDS = (
    *SPECIAL_WORDS.values(),
    *(":", "سؤال", "مقطع", "متى", "أين"),
    *("وصل", "القطار", "إلى", "المحطة", "تقع", "المكتبة", "المدينة", "بلغ", "عدد", "الطلاب"),
)


@pytest.fixture(scope="session")
def transformer_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer with random weights and a handful of words, mean pooling, prompts."""
    from sentence_transformers import SentenceTransformer
    from transformers import BertModel

    written = tmp_path_factory.mktemp("bert")
    folder = tmp_path_factory.mktemp("sentence-bert")
    write_tokenizer(written)
    BertModel(small_bert()).save_pretrained(written)
    SentenceTransformer(str(written), device="cpu").save(str(folder), create_model_card=False)
    path = folder / "config_sentence_transformers.json"
    described = json.loads(path.read_text(encoding="utf-8"))
    described["prompts"] = PROMPTS
    path.write_text(json.dumps(described), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def cross_encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same BERT with a random head that gives one score for a pair."""
    return write_cross_encoder(tmp_path_factory.mktemp("cross-bert"), n_scores=1)


def write_cross_encoder(folder: Path, *, n_scores: int) -> Path:
    from transformers import BertForSequenceClassification

    write_tokenizer(folder)
    config = small_bert()
    config.num_labels = n_scores
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def small_bert() -> "BertConfig":
    """Describe it, and make its random weights the same ones in every run."""
    import torch
    from transformers import BertConfig

    torch.manual_seed(7)
    return BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=40,
        initializer_range=1.0,
    )


def write_tokenizer(folder: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(
        models.WordLevel(
            {word: row for row, word in enumerate(WORDS)}, unk_token=SPECIAL_WORDS["unk_token"]
        )
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]  # transformers leaves it so
        tokenizer_object=tokenizer,
        model_max_length=32,
        **SPECIAL_WORDS,
    ).save_pretrained(folder)
