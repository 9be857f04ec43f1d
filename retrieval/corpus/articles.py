"""Articles that stand in a collection, one a line or a row, with what names and dates them."""

from collections.abc import Mapping

from retrieval.corpus.encoding import is_binary
from retrieval.corpus.source import SourceFile
from retrieval.corpus.titles import clean_label, find_title_and_date, given_title
from retrieval.datatypes import Document, DocumentId
from retrieval.errors import Refusal, RefusedFileError

LABELS = ("title", "text", "url", "source", "date", "language", "id")


def make_article(source: SourceFile, labels: Mapping[str, str], number: int) -> Document:
    """Make a document of what a collection says of it.

    Args:
        source: The collection.
        labels: A text, maybe empty, for each of `LABELS`.
        number: Of the line or row, which names an article without an id.

    Raises:
        RefusedFileError: If the text holds what no text holds.
    """
    text = labels["text"]
    if _is_broken(text):
        raise RefusedFileError(
            source.path,
            Refusal.ROW,
            '"text" holds control characters or half a surrogate pair; remove them',
        )
    name = clean_label(labels["id"]) or str(number)
    title, date = given_title(labels["title"]), clean_label(labels["date"])
    if not (title and date):
        title_found, date_found = find_title_and_date(text, name)
        title, date = title or title_found, date or date_found
    return Document(
        document_id=DocumentId(f"{source.document_id}#{name}"),
        text=text,
        title=title,
        source=clean_label(labels["source"]),
        url=clean_label(labels["url"]),
        date=date,
        language=clean_label(labels["language"]),
    )


def _is_broken(text: str) -> bool:
    try:
        return is_binary(text.encode())
    except UnicodeEncodeError:
        return True
