"""EPUB books: the chapters in the order of reading, as one document.

Navigation and pages that the book itself calls aside are left out. A book that a shop locked is
refused; fonts that are only scrambled lock nothing.
"""

from collections.abc import Iterator
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from retrieval.corpus.encoding import decode
from retrieval.corpus.extracted import Paragraph, Properties, make_document
from retrieval.corpus.package import Package, attribute, find_child, local_name
from retrieval.corpus.source import SourceFile
from retrieval.datatypes import Document
from retrieval.errors import Refusal, RefusedFileError

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/xml"})


def read_epub(source: SourceFile, content: bytes) -> Iterator[Document]:
    """Yield the one document of an ``.epub`` file.

    Raises:
        RefusedFileError: If it is damaged, locked, or holds no text.
    """
    package = Package(source, content)
    place = _find_book(package)
    book = package.xml(place)
    names = [name for name in _reading_order(book, place) if package.has(name)]
    if not _locked(package).isdisjoint(names):
        reason = (
            "locked by a shop (DRM): only its own reading programme opens it; use a copy "
            "without that"
        )
        raise RefusedFileError(source.path, Refusal.COPY_PROTECTED, reason)
    paragraphs: list[Paragraph] = []
    for name in names:
        paragraphs += _PageText(decode(source, package.read(name))).paragraphs
    yield make_document(source, paragraphs, _read_properties(book))


def _find_book(package: Package) -> str:
    for element in package.xml(_CONTAINER).iter():
        if local_name(element) == "rootfile":
            return attribute(element, "full-path").lstrip("/")
    raise package.broken("it names no book")


def _reading_order(book: Element, place: str) -> Iterator[str]:
    """Yield where the chapters lie."""
    items = find_child(book, "manifest")
    pages = {
        attribute(item, "id"): attribute(item, "href")
        for item in (items if items is not None else ())
        if attribute(item, "media-type") in _PAGES
        and "nav" not in attribute(item, "properties").split()
    }
    spine = find_child(book, "spine")
    for reference in spine if spine is not None else ():
        href = pages.get(attribute(reference, "idref"))
        if href and attribute(reference, "linear") != "no":
            yield normpath(join(dirname(place), unquote(href.partition("#")[0])))


def _locked(package: Package) -> set[str]:
    """Return what is encrypted, fonts included."""
    if not package.has(_ENCRYPTION):
        return set()
    return {
        normpath(unquote(attribute(element, "URI").lstrip("/")))
        for element in package.xml(_ENCRYPTION).iter()
        if local_name(element) == "CipherReference"
    }


def _read_properties(book: Element) -> Properties:
    metadata = find_child(book, "metadata")
    values: dict[str, list[str]] = {}
    for element in metadata.iter() if metadata is not None else ():
        event = attribute(element, "event").lower()
        # The first edition counts, and not when the file was last saved.
        name = "" if "modif" in event or "creation" in event else local_name(element)
        values.setdefault(name, []).append(element.text or "")
    authors = (" ".join(author.split()) for author in values.get("creator", ()))
    return Properties(
        title=values.get("title", [""])[0],
        author="، ".join(filter(None, authors)),
        date=values.get("date", [""])[0],
        language=values.get("language", [""])[0],
    )


class _PageText(HTMLParser):
    """The paragraphs of a chapter. A parser of HTML and not of XML: books are often broken."""

    _HIDDEN = frozenset({"head", "script", "style", "template", "svg", "nav", "aside", "rt", "rp"})
    _INLINE = frozenset(
        {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "dfn", "em", "font", "i", "img"}
        | {"ins", "kbd", "mark", "q", "ruby", "s", "samp", "small", "span", "strong", "sub"}
        | {"sup", "time", "tt", "u", "var", "wbr"}
    )
    _CELLS = frozenset({"td", "th"})
    _TABLE = frozenset({"table", "tr", "tbody", "thead", "tfoot"})
    _HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[Paragraph] = []
        self._hidden: list[str] = []
        self._pieces: list[str] = []
        self._level = 0
        self._is_in_cell = False
        self.feed(page)
        self.close()
        self._end_paragraph()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in self._HIDDEN:
            self._hidden.append(tag)
        if tag == "br":
            self._pieces.append("\n")
        elif tag in self._CELLS:
            self._pieces.append("\t")
            self._is_in_cell = True
        elif self._is_in_cell and tag not in self._TABLE:
            self._pieces.append(" ")
        elif tag not in self._INLINE:
            self._is_in_cell = False
            self._end_paragraph()
            self._level = int(tag[1]) if tag in self._HEADINGS else 0

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            while self._hidden.pop() != tag:
                pass
        if tag in self._CELLS:
            self._is_in_cell = False
        elif self._is_in_cell and tag not in self._TABLE:
            self._pieces.append(" ")
        elif tag != "br" and tag not in self._INLINE:
            self._end_paragraph()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._pieces.append(" ".join(data.split("\n")).replace("\t", " "))

    def _end_paragraph(self) -> None:
        lines = "".join(self._pieces).split("\n")
        text = "\n".join(
            "\t".join(" ".join(c.split()) for c in line.split("\t")) for line in lines
        )
        if text.strip():
            self.paragraphs.append(Paragraph(text.strip(), self._level))
        self._pieces.clear()
        self._level = 0
