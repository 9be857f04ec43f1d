"""A file before it is read, and a file that was not."""

from dataclasses import dataclass
from pathlib import Path

from retrieval.datatypes import DocumentId


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the corpus as its folder lists it.

    Attributes:
        path: Where it lies.
        document_id: Its path below the corpus folder; articles of a ``.jsonl`` add ``#id``.
        size: Bytes.
        mtime_ns: When it was last written; with `size`, tells whether it may have changed.
    """

    path: Path
    document_id: DocumentId
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file, or a line of one, that gave no document.

    Attributes:
        path: Below the corpus folder; printable, so a name that is not Unicode is escaped.
        reason: For the person who keeps the corpus: what is wrong, and what would mend it.
    """

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What is too large or too small to be an article.

    Attributes:
        max_file_bytes: Of a file that holds one article; the longest Arabic novels take 4 MB.
        max_collection_bytes: Of a ``.jsonl``, which holds many.
        min_letters: Of an article's text, title and front matter aside.
    """

    max_file_bytes: int = 20_000_000
    max_collection_bytes: int = 128_000_000
    min_letters: int = 10
