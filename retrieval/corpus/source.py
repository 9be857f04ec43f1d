"""A file before it is read, and a file that was not."""

from dataclasses import dataclass
from pathlib import Path

from retrieval.datatypes import DocumentId
from retrieval.errors import Refusal


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the corpus as its folder lists it.

    Attributes:
        path: Where it lies.
        document_id: Its path below the corpus folder; articles of a collection add ``#id``.
        size: Bytes, those of its labels included.
        mtime_ns: When either was last written; with `size`, tells whether it may have changed.
        labels: Where a file of labels lies beside it (`retrieval.corpus.fields`), if one does.
    """

    path: Path
    document_id: DocumentId
    size: int
    mtime_ns: int
    labels: Path | None = None


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file, or a line of one, that gave no document, or not all that it should.

    Attributes:
        path: Below the corpus folder; printable, so a name that is not Unicode is escaped.
        reason: For the person who keeps the corpus: what is wrong, and what would mend it.
        refusal: The same in one word, for whoever says it in another language.
        line: That it is about, or the row of a table, from 1; 0 where it is about all.
    """

    path: str
    reason: str
    refusal: Refusal
    line: int = 0

    @property
    def is_remark(self) -> bool:
        """Whether it gave its document all the same."""
        return self.refusal is Refusal.DATE


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What is too large or too small to be an article.

    Attributes:
        max_file_bytes: Of a file that holds one article as text; the longest Arabic novels take
            4 MB.
        max_document_bytes: Of a file that holds one with its pictures and fonts.
        max_collection_bytes: Of a file that holds many.
        min_letters: Of an article's text, title and front matter aside.
        max_members: Files of an archive.
        max_unpacked_bytes: Of all files of an archive together.
        max_ratio: Unpacked bytes for a packed one; text reaches 20, a zip bomb 1,000.
        max_parsing_s: Seconds that a document may take which is parsed in a process of its own;
            a PDF of 600 pages takes 50 on a slow machine.
        max_parsing_bytes: Memory that it may take there, where the system can limit it.
    """

    max_file_bytes: int = 20_000_000
    max_document_bytes: int = 50_000_000
    max_collection_bytes: int = 128_000_000
    min_letters: int = 10
    max_members: int = 10_000
    max_unpacked_bytes: int = 256_000_000
    max_ratio: int = 200
    max_parsing_s: float = 180.0
    max_parsing_bytes: int = 1_000_000_000
