"""Writing a snapshot into an empty folder; `retrieval.index.snapshot` tells what it looks like."""

import hashlib
import io
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from retrieval.index.collection import Collection
from retrieval.index.dense import DenseIndex, faiss
from retrieval.index.lexical import LexicalIndex, Postings
from retrieval.index.manifest import FORMAT, Manifest
from retrieval.index.snapshot import N_HASHERS, Snapshot
from retrieval.index.sources import SourceRecord, encode_sources
from retrieval.index.words import WordTable

_PIECE: Final = 1 << 22

_Part = Callable[[], Iterable[bytes | memoryview]]
"""Gives the bytes of a file, piece by piece."""


@dataclass(frozen=True, slots=True)
class SnapshotContent:
    """What `write_snapshot` writes.

    Attributes:
        documents: Lines of documents, as `encode_document` makes them, by row; several may be
            one piece.
        document_offsets: int64: where each of the lines begins, and where the last one ends.
        sources: The files that the documents were read from.
        before: The snapshot whose files are shared where they hold the same.
    """

    documents: Sequence[bytes]
    document_offsets: NDArray[np.int64]
    sources: Sequence[SourceRecord]
    words: list[str]
    collection: Collection
    table: WordTable
    lexical: LexicalIndex
    dense: DenseIndex
    before: Snapshot | None = None


def write_snapshot(folder: Path, content: SnapshotContent, origin: Mapping[str, str]) -> Manifest:
    """Write every file of a snapshot into an empty folder, the manifest last.

    Args:
        folder: From `SnapshotStore.building`.
        content: What to write.
        origin: The manifest's `created_at`, `corpus`, `analyzer`, `encoder` and
            `encoder_fingerprint`.
    """
    linked = _link_base(folder, content)
    parts = {name: part for name, part in _parts(content) if name not in linked}
    with ThreadPoolExecutor(N_HASHERS) as writers:
        written = writers.map(_write, map(folder.__truediv__, parts), parts.values())
        files = linked | dict(zip(parts, written, strict=True))
    manifest = Manifest(
        format=FORMAT,
        **origin,
        dimension=content.dense.vectors.shape[1],
        n_documents=content.collection.n_documents,
        n_sentences=content.collection.n_sentences,
        n_passages=content.collection.n_passages,
        n_base=content.lexical.n_base,
        files=dict(sorted(files.items())),
    )
    manifest.write(folder)
    return manifest


def _link_base(folder: Path, content: SnapshotContent) -> dict[str, tuple[int, str]]:
    """Share the base with the snapshot before if it is the same.

    A file system that knows no links gets copies.

    Returns:
        The names of the files that are shared, their sizes and checksums.
    """
    before = content.before
    if before is None or before.lexical.base is not content.lexical.base:
        return {}
    names = [f"base.{field.name}.npy" for field in fields(Postings)]
    for name in names:
        try:
            os.link(before.folder / name, folder / name)
        except OSError:
            shutil.copyfile(before.folder / name, folder / name)
    return {name: before.manifest.files[name] for name in names}


def _parts(content: SnapshotContent) -> Iterator[tuple[str, "_Part"]]:
    """Yield the name of each file and what it is to hold, the longest work first."""
    lexical = content.lexical
    yield "documents.jsonl", partial(_in_pieces, content.documents)
    for prefix, arrays in (
        ("base", lexical.base),
        ("collection", content.collection),
        ("table", content.table),
        ("recent", lexical.recent),
        ("gone", lexical.gone),
    ):
        for field in fields(arrays):
            yield f"{prefix}.{field.name}.npy", partial(_array, getattr(arrays, field.name))
    yield "sources.json", lambda: [encode_sources(content.sources).encode()]
    yield "words.txt", lambda: ["\n".join([*content.words, ""]).encode()]
    yield "vectors.faiss", lambda: [faiss().serialize_index(content.dense.index).data]
    yield "vectors.npy", partial(_array, content.dense.vectors)
    yield "document_offsets.npy", partial(_array, content.document_offsets)
    yield "slots.npy", partial(_array, lexical.slots)
    yield "lengths.npy", partial(_array, lexical.lengths)


def _in_pieces(lines: Sequence[bytes]) -> Iterator[bytes]:
    """Lay lines end to end: after each write a thread queues up for Python's lock."""
    piece: list[bytes] = []
    n_bytes = 0
    for line in lines:
        piece.append(line)
        n_bytes += len(line)
        if n_bytes >= _PIECE:
            yield b"".join(piece)
            piece, n_bytes = [], 0
    yield b"".join(piece)


def _array(array: NDArray[Any]) -> Iterator[bytes | memoryview]:
    """Give an array the form that `np.save` gives it."""
    array = np.ascontiguousarray(array)
    header = io.BytesIO()
    npy.write_array_header_1_0(header, npy.header_data_from_array_1_0(array))
    yield header.getvalue()
    yield array.data.cast("B") if array.size else b""


def _write(path: Path, part: "_Part") -> tuple[int, str]:
    """Write a file; return its size and checksum.

    Not with `np.save` and FAISS, which do not tell a full disk from other failures.
    """
    digest, n_bytes = hashlib.sha256(), 0
    with path.open("wb", buffering=0) as file:
        for piece in part():
            left = memoryview(piece)
            digest.update(left)
            n_bytes += len(left)
            while left:
                left = left[file.write(left) :]
    return n_bytes, digest.hexdigest()
