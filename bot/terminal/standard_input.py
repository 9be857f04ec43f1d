"""What is piped into ``iqtibas run``: whether there is anything, and its lines as they come."""

import asyncio
import codecs
import os
import select
import stat
import sys
from collections.abc import AsyncIterator
from enum import Enum, auto
from typing import Final

_CHUNK_BYTES: Final = 65_536


class Input(Enum):
    """What standard input is when the program starts."""

    NONE = auto()
    """A terminal, /dev/null, an empty file, or a pipe that ended without a word."""
    WHOLE = auto()
    """A file, or a pipe that nobody writes to any more: all its lines are there."""
    OPEN = auto()
    """A pipe that somebody may write to yet."""


def look_at_input() -> Input:
    """Tell what standard input is, without reading any of it."""
    if sys.stdin is None:  # closed by whoever started the program
        return Input.NONE
    descriptor = sys.stdin.fileno()
    found = os.fstat(descriptor)
    if stat.S_ISREG(found.st_mode):
        is_read = os.lseek(descriptor, 0, os.SEEK_CUR) >= found.st_size
        return Input.NONE if is_read else Input.WHOLE
    if not stat.S_ISFIFO(found.st_mode) and not stat.S_ISSOCK(found.st_mode):
        return Input.NONE
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    events = poll.poll(0)
    happened = events[0][1] if events else 0
    if not happened & select.POLLHUP:
        return Input.OPEN
    return Input.WHOLE if happened & select.POLLIN else Input.NONE


async def incoming_lines(descriptor: int) -> AsyncIterator[str]:
    """Yield the lines of a pipe or a socket as they come, until its end, without their ends.

    Nothing is read in a thread, which could not be told to stop.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    begun = ""
    while chunk := await _chunk(descriptor):
        *lines, begun = (begun + decoder.decode(chunk)).split("\n")
        for line in lines:
            yield line
    if last := begun + decoder.decode(b"", final=True):
        yield last


async def _chunk(descriptor: int) -> bytes:
    """Wait for bytes; none at the end."""
    loop = asyncio.get_running_loop()
    is_there = asyncio.Event()
    loop.add_reader(descriptor, is_there.set)
    try:
        await is_there.wait()
    finally:
        loop.remove_reader(descriptor)
    return os.read(descriptor, _CHUNK_BYTES)
