"""The corpus as it is read over the snapshot before: what is kept, what is analysed anew."""

import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.corpus.reader import FileReader
from retrieval.corpus.source import SkippedFile, SourceFile
from retrieval.datatypes import Document, DocumentId
from retrieval.errors import EncoderError
from retrieval.index.assembly import Assembly
from retrieval.index.before import Before
from retrieval.index.collection import Collection
from retrieval.index.lexical import LexicalIndex
from retrieval.index.postings import build_lexical, update_lexical
from retrieval.index.snapshot import encode_document
from retrieval.index.sources import SourceRecord
from retrieval.index.words import WordTable
from retrieval.protocols import Encoder, WordEncoder
from retrieval.settings import LexicalSettings, PassageSettings

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


@dataclass(frozen=True, slots=True)
class _KeptRun:
    """Neighbouring documents of the snapshot before that are kept.

    Attributes:
        documents: Their rows in the snapshot before.
        passages: The rows of their passages there.
        place: The row of the first of these passages now.
    """

    documents: range
    passages: range
    place: int


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
        self.assembly = Assembly(settings, before.snapshot if before.has_same_analysis else None)
        self.records: list[SourceRecord] = []
        self.skipped: list[SkippedFile] = []
        self.added: list[DocumentId] = []
        self.changed: list[DocumentId] = []
        self.seen: set[DocumentId] = set()
        self._run = range(0)  # documents of the snapshot before that are kept next
        self._kept: list[_KeptRun] = []
        self._vector_rows = array("q")  # of the snapshot before; -1 for a passage that is new
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
        self._take_run()
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

    def lexical(
        self, collection: Collection, table: WordTable, settings: LexicalSettings
    ) -> LexicalIndex:
        """Return the lexical index of what was read, made of that before where that is one."""
        snapshot = self.before.snapshot
        if snapshot is None or not self.before.has_same_analysis:
            return build_lexical(collection, table, settings)
        moved = np.full(snapshot.collection.n_passages, -1, dtype=np.int32)
        for run in self._kept:
            n_passages = len(run.passages)
            moved[run.passages.start : run.passages.stop] = run.place + np.arange(n_passages)
        return update_lexical(snapshot, moved, collection, table, settings)

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
        every = range(snapshot.collection.n_documents)
        has_same_documents = [run.documents for run in self._kept] == [every]
        is_same = has_same_documents and self.records == self.before.sources
        return snapshot.folder if is_same else None

    def _keep(self, record: SourceRecord, first_row: int) -> None:
        self._keep_documents(range(first_row, first_row + record.n_documents))
        self.records.append(record)
        self.skipped += record.skipped

    def _keep_documents(self, rows: range) -> None:
        """Take over documents of the snapshot before, when the run that they belong to ends."""
        if rows.start != self._run.stop:
            self._take_run()
            self._run = range(rows.start, rows.start)
        self._run = range(self._run.start, rows.stop)
        self.seen.update(self.before.ids[rows.start : rows.stop])

    def _take_run(self) -> None:
        run, self._run = self._run, range(0)
        if not run or self.before.snapshot is None:
            return
        offsets = self.before.snapshot.collection.passage_offsets
        passages = range(*offsets[[run.start, run.stop]].tolist())
        self._kept.append(_KeptRun(run, passages, len(self._vector_rows)))
        self._vector_rows.extend(passages)
        self.assembly.add_stored(self.before.ids[run.start : run.stop], run.start)

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
            self._keep_documents(range(row, row + 1))
            return
        self._take_run()
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
