"""Files of the corpus, written so that a reader finds the old one or the new one, whole."""

import os
import tempfile
from pathlib import Path

from bot.errors import StorageError


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, or replace it, in one step that survives a crash.

    Raises:
        StorageError: It cannot be written; what was there still is.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Hidden, so that the corpus passes it over should this process be killed.
        descriptor, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            # mkstemp makes a file for one's own eyes; articles are like any other file.
            Path(name).chmod(0o666 & ~_mask())
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
        sync(path.parent)
    except OSError as error:
        raise StorageError(
            path,
            f"cannot be written ({error.strerror or error}); see that its disk has room and that "
            "the bot may write there",
        ) from error


def sync(folder: Path) -> None:
    """Have the operating system put a folder's entries on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _mask() -> int:
    """Return the process's mask for new files; there is no other way to read it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
