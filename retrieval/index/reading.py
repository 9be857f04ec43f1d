"""The corpus as it is read over the snapshot before: what is kept, what is analysed anew."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.corpus.reader import FileReader
from retrieval.corpus.source import SkippedFile, SourceFile
from retrieval.datatypes import Document, DocumentId
from retrieval.errors import EncoderError, SnapshotError, SnapshotMissingError
from retrieval.index.assembly import Assembly
from retrieval.index.collection import Collection
from retrieval.index.snapshot import Snapshot, encode_document
from retrieval.index.sources import SourceRecord
from retrieval.index.store import SnapshotStore
from retrieval.protocols import Encoder, WordEncoder
from retrieval.settings import PassageSettings

_BATCH = 1024  # passages that wait for the encoder: enough to fill any model's batches


class Stage(StrEnum):
    """What an update is doing."""

    READ = "read"
    """Reading, cutting, encoding; counted in bytes of the corpus."""
    INDEX = "index"
    """Building the searchable structures; counted in structures."""
    WRITE = "write"
    """Writing and publishing; counted in steps."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage has come: `done` of `total`, in the stage's own unit."""

    stage: Stage
    done: int
    total: int


class Before:
    """The current snapshot, as far as the next one can build upon it."""

    def __init__(
        self, snapshot: Snapshot | None, encoder: Encoder, analyzer: str, reason: str
    ) -> None:
        self.snapshot = snapshot
        self.reason = reason
        self.rows: dict[DocumentId, int] = {}
        self.records: dict[DocumentId, tuple[SourceRecord, int]] = {}
        self.vector_rows: dict[int, int] = {}
        self.has_same_analysis = False
        if snapshot is None:
            return
        self.rows = {name: row for row, name in enumerate(snapshot.document_ids())}
        has_same_vectors = snapshot.manifest.encoder_fingerprint == encoder.fingerprint
        if has_same_vectors:
            hashes = snapshot.collection.passage_hashes.tolist()
            self.vector_rows = {content: row for row, content in enumerate(hashes)}
        else:
            self.reason = f"the encoder was {snapshot.manifest.encoder} and is {encoder.name}"
        if snapshot.manifest.analyzer != analyzer:
            self.reason = "it was made by another version of the analysis"
        elif has_same_vectors:
            self.has_same_analysis = True
            row = 0
            for record in snapshot.sources():
                self.records[record.document_id] = record, row
                row += record.n_documents

    @classmethod
    def open(cls, store: SnapshotStore, encoder: Encoder, analyzer: str) -> "Before":
        """Open the current snapshot; a damaged one is as good as none, and says why."""
        try:
            return cls(Snapshot.open(store.current()), encoder, analyzer, "")
        except SnapshotMissingError:
            return cls(None, encoder, analyzer, "")
        except SnapshotError as error:
            return cls(None, encoder, analyzer, error.problem)

    def close(self) -> None:
        """Let go of the snapshot."""
        if self.snapshot is not None:
            self.snapshot.close()


