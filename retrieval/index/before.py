"""The current snapshot, as what the next one is built upon."""

from retrieval.datatypes import DocumentId
from retrieval.errors import SnapshotError, SnapshotMissingError
from retrieval.index.snapshot import Snapshot
from retrieval.index.sources import SourceRecord
from retrieval.index.store import SnapshotStore
from retrieval.protocols import Encoder


class Before:
    """The current snapshot, as far as the next one can build upon it."""

    def __init__(
        self, snapshot: Snapshot | None, encoder: Encoder, analyzer: str, reason: str
    ) -> None:
        self.snapshot = snapshot
        self.reason = reason
        self.ids: list[DocumentId] = []
        self.rows: dict[DocumentId, int] = {}
        self.sources: list[SourceRecord] = []
        self.records: dict[DocumentId, tuple[SourceRecord, int]] = {}
        self.vector_rows: dict[int, int] = {}
        self.has_same_analysis = False
        if snapshot is None:
            return
        self.ids = snapshot.document_ids()
        self.rows = {name: row for row, name in enumerate(self.ids)}
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
            self.sources = snapshot.sources()
            row = 0
            for record in self.sources:
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
