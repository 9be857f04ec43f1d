"""Writing a snapshot into an empty folder; `retrieval.index.snapshot` tells what it looks like."""

import os
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from retrieval.index.collection import Collection
from retrieval.index.dense import DenseIndex, faiss
from retrieval.index.lexical import LexicalIndex, Postings
from retrieval.index.snapshot import FORMAT, N_HASHERS, Manifest, Snapshot, file_digest
from retrieval.index.sources import SourceRecord, encode_sources
from retrieval.index.words import WordTable


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
    with (folder / "documents.jsonl").open("wb") as file:
        file.writelines(content.documents)
    _save(folder / "document_offsets.npy", content.document_offsets)
    (folder / "sources.json").write_text(encode_sources(content.sources), "utf-8")
    (folder / "words.txt").write_text("".join(f"{word}\n" for word in content.words), "utf-8")
    lexical = content.lexical
    linked = _link_base(folder, content)
    for prefix, arrays in (
        ("collection", content.collection),
        ("table", content.table),
        *(() if linked else (("base", lexical.base),)),
        ("recent", lexical.recent),
        ("gone", lexical.gone),
    ):
        for field in fields(arrays):
            _save(folder / f"{prefix}.{field.name}.npy", getattr(arrays, field.name))
    _save(folder / "slots.npy", lexical.slots)
    _save(folder / "lengths.npy", lexical.lengths)
    _save(folder / "vectors.npy", content.dense.vectors)
    (folder / "vectors.faiss").write_bytes(faiss().serialize_index(content.dense.index).data)

    names = sorted(path.name for path in folder.iterdir())
    unknown = [name for name in names if name not in linked]
    with ThreadPoolExecutor(N_HASHERS) as hashers:
        digests = dict(
            zip(unknown, hashers.map(file_digest, map(folder.__truediv__, unknown)), strict=True)
        )
    manifest = Manifest(
        format=FORMAT,
        **origin,
        dimension=content.dense.vectors.shape[1],
        n_documents=content.collection.n_documents,
        n_sentences=content.collection.n_sentences,
        n_passages=content.collection.n_passages,
        n_base=lexical.n_base,
        files={
            name: linked.get(name) or ((folder / name).stat().st_size, digests[name])
            for name in names
        },
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


def _save(path: Path, array: NDArray[Any]) -> None:
    """Write an array as `np.save` does; that, and FAISS, do not tell a full disk from others."""
    array = np.ascontiguousarray(array)
    with path.open("wb") as file:
        npy.write_array_header_1_0(file, npy.header_data_from_array_1_0(array))
        file.write(array.data)
