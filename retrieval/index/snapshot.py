"""A snapshot: everything that answers are made from, in one folder that never changes.

::

    manifest.json         retrieval.index.manifest
    documents.jsonl       one document a line, text included
    document_offsets.npy  where each of those lines begins, in bytes
    sources.json          the files of the corpus as they were read (retrieval.index.sources)
    words.txt             the distinct words, a line each; a word's number is its line's
    collection.*.npy      retrieval.index.collection
    table.*.npy           retrieval.index.words
    base.*.npy            retrieval.index.lexical, and the four below; these are the same files
                          in every snapshot until the index is built anew
    recent.*.npy
    gone.*.npy
    slots.npy
    lengths.npy
    vectors.npy           float32, one row a passage
    vectors.faiss         retrieval.index.dense

Arrays are mapped, not read: a process holds in memory what its questions touch. What makes one is
`retrieval.index.writing`.
"""

import hashlib
import json
import mmap
from bisect import bisect_left
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from functools import partial
from itertools import pairwise, starmap
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.datatypes import Document, DocumentId
from retrieval.errors import SnapshotCorruptError
from retrieval.index.collection import Collection
from retrieval.index.dense import DenseIndex, faiss
from retrieval.index.lexical import LexicalIndex, Postings, TermFrequencies
from retrieval.index.manifest import Manifest
from retrieval.index.sources import SourceRecord, decode_sources
from retrieval.index.words import WordTable

N_HASHERS = 2
"""Files whose checksums are computed at a time: hashing lets go of Python's lock."""

_PIECE = 1 << 22

_Arrays = TypeVar("_Arrays", Collection, WordTable, Postings, TermFrequencies)


class Snapshot:
    """An open snapshot: its arrays, and its documents by row.

    Safe to share between threads; several may be open at once. Use `Snapshot.open`.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self.collection = _read_arrays(folder, "collection", Collection)
        self.table = _read_arrays(folder, "table", WordTable)
        self.lexical = LexicalIndex(
            base=_read_arrays(folder, "base", Postings),
            recent=_read_arrays(folder, "recent", Postings),
            gone=_read_arrays(folder, "gone", TermFrequencies),
            slots=_load(folder / "slots.npy"),
            lengths=_load(folder / "lengths.npy"),
            n_base=manifest.n_base,
        )
        self.dense = DenseIndex(
            faiss().read_index(str(folder / "vectors.faiss")), _load(folder / "vectors.npy")
        )
        self.document_offsets = _load(folder / "document_offsets.npy")
        with (folder / "documents.jsonl").open("rb") as file:
            self._documents = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    @classmethod
    def open(cls, folder: Path, beside: "Snapshot | None" = None) -> "Snapshot":
        """Open a snapshot, after checking that every file is as it was written.

        Args:
            folder: The snapshot's.
            beside: An open one. Files that are the same in both are not checked again.

        Raises:
            SnapshotCorruptError: A file is absent, cut short or damaged.
            SnapshotMismatchError: Another version's format.
        """
        manifest = Manifest.read(folder)
        unknown = [
            (name, file)
            for name, file in manifest.files.items()
            if beside is None or not beside.shares(folder, name, file)
        ]
        with ThreadPoolExecutor(N_HASHERS) as hashers:
            checks = hashers.map(partial(_check, folder), unknown)
            faiss()  # takes as long to import as the checksums take
            list(checks)  # or no error would show
        return cls(folder, manifest)

    def shares(self, folder: Path, name: str, file: tuple[int, str]) -> bool:
        """Tell whether a file of another snapshot is one that was checked with this one."""
        try:
            is_same = (folder / name).samefile(self.folder / name)
        except OSError:
            return False
        return is_same and self.manifest.files.get(name) == file

    @property
    def lemmas(self) -> NDArray[np.int32]:
        """Of each word, the number of its stem's lemma in `bundled_lemmas`, or -1."""
        return self.table.lemmas

    def close(self) -> None:
        """Let go of the files. Nothing may be asked of the snapshot afterwards."""
        self._documents.close()

    def document(self, row: int) -> Document:
        """Return the document of a row."""
        content = json.loads(self.document_line(row))
        return Document(**content)

    def document_line(self, row: int) -> bytes:
        """Return the stored line of a document, line feed included."""
        return self.document_lines(row, row + 1)

    def document_lines(self, first: int, end: int) -> bytes:
        """Return the stored lines of the documents of rows from `first` to before `end`."""
        return self._documents[self.document_offsets[first] : self.document_offsets[end]]

    def document_id(self, row: int) -> DocumentId:
        """Return the id of the document of a row, without reading all of it."""
        start, end = self.document_offsets[row : row + 2].tolist()
        name: str = json.loads(self._written_id(start, end))
        return DocumentId(name)

    def document_ids(self) -> list[DocumentId]:
        """Return the ids of all documents, by row."""
        ids: list[DocumentId] = json.loads(
            b"[%b]"
            % b",".join(starmap(self._written_id, pairwise(self.document_offsets.tolist())))
        )
        return ids

    def _written_id(self, start: int, end: int) -> bytes:
        """Return the id as it is written in a line, with its quotation marks."""
        after = self._documents.find(_AFTER_ID, start, end)
        return self._documents[start + len(_BEFORE_ID) : after]

    def find_document(self, document_id: DocumentId) -> int | None:
        """Return the row of a document; None if there is no such document."""
        by_id = self.collection.documents_by_id
        at = bisect_left(by_id, document_id, key=lambda row: self.document_id(int(row)))
        if at == len(by_id) or self.document_id(int(by_id[at])) != document_id:
            return None
        return int(by_id[at])

    def sources(self) -> list[SourceRecord]:
        """Return the files that the documents were read from, in their order."""
        return read_sources(self.folder)

    def words(self) -> list[str]:
        """Return the distinct words, by number."""
        return (self.folder / "words.txt").read_text(encoding="utf-8").splitlines()


