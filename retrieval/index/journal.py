"""Vectors as they are computed, kept until a snapshot holds them.

With a slow encoder a first index takes hours, and whoever is killed in them should not begin from
nothing. So every vector goes into a file at once, under the hash of the text that it was made of:

::

    <store>/.vectors-<encoder>    records: hash (uint64), vector (float32), CRC-32 of both (uint32)

A record that was cut short or damaged is as good as none. The next snapshot that is published
holds every vector that is still wanted, and the file goes. Of other encoders the last one's file
stays, as a change of the model may be interrupted by a reload with the old one; so there are two
files at most, and neither holds more than was computed since a snapshot of its encoder.
"""

import zlib
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.index.disk import disk_errors_told
from retrieval.protocols import Encoder

_PREFIX: Final = ".vectors-"


class VectorJournal:
    """The vectors of one encoder that no snapshot holds yet. For whoever builds, and no other.

    Args:
        root: The store's folder.
        encoder: Whose vectors these are.

    Raises:
        SnapshotError: What an update that came to no end has left cannot be read.
    """

    def __init__(self, root: Path, encoder: Encoder) -> None:
        name = sha256(f"{encoder.fingerprint} {encoder.dimension}".encode()).hexdigest()[:16]
        self._root = root
        self._path = root / f"{_PREFIX}{name}"
        self._record = np.dtype(
            [("hash", "<u8"), ("vector", "<f4", (encoder.dimension,)), ("crc", "<u4")]
        )
        self._vectors: dict[int, NDArray[np.float32]] = {}
        with disk_errors_told(root):
            n_whole = (
                self._path.stat().st_size // self._record.itemsize if self._path.exists() else 0
            )
            if n_whole:
                self._take(np.memmap(self._path, self._record, "r", shape=n_whole))

    def _take(self, records: NDArray[np.void]) -> None:
        for record in records:
            if record["crc"] == _checksum(record):
                self._vectors[int(record["hash"])] = record["vector"]

    def find(self, content: int) -> NDArray[np.float32] | None:
        """Return the vector of the text that has this hash, if it was computed before."""
        return self._vectors.get(content)

    def add(self, contents: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Keep the vectors of texts, given their hashes.

        Raises:
            SnapshotError: They cannot be written.
        """
        records = np.zeros(len(contents), dtype=self._record)
        records["hash"] = contents
        records["vector"] = vectors
        for record in records:
            record["crc"] = _checksum(record)
        with disk_errors_told(self._root), self._path.open("ab") as file:
            # After a torn record, those that follow would be out of step.
            file.truncate(file.tell() - file.tell() % self._record.itemsize)
            file.write(records.tobytes())

    def drop(self) -> None:
        """Forget it all: a snapshot holds what is wanted of it."""
        self._path.unlink(missing_ok=True)
        others = sorted(self._root.glob(f"{_PREFIX}*"), key=lambda path: path.stat().st_mtime_ns)
        for path in others[:-1]:
            path.unlink()


def _checksum(record: np.void) -> int:
    return zlib.crc32(record.tobytes()[:-4])
