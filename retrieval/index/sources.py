"""The files of a corpus as a snapshot read them, so that the next one reads only what changed."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from retrieval.corpus.source import SkippedFile, SourceFile
from retrieval.datatypes import DocumentId
from retrieval.errors import Refusal

_COARSE_NS = 2_000_000_000
_FINE_NS = 100_000_000
"""How long before it was read a file must have been written for its time to be trusted.

A file written twice within the resolution of its file system's clock has one time for two
contents; git calls such a file racy. The coarsest resolution in use is two seconds (FAT); a time
with a fraction of a second is of a clock that ticks at least ten times a second.
"""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A file as it was read.

    Attributes:
        document_id: Its path below the corpus folder.
        size: Bytes.
        mtime_ns: When it had last been written; None where that cannot be trusted.
        n_documents: Documents that it gave; they stand together, in the order of the files.
        skipped: What it held that gave none.
    """

    document_id: DocumentId
    size: int
    mtime_ns: int | None
    n_documents: int
    skipped: tuple[SkippedFile, ...]

    @classmethod
    def of(
        cls, file: SourceFile, n_documents: int, skipped: Sequence[SkippedFile], read_at_ns: int
    ) -> "SourceRecord":
        """Record a file that was read at `read_at_ns`, nanoseconds of the system's clock."""
        resolution_ns = _FINE_NS if file.mtime_ns % 1_000_000_000 else _COARSE_NS
        is_settled = read_at_ns - file.mtime_ns > resolution_ns
        return cls(
            document_id=file.document_id,
            size=file.size,
            mtime_ns=file.mtime_ns if is_settled else None,
            n_documents=n_documents,
            skipped=tuple(skipped),
        )

    def is_unchanged(self, file: SourceFile) -> bool:
        """Tell whether `file` surely holds what it held then."""
        return (self.document_id, self.size, self.mtime_ns) == (
            file.document_id,
            file.size,
            file.mtime_ns,
        )


_FIELDS = tuple(field.name for field in fields(SourceRecord))


def encode_sources(records: Sequence[SourceRecord]) -> str:
    """Return the records as JSON, a line each."""
    # One encoder for all: `json.dumps` makes one each time, a tenth of a second for 10,000 files.
    encode = json.JSONEncoder(ensure_ascii=False).encode
    lines = [encode(_as_object(record)) for record in records]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def decode_sources(content: str) -> list[SourceRecord]:
    """Return the records that `encode_sources` wrote."""
    return [
        SourceRecord(**{**record, "skipped": tuple(map(_decode_skipped, record["skipped"]))})
        for record in json.loads(content)
    ]


def _as_object(record: SourceRecord) -> dict[str, object]:
    # Not `asdict`, which copies every value: a third of a second for 10,000 files.
    names = {name: getattr(record, name) for name in _FIELDS}
    return {**names, "skipped": [asdict(file) for file in record.skipped]}


def _decode_skipped(file: dict[str, Any]) -> SkippedFile:
    return SkippedFile(**{**file, "refusal": Refusal(file["refusal"])})