class Reading:
    """One reading of the corpus over the snapshot before."""

    def __init__(
        self,
        before: Before,
        encoder: Encoder,
        settings: PassageSettings,
        on_progress: Callable[[Progress], None],
    ) -> None:
        self.before = before
        self.encoder = encoder
        self._word_encoder = encoder if isinstance(encoder, WordEncoder) else None
        self.on_progress = on_progress
        words = before.snapshot.words() if before.snapshot and before.has_same_analysis else ()
        self.assembly = Assembly(settings, words)
        self.records: list[SourceRecord] = []
        self.skipped: list[SkippedFile] = []
        self.added: list[DocumentId] = []
        self.changed: list[DocumentId] = []
        self.seen: set[DocumentId] = set()
        self._kept: list[int] = []  # rows of documents in the snapshot before
        self._vector_rows: list[int] = []  # of the snapshot before; -1 for a passage that is new
        self._waiting: list[str] = []
        self._encoded: list[NDArray[np.float32]] = []

    def read(self, corpus_files: Sequence[SourceFile]) -> None:
        """Take in every file, reading those that may have changed."""
        with FileReader() as reader:
            self._read_files(corpus_files, reader)

    def _read_files(self, corpus_files: Sequence[SourceFile], reader: FileReader) -> None:
        total = sum(file.size for file in corpus_files)
        done = 0
        for file in corpus_files:
            record, row = self.before.records.get(file.document_id, (None, 0))
            if record is not None and record.is_unchanged(file):
                self._keep(record, row)
            else:
                for share in self._read_file(file, reader):
                    self.on_progress(Progress(Stage.READ, done + int(share * file.size), total))
            done += file.size
            if file is not corpus_files[-1]:
                self.on_progress(Progress(Stage.READ, done, total))
        self._encode_waiting()
        self.on_progress(Progress(Stage.READ, total, total))

    def vectors(self, collection: Collection, words: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of all passages, old and new, by row.

        Args:
            collection: What was read.
            words: Its words, by number.
        """
        rows = np.array(self._vector_rows, dtype=np.int64)
        vectors = np.empty((len(rows), self.encoder.dimension), dtype=np.float32)
        is_known = rows >= 0
        if self.before.snapshot is not None and is_known.any():
            vectors[is_known] = self.before.snapshot.dense.vectors[rows[is_known]]
        if self._word_encoder is not None:
            new = np.flatnonzero(~is_known)
            vectors[new] = _sum_words(self._word_encoder, collection, words, new)
        elif self._encoded:
            vectors[~is_known] = np.concatenate(self._encoded)
        return vectors

    @property
    def n_encoded(self) -> int:
        """Passages whose vectors the snapshot before does not hold."""
        return sum(row < 0 for row in self._vector_rows)

    def unchanged_place(self) -> Path | None:
        """Return the snapshot before if this reading found just what it holds, else None.

        Equal records do not tell: a file whose time is not trusted may hold something else.
        """
        snapshot = self.before.snapshot
        if snapshot is None or not self.before.has_same_analysis:
            return None
        has_same_documents = self._kept == list(range(snapshot.collection.n_documents))
        is_same = has_same_documents and self.records == snapshot.sources()
        return snapshot.folder if is_same else None

    def _keep(self, record: SourceRecord, first_row: int) -> None:
        for row in range(first_row, first_row + record.n_documents):
            self._keep_document(row)
        self.records.append(record)
        self.skipped += record.skipped

    def _keep_document(self, row: int) -> None:
        snapshot = self.before.snapshot
        if snapshot is None:
            raise ValueError("there is no snapshot to keep a document of")
        self._kept.append(row)
        self.assembly.add_stored(snapshot, row)
        self.seen.add(snapshot.document(row).document_id)
        self._vector_rows += range(*snapshot.collection.passage_offsets[row : row + 2].tolist())

    def _read_file(self, file: SourceFile, reader: FileReader) -> Iterator[float]:
        """Take in a file; yield now and then the share of it that is done."""
        read_at_ns = time.time_ns()
        articles = reader.read(file)
        skipped = [article for article in articles if isinstance(article, SkippedFile)]
        documents = [article for article in articles if isinstance(article, Document)]
        for position, document in enumerate(documents):
            self._take(document)
            yield position / len(documents)
        self.records.append(SourceRecord.of(file, len(documents), skipped, read_at_ns))
        self.skipped += skipped

    def _take(self, document: Document) -> None:
        line = encode_document(document)
        row = self.before.rows.get(document.document_id)
        snapshot = self.before.snapshot
        is_same = row is not None and snapshot is not None and snapshot.document_line(row) == line
        if row is not None and is_same and self.before.has_same_analysis:
            self._keep_document(row)
            return
        self.seen.add(document.document_id)
        if row is None:
            self.added.append(document.document_id)
        elif not is_same:
            self.changed.append(document.document_id)
        n_before = len(self.assembly.passage_hashes)
        texts = self.assembly.add(document, line)
        for content, text in zip(self.assembly.passage_hashes[n_before:], texts, strict=True):
            known = self.before.vector_rows.get(content, -1)
            self._vector_rows.append(known)
            if known < 0 and self._word_encoder is None:
                self._waiting.append(text)
        if len(self._waiting) >= _BATCH:
            self._encode_waiting()

    def _encode_waiting(self) -> None:
        if not self._waiting:
            return
        vectors = self.encoder.encode_passages(self._waiting)
        expected = (len(self._waiting), self.encoder.dimension)
        if vectors.shape != expected:
            raise EncoderError(
                self.encoder.name,
                f"the encoder {self.encoder.name} should give {expected[0]} vectors of length "
                f"{expected[1]} and gave an array of shape {vectors.shape}: choose another model",
            )
        self._encoded.append(vectors)
        self._waiting.clear()


def _sum_words(
    encoder: WordEncoder, collection: Collection, words: Sequence[str], passages: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return what `encode_passages` would give for some passages, from the words' vectors."""
    counts = collection.word_counts(passages, len(words))
    used = np.unique(counts.indices)
    sums = counts[:, used] @ encoder.word_vectors([words[number] for number in used.tolist()])
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    vectors: NDArray[np.float32] = sums / np.where(lengths > 0, lengths, 1)
    return vectors
