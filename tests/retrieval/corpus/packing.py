"""Word documents and books as bytes, written part by part so that a test may spoil any of them."""

import io
import zipfile
from collections.abc import Mapping

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STYLES = f"""<w:styles xmlns:w="{WORD}">
<w:style w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:styleId="a1"><w:name w:val="heading 2"/></w:style>
<w:style w:styleId="a2"><w:name w:val="Chapter"/><w:basedOn w:val="a1"/></w:style>
<w:style w:styleId="a3"><w:name w:val="Loop"/><w:basedOn w:val="a3"/></w:style>
<w:style w:styleId="a4"><w:name w:val="Title"/></w:style>
</w:styles>"""
ROOT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTAINER = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
PACKAGE = """<package><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
{items}<item id="font" href="a.ttf" media-type="font/ttf"/></manifest>
<spine><itemref idref="nav"/>{order}<itemref idref="missing"/></spine></package>"""


def pack(parts: Mapping[str, str | bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def run(text: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"


def paragraph(text: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{run(text)}</w:p>"


def word(body: str, *, core: str = "", **more: str) -> bytes:
    """Return a document of a body; `core` holds elements of its properties."""
    spaces = f'xmlns:w="{WORD}" xmlns:m="m" xmlns:mc="mc"'
    main = f"<w:document {spaces}><w:body>{body}</w:body></w:document>"
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Type="{ROOT}/officeDocument" '
        'Target="/word/document.xml"/></Relationships>',
        "word/document.xml": main,
        "word/styles.xml": STYLES,
    }
    if core:
        parts["docProps/core.xml"] = (
            '<c:coreProperties xmlns:c="c" xmlns:dc="dc" xmlns:dcterms="dt">'
            f"{core}</c:coreProperties>"
        )
    return pack(parts | {name.replace("__", "/"): content for name, content in more.items()})


def book(
    *chapters: str | bytes, metadata: str = "", more: Mapping[str, str | bytes] | None = None
) -> bytes:
    """Return a book of chapters, each a page of HTML, called c1.xhtml and so on."""
    numbers = range(1, len(chapters) + 1)
    items = "".join(
        f'<item id="c{n}" href="text/c%20{n}.xhtml" media-type="application/xhtml+xml"/>'
        for n in numbers
    )
    order = "".join(f'<itemref idref="c{n}"/>' for n in numbers)
    parts: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": PACKAGE.format(metadata=metadata, items=items, order=order),
        "OEBPS/nav.xhtml": "<html><body><nav>المحتويات</nav><p>فهرس الكتاب</p></body></html>",
    }
    parts |= {
        f"OEBPS/text/c {n}.xhtml": chapter for n, chapter in zip(numbers, chapters, strict=True)
    }
    return pack(parts | (dict(more) if more else {}))
