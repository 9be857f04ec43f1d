"""Parsing in a process of its own, with limits of time and memory: the parent's side.

PDF, Word and EPUB are programs more than texts, and come from strangers: one may loop, eat all
memory or crash what parses it. Here that costs one process, and gives one skipped file. The
process is started at the first such file and used for the next ones, so that its start is paid
once. It gets no environment beyond what Python needs, least of all a token, and it ends with its
parent, however that dies (`retrieval.corpus.isolated`).

To it goes a line of JSON and the bytes of a file, from it comes a line of JSON: no pickles, which
a process that was taken over could make run here.
"""

import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any, Self

from retrieval.corpus.source import ReadLimits, SkippedFile, SourceFile
from retrieval.datatypes import Document
from retrieval.errors import Refusal

_KEPT = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
_LONGEST_REPLY = 256_000_000
"""Bytes: JSON writes six for an Arabic letter, and the longest novels have two million."""


@dataclass(frozen=True, slots=True)
class _Ending:
    """How a process ended that should have said what a file gives.

    Attributes:
        status: That it ended with; of a signal the negative number.
        is_late: It was stopped because the file took too long.
    """

    status: int
    is_late: bool


class IsolatedParser:
    """Parses files, one at a time, in one process after the other, each used until it ends."""

    def __init__(self, limits: ReadLimits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            # Closes the pipes too, whatever is still to be written to a process that is gone.
            self._process.communicate()
            self._process = None

    def parse(self, source: SourceFile, content: bytes) -> tuple[Document | SkippedFile, ...]:
        """Return what the bytes of a file give, or why they could not be parsed.

        A file under which a process ends that has parsed others is given to a new one too: the
        process may have been ended before it came to this file.
        """
        is_used = self._process is not None
        found = self._attempt(source, content)
        if is_used and isinstance(found, _Ending) and not found.is_late:
            found = self._attempt(source, content)
        if isinstance(found, _Ending):
            return (self._explain(source, found),)
        return found

    def _attempt(
        self, source: SourceFile, content: bytes
    ) -> tuple[Document | SkippedFile, ...] | _Ending:
        """Return what the process says, or how it ended; it is gone then."""
        if self._process is None:
            self._process = _start(self._limits)
        process = self._process
        is_late = threading.Event()

        def stop() -> None:
            is_late.set()
            process.kill()

        timer = threading.Timer(self._limits.max_parsing_s, stop)
        timer.daemon = True
        timer.start()
        try:
            reply = _ask(process, source, content)
        except BaseException:  # Ctrl-C: what the process would say next belongs to this file
            self.close()
            raise
        finally:
            timer.cancel()
        found = _decode(reply, source)
        if found is None:
            process.kill()
            status = process.wait()
            self.close()
            return _Ending(status, is_late.is_set())
        if any(
            isinstance(item, SkippedFile) and item.refusal is Refusal.TOO_MUCH_MEMORY
            for item in found
        ):
            self.close()
        return found

    def _explain(self, source: SourceFile, ending: _Ending) -> SkippedFile:
        if ending.is_late:
            reason = (
                f"not parsed within {self._limits.max_parsing_s:,.0f} s; split it, or save it anew"
            )
            return SkippedFile(source.document_id, reason, Refusal.TOO_SLOW)
        reason = (
            f"damaged: the process that parses it ended with status {ending.status}; save it anew"
        )
        return SkippedFile(source.document_id, reason, Refusal.BROKEN)


def _start(limits: ReadLimits) -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(  # noqa: S603 - this interpreter and our own module
        # -P: not whatever is called "retrieval" in the current folder. -B: it writes nothing.
        [sys.executable, *("-P", "-B", "-m"), "retrieval.corpus.isolated", _as_json(limits)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        # Ctrl-C is for the parent, which then ends this one.
        start_new_session=True,
    )


def _as_json(limits: ReadLimits) -> str:
    return json.dumps(asdict(limits))


def _ask(process: "subprocess.Popen[bytes]", source: SourceFile, content: bytes) -> bytes:
    """Return what the process says of a file; nothing if it ended, or less than a line."""
    if process.stdin is None or process.stdout is None:
        raise ValueError("the process's streams must be pipes")
    job = json.dumps({"name": source.document_id, "size": len(content)})
    try:
        process.stdin.write(job.encode() + b"\n")
        process.stdin.write(content)
        process.stdin.flush()
        return process.stdout.readline(_LONGEST_REPLY)
    except OSError:
        return b""


def _decode(reply: bytes, source: SourceFile) -> tuple[Document | SkippedFile, ...] | None:
    """Return what a reply holds, under the name of the file that was asked about."""
    if not reply.endswith(b"\n"):
        return None
    try:
        return tuple(_decode_item(item, source) for item in json.loads(reply))
    except (ValueError, KeyError, TypeError):
        return None


def _decode_item(item: dict[str, Any], source: SourceFile) -> Document | SkippedFile:
    if "refusal" in item:
        return SkippedFile(source.document_id, str(item["reason"]), Refusal(item["refusal"]))
    return Document(
        document_id=source.document_id,
        text=str(item["text"]),
        title=str(item["title"]),
        source=str(item["source"]),
        url=str(item["url"]),
        date=str(item["date"]),
        language=str(item["language"]),
    )
