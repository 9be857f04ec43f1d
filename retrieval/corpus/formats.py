"""The formats that a corpus is read from: which suffix is read by what, and up to which size."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto

from retrieval.corpus.csv import read_csv
from retrieval.corpus.html import read_html
from retrieval.corpus.jsonl import read_jsonl
from retrieval.corpus.labels import check_date, complete
from retrieval.corpus.markdown import FRONT_MATTER, read_markdown
from retrieval.corpus.signatures import check_kind
from retrieval.corpus.source import ReadLimits, SkippedFile, SourceFile
from retrieval.corpus.text import read_text
from retrieval.datatypes import Document
from retrieval.errors import Refusal, RefusedFileError

Reader = Callable[[SourceFile, bytes], Iterable[Document | SkippedFile]]


class Size(Enum):
    """How much a file may weigh, by what it holds."""

    ARTICLE = auto()
    """The text of one article."""
    DOCUMENT = auto()
    """One article with its pictures and fonts."""
    COLLECTION = auto()
    """Many articles."""
    ARCHIVE = auto()
    """Many files."""


@dataclass(frozen=True, slots=True)
class Format:
    """How files of a suffix are read.

    Attributes:
        read: Yields what a file gives; raises `RefusedFileError`.
        size: What it may weigh; articles of a collection are called ``file#id``.
        is_isolated: It is parsed in a process of its own (`retrieval.corpus.isolation`).
    """

    read: Reader
    size: Size = Size.ARTICLE
    is_isolated: bool = False


def _read_docx(source: SourceFile, content: bytes) -> Iterable[Document]:
    # Zip archives and XML cost a start that only a corpus with documents should pay.
    from retrieval.corpus.docx import read_docx  # noqa: PLC0415

    return read_docx(source, content)


def _read_epub(source: SourceFile, content: bytes) -> Iterable[Document]:
    from retrieval.corpus.epub import read_epub  # noqa: PLC0415 - as above

    return read_epub(source, content)


def _read_pdf(source: SourceFile, content: bytes) -> Iterable[Document]:
    from retrieval.corpus.pdf import read_pdf  # noqa: PLC0415 - as above

    return read_pdf(source, content)


def _refuse_archive(source: SourceFile, content: bytes) -> Iterable[Document]:
    del content
    reason = "an archive within an archive: unpack it"
    raise RefusedFileError(source.path, Refusal.NESTED_ARCHIVE, reason)


ARCHIVE = ".zip"
FORMATS: dict[str, Format] = {
    ".txt": Format(read_text),
    ".md": Format(read_markdown),
    ".html": Format(read_html),
    ".htm": Format(read_html),
    ".jsonl": Format(read_jsonl, Size.COLLECTION),
    ".csv": Format(read_csv, Size.COLLECTION),
    ".docx": Format(_read_docx, Size.DOCUMENT, is_isolated=True),
    ".pdf": Format(_read_pdf, Size.DOCUMENT, is_isolated=True),
    ".epub": Format(_read_epub, Size.DOCUMENT, is_isolated=True),
    # `retrieval.corpus.reader` hands its files to the others; only within another it comes here.
    ARCHIVE: Format(_refuse_archive, Size.ARCHIVE),
}
COLLECTIONS = tuple(suffix for suffix, form in FORMATS.items() if form.size is Size.COLLECTION)
SUFFIXES = tuple(FORMATS)
"""Of the files that a corpus is read from, in lower case."""


def suffix_of(name: str) -> str:
    """Return the suffix in lower case, of a document id too."""
    # As `PurePosixPath.suffix` has it, which takes 20 μs and is asked for of every file.
    last = name[name.rfind("/") + 1 :]
    dot = last.rfind(".")
    return last[dot:].lower() if 0 < dot < len(last) - 1 else ""


def most_bytes(source: SourceFile, limits: ReadLimits) -> int:
    """Return how much a file may weigh."""
    return {
        Size.ARTICLE: limits.max_file_bytes,
        Size.DOCUMENT: limits.max_document_bytes,
        Size.COLLECTION: limits.max_collection_bytes,
        Size.ARCHIVE: limits.max_collection_bytes,
    }[FORMATS[suffix_of(source.document_id)].size]


def too_large(source: SourceFile, size: int, most: int) -> SkippedFile:
    """Return the reason for a file of too many bytes."""
    return SkippedFile(
        source.document_id,
        f"too large: {size / 1e6:,.0f} MB, at most {most / 1e6:,.0f} MB are read; split it",
        Refusal.TOO_LARGE,
    )


def parse(
    source: SourceFile, content: bytes, limits: ReadLimits
) -> tuple[Document | SkippedFile, ...]:
    """Return what the bytes of a file give, whose suffix is one of `SUFFIXES`."""
    suffix = suffix_of(source.document_id)
    try:
        check_kind(source, content, suffix)
        found = list(FORMATS[suffix].read(source, content))
    except RefusedFileError as error:
        return (SkippedFile(source.document_id, str(error), error.refusal, error.line),)
    return tuple(finished for item in found for finished in _finish(item, limits))


def finish(document: Document) -> tuple[Document | SkippedFile, ...]:
    """Return a document with all labels that can be found, and what is wrong with those stated."""
    wrong = check_date(document)
    completed = complete(document, body_of(document))
    return (completed, wrong) if wrong else (completed,)


def body_of(document: Document) -> str:
    """Return a document's text, front matter aside."""
    front_matter = None
    if suffix_of(document.document_id) == ".md":
        front_matter = FRONT_MATTER.match(document.text)
    return document.text[front_matter.end() :] if front_matter else document.text


def _finish(
    found: Document | SkippedFile, limits: ReadLimits
) -> tuple[Document | SkippedFile, ...]:
    if isinstance(found, SkippedFile):
        return (found,)
    n_letters = 0
    for character in body_of(found):
        n_letters += character.isalpha()
        if n_letters >= limits.min_letters:
            return finish(found)
    reason = (
        f"too short for an article: {n_letters} letters of text, at least {limits.min_letters} "
        "are needed; complete it, or remove it"
    )
    return (SkippedFile(found.document_id, reason, Refusal.TOO_SHORT),)
