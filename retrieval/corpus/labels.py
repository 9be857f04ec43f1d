"""What an article is called, who published it, when, and in which language: stated or found.

Readers pass on what a file states. Here the rest is found: in the text, and in the address. What
cannot be found stays empty; nothing is taken from the time of a file, which is that of a copy.
"""

from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from retrieval.corpus.dates import date_of_address, is_impossible, settle_date
from retrieval.corpus.fields import Fields
from retrieval.corpus.languages import find_language
from retrieval.corpus.outlets import find_origin, split_title
from retrieval.corpus.source import SkippedFile
from retrieval.datatypes import Document
from retrieval.errors import Refusal

_MIRRORS: Final = ("www.", "m.", "mobile.", "amp.")


def complete(document: Document, body: str) -> Document:
    """Return a document with the labels that can be found; to do it again changes nothing.

    Args:
        document: With what its file states; a date that cannot be is left out.
        body: Its text, front matter aside.
    """
    title, outlet = split_title(document.title, document.source)
    date = "" if is_impossible(document.date) else settle_date(document.date)
    if not (outlet and date):
        origin = find_origin(body)
        outlet, date = outlet or origin.outlet, date or origin.date
    return replace(
        document,
        title=title,
        source=outlet or site_of(document.url),
        date=date or date_of_address(document.url),
        language=find_language(body, document.language),
    )


def check_date(document: Document) -> SkippedFile | None:
    """Return what is wrong with the date that a file states, if there can be no such day."""
    if not is_impossible(document.date):
        return None
    reason = (
        f"read without its date: {document.date} is no day of the calendar; "
        "write year, month and day as in 2024-05-31"
    )
    return SkippedFile(document.document_id, reason, Refusal.DATE)


def restate(document: Document, fields: Fields) -> Document:
    """Return a document with what is stated beside its file, which counts for more than within."""
    return replace(
        document,
        title=fields.title or document.title,
        source=fields.source or document.source,
        url=fields.url or document.url,
        date=fields.date or document.date,
        language=fields.language or document.language,
    )


def site_of(url: str) -> str:
    """Return the name of a site as people know it, or "" where there is none."""
    try:
        host = urlsplit(url).hostname or ""
        host = host.encode("ascii").decode("idna") if "xn--" in host else host
    except ValueError:
        return ""
    for mirror in _MIRRORS:
        host = host.removeprefix(mirror)
    return host
