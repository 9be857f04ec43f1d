"""What a file is by its first bytes, so that a wrong name is told and not taken for damage.

A reader would say of a PDF called ``.txt`` that it is binary, which is true and helps nobody.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from retrieval.corpus.source import SourceFile
from retrieval.corpus.tables import read_table
from retrieval.errors import Refusal, RefusedFileError

_PDF_WITHIN = 1_024
"""Bytes within which readers of PDF look for its mark (PDF Reference 1.7, H.3, note 13)."""
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE
)
_PASSWORD = "EncryptedPackage".encode("utf-16-le")
_OFFICE_PARTS = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"xl/", b"ppt/")
_EPUB = b"mimetypeapplication/epub+zip"
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
_PACKED = frozenset({".docx", ".epub", ".zip"})


@dataclass(frozen=True, slots=True)
class Kind:
    """What some bytes are.

    Attributes:
        name: In words, with its article.
        suffix: Under which they are read, or "".
        remedy: What to do where they are not read.
        refusal: Why they are not.
    """

    name: str
    suffix: str = ""
    remedy: str = ""
    refusal: Refusal = Refusal.OTHER_FORMAT


_PDF = Kind("a PDF document", ".pdf")
_WORD = Kind("a Word document", ".docx")
_BOOK = Kind("an EPUB book", ".epub")
_ARCHIVE = Kind("a zip archive", ".zip")
_HTML = Kind("a page of HTML", ".html")
_OLD_OFFICE = Kind("a document of an older Office", remedy="save it as .docx")
_RICH_TEXT = Kind("a rich text document", remedy="save it as .docx")
_PICTURE = Kind("a picture", remedy="recognise its text and save that")
_OTHER_ARCHIVE = Kind("an archive of another kind", remedy="pack it as .zip")
_WITH_PASSWORD = Kind(
    "an Office document with a password",
    remedy="save it without one",
    refusal=Refusal.ENCRYPTED,
)
_BEGINNINGS = (
    (b"%PDF-", _PDF),
    (b"PK\x03\x04", _ARCHIVE),
    (b"PK\x05\x06", _ARCHIVE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD_OFFICE),
    (b"{\\rtf", _RICH_TEXT),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"Rar!\x1a\x07", _OTHER_ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _OTHER_ARCHIVE),
    (b"\x1f\x8b\x08", _OTHER_ARCHIVE),
    (b"BZh91AY&SY", _OTHER_ARCHIVE),
    (b"\xfd7zXZ\0", _OTHER_ARCHIVE),
)


def check_kind(source: SourceFile, content: bytes, suffix: str) -> None:
    """Make sure that a file is not plainly of another format than its name says.

    Args:
        source: The file.
        content: Its bytes.
        suffix: One of those that are read, in lower case.

    Raises:
        RefusedFileError: If it is, with what to do.
    """
    kind = recognise(content)
    if suffix == ".pdf" and b"%PDF-" in content[:_PDF_WITHIN]:
        return
    if kind is None:
        if suffix == ".pdf" or suffix in _PACKED:
            reason = (
                f"damaged, or not what its name says: it does not begin as a {suffix} does; "
                "save it anew"
            )
            raise RefusedFileError(source.path, Refusal.BROKEN, reason)
        return
    if kind.suffix == suffix or (kind is _HTML and suffix == ".htm"):
        return
    if suffix in _PACKED and kind is _ARCHIVE:  # not all books and documents begin as they should
        return
    remedy = kind.remedy or f"rename it to {kind.suffix}"
    raise RefusedFileError(source.path, kind.refusal, f"{kind.name}, not a {suffix}: {remedy}")


def recognise(content: bytes) -> Kind | None:
    """Return what some bytes are, or None if they may be text of any kind."""
    kinds = (kind for beginning, kind in _BEGINNINGS if content.startswith(beginning))
    kind = next(kinds, None)
    if kind is _ARCHIVE:
        return _recognise_packed(content)
    if kind is _OLD_OFFICE and _PASSWORD in content:
        return _WITH_PASSWORD
    return _HTML if kind is None and _PAGE.match(content) else kind


def find_remedy(suffix: str) -> str:
    """Return what to do with a file whose suffix is not read, or ""."""
    return _remedies().get(suffix, "")


def _recognise_packed(content: bytes) -> Kind:
    """Tell by the first name of the archive, which each of these formats writes in its own way."""
    first = content[30:]
    if first.startswith(_EPUB):
        return _BOOK
    if first.startswith(_OPEN_DOCUMENT):
        return Kind("an OpenDocument", remedy="save it as .docx")
    if not first.startswith(_OFFICE_PARTS):
        return _ARCHIVE
    if b"xl/workbook" in content:
        return Kind("an Excel workbook", remedy="save it as .csv in UTF-8")
    if b"ppt/presentation" in content:
        return Kind("a presentation", remedy="save it as .pdf")
    return _WORD


@lru_cache(maxsize=1)
def _remedies() -> dict[str, str]:
    return dict(read_table("retrieval.corpus", "remedies.tsv"))
