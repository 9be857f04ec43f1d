"""Runs any sentence-transformers model; the one module that imports torch, and only when asked.

Importing sentence_transformers takes seconds and hundreds of megabytes, so it happens in
`TransformerEncoder.load`. Whatever goes wrong in there comes out as an `EncoderError` that says
what to do.
"""

import hashlib
import logging
import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import split_words
from retrieval.errors import EncoderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

QUESTION_PROMPTS = ("query", "question")
PASSAGE_PROMPTS = ("passage", "document")
"""Under which names models keep their prompts, the most usual first."""

_MODEL_FILES = frozenset({".json", ".safetensors", ".bin", ".txt", ".model"})
_QUIET = {
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_NO_ADVISORY_WARNINGS": "1",
}
_QUIET_LOGGERS = ("sentence_transformers", "transformers", "huggingface_hub")


class TransformerEncoder:
    """Encodes with a sentence-transformers model; implements `retrieval.protocols.Encoder`."""

    def __init__(
        self,
        name: str,
        model: "SentenceTransformer",
        *,
        files_digest: str,
        question_prompt: str,
        passage_prompt: str,
        batch_size: int,
    ) -> None:
        """Use `TransformerEncoder.load`."""
        self._name = name
        self._model = model
        self._question_prompt = question_prompt
        self._passage_prompt = passage_prompt
        self._batch_size = batch_size
        # The tokenizers of transformers refuse to be used by two threads at once.
        self._lock = threading.Lock()
        parts = (files_digest, question_prompt, passage_prompt)
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
        question_prompt: str | None = None,
        passage_prompt: str | None = None,
        batch_size: int = 32,
    ) -> "TransformerEncoder":
        """Load a model from a folder, from the local cache, or else from the Hugging Face hub.

        Args:
            model: A folder, or an id such as ``intfloat/multilingual-e5-small``.
            device: "cpu", "cuda", "cuda:1", "mps"; "" takes the best there is.
            question_prompt: Put before each question; None takes the model's own, if it has one.
            passage_prompt: Put before each passage; None takes the model's own, if it has one.
            batch_size: Texts encoded together.

        Raises:
            EncoderError: If the model cannot be found or read, or the device is not there.
            ValueError: If `batch_size` is below 1.
        """
        if batch_size < 1:
            raise ValueError(f"batch_size should be at least 1, not {batch_size}")
        folder = Path(model).expanduser()
        if not folder.is_dir() and _is_written_as_path(model):
            raise EncoderError(
                model,
                f"There is no model folder {model}: give the path of a folder that "
                "`SentenceTransformer.save` wrote, or an id of the Hugging Face hub.",
            )
        _silence()
        _check_device(model, device)
        loaded = _load(str(folder) if folder.is_dir() else model, device)
        prompts = loaded.prompts
        return cls(
            model,
            loaded,
            files_digest=_folder_digest(folder) if folder.is_dir() else _revision(model),
            question_prompt=_chosen_prompt(question_prompt, prompts, QUESTION_PROMPTS),
            passage_prompt=_chosen_prompt(passage_prompt, prompts, PASSAGE_PROMPTS),
            batch_size=batch_size,
        )

    @property
    def name(self) -> str:
        """The id or path that was asked for."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """Made from the model's files (or its revision on the hub) and the prompts."""
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
        try:
            with self._lock:
                vectors = self._model.encode(
                    texts,
                    prompt=prompt,
                    batch_size=self._batch_size,
                    normalize_embeddings=True,
                    show_progress_bar=False,
                )
        except (RuntimeError, ValueError, IndexError) as error:
            raise EncoderError(
                self._name,
                f"The model {self._name} failed on {len(texts)} texts: {error}. If memory ran "
                "out, lower the batch size or take another device.",
            ) from error
        return np.asarray(vectors, dtype=np.float32)


def _silence() -> None:
    """Keep the libraries' progress bars, advice and usage reports out of our output."""
    for variable, value in _QUIET.items():
        os.environ.setdefault(variable, value)
    for name in _QUIET_LOGGERS:
        logging.getLogger(name).setLevel(logging.ERROR)
    from transformers.utils import logging as transformers_logging  # noqa: PLC0415  # takes seconds

    # transformers leaves it unannotated.
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]


def _check_device(model: str, device: str) -> None:
    import torch  # noqa: PLC0415  # takes seconds

    if not device:
        return
    there = ["cpu"]
    there += [f"cuda:{number}" for number in range(torch.cuda.device_count())]
    there += ["mps"] if torch.backends.mps.is_available() else []
    if device not in there and not (device == "cuda" and "cuda:0" in there):
        raise EncoderError(
            model,
            f"There is no device {device!r} for the model {model}: here are {', '.join(there)}. "
            "Leave the setting empty to take the best.",
        )


def _load(model: str, device: str) -> "SentenceTransformer":
    from huggingface_hub import try_to_load_from_cache  # noqa: PLC0415  # takes a second
    from safetensors import SafetensorError  # noqa: PLC0415  # only needed here
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415  # takes seconds

    is_cached = not Path(model).is_dir() and isinstance(
        try_to_load_from_cache(model, "modules.json"), str
    )
    try:
        if is_cached:
            # Without this a start would ask the hub for news of every file, and without network
            # it would wait for half a minute.
            try:
                return SentenceTransformer(model, device=device or None, local_files_only=True)
            except OSError:
                pass  # a download was interrupted: the call below takes it up again
        return SentenceTransformer(model, device=device or None)
    except OSError as error:
        raise EncoderError(
            model,
            f"The model {model} cannot be found or read: {_first_line(error)} Check its name. "
            "Without network, or with HF_HUB_OFFLINE=1, it must have been downloaded before: "
            "give the path of its folder instead, or connect once.",
        ) from error
    except (AttributeError, ImportError, KeyError, TypeError, ValueError) as error:
        raise EncoderError(
            model,
            f"{model} is not a model that sentence-transformers can load: {_first_line(error)}",
        ) from error
    except (RuntimeError, SafetensorError) as error:
        raise EncoderError(
            model,
            f"The weights of {model} are damaged or do not fit: {_first_line(error)} "
            "Download or save the model anew.",
        ) from error


def _chosen_prompt(
    asked: str | None, prompts: Mapping[str, str | None], names: Iterable[str]
) -> str:
    if asked is not None:
        return asked
    return next((prompt for name in names if (prompt := prompts.get(name))), "")


def _is_written_as_path(model: str) -> bool:
    """An id is `name` or `owner/name`; everything else must be a folder that exists."""
    return model.startswith((".", "/", "~")) or model.count("/") > 1 or "\\" in model


def _revision(model: str) -> str:
    """Return the commit under which the hub's model lies in the cache."""
    from huggingface_hub import try_to_load_from_cache  # noqa: PLC0415  # takes a second

    found = next(
        (
            Path(path).parent.name
            for file in ("modules.json", "config.json")
            if isinstance(path := try_to_load_from_cache(model, file), str)
        ),
        "",
    )
    return f"{model}@{found}"


def _folder_digest(folder: Path) -> str:
    """Hash the names and contents of the files that make the model, wherever the folder lies."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        is_hidden = any(part.startswith(".") for part in name.parts)
        if path.is_file() and path.suffix in _MODEL_FILES and not is_hidden:
            digest.update(name.as_posix().encode() + b"\0")
            with path.open("rb") as content:
                digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
