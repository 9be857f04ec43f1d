"""A transformer small enough to be made where it is tested."""

import json
from pathlib import Path

import pytest

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
    import torch
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    written = tmp_path_factory.mktemp("bert")
    folder = tmp_path_factory.mktemp("sentence-bert")
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
    ).save_pretrained(written)
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=40,
        initializer_range=1.0,
    )
    BertModel(config).save_pretrained(written)
    SentenceTransformer(str(written), device="cpu").save(str(folder), create_model_card=False)
    path = folder / "config_sentence_transformers.json"
    described = json.loads(path.read_text(encoding="utf-8"))
    described["prompts"] = PROMPTS
    path.write_text(json.dumps(described), encoding="utf-8")
    return folder
