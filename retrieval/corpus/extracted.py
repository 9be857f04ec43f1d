"""Documents whose text is taken out of another format: its paragraphs, its headings, its labels.

Paragraphs stand apart by a blank line. Headings are marked as Markdown marks them, because what
the format says plainly need not be guessed from the text; `retrieval.corpus.blocks` reads the
marks. Labels that programs write by themselves are no labels.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from retrieval.corpus.source import SourceFile
from retrieval.corpus.tables import read_table
from retrieval.corpus.titles import clean_label, find_title_and_date, given_title
from retrieval.datatypes import Document
from retrieval.errors import Refusal, RefusedFileError

_NO_TEXT = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\ud800-\udfff\ufffe\uffff]")
_LETTER = re.compile(r"[^\W\d_]")
_ARABIC = re.compile("[\u0621-\u064a]")
_FILE_NAME = re.compile(
    r"\.(?:docx?|rtf|odt|indd|qxd|pdf|html?|txt|pages|epub|tmp)\b", re.IGNORECASE
)
_NUMBERED = re.compile(r"[\s\d_()-]+$")
_ISO_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_EARLIEST = "1985"
_MAX_HEADING = 300


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as its format gives it.

    Attributes:
        text: Without white space around it.
        level: Of a heading, 1 to 6; 0 for text.
    """

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Properties:
    """What a file says of itself, or "" each."""

    title: str = ""
    author: str = ""
    date: str = ""
    language: str = ""


def make_document(
    source: SourceFile, paragraphs: Iterable[Paragraph], properties: Properties
) -> Document:
    """Make a document of paragraphs in order.

    Raises:
        RefusedFileError: If none of them has a letter.
    """
    kept = [
        Paragraph(text, paragraph.level)
        for paragraph in paragraphs
        if (text := _NO_TEXT.sub("", paragraph.text).strip())
    ]
    text = "\n\n".join(map(_mark, kept))
    if not _LETTER.search(text):
        reason = "there is no text in it; if it shows pictures of text, recognise that (OCR)"
        raise RefusedFileError(source.path, Refusal.NO_TEXT, reason)
    heading = kept[0].text if kept[0].level and len(kept[0].text) <= _MAX_HEADING else ""
    title_found, date_found = find_title_and_date(text, source.document_id)
    return Document(
        document_id=source.document_id,
        text=text,
        title=_sensible_title(properties.title, text) or given_title(heading) or title_found,
        source=_sensible_author(properties.author),
        date=date_found or _sensible_date(properties.date),
        language=clean_label(_NO_TEXT.sub("", properties.language)),
    )


def _mark(paragraph: Paragraph) -> str:
    if not paragraph.level:
        return paragraph.text
    return f"{'#' * min(paragraph.level, 6)} {' '.join(paragraph.text.split())}"


def _sensible_title(title: str, text: str) -> str:
    """Return a title that a person wrote: programs name files, counts and themselves."""
    label = given_title(_NO_TEXT.sub("", title))
    bare = _NUMBERED.sub("", label).casefold()
    is_made = (
        not _LETTER.search(label)
        or _FILE_NAME.search(label) is not None
        or bare.startswith(_made("opening"))
        or bare in _made("title")
        or (_ARABIC.search(text) is not None and not _ARABIC.search(label))
    )
    return "" if is_made else label


def _sensible_author(author: str) -> str:
    label = clean_label(_NO_TEXT.sub("", author))
    bare = _NUMBERED.sub("", label).casefold()
    is_made = not _LETTER.search(label) or bare in _made("author")
    return "" if is_made or len(label) > _MAX_HEADING else label


def _sensible_date(date: str) -> str:
    """Return a date as ISO 8601 without its time; some formats count from the year 1 or 101."""
    found = _ISO_DATE.match(date.strip())
    return found[0] if found and found[1] >= _EARLIEST else ""


def _made(kind: str) -> tuple[str, ...]:
    rows = read_table("retrieval.corpus", "made_labels.tsv")
    return tuple(label for row_kind, label in rows if row_kind == kind)
