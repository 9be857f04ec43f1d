"""What went wrong, in one plain line on standard error, and the exit status that goes with it.

0 is success, 1 a problem that a person must mend, 2 a command that was typed wrongly, 130 a
command that was stopped with Ctrl-C. What nobody foresaw keeps its traceback.
"""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bot.errors import BotError
from bot.terminal.rendering import printable
from bot.terminal.streams import note_console
from retrieval.errors import RetrievalError

PROBLEM: Final = 1
STOPPED: Final = 130

_REMEDIES: Final = {
    errno.ENOSPC: "no space is left on the disk; free some and run the command again",
    errno.EDQUOT: "the disk quota is used up; free some space and run the command again",
    errno.EROFS: "the disk can only be read; set DATA_DIR to a folder that can be written",
    errno.EACCES: "permission denied; let this user read and write there, or set DATA_DIR",
    errno.EPERM: "permission denied; let this user read and write there, or set DATA_DIR",
    errno.EMFILE: "too many files are open; raise the limit (ulimit -n)",
}


@contextmanager
def failures_told() -> Iterator[None]:
    """Turn a foreseen failure into its line and its exit status."""
    try:
        yield
    except SystemExit as leaving:
        # Typer turns Ctrl-C into this exit, without a word; and a reader that left early (`head`)
        # into an exit of 1, where a word would be too much.
        if leaving.code == STOPPED:
            complain("stopped; nothing was left half-written")
        raise
    except (RetrievalError, BotError) as error:
        complain(str(error))
        sys.exit(PROBLEM)
    except OSError as error:
        if error.errno not in _REMEDIES:
            raise
        complain(_remedy(error))
        sys.exit(PROBLEM)


def complain(message: str) -> None:
    """Say on standard error what is wrong."""
    note_console().print(f"iqtibas: {printable(message)}", soft_wrap=True)


def _remedy(error: OSError) -> str:
    place = f"{error.filename}: " if error.filename else ""
    return place + _REMEDIES[error.errno or 0]
