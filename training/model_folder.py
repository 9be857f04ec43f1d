"""Writes a model as sentence-transformers reads it."""

import json
from pathlib import Path

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray
from tokenizers import Tokenizer

_MODULES = (
    ("", "sentence_transformers.models.StaticEmbedding"),
    ("1_Normalize", "sentence_transformers.models.Normalize"),
)


def write_model(folder: Path, tokenizer: Tokenizer, table: NDArray[np.float32]) -> None:
    """Write the files that `SentenceTransformer(folder)` and `StaticEncoder.load(folder)` read.

    They are written by hand because sentence-transformers would indent the tokenizer, which makes
    it twice as large, and put its own version into the configuration.
    """
    folder.mkdir(parents=True, exist_ok=True)
    table_file = safetensors.numpy.save({"embedding.weight": _rounded(table)})
    (folder / "model.safetensors").write_bytes(table_file)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    modules = [
        {"idx": number, "name": str(number), "path": path, "type": module}
        for number, (path, module) in enumerate(_MODULES)
    ]
    _write_json(folder / "modules.json", modules)
    _write_json(
        folder / "config_sentence_transformers.json",
        {"model_type": "SentenceTransformer", "prompts": {}, "similarity_fn_name": "cosine"},
    )


def _rounded(table: NDArray[np.float32]) -> NDArray[np.float32]:
    """Round to the 8 significant bits that quality needs, so that git packs the file by half.

    The table stays in single precision: with a table in half precision, sentence-transformers
    normalises in half precision too, and an empty text comes out as NaN.
    """
    bits = table.view(np.uint32).astype(np.uint64) + 0x8000
    return (bits & 0xFFFF0000).astype(np.uint32).view(np.float32)


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
