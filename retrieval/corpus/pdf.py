"""PDF: the text in the order in which it is read.

pdfminer.six tells of every glyph what it says and where it stands. What readers of PDF make of an
Arabic page themselves cannot be used: pypdf gives the runs of a line in the order of the file, so
that numbers and Latin words move and lines of Pango come out word by word reversed.
"""

import io
import re
import struct
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTComponent, LTContainer, LTImage
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psexceptions import PSException
from pdfminer.utils import decode_text

from retrieval.corpus.extracted import Properties, make_document
from retrieval.corpus.glyphs import Glyph
from retrieval.corpus.pdf_pages import read_paragraphs
from retrieval.corpus.source import SourceFile
from retrieval.datatypes import Document
from retrieval.errors import Refusal, RefusedFileError

_DAMAGES = (
    PDFException,
    PSException,
    zlib.error,
    struct.error,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    AssertionError,
    EOFError,
)
"""What pdfminer raises over damaged files, found by giving it thousands of them."""
_MOST_XMP = 1_000_000
_PUBLISHED = re.compile(
    r"<(?:prism:publicationDate|prism:coverDisplayDate|dcterms:issued)[^>]*>\s*([\d-]{10})"
    r"|prism:publicationDate=\"([\d-]{10})"
)
"""The day of publication in XMP; that of creation is the day on which a program made the PDF."""
_UNNAMED = "(cid:"
"""How pdfminer writes a glyph of which the file does not say what it shows."""
_MAX_UNNAMED_SHARE = 0.3


def read_pdf(source: SourceFile, content: bytes) -> Iterator[Document]:
    """Yield the one document of a ``.pdf`` file.

    Raises:
        RefusedFileError: If a password opens it, it is damaged, or it shows no text.
    """
    seen = _Seen()
    try:
        file = PDFDocument(PDFParser(io.BytesIO(content)))
        paragraphs = list(read_paragraphs(_read_pages(file, seen)))
        properties = _read_properties(file)
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        reason = "a password opens it: save it without one"
        raise RefusedFileError(source.path, Refusal.ENCRYPTED, reason) from error
    except _DAMAGES as error:
        reason = f"damaged: {' '.join(str(error).split())[:100] or type(error).__name__}"
        raise RefusedFileError(source.path, Refusal.BROKEN, f"{reason}; save it anew") from error
    if seen.n_unnamed > _MAX_UNNAMED_SHARE * (seen.n_named + seen.n_unnamed):
        reason = "its fonts do not tell their letters; recognise its text (OCR) and save that"
        raise RefusedFileError(source.path, Refusal.NO_TEXT, reason)
    if not paragraphs and seen.n_pictures:
        reason = "scanned: it shows pictures of pages; recognise their text (OCR) and save that"
        raise RefusedFileError(source.path, Refusal.SCANNED, reason)
    yield make_document(source, paragraphs, properties)


@dataclass(slots=True)
class _Seen:
    """What the pages of a file hold."""

    n_named: int = 0
    n_unnamed: int = 0
    n_pictures: int = 0


def _read_pages(file: PDFDocument, seen: _Seen) -> Iterator[list[Glyph]]:
    """Yield the glyphs of each page."""
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    for page in PDFPage.create_pages(file):
        interpreter.process_page(page)
        glyphs: list[Glyph] = []
        layout = device.get_result()
        for item in _walk(layout):
            if isinstance(item, LTImage):
                seen.n_pictures += 1
            elif isinstance(item, LTChar) and _is_upright(item) and layout.is_hoverlap(item):
                if item.get_text().startswith(_UNNAMED):
                    seen.n_unnamed += 1
                else:
                    glyphs.append(_glyph_of(item))
        seen.n_named += len(glyphs)
        yield glyphs


def _walk(container: LTContainer[LTComponent]) -> Iterator[LTComponent]:
    for item in container:
        if isinstance(item, LTContainer):
            yield from _walk(item)
        else:
            yield item


def _is_upright(item: LTChar) -> bool:
    """Tell whether a glyph stands as text does; a watermark and a margin's note are turned."""
    a, b, c, d, _, _ = item.matrix
    return a * d > 0 and abs(b) < abs(a) / 4 and abs(c) < abs(d) / 2


def _glyph_of(item: LTChar) -> Glyph:
    *_, y = item.matrix
    text = sys.intern(item.get_text())
    return Glyph(text, item.x0, item.x1, y, max(item.size, 1.0), item.fontname)


def _read_properties(file: PDFDocument) -> Properties:
    values: dict[str, str] = {}
    for info in file.info:
        for name in ("Title", "Author"):
            value = resolve1(info.get(name))
            if isinstance(value, bytes):
                values.setdefault(name, decode_text(value))
    described = _read_description(file)
    published = _PUBLISHED.search(described)
    language = resolve1(file.catalog.get("Lang"))
    return Properties(
        title=values.get("Title", ""),
        author=values.get("Author", ""),
        date=next(filter(None, published.groups()), "") if published else "",
        language=decode_text(language) if isinstance(language, bytes) else "",
    )


def _read_description(file: PDFDocument) -> str:
    """Return the XMP of a file, or ""."""
    stream = resolve1(file.catalog.get("Metadata"))
    if not isinstance(stream, PDFStream):
        return ""
    return stream.get_data()[:_MOST_XMP].decode("utf-8", "replace")
