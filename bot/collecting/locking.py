"""One change of a corpus folder at a time, also where the bot and the shell both change it.

Whoever replaces a file by what was in it and something else, as removing a line of a ``.jsonl``
does, would undo what another program wrote there meanwhile. The lock is on the folder itself, so
nothing of it lies among the articles; it ends with the process that holds it, however that ends.

A folder that is gone, as one on a disk that is not mounted, is not changed either: made anew, it
would hold what was added last, and a reload would serve that alone.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bot.errors import StorageError

PATIENCE_S: Final = 10.0
"""A change takes milliseconds: what holds the folder for longer does not go on."""
_LOOK_EVERY_S: Final = 0.05


@contextmanager
def corpus_locked(corpus: Path, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Change a corpus folder with nobody else changing it. Not to be entered twice at a time.

    Args:
        corpus: The folder.
        patience_s: How long others are waited for, in seconds.

    Raises:
        StorageError: Somebody else is changing it for longer, or it is not there or cannot be
            opened.
    """
    try:
        descriptor = os.open(corpus, os.O_RDONLY)
    except FileNotFoundError as error:
        problem = "is not there; see that its disk is mounted, or make the folder"
        raise StorageError(corpus, problem) from error
    except OSError as error:
        raise StorageError(corpus, f"cannot be opened ({error.strerror or error})") from error
    try:
        _lock(descriptor, corpus, patience_s)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, corpus: Path, patience_s: float) -> None:
    until = time.monotonic() + patience_s
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise StorageError(
                    corpus,
                    "another program is changing it (the bot, or an `iqtibas` command); try again "
                    "when that is done",
                ) from None
            time.sleep(_LOOK_EVERY_S)
        else:
            return
