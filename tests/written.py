"""Everything that the programs under test write, searched for bot tokens as it is written.

`watch` listens where it leaves: at every log line after its formatting, redaction included; at
the output of every child process; at every request that the stand-in gets (it calls `note`). The
fixture in `tests/conftest.py` asks after each test, so that the test that leaks is the one that
fails; under xdist each worker watches its own.
"""

import asyncio.subprocess
import logging
import re
import subprocess
from collections.abc import Callable
from typing import Any

# Half a token is a leak too: the half behind the colon is the secret.
_SHAPES = re.compile(r"\d{5,20}(?::|%3[Aa])[A-Za-z0-9_-]{30,}|AAHfiqksKZ8WmR2z|BBHfiqksKZ8WmR2z")
_AROUND = 60

_leaks: list[str] = []


def note(where: str, text: str | bytes) -> None:
    """Search what was written."""
    written = text.decode(errors="replace") if isinstance(text, bytes) else text
    for found in _SHAPES.finditer(written):
        start = max(0, found.start() - _AROUND)
        _leaks.append(f"{where}: …{written[start : found.end()]}")


def take_leaks() -> list[str]:
    """Return what was found since the last time."""
    found = _leaks.copy()
    _leaks.clear()
    return found


def watch() -> None:
    """Listen from now on; these are the standard library's, none of ours is touched."""
    logging.Handler.format = _noting_lines(logging.Handler.format)  # type: ignore[assignment, method-assign] # patched
    subprocess.Popen.communicate = _noting_output(subprocess.Popen.communicate)  # type: ignore[method-assign] # patched
    asyncio.subprocess.Process.communicate = _noting_output_later(  # type: ignore[method-assign] # patched
        asyncio.subprocess.Process.communicate
    )


def _noting_lines(
    format_: Callable[[logging.Handler, logging.LogRecord], str],
) -> Callable[[logging.Handler, logging.LogRecord], str]:
    def format_and_note(self: logging.Handler, record: logging.LogRecord) -> str:
        line = format_(self, record)
        # pytest's own handlers see records as they are, before any redaction.
        if not type(self).__module__.startswith("_pytest"):
            note("a log line", line)
        return line

    return format_and_note


def _noting_output(communicate: Callable[..., Any]) -> Callable[..., Any]:
    def communicate_and_note(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passed on
        streams = communicate(*args, **kwargs)
        _note_streams(streams)
        return streams

    return communicate_and_note


def _noting_output_later(communicate: Callable[..., Any]) -> Callable[..., Any]:
    async def communicate_and_note(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passed on
        streams = await communicate(*args, **kwargs)
        _note_streams(streams)
        return streams

    return communicate_and_note


def _note_streams(streams: tuple[str | bytes | None, ...]) -> None:
    for stream in streams:
        if stream:
            note("the output of a process", stream)
