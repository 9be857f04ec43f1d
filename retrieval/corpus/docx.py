"""Word documents: the text as Word shows it with every tracked change accepted.

The XML is read by ourselves: python-docx leaves tracked insertions and content controls out of a
paragraph's text, does not open documents with macros or of the strict kind, and loads every
picture. Of the archive only the text, the styles and the properties are read, so that nothing in
it can run. Footnotes, comments, headers and footers are parts of their own and left out.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from retrieval.corpus.extracted import Paragraph, Properties, make_document
from retrieval.corpus.package import Package, attribute, find_child, local_name
from retrieval.corpus.source import SourceFile
from retrieval.datatypes import Document
from retrieval.errors import RefusedFileError

_HOLDERS = frozenset(
    {"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple"}
    | {"r", "AlternateContent", "Choice", "Fallback", "dir", "bdo", "ruby", "rubyBase"}
    | {"oMathPara", "oMath", "e", "num", "den", "sup", "sub", "f", "sSup", "sSub", "d", "rad"}
)
"""Elements that are passed through; what is not named here or below is not shown as text."""
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_PICTURES = frozenset({"drawing", "pict", "object"})
_HEADING = "heading "
_TEMPLATE_DATES = frozenset({"2013-12-23T23:15:00Z"})
"""Of the empty document that python-docx writes from."""
_OFF = frozenset({"0", "false", "off"})


def read_docx(source: SourceFile, content: bytes) -> Iterator[Document]:
    """Yield the one document of a ``.docx`` file.

    Raises:
        RefusedFileError: If it is damaged or holds no text.
    """
    package = Package(source, content)
    parts = _find_parts(package)
    main = parts.get("officeDocument", "word/document.xml")
    try:
        body = find_child(package.xml(main), "body")
        levels = _read_levels(package, f"{main.rpartition('/')[0]}/styles.xml".lstrip("/"))
        paragraphs = list(_read_blocks(body, levels)) if body is not None else []
    except RecursionError as error:
        raise package.broken("its parts are nested without end") from error
    yield make_document(source, paragraphs, _read_properties(package, parts))


def _find_parts(package: Package) -> dict[str, str]:
    """Return where the parts lie that the package names, by the last word of their type."""
    if not package.has("_rels/.rels"):
        return {}
    return {
        attribute(relation, "Type").rpartition("/")[2]: attribute(relation, "Target").lstrip("/")
        for relation in package.xml("_rels/.rels")
    }


def _read_properties(package: Package, parts: dict[str, str]) -> Properties:
    name = parts.get("core-properties", "docProps/core.xml")
    if not package.has(name):
        return Properties()
    try:
        values = {local_name(child): child.text or "" for child in package.xml(name)}
    except RefusedFileError:  # the text does not need them
        return Properties()
    created = values.get("created", "")
    return Properties(
        title=values.get("title", ""),
        author=values.get("creator", ""),
        date="" if created in _TEMPLATE_DATES else created,
        language=values.get("language", ""),
    )


def _read_levels(package: Package, name: str) -> dict[str, int]:
    """Return the level of each style that makes a heading."""
    if not package.has(name):
        return {}
    own: dict[str, int] = {}
    bases: dict[str, str] = {}
    for style in package.xml(name):
        identifier = attribute(style, "styleId")
        title = _value(find_child(style, "name")).lower()
        outline = _outline_level(find_child(style, "pPr"))
        bases[identifier] = _value(find_child(style, "basedOn"))
        if outline is not None:
            own[identifier] = outline
        elif title == "title":
            own[identifier] = 1
        elif title.startswith(_HEADING) and title[len(_HEADING) :].isdecimal():
            own[identifier] = int(title[len(_HEADING) :])
    levels: dict[str, int] = {}
    for identifier in bases:
        ancestor, passed = identifier, set[str]()
        while ancestor in bases and ancestor not in own and ancestor not in passed:
            passed.add(ancestor)
            ancestor = bases[ancestor]
        levels[identifier] = own.get(ancestor, 0)
    return levels


def _read_blocks(holder: Element, levels: dict[str, int]) -> Iterator[Paragraph]:
    """Yield the paragraphs below an element, and each row of a table as one."""
    for block in _choose(holder):
        name = local_name(block)
        if name == "p":
            yield from _read_paragraph(block, levels)
        elif name == "tbl":
            yield from _read_table(block, levels)
        elif name in _HOLDERS:
            yield from _read_blocks(block, levels)


def _read_paragraph(paragraph: Element, levels: dict[str, int]) -> Iterator[Paragraph]:
    boxes: list[Element] = []
    text = "".join(_read_runs(paragraph, boxes)).strip()
    properties = find_child(paragraph, "pPr")
    level = _outline_level(properties)
    if level is None:
        level = levels.get(_value(find_child(properties, "pStyle")), 0)
    if text:
        yield Paragraph(text, level)
    for box in boxes:
        yield from _read_blocks(box, levels)


def _read_table(table: Element, levels: dict[str, int]) -> Iterator[Paragraph]:
    for row in _through(table, "tr"):
        if find_child(find_child(row, "trPr"), "del") is not None:
            continue
        cells = (
            " ".join(" ".join(part.text.split()) for part in _read_blocks(cell, levels))
            for cell in _through(row, "tc")
        )
        yield Paragraph("\t".join(cells).strip())


def _through(holder: Element, name: str) -> Iterator[Element]:
    """Yield the children of a name, those too that a content control wraps."""
    for child in holder:
        if local_name(child) == name:
            yield child
        elif local_name(child) in _HOLDERS:
            yield from _through(child, name)


def _read_runs(holder: Element, boxes: list[Element]) -> Iterator[str]:
    """Yield the words below an element in order, and collect the text boxes that hang there."""
    for child in _choose(holder):
        name = local_name(child)
        if name == "t":
            yield child.text or ""
        elif name in _MARKS:
            is_page = attribute(child, "type") in {"page", "column"}
            yield "" if is_page else _MARKS[name]
        elif name in _PICTURES:
            boxes += (box for box in child.iter() if local_name(box) == "txbxContent")
        elif name in _HOLDERS and not _is_hidden(child):
            yield from _read_runs(child, boxes)


def _choose(holder: Element) -> Iterator[Element]:
    """Yield the children; of alternatives for old and new programs only one."""
    if local_name(holder) == "AlternateContent":
        chosen = find_child(holder, "Choice")
        chosen = find_child(holder, "Fallback") if chosen is None else chosen
        yield from () if chosen is None else (chosen,)
    else:
        yield from holder


def _is_hidden(run: Element) -> bool:
    vanish = find_child(find_child(run, "rPr"), "vanish")
    return vanish is not None and _value(vanish) not in _OFF


def _outline_level(properties: Element | None) -> int | None:
    """Return the level of a heading, 0 for text that says it is none, None if nothing is said."""
    stated = _value(find_child(properties, "outlineLvl"))
    if not stated.isdecimal():
        return None
    return int(stated) + 1 if int(stated) < 9 else 0


def _value(element: Element | None) -> str:
    return "" if element is None else attribute(element, "val")
