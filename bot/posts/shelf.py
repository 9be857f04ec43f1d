"""The files of the corpus that posts are kept in: a line a post, changed when the post is.

A file is written aside and renamed into place, so that whoever reads it, after whatever crash,
finds whole posts. That takes longer the larger it is, as reading it anew does, so a channel goes
on in a next file when one is large enough. A line that was emptied stays: what was removed from
it can be put back there (`bot.collecting.bin`), whatever was posted meanwhile. A file without any
other line goes. Everything here is synchronous: call it in a thread.
"""

import json
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.collecting.locking import corpus_locked
from bot.collecting.provenance import labels_of
from bot.collecting.writing import sync
from bot.errors import ShelfError, StorageError
from bot.posts.post import FOLDER, Place, Post

MAX_FILE_BYTES: Final = 8_000_000
"""About ten thousand posts of a news channel, read in a second."""
_NAME = re.compile(r"-\d+(?:-(\d+))?\.jsonl")
_ID = re.compile(rb'\s*\{\s*"id"\s*:\s*"?(\d+)"?\s*[,}]')


@dataclass(frozen=True, slots=True)
class _File:
    """A file and its lines, without line ends."""

    path: Path
    lines: tuple[bytes, ...]

    def position_of(self, message_id: int) -> int | None:
        """Return which line a post is."""
        for position, line in enumerate(self.lines):
            found = _ID.match(line)
            if found and int(found[1]) == message_id:
                return position
        return None

    def with_line(self, position: int, line: bytes) -> "_File":
        """Return the file with a line in place of another, or with one more."""
        lines = list(self.lines)
        lines[position : position + 1] = [line]
        return _File(self.path, tuple(lines))


class PostShelf:
    """Keeps posts below a corpus folder.

    Args:
        corpus: The folder; it must be there.
        max_file_bytes: Of a file that another post is added to.
    """

    def __init__(self, corpus: Path, max_file_bytes: int = MAX_FILE_BYTES) -> None:
        self._corpus = corpus
        self._folder = corpus / FOLDER
        self._max_file_bytes = max_file_bytes
        self._turn = threading.Lock()

    def keep(self, post: Post) -> bool:
        """Store a post, in place of what was stored of it; whole on the disk when this returns.

        Returns:
            Whether that changed anything. A state of the post older than the stored one does not.

        Raises:
            ShelfError: It cannot be read or written.
        """
        with self._changing():
            files = self._files_of(post.channel_id)
            for file in files:
                position = file.position_of(post.message_id)
                if position is not None:
                    return self._replace(file, position, post)
            last = self._file_for_more(files, post.channel_id)
            self._save(last.with_line(len(last.lines), _as_line(post)))
            return True

    def remove(self, channel_id: int, message_id: int) -> bool:
        """Take a post out; return whether it was there.

        Raises:
            ShelfError: It cannot be read or written.
        """
        with self._changing():
            for file in self._files_of(channel_id):
                position = file.position_of(message_id)
                if position is not None:
                    self._save_or_remove(file.with_line(position, b""))
                    return True
            return False

    def find(self, place: Place) -> Post | None:
        """Return a post as it is stored; None if it is not.

        Raises:
            ShelfError: It cannot be read.
        """
        file = self._read(self._folder / place.file)
        position = file.position_of(place.message_id) if file else None
        if file is None or position is None:
            return None
        return _from_line(file.lines[position], place.channel_id)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Change files with nobody else changing the corpus: removals rewrite them too."""
        try:
            with self._turn, corpus_locked(self._corpus):
                yield
        except StorageError as error:
            problem = str(error).removeprefix(f"{error.path} ")
            raise ShelfError(error.path, problem) from error

    def _replace(self, file: _File, position: int, post: Post) -> bool:
        stored = _from_line(file.lines[position], post.channel_id)
        line = _as_line(post)
        if stored and (stored.edited_at > post.edited_at or line == _as_line(stored)):
            return False
        self._save(file.with_line(position, line))
        return True

    def _file_for_more(self, files: list[_File], channel_id: int) -> _File:
        """Return the last file, or one to begin if that is large enough."""
        if files and sum(len(line) + 1 for line in files[-1].lines) < self._max_file_bytes:
            return files[-1]
        number = _number_of(files[-1].path) + 1 if files else 1
        return _File(self._path(channel_id, number), ())

    def _files_of(self, channel_id: int) -> list[_File]:
        """Return a channel's files in their order; of those between, some may be gone."""
        named = [self._path(channel_id, 1), *self._folder.glob(f"{channel_id}-*.jsonl")]
        read = map(self._read, sorted(filter(_number_of, named), key=_number_of))
        return [file for file in read if file]

    def _path(self, channel_id: int, number: int) -> Path:
        return self._folder / f"{channel_id}{'' if number == 1 else f'-{number}'}.jsonl"

    def _read(self, path: Path) -> _File | None:
        """Read a file; None if there is none."""
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ShelfError(path, f"cannot be read: {error.strerror or error}") from error
        return _File(path, tuple(content.removesuffix(b"\n").split(b"\n")) if content else ())

    def _save_or_remove(self, file: _File) -> None:
        """Save a file, or remove it where nothing is left in it; labels beside it need it."""
        if any(map(bytes.strip, file.lines)) or labels_of(file.path).exists():
            self._save(file)
            return
        try:
            file.path.unlink()
            sync(self._folder)
        except OSError as error:
            raise ShelfError(file.path, f"cannot be removed: {error.strerror or error}") from error

    def _save(self, file: _File) -> None:
        aside = file.path.with_name(f".{file.path.name}.new")
        try:
            # Not the corpus itself: where it is gone, as a disk that is not mounted, say so.
            self._folder.mkdir(exist_ok=True)
            with aside.open("wb") as content:
                content.writelines(line + b"\n" for line in file.lines)
                content.flush()
                os.fsync(content.fileno())
            aside.replace(file.path)
            sync(self._folder)
        except OSError as error:
            raise ShelfError(file.path, f"cannot be written: {error.strerror or error}") from error


def _number_of(path: Path) -> int:
    """Return which file of its channel one is, from 1; 0 where it is none."""
    found = _NAME.fullmatch(path.name)
    return int(found[1] or 1) if found else 0


def _as_line(post: Post) -> bytes:
    fields = {
        "id": post.message_id,
        "title": post.title,
        "text": post.text,
        "source": post.source,
        "url": post.url,
        "date": post.date,
        "edited_at": post.edited_at,
        "formatting": post.formatting,
    }
    # Half a surrogate pair, which no file can hold, is written as JSON's escape of it.
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "backslashreplace")


def _from_line(line: bytes, channel_id: int) -> Post | None:
    """Read a line; None if somebody else wrote one that is no post."""
    try:
        fields = json.loads(line)
        return Post(
            channel_id=channel_id,
            message_id=int(fields["id"]),
            text=fields["text"],
            source=fields.get("source", ""),
            url=fields.get("url", ""),
            date=fields.get("date", ""),
            edited_at=int(fields.get("edited_at", 0)),
            formatting=tuple(fields.get("formatting", ())),
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
