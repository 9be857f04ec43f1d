"""What was removed from a corpus folder, kept for a day so that it can be put back.

::

    <folder>/20261122T101500123456-3f2a1b4c/content      a file, or a line of one
    <folder>/20261122T101500123456-3f2a1b4c/labels       those beside the file, if there were any
    <folder>/20261122T101500123456-3f2a1b4c/entry.json   what it was and where it stood

The entry is written last, and only then is the article taken out of the corpus; when it is put
back or forgotten, the entry goes first. Killed at any moment, the article is in one of the two
places, or in both, and what is no entry is forgotten with its day.
"""

import json
import math
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Final

from bot.collecting.lines import LINES, find_line, put_line, replace_line
from bot.collecting.locking import corpus_locked
from bot.collecting.provenance import labels_of
from bot.collecting.writing import forget_unfinished, read_whole, sync, write_whole
from bot.errors import RemovalError, RemovalFailure, StorageError
from bot.telegram.clock import Clock
from retrieval.corpus.formats import COLLECTIONS
from retrieval.datatypes import DocumentId

KEPT_S: Final = 86_400.0
_MOMENT: Final = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class Removed:
    """A file, or an article of a ``.jsonl``, that was removed.

    Attributes:
        document_id: What it was called.
        removed_at: In seconds since 1970.
        file: Where it stood, below the corpus folder.
        line: Its line in that file, from 0; None for a file.
    """

    document_id: DocumentId
    removed_at: float
    file: str
    line: int | None


