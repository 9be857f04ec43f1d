"""The corpus as it is read over the snapshot before: what is kept, what is analysed anew."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.corpus.languages import ARABIC, MIXED
from retrieval.corpus.reader import FileReader
from retrieval.corpus.source import SkippedFile, SourceFile
from retrieval.datatypes import Document, DocumentId
from retrieval.index.assembly import Assembly
from retrieval.index.before import Before
from retrieval.index.collection import Collection
from retrieval.index.lexical import LexicalIndex
from retrieval.index.postings import build_lexical, update_lexical
from retrieval.index.progress import Stage, Teller
from retrieval.index.snapshot import encode_document
from retrieval.index.sources import SourceRecord
from retrieval.index.vectors import PassageVectors
from retrieval.index.words import WordTable
from retrieval.settings import LexicalSettings, PassageSettings


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
        vectors: PassageVectors,
        settings: PassageSettings,
        teller: Teller,
    ) -> None:
        self.before = before
        self.vectors = vectors
        self._teller = teller
        self.assembly = Assembly(settings, before.snapshot if before.has_same_analysis else None)
        self.records: list[SourceRecord] = []
        self.skipped: list[SkippedFile] = []
        self.added: list[DocumentId] = []
        self.changed: list[DocumentId] = []
        self.n_foreign = 0
        self.seen: set[DocumentId] = set()
        self._run = range(0)  # documents of the snapshot before that are kept next
        self._kept: list[_KeptRun] = []

    def read(self, corpus_files: Sequence[SourceFile]) -> None:
        """Take in every file, reading those that may have changed."""
        with FileReader() as reader:
            self._read_files(corpus_files, reader)

    def _read_files(self, corpus_files: Sequence[SourceFile], reader: FileReader) -> None:
        stored = [self._stored(file) for file in corpus_files]
        total = sum(file.size for file in corpus_files)
        to_read = [file for file, found in zip(corpus_files, stored, strict=True) if not found]
        self._teller.expect(len(corpus_files), sum(file.size for file in to_read))
        self._teller.tell(Stage.READ, 0, total)
        done = 0
        for file, found in zip(corpus_files, stored, strict=True):
            if found:
                self._keep(*found)
            else:
                for share in self._read_file(file, reader):
                    read = int(share * file.size)
                    self._teller.tell(Stage.READ, done + read, total, read)
            done += file.size
            self._teller.note_file(0 if found else file.size)
            # Of thousands that are kept, to tell of each would take longer than to keep them.
            if not found and file is not corpus_files[-1]:
                self._teller.tell(Stage.READ, done, total)
        self._take_run()
        self.vectors.encode_waiting()
        self._teller.tell(Stage.READ, total, total)

    def _stored(self, file: SourceFile) -> tuple[SourceRecord, int] | None:
        """Return what the snapshot before holds of a file, if it holds that still."""
        found = self.before.records.get(file.document_id)
        return found if found and found[0].is_unchanged(file) else None

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
        self._kept.append(_KeptRun(run, passages, len(self.vectors)))
        self.vectors.keep(passages)
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
        if not is_same:
            self.n_foreign += document.language not in {"", ARABIC, MIXED}
        n_before = len(self.assembly.passage_hashes)
        texts = self.assembly.add(document, line)
        for content, text in zip(self.assembly.passage_hashes[n_before:], texts, strict=True):
            self.vectors.add(content, text)
        self._teller.note_passages(len(texts))
