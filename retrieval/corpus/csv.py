"""CSV: an article a row, whose columns are found by their names, English or Arabic.

No dialect is asked for: the delimiter is the one that makes the most known names of the first
row, and Excel's own first line ``sep=;`` is passed over. The document is the cell of the text,
line breaks within its quotation marks included. A row that is not an article is reported and costs
no other; rows are numbered as a spreadsheet numbers them, the names of the columns being row 1.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from retrieval.arabic.normalize import matching_key
from retrieval.corpus.articles import LABELS, make_article
from retrieval.corpus.encoding import decode
from retrieval.corpus.source import SkippedFile, SourceFile
from retrieval.corpus.tables import read_table
from retrieval.corpus.titles import clean_label
from retrieval.datatypes import Document
from retrieval.errors import Refusal, RefusedFileError

_DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR_LINE = re.compile(r"\s*sep=.\r?\n?", re.IGNORECASE)
_SHOWN_COLUMNS = 8
_SHOWN_CHARS = 30
_NEVER_CLOSED = "unexpected end of data"


def read_csv(source: SourceFile, content: bytes) -> Iterator[Document | SkippedFile]:
    """Yield a document for each row that is an article, and why the others are not.

    Raises:
        RefusedFileError: If the file cannot be decoded, no column holds the text, or no row is
            an article.
    """
    text = _SEPARATOR_LINE.sub("", decode(source, content), count=1)
    # The limit is the interpreter's, not the reader's: it is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    delimiter = max(_DELIMITERS, key=lambda mark: len(_known_columns(_first_row(text, mark))))
    columns = _find_columns(source, _first_row(text, delimiter))
    rows_by_id: dict[str, int] = {}
    reasons: list[tuple[int, str]] = []
    for number, row in _rows_below(text, delimiter):
        try:
            document = _read_article(source, row, columns, number)
        except RefusedFileError as error:
            reasons.append((number, f"row {number}: {error}"))
            continue
        first = rows_by_id.setdefault(document.document_id, number)
        if first == number:
            yield document
        else:
            reasons.append((number, f"row {number}: its id is taken by row {first}; change one"))
    if not rows_by_id:
        nothing = (0, "there is no row below the names of the columns; write an article a row")
        number, reason = reasons[0] if reasons else nothing
        raise RefusedFileError(source.path, Refusal.ROW, f"no article in it; {reason}", number)
    for number, reason in reasons:
        yield SkippedFile(source.document_id, reason, Refusal.ROW, number)


def _read_article(
    source: SourceFile, row: list[str] | csv.Error, columns: Mapping[str, int], number: int
) -> Document:
    if isinstance(row, csv.Error):
        is_open = str(row) == _NEVER_CLOSED
        reason = (
            "a quotation mark that opens a cell is never closed; close it"
            if is_open
            else "words after the quotation mark that closes a cell; within one, write it twice"
        )
        raise RefusedFileError(source.path, Refusal.ROW, reason)
    labels = {name: row[at] if at < len(row) else "" for name, at in columns.items()}
    labels = {name: labels.get(name, "") for name in LABELS}
    if not labels["text"].strip():
        raise RefusedFileError(
            source.path, Refusal.ROW, "its cell of the text is empty; fill it, or remove the row"
        )
    return make_article(source, labels, number)


def _first_row(text: str, delimiter: str) -> list[str]:
    for _, row in _rows(text, delimiter):
        return [] if isinstance(row, csv.Error) else row
    return []


def _rows_below(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Yield the rows below the names of the columns, with their numbers."""
    rows = _rows(text, delimiter)
    next(rows, None)
    return rows


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Yield the rows that hold anything, numbered from 1, and what is wrong with the others."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            yield number, error
            continue
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield number, row


def _find_columns(source: SourceFile, names: list[str]) -> dict[str, int]:
    columns = _known_columns(names)
    if "text" in columns:
        return columns
    found = [f'"{clean_label(name)[:_SHOWN_CHARS]}"' for name in names[:_SHOWN_COLUMNS]]
    if len(names) > _SHOWN_COLUMNS:
        found.append("...")
    raise RefusedFileError(
        source.path,
        Refusal.COLUMNS,
        f'no column of its first row is called "text" or "نص"; found: {", ".join(found)}; '
        "rename the one that holds the text",
    )


def _known_columns(names: list[str]) -> dict[str, int]:
    """Return where each label stands; of two names for one, the first of the list counts."""
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        places.setdefault(matching_key(name).replace("_", " ").strip(" :*"), place)
    columns: dict[str, int] = {}
    for label, name in _column_names():
        if name in places:
            columns.setdefault(label, places[name])
    return columns


@lru_cache(maxsize=1)
def _column_names() -> tuple[tuple[str, str], ...]:
    return tuple(read_table("retrieval.corpus", "columns.tsv"))
