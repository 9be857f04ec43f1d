"""Articles as files of the corpus folder, the same file again when an article changes.

An article of a page is Markdown with front matter: what it is called, where and when it was found,
and the SHA-256 of its text. By that a file tells whether its page has changed, and whether a
person has corrected it since: what a person wrote is never overwritten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from bot.collecting.identity import file_name
from bot.collecting.locking import corpus_locked
from bot.collecting.provenance import (
    compose_yaml,
    digest_of,
    fetching_fields,
    parse_yaml,
    read_labels,
    validators_in,
    write_labels,
)
from bot.collecting.validators import NOTHING_KNOWN, Validators
from bot.collecting.writing import read_whole, write_whole
from bot.errors import FetchError, FetchFailure
from retrieval.corpus.formats import SUFFIXES
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
        language: Its code, or "".
    """

    url: str
    title: str
    source: str
    date: str
    text: str
    language: str = ""


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
        remarks: What in it gave none, or not all that it should, where it is new.
    """

    document_id: DocumentId
    title: str
    change: Change
    remarks: tuple[SkippedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A file as it came.

    Attributes:
        url: It is known by.
        suffix: Of a kind that a corpus is read from.
        content: Its bytes.
        validators: Of this version of it.
    """

    url: str
    suffix: str
    content: bytes
    validators: Validators


@dataclass(frozen=True, slots=True)
class Version:
    """What is held of an address.

    Attributes:
        kept: What to say of it if it is still current.
        validators: What its server called it.
    """

    kept: Kept
    validators: Validators


class Shelf:
    """The part of a corpus folder that is filled from the web. Synchronous; call it aside.

    Args:
        corpus: The folder.
    """

    def __init__(self, corpus: Path) -> None:
        self._corpus = corpus

    def find(self, address: str) -> Version | None:
        """Return what is held of an address, if it can be told whether that is still current.

        A page that is known by another address than that which led to it is not found.

        Raises:
            StorageError: What is held cannot be read.
        """
        page = self._corpus / file_name(address, _ARTICLE)
        stated = {page: _front_matter(page)}
        for suffix in SUFFIXES:
            path = self._corpus / file_name(address, suffix)
            stated[path] = (read_labels(path) if path.is_file() else None) or stated.get(path, {})
        for path, fields in stated.items():
            validators = validators_in(fields)
            if validators != NOTHING_KNOWN and (title := _title(self._corpus, path)):
                name = DocumentId(path.relative_to(self._corpus).as_posix())
                return Version(Kept(name, title, Change.UNCHANGED), validators)
        return None

    def keep_article(
        self, article: Article, fetched_at: str, validators: Validators = NOTHING_KNOWN
    ) -> Kept:
        """Keep the article of a page.

        Args:
            article: From its page.
            fetched_at: When, ISO 8601.
            validators: Of this version of the page.

        Raises:
            FetchError: It is none that could be read again.
            StorageError: The file cannot be written.
        """
        name = DocumentId(file_name(article.url, _ARTICLE))
        path = self._corpus / name
        digest = _digest(article.text)
        with corpus_locked(self._corpus):
            before = _digests(path)
            if before is not None and before.of_page == digest:
                return Kept(name, article.title, Change.UNCHANGED)
            if before is not None and before.of_page != before.of_file:
                return Kept(name, article.title, Change.CORRECTED)
            content = _compose(article, fetching_fields(fetched_at, digest, validators))
            found = _check(article.url, SourceFile(path, name, len(content), 0), content)
            write_whole(path, content)
        return found.kept(name, Change.ADDED if before is None else Change.CHANGED)

    def keep_file(self, file: FetchedFile, fetched_at: str) -> Kept:
        """Keep a file as it came, and beside it where that was; see `keep_article`."""
        name = DocumentId(file_name(file.url, file.suffix))
        path = self._corpus / name
        # Before the folder is locked: to read a document may take a while.
        found = _check(file.url, SourceFile(path, name, len(file.content), 0), file.content)
        digest = digest_of(file.content)
        fields = {"url": file.url, **fetching_fields(fetched_at, digest, file.validators)}
        with corpus_locked(self._corpus):
            before = read_whole(path) if path.exists() else None
            stated = read_labels(path) or {}
            if before == file.content:
                if stated.get("sha256") == digest:
                    return Kept(name, found.title, Change.UNCHANGED)
            elif before is not None and stated and stated.get("sha256") != digest_of(before):
                return Kept(name, found.title, Change.CORRECTED)
            else:
                # The file first: killed before its labels are written, they are next time.
                write_whole(path, file.content)
            write_labels(path, fields, stated)
        return found.kept(name, Change.ADDED if before is None else Change.CHANGED)


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
    stated = parse_yaml(front_matter["yaml"]).get("sha256") if front_matter else None
    return _Digests(str(stated), _digest(text[front_matter.end() :] if front_matter else text))


def _front_matter(path: Path) -> dict[str, Any]:
    """Return what the front matter of a file states; nothing if there is none."""
    if not path.is_file():
        return {}
    front_matter = FRONT_MATTER.match(read_whole(path).decode("utf-8", "replace"))
    return parse_yaml(front_matter["yaml"]) if front_matter else {}


def _title(corpus: Path, path: Path) -> str:
    """Return the title of the first document that a file of the corpus gives, or ""."""
    content = read_whole(path)
    name = DocumentId(path.relative_to(corpus).as_posix())
    with FileReader() as reader:
        found = reader.parse(SourceFile(path, name, len(content), 0), content)
    return next((item.title for item in found if isinstance(item, Document)), "")


def _digest(text: str) -> str:
    """Return the digest of a text without the white space around it."""
    return sha256(text.strip().encode()).hexdigest()


def _compose(article: Article, fetching: Mapping[str, str]) -> bytes:
    fields = {
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "date": article.date,
        "language": article.language,
        **fetching,
    }
    return f"---\n{compose_yaml(fields)}---\n\n{article.text.strip()}\n".encode()


@dataclass(frozen=True, slots=True)
class _Found:
    """What a file gives: see `Kept`."""

    title: str
    remarks: tuple[SkippedFile, ...]

    def kept(self, name: DocumentId, change: Change) -> Kept:
        """Say that it is in the corpus now."""
        return Kept(name, self.title, change, self.remarks)


def _check(url: str, source: SourceFile, content: bytes) -> _Found:
    """Read a file as the corpus will, and return what it gives.

    Raises:
        FetchError: It gives none.
    """
    with FileReader() as reader:
        found = reader.parse(source, content)
    remarks = tuple(item for item in found if isinstance(item, SkippedFile))
    for document in found:
        if isinstance(document, Document):
            return _Found(document.title, remarks)
    nothing = SkippedFile(source.document_id, "empty", Refusal.EMPTY)
    skipped = next(iter(remarks), nothing)
    raise FetchError(FetchFailure.UNREADABLE, url, skipped.reason, skipped.refusal)
