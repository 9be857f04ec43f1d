"""What a snapshot holds, an entry a document: to be listed and looked through by people."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.datatypes import DocumentId
from retrieval.index.snapshot import Snapshot
from retrieval.index.sources import SourceRecord


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A document without its text.

    Attributes:
        document_id: Of the document.
        file: That gave it; the same where a file gives one document.
        title: As it is shown.
        source: The outlet, or "".
        url: Where it was published, or "".
        date: ISO 8601 where it can be told, else as its source states it, or "".
        language: A code of ISO 639, or "".
        n_sentences: Of its text.
        n_passages: Of its text.
    """

    document_id: DocumentId
    file: DocumentId
    title: str
    source: str
    url: str
    date: str
    language: str
    n_sentences: int
    n_passages: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every document of a snapshot.

    Attributes:
        snapshot: The snapshot's folder.
        entries: By row: files by path, documents of a file as they stand in it.
        files: That were read, those that gave nothing too.
    """

    snapshot: Path
    entries: tuple[CatalogueEntry, ...]
    files: tuple[SourceRecord, ...]


def read_catalogue(snapshot: Snapshot) -> Catalogue:
    """Read the catalogue of an open snapshot; takes a moment for a large one."""
    files = snapshot.sources()
    sentences = np.diff(snapshot.collection.sentence_offsets).tolist()
    passages = np.diff(snapshot.collection.passage_offsets).tolist()
    entries: list[CatalogueEntry] = []
    for file in files:
        for row in range(len(entries), len(entries) + file.n_documents):
            document = snapshot.document(row)
            entries.append(
                CatalogueEntry(
                    document_id=document.document_id,
                    file=file.document_id,
                    title=document.title,
                    source=document.source,
                    url=document.url,
                    date=document.date,
                    language=document.language,
                    n_sentences=sentences[row],
                    n_passages=passages[row],
                )
            )
    return Catalogue(snapshot.folder, tuple(entries), tuple(files))