class Bin:
    """The bin of one corpus. Synchronous; call it aside.

    Args:
        corpus: The corpus folder.
        folder: Of the bin; made when something is first removed.
        clock: Tells when a day is over.
    """

    def __init__(self, corpus: Path, folder: Path, clock: Clock) -> None:
        self._corpus = corpus
        self._folder = folder
        self._clock = clock

    def remove(self, document_id: DocumentId) -> Removed:
        """Take a file, or an article of a ``.jsonl``, out of the corpus.

        Raises:
            RemovalError: There is none of this name, or it is a part of something.
            StorageError: The bin or the corpus cannot be written, or another program goes on
                changing the corpus.
        """
        with corpus_locked(self._corpus):
            return self._remove(document_id)

    def _remove(self, document_id: DocumentId) -> Removed:
        self.forget_old()
        file, name = _parts(document_id)
        path = self._path_of(document_id, file)
        content = read_whole(path)
        now = self._clock.unix_time()
        if name is None:
            entry = Removed(document_id, now, file, None)
            labels = labels_of(path)
            beside = read_whole(labels) if labels.is_file() else None
            self._put(entry, content, beside)
            _unlink(path)
            if beside is not None:
                _unlink(labels)
            return entry
        if b"\0" in content:
            # UTF-16 or UTF-32, whose lines are not what stands between two bytes of a line feed.
            raise RemovalError(RemovalFailure.PART, document_id)
        number = find_line(DocumentId(file), name, content)
        if number is None:
            raise RemovalError(RemovalFailure.MISSING, document_id)
        entry = Removed(document_id, now, file, number)
        self._put(entry, content.split(b"\n")[number], None)
        rest = replace_line(content, number, b"")
        if rest.strip() or labels_of(path).exists():
            write_whole(path, rest)
        else:
            _unlink(path)
        return entry

    def restore(self, document_id: DocumentId) -> Removed:
        """Put back what was removed last under this name.

        Raises:
            RemovalError: It is not in the bin, or something else stands in its place.
            StorageError: See `remove`.
        """
        with corpus_locked(self._corpus):
            return self._restore(document_id)

    def _restore(self, document_id: DocumentId) -> Removed:
        self.forget_old()
        for folder, entry in self._entries():
            if entry.document_id == document_id:
                beside = folder / "labels"
                labels = read_whole(beside) if beside.is_file() else None
                self._put_back(entry, read_whole(folder / "content"), labels)
                _forget(folder)
                return entry
        raise RemovalError(RemovalFailure.NOT_IN_BIN, document_id)

    def removed(self) -> list[Removed]:
        """Return what can be put back, what was removed last first.

        Raises:
            StorageError: The bin cannot be read.
        """
        self.forget_old()
        return [entry for _, entry in self._entries()]

    def forget_old(self) -> None:
        """Delete what was removed more than a day ago; what cannot be deleted is tried again.

        Raises:
            StorageError: The bin cannot be read.
        """
        for folder in self._folders():
            if self._clock.unix_time() - _moment_of(folder) > KEPT_S:
                _forget(folder)

    def forget_unfinished(self) -> None:
        """Delete what was half written in the corpus, a day ago or earlier, when it was killed.

        Raises:
            StorageError: It cannot be deleted.
        """
        forget_unfinished(self._corpus, self._clock.unix_time() - KEPT_S)

    def _path_of(self, document_id: DocumentId, file: str) -> Path:
        """Return where a file of the corpus lies, and make sure that it is one."""
        parts = PurePosixPath(file).parts
        is_inside = bool(parts) and not any(part.startswith((".", "/")) for part in parts)
        path = self._corpus / file
        if is_inside and path.is_file():
            return path
        is_part = any(parent.is_file() for parent in path.parents) or any(
            f"{suffix}#" in file.lower() for suffix in COLLECTIONS
        )
        reason = RemovalFailure.PART if is_inside and is_part else RemovalFailure.MISSING
        raise RemovalError(reason, document_id)

    def _put(self, entry: Removed, content: bytes, labels: bytes | None) -> None:
        moment = datetime.fromtimestamp(entry.removed_at, UTC)
        digest = sha256(entry.document_id.encode("utf-8", "surrogateescape")).hexdigest()[:8]
        folder = self._folder / f"{moment:{_MOMENT}}-{digest}"
        write_whole(folder / "content", content)
        if labels is not None:
            write_whole(folder / "labels", labels)
        write_whole(folder / "entry.json", json.dumps(asdict(entry)).encode())

    def _put_back(self, entry: Removed, content: bytes, labels: bytes | None) -> None:
        path = self._corpus / entry.file
        if entry.line is None:
            wanted = (
                {path: content} if labels is None else {labels_of(path): labels, path: content}
            )
            if any(place.exists() and read_whole(place) != wanted[place] for place in wanted):
                raise RemovalError(RemovalFailure.OCCUPIED, entry.document_id)
            for place, what in wanted.items():
                write_whole(place, what)
            return
        whole = read_whole(path) if path.exists() else b""
        name = entry.document_id.removeprefix(f"{entry.file}#")
        there = find_line(DocumentId(entry.file), name, whole)
        if there is not None:
            if whole.split(b"\n")[there].strip() != content.strip():
                raise RemovalError(RemovalFailure.OCCUPIED, entry.document_id)
            return
        put = put_line(whole, entry.line, name, content)
        if put is None:
            raise RemovalError(RemovalFailure.OCCUPIED, entry.document_id)
        write_whole(path, put)

    def _entries(self) -> list[tuple[Path, Removed]]:
        """Return what is in the bin and whole, newest first."""
        found = []
        for folder in sorted(self._folders(), reverse=True):
            try:
                entry = Removed(**json.loads((folder / "entry.json").read_bytes()))
            except (OSError, ValueError, TypeError):
                continue  # killed before it was written; the article is still in its place
            found.append((folder, entry))
        return found

    def _folders(self) -> list[Path]:
        try:
            return list(self._folder.iterdir()) if self._folder.is_dir() else []
        except OSError as error:
            raise StorageError(self._folder, f"cannot be read ({error.strerror})") from error


def _moment_of(folder: Path) -> float:
    """Return when what a folder of the bin holds was removed, in seconds since 1970."""
    try:
        moment = datetime.strptime(folder.name.partition("-")[0], _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return math.inf  # not ours
    return moment.timestamp()


def _forget(folder: Path) -> None:
    with suppress(OSError):
        (folder / "entry.json").unlink()
    shutil.rmtree(folder, ignore_errors=True)


def _parts(document_id: str) -> tuple[str, str | None]:
    """Return a document's file, and its name in it if that is a ``.jsonl``."""
    at = document_id.lower().find(f"{LINES}#")
    if at < 0:
        return document_id, None
    at += len(LINES)
    return document_id[:at], document_id[at + 1 :]


def _unlink(path: Path) -> None:
    try:
        path.unlink()
        sync(path.parent)
    except OSError as error:
        raise StorageError(path, f"cannot be removed ({error.strerror or error})") from error
