"""The current snapshot, as what the next one is built upon."""

import numpy as np
from numpy.typing import NDArray

from retrieval.datatypes import DocumentId
from retrieval.errors import SnapshotError, SnapshotMissingError
from retrieval.index.manifest import Manifest
from retrieval.index.snapshot import Snapshot, read_vectors
from retrieval.index.sources import SourceRecord
from retrieval.index.store import SnapshotStore
from retrieval.protocols import Encoder, WordEncoder


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
        self._elsewhere: list[tuple[dict[int, int], NDArray[np.float32]]] = []
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
            before = cls(Snapshot.open(store.current()), encoder, analyzer, "")
        except SnapshotMissingError:
            before = cls(None, encoder, analyzer, "")
        except SnapshotError as error:
            before = cls(None, encoder, analyzer, error.problem)
        if not before.vector_rows or store.is_held():
            before.look_elsewhere(store, encoder)
        return before

    def look_elsewhere(self, store: SnapshotStore, encoder: Encoder) -> None:
        """Take in the vectors of the other snapshots too, as far as the encoder made them.

        They are of use where the current one is of another encoder, which may have been tried
        and given up; or damaged; or older than they are.
        """
        if isinstance(encoder, WordEncoder):  # as fast as looking
            return
        for folder in store.snapshots():
            try:
                if Manifest.read(folder).encoder_fingerprint == encoder.fingerprint:
                    hashes, vectors = read_vectors(folder)
                    rows = {content: row for row, content in enumerate(hashes.tolist())}
                    self._elsewhere.append((rows, vectors))
            except SnapshotError:
                continue

    def find_vector(self, content: int) -> NDArray[np.float32] | None:
        """Return the vector of the text that has this hash, if another snapshot holds it."""
        for rows, vectors in self._elsewhere:
            if (row := rows.get(content)) is not None:
                vector: NDArray[np.float32] = vectors[row]
                return vector
        return None

    def close(self) -> None:
        """Let go of the snapshot."""
        if self.snapshot is not None:
            self.snapshot.close()
