"""Bytes that a test wrote, read as the file of a corpus would be, in this process."""

from collections.abc import Iterable
from pathlib import Path

from retrieval.corpus.formats import parse
from retrieval.corpus.source import ReadLimits, SkippedFile, SourceFile
from retrieval.datatypes import Document, DocumentId


def read(
    name: str, content: str | bytes, limits: ReadLimits | None = None
) -> tuple[Document | SkippedFile, ...]:
    data = content.encode() if isinstance(content, str) else content
    source = SourceFile(Path(name), DocumentId(name), len(data), 0)
    return parse(source, data, limits or ReadLimits())


def read_one(name: str, content: str | bytes) -> Document:
    (document,) = read(name, content)
    assert isinstance(document, Document), document
    return document


def refuse(name: str, content: str | bytes, limits: ReadLimits | None = None) -> SkippedFile:
    (skipped,) = read(name, content, limits)
    assert isinstance(skipped, SkippedFile), skipped
    return skipped


def reason(name: str, content: str | bytes) -> str:
    return refuse(name, content).reason


def documents(found: Iterable[Document | SkippedFile]) -> list[Document]:
    return [document for document in found if isinstance(document, Document)]
