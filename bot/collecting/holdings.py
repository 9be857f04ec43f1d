"""The articles as administrators look through them: what is served, and what its files became.

An article is known by a short key that its id gives: a button has room for that, and after a
restart it still means the same article.
"""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

from bot.answering import Lender, run_aside
from bot.collecting.lines import LINES
from retrieval.arabic.normalize import matching_key
from retrieval.corpus.folder import list_files
from retrieval.corpus.source import SourceFile
from retrieval.datatypes import DocumentId
from retrieval.engine import Catalogue, CatalogueEntry, SnapshotSummary
from retrieval.errors import CorpusError
from retrieval.index.sources import SourceRecord

_ISO_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_KEY_CHARS: Final = 16


class FileState(StrEnum):
    """What became of a file since it was read."""

    READ = "read"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Held:
    """An article that is served.

    Attributes:
        key: Short, and always the same for its id.
        called: What it can be found by, as letters are compared.
        entry: What is known of it.
        state: Of its file.
    """

    key: str
    called: str
    entry: CatalogueEntry
    state: FileState

    @property
    def is_part(self) -> bool:
        """Whether it cannot be removed without the others of its file, as a row of a table."""
        file = self.entry.file
        return file != self.entry.document_id and not file.lower().endswith(LINES)


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is served, and what waits to be read.

    Attributes:
        articles: The newest first, those without a date last.
        n_passages: Of all of them.
        n_new: Files of the folder that were never read.
        n_changed: Files that have changed since they were read.
        n_gone: Files that were read and are no longer there.
    """

    articles: tuple[Held, ...]
    n_passages: int
    n_new: int
    n_changed: int
    n_gone: int

    def find(self, key: str) -> Held | None:
        """Return the article of a key, if it is served."""
        return next((article for article in self.articles if article.key == key), None)

    def count_in(self, file: DocumentId) -> int:
        """Return how many articles a file gave."""
        return sum(article.entry.file == file for article in self.articles)

    def search(self, words: str) -> tuple[Held, ...]:
        """Return the articles that have all the words in title, outlet, address or id.

        Letters are compared as in a search for answers.
        """
        wanted = [matching_key(word) for word in words.split()]
        return tuple(
            article for article in self.articles if all(word in article.called for word in wanted)
        )


class CatalogueLender(Lender, Protocol):
    """What is asked of `bot.library.Library`."""

    @property
    def summary(self) -> SnapshotSummary:
        """What is being served."""


class HoldingsReader:
    """Reads the holdings; the catalogue of a snapshot only once.

    Args:
        library: Serves the articles.
        corpus: The folder that they are read from.
    """

    def __init__(self, library: CatalogueLender, corpus: Path) -> None:
        self._library = library
        self._corpus = corpus
        self._reading = threading.Lock()
        self._catalogue: Catalogue | None = None
        self._sorted: tuple[tuple[str, str, CatalogueEntry], ...] = ()

    async def read(self) -> Holdings:
        """Return what is served at this moment, in a thread that no question waits for."""
        return await run_aside(self._read)

    def _read(self) -> Holdings:
        with self._reading:
            catalogue = self._catalogue
            if catalogue is None or catalogue.snapshot != self._library.summary.path:
                catalogue = self._library.use(lambda engine: engine.catalogue())
                self._sorted = _sort(catalogue)
                self._catalogue = catalogue
            in_order = self._sorted
        files = _files_of(self._corpus)
        states = {file.document_id: _state(file, files) for file in catalogue.files}
        return Holdings(
            articles=tuple(
                Held(key, called, entry, states[entry.file]) for key, called, entry in in_order
            ),
            n_passages=sum(entry.n_passages for entry in catalogue.entries),
            n_new=len(files.keys() - states.keys()),
            n_changed=list(states.values()).count(FileState.CHANGED),
            n_gone=list(states.values()).count(FileState.GONE),
        )


def key_of(document_id: DocumentId) -> str:
    """Return the short key of an article."""
    return sha256(document_id.encode("utf-8", "surrogatepass")).hexdigest()[:_KEY_CHARS]


def _sort(catalogue: Catalogue) -> tuple[tuple[str, str, CatalogueEntry], ...]:
    newest_first = sorted(catalogue.entries, key=lambda entry: entry.document_id)
    newest_first.sort(key=_iso_date, reverse=True)
    return tuple((key_of(entry.document_id), _called(entry), entry) for entry in newest_first)


def _iso_date(entry: CatalogueEntry) -> str:
    found = _ISO_DATE.match(entry.date)
    return found.group() if found else ""


def _called(entry: CatalogueEntry) -> str:
    return matching_key(f"{entry.document_id} {entry.title} {entry.source} {entry.url}")


def _files_of(corpus: Path) -> Mapping[DocumentId, SourceFile]:
    """Return the files of the folder; of a folder that is not there, none."""
    try:
        return {file.document_id: file for file in list_files(corpus).files}
    except CorpusError:
        return {}


def _state(record: SourceRecord, files: Mapping[DocumentId, SourceFile]) -> FileState:
    file = files.get(record.document_id)
    if file is None:
        return FileState.GONE
    # A time that could not be trusted tells nothing: the next reading looks at the content.
    is_older = record.mtime_ns is not None and record.mtime_ns != file.mtime_ns
    return FileState.CHANGED if is_older or record.size != file.size else FileState.READ
