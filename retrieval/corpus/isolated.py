"""Parsing in a process of its own: the child's side, ``python -m retrieval.corpus.isolated``.

It limits its own memory where the system can, and writes no file. Three things end it: its
standard input ends, for then the parent is gone, however it died; the parent stops it, when a file
takes too long; and, should the parent have died while one holds the interpreter, an alarm clock of
the system's.
"""

import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from retrieval.corpus.formats import parse
from retrieval.corpus.source import ReadLimits, SkippedFile, SourceFile
from retrieval.datatypes import DocumentId
from retrieval.errors import Refusal

_ALARM_AFTER_S = 5.0
"""Later than the parent stops a file that takes too long."""

_Job = tuple[SourceFile, bytes]


def serve(limits: ReadLimits, take: Callable[[], _Job], output: BinaryIO) -> None:
    """Parse one file after the other, and say on a line of JSON what each gives.

    It returns once a file took all memory: what it left behind may be in disorder.
    """
    while True:
        source, content = take()
        _set_alarm(limits.max_parsing_s + _ALARM_AFTER_S)
        has_memory = True
        try:
            found = parse(source, content, limits)
        except MemoryError:
            has_memory = False
            most = limits.max_parsing_bytes / 1e6
            reason = f"takes more than {most:,.0f} MB of memory to parse; split it"
            found = (SkippedFile(source.document_id, reason, Refusal.TOO_MUCH_MEMORY),)
        del content
        output.write(json.dumps([asdict(item) for item in found]).encode() + b"\n")
        output.flush()
        _set_alarm(0)
        if not has_memory:
            return


def _set_alarm(after_s: float) -> None:
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, after_s)


def _limit(limits: ReadLimits) -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - there is none on Windows

    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    for what, most in (
        (resource.RLIMIT_AS, limits.max_parsing_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        _, hard = resource.getrlimit(what)
        try:
            resource.setrlimit(what, (most, hard))
        except (ValueError, OSError):  # macOS knows RLIMIT_AS and does not take it
            continue


def _receive(jobs: "queue.SimpleQueue[_Job]") -> None:
    """Take in jobs as they come; leave at the end of the input, whatever is going on."""
    with open(0, "rb", closefd=False) as lines:
        while line := lines.readline():
            job = json.loads(line)
            content = lines.read(job["size"])
            name = DocumentId(job["name"])
            jobs.put((SourceFile(Path(name), name, len(content), 0), content))
    os._exit(0)


def _take_output() -> BinaryIO:
    """Keep standard output for replies; what libraries print there goes to standard error."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return output


def _main() -> None:
    limits = ReadLimits(**json.loads(sys.argv[1]))
    _limit(limits)
    output = _take_output()
    jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(jobs,), daemon=True).start()
    serve(limits, jobs.get, output)
    os._exit(0)


if __name__ == "__main__":
    _main()
