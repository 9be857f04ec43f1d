"""Results go to standard output, everything said about the work to standard error.

Whoever pipes a command reads results alone. Text is never taken for rich's markup: a bracket in
an article is a bracket.
"""

import io
import sys

from rich.console import Console


def speak_utf8() -> None:
    """Read and write UTF-8 whatever the locale says; a broken byte becomes U+FFFD."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def result_console() -> Console:
    """Return a console on standard output, for results."""
    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False)


def note_console() -> Console:
    """Return a console on standard error, for progress, notes and complaints."""
    return Console(file=sys.stderr, highlight=False, markup=False, emoji=False)


def mend(argument: str) -> str:
    """Return `argument` without the surrogates that stand for bytes that are not UTF-8."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
