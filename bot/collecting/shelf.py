"""Articles as files of the corpus folder, the same file again when an article changes.

An article of a page is Markdown with front matter: what it is called, where and when it was found,
and the SHA-256 of its text. By that a file tells whether its page has changed, and whether a
person has corrected it since: what a person wrote is never overwritten.
"""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Final

import yaml

from bot.collecting.identity import file_name
from bot.collecting.writing import read_whole, write_whole
from bot.errors import FetchError, FetchFailure
from retrieval.corpus.markdown import FRONT_MATTER
from retrieval.corpus.reader import FileReader
from retrieval.corpus.source import SkippedFile, SourceFile
from retrieval.datatypes import Document, DocumentId
from retrieval.errors import Refusal

_ARTICLE: Final = ".md"


@dataclass(frozen=True, slots=True)
class Article:
    """An article as its page shows it.

    Attributes:
        url: It is known by.
        title: Never empty.
        source: The outlet.
        date: As the page states it (ISO 8601 where it does), or "".
        text: Paragraphs, an empty line between two.
    """

    url: str
    title: str
    source: str
    date: str
    text: str


class Change(StrEnum):
    """What keeping an article did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    """Its page says what it said; the file is as it was."""
    CORRECTED = "corrected"
    """Its page says something else, but a person has corrected the file; it is as it was."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the corpus that an address gave.

    Attributes:
        document_id: The file's path below the corpus folder.
        title: Of its first document.
    """

    document_id: DocumentId
    title: str
    change: Change


class Shelf:
    """The part of a corpus folder that is filled from the web. Synchronous; call it aside.

    Args:
        corpus: The folder.
    """

    def __init__(self, corpus: Path) -> None:
        self._corpus = corpus

    def keep_article(self, article: Article, fetched_at: str) -> Kept:
        """Keep the article of a page.

        Args:
            article: From its page.
            fetched_at: When, ISO 8601.

        Raises:
            FetchError: It is none that could be read again.
            StorageError: The file cannot be written.
        """
        name = DocumentId(file_name(article.url, _ARTICLE))
        path = self._corpus / name
        digest = _digest(article.text)
        before = _digests(path)
        if before is not None and before.of_page == digest:
            return Kept(name, article.title, Change.UNCHANGED)
        if before is not None and before.of_page != before.of_file:
            return Kept(name, article.title, Change.CORRECTED)
        content = _compose(article, fetched_at, digest)
        title = _check(article.url, SourceFile(path, name, len(content), 0), content)
        write_whole(path, content)
        return Kept(name, title, Change.ADDED if before is None else Change.CHANGED)

    def keep_file(self, url: str, suffix: str, content: bytes) -> Kept:
        """Keep a file as it came; see `keep_article`.

        Args:
            url: It is known by.
            suffix: Of a kind that a corpus is read from.
            content: Its bytes.
        """
        name = DocumentId(file_name(url, suffix))
        path = self._corpus / name
        is_known = path.exists()
        title = _check(url, SourceFile(path, name, len(content), 0), content)
        if is_known and read_whole(path) == content:
            return Kept(name, title, Change.UNCHANGED)
        write_whole(path, content)
        return Kept(name, title, Change.CHANGED if is_known else Change.ADDED)


@dataclass(frozen=True, slots=True)
class _Digests:
    """Of the text that the page had, and of the text that the file has."""

    of_page: str
    of_file: str


def _digests(path: Path) -> _Digests | None:
    """Return what a file tells of itself; None if there is no such file.

    One without front matter of ours is a person's.
    """
    if not path.exists():
        return None
    try:
        text = read_whole(path).decode("utf-8").replace("\r\n", "\n")
    except ValueError:
        return _Digests("", "not UTF-8")
    front_matter = FRONT_MATTER.match(text)
    try:
        fields = yaml.safe_load(front_matter["yaml"]) if front_matter else None
    except yaml.YAMLError:
        fields = None
    stated = fields.get("sha256") if isinstance(fields, dict) else None
    return _Digests(str(stated), _digest(text[front_matter.end() :] if front_matter else text))


def _digest(text: str) -> str:
    """Return the digest of a text without the white space around it."""
    return sha256(text.strip().encode()).hexdigest()


def _compose(article: Article, fetched_at: str, digest: str) -> bytes:
    fields = {
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "date": article.date,
        "fetched_at": fetched_at,
        "sha256": digest,
    }
    stated = {name: value for name, value in fields.items() if value}
    front_matter = yaml.safe_dump(stated, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{front_matter}---\n\n{article.text.strip()}\n".encode()


def _check(url: str, source: SourceFile, content: bytes) -> str:
    """Read a file as the corpus will, and return the title of its first document.

    Raises:
        FetchError: It gives none.
    """
    with FileReader() as reader:
        found = reader.parse(source, content)
    for document in found:
        if isinstance(document, Document):
            return document.title
    nothing = SkippedFile(source.document_id, "empty", Refusal.EMPTY)
    skipped = next((file for file in found if isinstance(file, SkippedFile)), nothing)
    raise FetchError(FetchFailure.UNREADABLE, url, skipped.reason, skipped.refusal)
