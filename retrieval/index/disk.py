"""What the operating system says of writing, turned into what a person can do about it."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from retrieval.errors import SnapshotError


@contextmanager
def disk_errors_told(root: Path) -> Iterator[None]:
    """Turn an `OSError` of writing below a store's folder into a `SnapshotError`."""
    try:
        yield
    except OSError as error:
        raise SnapshotError(root, *_cannot_write(root, error)) from error


def _cannot_write(root: Path, error: OSError) -> tuple[str, str]:
    """Return the problem and its remedy."""
    if error.errno == errno.ENOSPC:
        return f"no space left for a snapshot in {root}", "free some, or choose another DATA_DIR"
    problem = f"cannot write a snapshot in {root} ({error.strerror or error})"
    return problem, "choose another DATA_DIR"
