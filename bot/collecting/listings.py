"""What a feed or a sitemap lists. Pure computation, done in the child of `parsing`."""

import io
import re
from calendar import timegm
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from time import struct_time
from typing import Final
from urllib.parse import urljoin

from retrieval.corpus.titles import clean_label

_MAX_ENTRIES: Final = 50_000  # what sitemaps.org allows in one
_SITEMAP: Final = re.compile(rb"<(?:\w+:)?(?P<root>urlset|sitemapindex)[\s>]")
_HEAD_BYTES: Final = 4_096
_MAX_TITLE_CHARS: Final = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """An address that is listed.

    Attributes:
        url: Absolute.
        changed_at: In seconds since 1970, as the list states it; 0 where it does not.
    """

    url: str
    changed_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list holds, newest first; what is equally new stands as in the list.

    Attributes:
        title: Of the feed, or "".
        entries: Articles.
        sitemaps: Further lists of articles.
    """

    title: str
    entries: tuple[Entry, ...]
    sitemaps: tuple[Entry, ...] = ()


def read_listing(content: bytes, url: str) -> Listing | None:
    """Return what RSS, Atom or a sitemap lists; None for anything else.

    Args:
        content: The file.
        url: Where it was found; addresses in it may be relative.
    """
    root = _SITEMAP.search(content[:_HEAD_BYTES])
    if root is None:
        return _read_feed(content, url)
    entries = _newest_first(_read_sitemap(content, url))
    is_index = root["root"] == b"sitemapindex"
    return Listing("", () if is_index else entries, entries if is_index else ())


def _read_sitemap(content: bytes, url: str) -> Iterator[Entry]:
    from lxml import etree  # noqa: PLC0415 - only a child that reads sitemaps needs it

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    tree = etree.fromstring(content, parser)
    for item in tree if tree is not None else ():
        values = {
            etree.QName(field).localname: (field.text or "").strip()
            for field in item
            if isinstance(field.tag, str)
        }
        if values.get("loc"):
            yield Entry(_joined(url, values["loc"]), _moment(values.get("lastmod", "")))


def _read_feed(content: bytes, url: str) -> Listing | None:
    import feedparser  # noqa: PLC0415 - only a child that reads feeds needs it

    # As a file: given bytes, it would take those of an address for one, and fetch it.
    parsed = feedparser.parse(
        io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False
    )
    if not parsed.get("version"):
        return None
    entries = (
        Entry(_joined(url, item["link"]), _seconds(item))
        for item in parsed.entries
        if item.get("link")
    )
    title = clean_label(parsed.feed.get("title", ""))[:_MAX_TITLE_CHARS]
    return Listing(title, _newest_first(entries))


def _joined(url: str, place: str) -> str:
    """Return an absolute address; what cannot be one stays as it is, and is refused later."""
    try:
        return urljoin(url, place)
    except ValueError:
        return place


def _newest_first(entries: Iterator[Entry]) -> tuple[Entry, ...]:
    listed = [entry for entry, _ in zip(entries, range(_MAX_ENTRIES), strict=False)]
    return tuple(sorted(listed, key=lambda entry: -entry.changed_at))


def _seconds(item: Mapping[str, struct_time | None]) -> float:
    """Return when an entry of a feed was published; feedparser has it in UTC."""
    # Asked for what an entry does not have, feedparser hands out the other, with a warning.
    stated = item.get("published_parsed" if "published" in item else "updated_parsed")
    try:
        return float(timegm(stated)) if stated else 0.0
    except (ValueError, OverflowError):
        return 0.0


def _moment(text: str) -> float:
    """Return the seconds of a W3C date, which may be a year or a month alone."""
    padded = text + "-01" * (2 - text.count("-")) if re.fullmatch(r"\d{4}(-\d\d)?", text) else text
    try:
        moment = datetime.fromisoformat(padded)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.timestamp()
    except (ValueError, OverflowError):
        return 0.0
