"""A corpus folder: which files it holds, and what each gives.

Listing is apart from reading (`retrieval.corpus.reader`), so that a reload can tell by size and
time which files it need not read again; `scan_folder` is both at once.

Hidden files and folders are the system's, and passed over in silence. Everything else gives a
document or a `SkippedFile` with its reason. A file called README tells of the folder and is not an
article of it. Links are followed, each folder is entered once.
"""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval.corpus.fields import SUFFIX as LABELS
from retrieval.corpus.formats import SUFFIXES
from retrieval.corpus.names import is_hidden, printable, skip_by_name, tells_of
from retrieval.corpus.reader import FileReader, explain
from retrieval.corpus.source import ReadLimits, SkippedFile, SourceFile
from retrieval.datatypes import Document, DocumentId
from retrieval.errors import CorpusError, Refusal

__all__ = ["FolderListing", "list_files", "scan_folder", "skip_by_name"]


@dataclass(frozen=True, slots=True)
class FolderListing:
    """What a corpus folder holds, nothing of it read yet; both by path."""

    files: tuple[SourceFile, ...]
    skipped: tuple[SkippedFile, ...]


def scan_folder(
    folder: Path,
    *,
    limits: ReadLimits | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Iterator[Document | SkippedFile]:
    """Yield every document below `folder`, and what gave none.

    Args:
        folder: The corpus.
        limits: What is too large or too small; the defaults if None.
        on_progress: Called with the files read and the files in all, after each file.

    Yields:
        What was skipped by its name, then what each file gives: files by path, articles of a
        collection as they stand in it.

    Raises:
        CorpusError: If there is no such folder.
    """
    listing = list_files(folder)
    yield from listing.skipped
    with FileReader(limits) as reader:
        for n_read, source in enumerate(listing.files, start=1):
            yield from reader.read(source)
            if on_progress:
                on_progress(n_read, len(listing.files))


def list_files(folder: Path) -> FolderListing:
    """List the files below `folder` that may hold articles.

    Raises:
        CorpusError: If there is no such folder, or it cannot be listed.
    """
    if not folder.exists():
        raise CorpusError(
            folder, f"there is no corpus folder {folder}: create it, or name another"
        )
    if not folder.is_dir():
        raise CorpusError(
            folder, f"{folder} is a file; a corpus is a folder of {' '.join(SUFFIXES)} files"
        )
    files: list[SourceFile] = []
    skipped: list[SkippedFile] = []
    for listed in _walk(folder):
        if isinstance(listed, SourceFile):
            files.append(listed)
        else:
            skipped.append(listed)
    files.sort(key=lambda source: source.document_id)
    skipped.sort(key=lambda file: file.path)
    return FolderListing(tuple(files), tuple(skipped))


def _walk(folder: Path) -> Iterator[SourceFile | SkippedFile]:
    """Yield the files below `folder`, each folder entered once however many links lead to it."""
    entered: set[tuple[int, int]] = set()
    waiting = [(folder, "")]
    while waiting:
        directory, prefix = waiting.pop()
        try:
            state = directory.stat()
            if (state.st_dev, state.st_ino) in entered:
                continue
            entered.add((state.st_dev, state.st_ino))
            with os.scandir(directory) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            if directory == folder:
                reason = f"the corpus folder {folder} cannot be listed: {explain(error)}"
                raise CorpusError(folder, reason) from error
            yield SkippedFile(printable(prefix), explain(error), Refusal.UNREADABLE)
            continue
        beside = {entry.name: entry for entry in entries}
        for entry in entries:
            if is_hidden(entry.name) or tells_of(entry.name) in beside:
                continue
            if _is_folder(entry):
                waiting.append((Path(entry.path), f"{prefix}{entry.name}/"))
            else:
                labels = beside.get(f"{entry.name}{LABELS}")
                yield _list_file(entry, labels, directory, f"{prefix}{entry.name}")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link in a circle; listing it as a file says why
        return False


def _list_file(
    entry: os.DirEntry[str], labels: os.DirEntry[str] | None, directory: Path, name: str
) -> SourceFile | SkippedFile:
    if skipped := skip_by_name(name):
        return skipped
    try:
        state = entry.stat()
        beside = labels.stat() if labels else None
    except OSError as error:
        return SkippedFile(name, explain(error), Refusal.UNREADABLE)
    if not stat.S_ISREG(state.st_mode):
        return SkippedFile(
            name, "not a regular file; put one in its place, or remove it", Refusal.UNREADABLE
        )
    size, mtime_ns = state.st_size, state.st_mtime_ns
    if labels is None or beside is None or not stat.S_ISREG(beside.st_mode):
        return SourceFile(directory / entry.name, DocumentId(name), size, mtime_ns)
    return SourceFile(
        directory / entry.name,
        DocumentId(name),
        size + beside.st_size,
        max(mtime_ns, beside.st_mtime_ns),
        directory / labels.name,
    )