def read_sources(folder: Path) -> list[SourceRecord]:
    """Return the files that a snapshot was made from, without opening all of it.

    Raises:
        SnapshotCorruptError: Their list is absent or damaged.
    """
    path = folder / "sources.json"
    try:
        return decode_sources(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SnapshotCorruptError(folder, f"{path} cannot be read ({error})") from error


def read_vectors(folder: Path) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
    """Return the hashes of a snapshot's passages and their vectors, without opening all of it.

    Raises:
        SnapshotCorruptError: One of these files is absent, cut short or damaged.
        SnapshotMismatchError: Another version's format.
    """
    names = ("collection.passage_hashes.npy", "vectors.npy")
    files = Manifest.read(folder).files
    for name in names:
        if name not in files:
            raise SnapshotCorruptError(folder, f"{folder} should hold {name}")
        _check(folder, (name, files[name]))
    hashes, vectors = (_load(folder / name) for name in names)
    return hashes, vectors


def encode_document(document: Document) -> bytes:
    """Return a document as a line of JSON, line feed included."""
    content = {name: getattr(document, name) for name in _DOCUMENT_FIELDS}
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


_DOCUMENT_FIELDS = tuple(field.name for field in fields(Document))
_BEFORE_ID, _AFTER_ID = b'{"document_id": ', b', "text": '
"""Around the id in the line of a document; no string of JSON holds a bare quotation mark."""


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    # In large pieces, as after each the thread queues up for Python's lock; and read, not mapped,
    # as a disk that fails is an error then and not the end of the process.
    piece = memoryview(bytearray(min(_PIECE, path.stat().st_size + 1)))
    with path.open("rb", buffering=0) as file:
        while n_bytes := file.readinto(piece):
            digest.update(piece[:n_bytes])
    return digest.hexdigest()


def _check(folder: Path, file: tuple[str, tuple[int, str]]) -> None:
    name, (size, digest) = file
    path = folder / name
    try:
        found = path.stat().st_size
        if found != size:
            raise SnapshotCorruptError(folder, f"{path} should have {size} bytes and has {found}")
        if file_digest(path) != digest:
            raise SnapshotCorruptError(folder, f"{path} has changed since it was written")
    except OSError as error:
        raise SnapshotCorruptError(folder, f"{path} cannot be read ({error.strerror})") from error


def _read_arrays(folder: Path, prefix: str, kind: type[_Arrays]) -> _Arrays:
    return kind(
        **{field.name: _load(folder / f"{prefix}.{field.name}.npy") for field in fields(kind)}
    )


def _load(path: Path) -> NDArray[Any]:
    """Map an array from disk; an empty one, which cannot be mapped, is read."""
    try:
        return np.asarray(np.load(path, mmap_mode="r"))
    except ValueError:
        array: NDArray[Any] = np.load(path)
        return array
