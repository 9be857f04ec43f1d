"""HTML: the document is the article's text as trafilatura finds it in the page.

Where it finds none (pages of a sentence or two, or broken beyond its reach), all text that the
page shows is taken, script and navigation aside.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from retrieval.corpus.encoding import decode, is_binary
from retrieval.corpus.page_labels import read_page_labels
from retrieval.corpus.source import SourceFile
from retrieval.corpus.titles import clean_label, find_title_and_date, given_title
from retrieval.datatypes import Document
from retrieval.errors import Refusal, RefusedFileError

_CHARSET_WITHIN = 2_048
"""Bytes; the HTML standard wants the declaration in the first 1,024."""
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*(iso-8859-\d{1,2}|windows-12\d{2})", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


def read_html(source: SourceFile, content: bytes) -> Iterator[Document]:
    """Yield the one document of an ``.html`` file.

    Raises:
        RefusedFileError: If the file cannot be decoded, or shows no text.
    """
    # Importing it takes longer than a start may; only a corpus with HTML pays.
    from trafilatura import bare_extraction, load_html  # noqa: PLC0415

    page = _decode_page(source, content)
    text, title, outlet, url, date, language = "", "", "", "", "", ""
    tree = load_html(page)
    found = bare_extraction(
        page,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is not None and not isinstance(found, dict):
        text, title = found.text or "", _stated(found.title)
        outlet, url, date = _stated(found.sitename), _stated(found.url), _stated(found.date)
    if not _LETTER.search(text):
        shown = _ShownText(page)
        text, title = shown.text, title or shown.title
    if not _LETTER.search(text):
        reason = "the page shows no text; save it once its text is shown, or save the text itself"
        raise RefusedFileError(source.path, Refusal.NO_TEXT, reason)
    if tree is not None:
        labels = read_page_labels(tree, clean_label(title))
        language = labels.language
        date = labels.published or ("" if date in labels.modified else date)
        is_account = outlet.lower() in labels.accounts
        outlet = labels.outlet if is_account or not outlet else outlet
    title_found, date_found = find_title_and_date(text, source.document_id)
    yield Document(
        document_id=source.document_id,
        text=text,
        title=given_title(title) or title_found,
        source=clean_label(outlet),
        url=clean_label(url),
        date=clean_label(date) or date_found,
        language=clean_label(language),
    )


def _stated(value: object) -> str:
    """Return a label of the page; its JSON-LD may state a number or a list as one."""
    return value if isinstance(value, str) else ""


def _decode_page(source: SourceFile, content: bytes) -> str:
    """Decode as `decode` does; what that cannot tell, as the page declares."""
    try:
        return decode(source, content)
    except RefusedFileError:
        page = _decode_as_declared(content)
        if page is None:
            raise
        return page


def _decode_as_declared(content: bytes) -> str | None:
    declared = _CHARSET.search(content[:_CHARSET_WITHIN])
    if declared is None or is_binary(content):
        return None
    try:
        return content.decode(declared[1].decode())
    except (LookupError, UnicodeDecodeError):  # iso-8859-12 was never made
        return None


class _ShownText(HTMLParser):
    """The text of a page as lines, one for each block, and its title."""

    _HIDDEN = frozenset({"script", "style", "noscript", "template", "title", "head", "svg"})
    _ASIDE = frozenset({"nav", "header", "footer", "aside", "form", "button", "select"})
    _INLINE = frozenset({"a", "abbr", "b", "em", "i", "span", "strong", "sub", "sup", "u", "mark"})

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []
        self._pieces: list[str] = []
        self._title: list[str] = []
        self.feed(page)
        self.close()
        self.title = "".join(self._title)
        lines = (" ".join(line.split()) for line in "".join(self._pieces).split("\n"))
        self.text = "\n".join(line for line in lines if line)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in self._HIDDEN or tag in self._ASIDE:
            self._open.append(tag)
        self._break_line(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        self._break_line(tag)

    def handle_data(self, data: str) -> None:
        if "title" in self._open and "svg" not in self._open:
            self._title.append(data)
        elif not self._open:
            self._pieces.append(" ".join(data.split("\n")))

    def _break_line(self, tag: str) -> None:
        if tag not in self._INLINE:
            self._pieces.append("\n")
