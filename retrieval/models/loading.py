"""What loading a model of sentence-transformers takes, whatever it is for.

Importing sentence_transformers takes seconds and hundreds of megabytes, so it happens in
functions. Whatever goes wrong in there comes out as a `ModelError` that says what to do.
"""

import hashlib
import logging
import os
import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Generic, TypeVar

from retrieval.errors import ModelError

TORCH = "torch"
"""The backend that is always there."""

_PARTS = {
    "onnx": ("onnxruntime", "optimum.onnxruntime"),
    "openvino": ("openvino", "optimum.intel"),
}
"""What must be installed for a backend."""
_FILES = frozenset({".json", ".safetensors", ".bin", ".txt", ".model"})
_BACKEND_FILES = {
    TORCH: _FILES,
    "onnx": _FILES | {".onnx", ".onnx_data"},
    "openvino": _FILES | {".xml"},
}
_MARKERS = ("modules.json", "config.json")
"""One of these lies in the cache of every model that was downloaded."""
_QUIET = {
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_NO_ADVISORY_WARNINGS": "1",
}
_QUIET_LOGGERS = ("sentence_transformers", "transformers", "huggingface_hub", "optimum")

M = TypeVar("M")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class LoadedModel(Generic[M]):
    """A model that is there, run by one thread at a time.

    Attributes:
        name: The id or path that was asked for.
        model: The library's own object.
        digest: See `ModelSource.digest`.
        batch_size: Texts or pairs computed together.
        error: Raised for whatever goes wrong.
    """

    name: str
    model: M
    digest: str
    batch_size: int
    error: type[ModelError]
    # The tokenizers of transformers refuse to be used by two threads at once.
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, amount: str, compute: Callable[[M], R]) -> R:
        """Compute something with the model.

        Args:
            amount: What it is given, for the message, such as "3 texts".
            compute: Given the library's object; called once.

        Raises:
            ModelError: The model fails on it.
        """
        try:
            with self._lock:
                return compute(self.model)
        except (RuntimeError, ValueError, IndexError) as error:
            raise self.error(
                self.name,
                f"The model {self.name} failed on {amount}: {first_line(error).rstrip('.')}. If "
                "memory ran out, lower the batch size or take another device.",
            ) from error


