"""What a snapshot says of itself: format, origin, counts, and a checksum of every other file.

Its last entry is a checksum of its own content.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from retrieval.errors import SnapshotCorruptError, SnapshotMismatchError

FORMAT: Final = 7
MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot says of itself.

    Attributes:
        format: Layout of the folder.
        created_at: ISO 8601, UTC.
        corpus: The corpus folder it was made from, for people to read.
        analyzer: Fingerprint of the code and settings that shaped it.
        encoder: What a person calls the model.
        encoder_fingerprint: Equal only for encoders that give the same vectors.
        dimension: Of the vectors.
        n_documents: Rows of documents.
        n_sentences: Rows of sentences.
        n_passages: Rows of passages.
        n_base: Passages of the shared postings (`LexicalIndex.n_base`).
        files: Name to size in bytes and SHA-256.
    """

    format: int
    created_at: str
    corpus: str
    analyzer: str
    encoder: str
    encoder_fingerprint: str
    dimension: int
    n_documents: int
    n_sentences: int
    n_passages: int
    n_base: int
    files: Mapping[str, tuple[int, str]]

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read the manifest of a snapshot.

        Raises:
            SnapshotCorruptError: It is absent or damaged.
            SnapshotMismatchError: It was written by another version's format.
        """
        path = folder / MANIFEST
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            is_whole = content.pop("digest") == _digest_of(content)
            found = content["format"]
            if is_whole and found == FORMAT:
                return cls(**content)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise SnapshotCorruptError(folder, f"{path} cannot be read ({error})") from error
        if not is_whole:
            raise SnapshotCorruptError(folder, f"{path} has changed since it was written")
        raise SnapshotMismatchError(
            folder,
            f"{folder} has format {found}; this version reads format {FORMAT}",
            expected=str(FORMAT),
            found=str(found),
        )

    def write(self, folder: Path) -> None:
        """Write the manifest of a snapshot."""
        content = asdict(self)
        content["digest"] = _digest_of(content)
        (folder / MANIFEST).write_text(json.dumps(content, indent=1), encoding="utf-8")


def _digest_of(content: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
