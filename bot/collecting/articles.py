"""An address to a file of the corpus: fetched, parsed, kept."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final

from yarl import URL

from bot.answering import run_aside
from bot.collecting.fetching import Fetched, Fetcher
from bot.collecting.identity import canonical_address, outlet
from bot.collecting.parsing import Parser
from bot.collecting.shelf import Article, FetchedFile, Kept, Shelf, Version
from bot.collecting.validators import NOTHING_KNOWN
from bot.errors import FetchError, FetchFailure
from bot.telegram.clock import Clock
from retrieval.corpus.dates import date_of_address
from retrieval.corpus.formats import SUFFIXES

_PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
_PAGE_SUFFIXES: Final = frozenset({".html", ".htm"})
_OFFICE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FILES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "text/markdown": ".md",
        "text/x-markdown": ".md",
        "text/csv": ".csv",
        "application/jsonl": ".jsonl",
        "application/x-ndjson": ".jsonl",
        "application/pdf": ".pdf",
        "application/epub+zip": ".epub",
        "application/zip": ".zip",
        _OFFICE: ".docx",
    }
)
_VAGUE: Final = frozenset({"", "text/plain", "application/octet-stream", "binary/octet-stream"})
"""What servers call a file that they know nothing about; its name knows more."""


class Collector:
    """Brings articles into a corpus folder.

    Args:
        fetcher: Fetches them.
        parser: Finds them in their pages.
        shelf: Keeps them.
        clock: Tells when that was.
    """

    def __init__(self, fetcher: Fetcher, parser: Parser, shelf: Shelf, clock: Clock) -> None:
        self._fetcher = fetcher
        self._parser = parser
        self._shelf = shelf
        self._clock = clock

    async def collect(self, address: str) -> Kept:
        """Bring in the article, or the file, of an address.

        What is held of it already is only fetched if it has changed, where its server tells.

        Raises:
            FetchError: It cannot be fetched, or holds no article.
            StorageError: Its file cannot be written.
        """
        held = await self._find(address)
        known = held.validators if held else NOTHING_KNOWN
        found = await self._fetcher.fetch(address, wanted_media_types(), known)
        if found is None:
            if held is None:
                raise ValueError("nothing was known of it, so it cannot be unchanged")
            return held.kept
        suffix = _suffix(found)
        if suffix in _PAGE_SUFFIXES:
            return await self._keep_page(found)
        url = canonical_address(found.url, "")
        file = FetchedFile(url, suffix, found.content, found.validators)
        return await run_aside(self._shelf.keep_file, file, self._now())

    async def _find(self, address: str) -> Version | None:
        try:
            known_by = canonical_address(address, "")
        except ValueError:
            return None  # the fetcher says what is wrong with it
        return await run_aside(self._shelf.find, known_by)

    async def _keep_page(self, page: Fetched) -> Kept:
        document = await self._parser.read_page(page)
        url = canonical_address(page.url, document.url)
        paragraphs = (line.strip() for line in document.text.splitlines())
        article = Article(
            url=url,
            title=document.title,
            source=document.source or outlet(url),
            date=document.date or date_of_address(url),
            text="\n\n".join(paragraph for paragraph in paragraphs if paragraph),
            language=document.language,
        )
        return await run_aside(self._shelf.keep_article, article, self._now(), page.validators)

    def _now(self) -> str:
        return datetime.fromtimestamp(self._clock.unix_time(), UTC).isoformat(timespec="seconds")


def wanted_media_types() -> list[str]:
    """Return what may hold an article, as servers call it; pages come first."""
    files = [media_type for media_type, suffix in _FILES.items() if suffix in SUFFIXES]
    return [*sorted(_PAGES), *files, *sorted(_VAGUE - {""})]


def _suffix(found: Fetched) -> str:
    """Return the suffix of a file such as what was found.

    Raises:
        FetchError: Neither its type nor its name tells of a kind that is read.
    """
    if found.media_type in _PAGES:
        return ".html"
    suffix = PurePosixPath(URL(found.url).path).suffix.lower()
    if found.media_type not in _VAGUE:
        return _FILES[found.media_type]
    if suffix in SUFFIXES:
        return suffix
    if found.media_type == "text/plain":
        return ".txt"
    raise FetchError(FetchFailure.UNKNOWN_KIND, found.url)
