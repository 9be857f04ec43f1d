"""PDFs of a few hundred bytes, whose glyphs stand where a test puts them.

The font is none: its codes are characters, each half as wide as high, and a table says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap end end"""
_DESCENDANT = (
    b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /DW 500 /FontDescriptor 7 0 R"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
)
_DESCRIPTOR = (
    b"<< /Type /FontDescriptor /FontName /Plain /Flags 4 /FontBBox [0 -200 1000 800]"
    b" /Ascent 800 /Descent -200 /ItalicAngle 0 /StemV 80 /CapHeight 700 >>"
)
_PICTURE = b"q 300 0 0 300 100 100 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"


@dataclass(frozen=True, slots=True)
class Drawn:
    """Characters from left to right, beginning at a place."""

    text: str
    x: float
    y: float
    size: float = 10


def print_pdf(
    *pages: Sequence[Drawn], has_picture: bool = False, title: bytes = b"", unicode: bool = True
) -> bytes:
    """Return a PDF; without `unicode` it does not say which characters its glyphs show."""
    table = b"/ToUnicode 6 0 R" if unicode else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(pages), b" ".join(b"%d 0 R" % (8 + 2 * n) for n in range(len(pages)))),
        b"<< /Title (%s) >>" % title,
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H"
        b" /DescendantFonts [5 0 R] %s >>" % table,
        _DESCENDANT,
        _stream(_TO_UNICODE),
        _DESCRIPTOR,
    ]
    for number, page in enumerate(pages):
        drawn = b"\n".join(
            b"BT /F %g Tf %g %g Td <%s> Tj ET"
            % (word.size, word.x, word.y, word.text.encode("utf-16-be").hex().encode())
            for word in page
        )
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R"
            b" /Resources << /Font << /F 4 0 R >> >> >>" % (9 + 2 * number)
        )
        objects.append(_stream(drawn + (_PICTURE if has_picture else b"")))
    return _assemble(objects)


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _assemble(objects: Sequence[bytes]) -> bytes:
    written = b"%PDF-1.7\n"
    places: list[int] = []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R /Info 3 0 R >>\n"
        b"startxref\n%d\n%%%%EOF" % (len(objects) + 1, table, len(objects) + 1, len(written))
    )