@dataclass(frozen=True, slots=True)
class ModelSource:
    """Which model to load, how it is run, and what its errors are.

    Attributes:
        model: A folder, or an id such as ``intfloat/multilingual-e5-small``.
        device: "cpu", "cuda", "cuda:1", "mps"; "" takes the best there is.
        backend: What computes: "torch", "onnx" or "openvino".
        batch_size: Texts or pairs computed together.
        error: Raised for whatever goes wrong.

    Raises:
        ValueError: If `batch_size` is below 1.
    """

    model: str
    device: str
    backend: str
    batch_size: int
    error: type[ModelError]

    def __post_init__(self) -> None:
        if self.batch_size < 1:
            raise ValueError(f"batch_size should be at least 1, not {self.batch_size}")

    @property
    def folder(self) -> Path | None:
        """The folder that holds the model; None for one of the hub."""
        folder = Path(self.model).expanduser()
        return folder if folder.is_dir() else None

    def load(self, import_maker: Callable[[], Callable[..., M]]) -> LoadedModel[M]:
        """Load the model from its folder, from the local cache, or else from the hub.

        Args:
            import_maker: Imports and returns the class of sentence-transformers that makes it.

        Raises:
            ModelError: The model cannot be found or read, or the device or the backend is not
                there.
        """
        if self.folder is None and _is_written_as_path(self.model):
            raise self.error(
                self.model,
                f"There is no model folder {self.model}: give the path of a folder that "
                "sentence-transformers' `save` wrote, or an id of the Hugging Face hub.",
            )
        self._check_backend()
        _silence()
        self._check_device()
        maker = import_maker()
        name = str(self.folder or self.model)
        loaded = self._errors_told(
            lambda **options: maker(
                name, device=self.device or None, backend=self.backend, **options
            )
        )
        return LoadedModel(self.model, loaded, self.digest, self.batch_size, self.error)

    @property
    def digest(self) -> str:
        """Of the model's files, or its revision on the hub; and of what runs it.

        Another backend is another model: it may run a file of its own, rounded to fewer bits, and
        OpenVINO computes with fewer bits where the processor can (scores of a small CrossEncoder
        were .1 away from torch's). Torch itself is the same on every device up to rounding.
        """
        folder = self.folder
        if folder is None:
            found = _revision(self.model)
        else:
            found = _folder_digest(folder, _BACKEND_FILES[self.backend])
        return found if self.backend == TORCH else f"{found}\0{self.backend}"

    def _check_backend(self) -> None:
        for part in _PARTS.get(self.backend, ()):
            try:
                import_module(part)
            except ImportError as error:
                raise self.error(
                    self.model,
                    f"The backend {self.backend} of the model {self.model} is not installed "
                    f"({first_line(error)}). Install it with `make backends`, or take the backend "
                    f"{TORCH}.",
                ) from error

    def _check_device(self) -> None:
        import torch  # noqa: PLC0415  # takes seconds

        if not self.device:
            return
        there = ["cpu"]
        there += [f"cuda:{number}" for number in range(torch.cuda.device_count())]
        there += ["mps"] if torch.backends.mps.is_available() else []
        if self.device not in there and not (self.device == "cuda" and "cuda:0" in there):
            raise self.error(
                self.model,
                f"There is no device {self.device!r} for the model {self.model}: here are "
                f"{', '.join(there)}. Leave the setting empty to take the best.",
            )

    def _errors_told(self, make: Callable[..., M]) -> M:
        from safetensors import SafetensorError  # noqa: PLC0415  # only needed here

        model = self.model
        try:
            if self.folder is None and _is_cached(model):
                # Without this a start would ask the hub for news of every file, and without
                # network it would wait for half a minute.
                try:
                    return make(local_files_only=True)
                except (OSError, AttributeError):  # the latter is transformers 4's
                    pass  # a download was interrupted: the call below takes it up again
            return make()
        except OSError as error:
            raise self.error(
                model,
                f"The model {model} cannot be found or read: {first_line(error)} Check its name. "
                "Without network, or with HF_HUB_OFFLINE=1, it must have been downloaded before: "
                "give the path of its folder instead, or connect once.",
            ) from error
        except (AttributeError, ImportError, KeyError, TypeError, ValueError) as error:
            raise self.error(
                model,
                f"{model} is not a model that sentence-transformers can load: {first_line(error)}",
            ) from error
        except (RuntimeError, SafetensorError) as error:
            raise self.error(
                model,
                f"The weights of {model} are damaged or do not fit: {first_line(error)} "
                "Download or save the model anew.",
            ) from error


def first_line(error: BaseException) -> str:
    """Return what an error says, without the pages that some libraries add."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def _silence() -> None:
    """Keep the libraries' progress bars, advice and usage reports out of our output."""
    for variable, value in _QUIET.items():
        os.environ.setdefault(variable, value)
    for name in _QUIET_LOGGERS:
        logging.getLogger(name).setLevel(logging.ERROR)
    import torch  # noqa: PLC0415  # takes seconds
    from transformers.utils import logging as transformers_logging  # noqa: PLC0415  # likewise

    # transformers leaves it unannotated.
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    # Exporting a model for another backend warns of each constant in its code.
    # torch exports its class without saying so.
    warnings.simplefilter("ignore", torch.jit.TracerWarning)  # type: ignore[attr-defined]


def _is_written_as_path(model: str) -> bool:
    """An id is `name` or `owner/name`; everything else must be a folder that exists."""
    return model.startswith((".", "/", "~")) or model.count("/") > 1 or "\\" in model


def _is_cached(model: str) -> bool:
    return bool(_cached_files(model))


def _revision(model: str) -> str:
    """Return the commit under which the hub's model lies in the cache."""
    found = next((Path(path).parent.name for path in _cached_files(model)), "")
    return f"{model}@{found}"


def _cached_files(model: str) -> list[str]:
    from huggingface_hub import try_to_load_from_cache  # noqa: PLC0415  # takes a second

    paths = (try_to_load_from_cache(model, file) for file in _MARKERS)
    return [path for path in paths if isinstance(path, str)]


def _folder_digest(folder: Path, suffixes: frozenset[str]) -> str:
    """Hash the names and contents of the files that make the model, wherever the folder lies."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        is_hidden = any(part.startswith(".") for part in name.parts)
        if path.is_file() and path.suffix in suffixes and not is_hidden:
            digest.update(name.as_posix().encode() + b"\0")
            with path.open("rb") as content:
                digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()
