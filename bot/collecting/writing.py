"""Files of the corpus, read whole, and written so that a reader finds the old one or the new one.

What the system says against it becomes a `StorageError`: a file that nobody may read, or a folder
where a file should be, must end neither a round of feeds nor an administrator's command unheard.
"""

import os
from pathlib import Path
from secrets import token_hex
from typing import Final

from bot.errors import StorageError

_ASIDE: Final = ".new-"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, or replace it, in one step that survives a crash.

    Raises:
        StorageError: It cannot be written; what was there still is.
    """
    try:
        _make_folder(path.parent)
        # Hidden, so that the corpus passes it over should this process be killed. Not `mkstemp`,
        # whose files are for one's own eyes: to open them up one must know the mask for new files,
        # which can only be read by setting it, for every thread of the process.
        aside = path.parent / f"{_ASIDE}{token_hex(8)}"
        try:
            with aside.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        sync(path.parent)
    except OSError as error:
        raise StorageError(
            path,
            f"cannot be written ({error.strerror or error}); see that its disk has room and that "
            "the bot may write there",
        ) from error


def read_whole(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        StorageError: It cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise StorageError(path, f"cannot be read ({error.strerror or error})") from error


def forget_unfinished(folder: Path, before: float) -> None:
    """Delete what processes that were killed had half written below a folder.

    Args:
        folder: With all that is below it.
        before: Unix time in seconds; what was written later may be finished yet.

    Raises:
        StorageError: Something cannot be looked at or deleted.
    """
    for path in folder.rglob(f"{_ASIDE}*"):
        try:
            if path.is_file() and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(path, f"cannot be removed ({error.strerror or error})") from error


def sync(folder: Path) -> None:
    """Have the operating system put a folder's entries on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it, so that they outlast a power cut too."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync(folder.parent)
