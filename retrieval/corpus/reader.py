"""Reading the files of a corpus: bytes, then documents or reasons.

Loading is apart from parsing, so that a file too large is never opened. A reader is kept for many
files and closed after them: documents that need a process of their own share it.
"""

import errno
from types import TracebackType
from typing import TYPE_CHECKING, Self

from retrieval.corpus.encoding import decode
from retrieval.corpus.fields import MOST_BYTES as MOST_LABELS
from retrieval.corpus.fields import SUFFIX as LABELS
from retrieval.corpus.fields import read_fields
from retrieval.corpus.formats import (
    ARCHIVE,
    FORMATS,
    finish,
    most_bytes,
    parse,
    suffix_of,
    too_large,
)
from retrieval.corpus.labels import restate
from retrieval.corpus.source import ReadLimits, SkippedFile, SourceFile
from retrieval.datatypes import Document, DocumentId
from retrieval.errors import Refusal, RefusedFileError

if TYPE_CHECKING:
    from retrieval.corpus.isolation import IsolatedParser


class FileReader:
    """Reads files of a corpus, one at a time."""

    def __init__(self, limits: ReadLimits | None = None) -> None:
        """Make a reader; nothing is started yet.

        Args:
            limits: What is too large, too small or too slow; the defaults if None.
        """
        self._limits = limits or ReadLimits()
        self._isolated: IsolatedParser | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End what was started; the reader may be used on."""
        if self._isolated is not None:
            self._isolated.close()

    def read(self, source: SourceFile) -> tuple[Document | SkippedFile, ...]:
        """Return what a file gives: its documents, and reasons for what is none."""
        content = self.load(source)
        if isinstance(content, SkippedFile):
            return (content,)
        return self.parse(source, content)

    def load(self, source: SourceFile) -> bytes | SkippedFile:
        """Return the bytes of a file, unless it is too large, empty, or cannot be read."""
        most = most_bytes(source, self._limits)
        if source.size > most:
            return too_large(source, source.size, most)
        try:
            with source.path.open("rb") as file:
                # Room is made for what is asked for: not for megabytes, which takes 80 μs.
                content = file.read(source.size + 1)
                if len(content) > source.size:  # it grew since it was listed
                    content += file.read(most + 1 - len(content))
        except OSError as error:
            return SkippedFile(source.document_id, explain(error), Refusal.UNREADABLE)
        if len(content) > most:
            return too_large(source, len(content), most)
        if not content.strip():
            return SkippedFile(source.document_id, "empty: fill it, or remove it", Refusal.EMPTY)
        return content

    def parse(self, source: SourceFile, content: bytes) -> tuple[Document | SkippedFile, ...]:
        """Return what the bytes of a file give, with what is stated beside it."""
        found = self._parse(source, content)
        if source.labels is None:
            return found
        try:
            with source.labels.open("rb") as file:
                labels = file.read(MOST_LABELS)
        except OSError as error:
            name = f"{source.document_id}{LABELS}"
            return (*found, SkippedFile(name, explain(error), Refusal.UNREADABLE))
        return _labelled(source, found, labels)

    def _parse(self, source: SourceFile, content: bytes) -> tuple[Document | SkippedFile, ...]:
        if suffix_of(source.document_id) != ARCHIVE:
            return self._parse_one(source, content)
        from retrieval.corpus.archive import read_archive  # noqa: PLC0415 - as below

        return read_archive(source, content, self._limits, self._parse_member)

    def _parse_member(
        self, source: SourceFile, content: bytes, labels: bytes | None
    ) -> tuple[Document | SkippedFile, ...]:
        found = self._parse_one(source, content)
        return found if labels is None else _labelled(source, found, labels)

    def _parse_one(self, source: SourceFile, content: bytes) -> tuple[Document | SkippedFile, ...]:
        if not FORMATS[suffix_of(source.document_id)].is_isolated:
            return parse(source, content, self._limits)
        if self._isolated is None:
            # It brings in what only a corpus with such documents needs.
            from retrieval.corpus.isolation import IsolatedParser  # noqa: PLC0415

            self._isolated = IsolatedParser(self._limits)
        return self._isolated.parse(source, content)


def _labelled(
    source: SourceFile, found: tuple[Document | SkippedFile, ...], labels: bytes
) -> tuple[Document | SkippedFile, ...]:
    """Return what a file gives with what is stated beside it; or why that cannot be read, too."""
    name = DocumentId(f"{source.document_id}{LABELS}")
    beside = SourceFile(source.path, name, len(labels), 0)
    try:
        fields = read_fields(beside, decode(beside, labels), 1, "labels")
    except RefusedFileError as error:
        return (*found, SkippedFile(name, str(error), error.refusal, error.line))
    return tuple(
        item
        for one in found
        for item in (finish(restate(one, fields)) if isinstance(one, Document) else (one,))
    )


def explain(error: OSError) -> str:
    """Return for people why the system does not hand out a file or folder."""
    if error.errno == errno.ELOOP:
        return "cannot be read: its link leads in a circle; put the file itself there"
    if error.errno == errno.ENOENT:
        return "cannot be read: it is gone, or its link leads nowhere; put it back"
    if error.errno == errno.EACCES:
        return "cannot be read: permission denied; let the account that Iqtibas runs under read it"
    return f"cannot be read: {error.strerror or error}; see whether its disk is in order"
