"""Real processes, and real files that loop, eat memory or end them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from retrieval.corpus.reader import FileReader
from retrieval.corpus.source import ReadLimits, SkippedFile, SourceFile
from retrieval.datatypes import Document, DocumentId
from retrieval.errors import Refusal
from tests.retrieval.corpus.packing import book, paragraph, word

pytestmark = pytest.mark.slow
BODY = "افتتح المجلس مكتبة جديدة في حي الزيتون. وحضر الحفل مئتا شخص."
GOOD = word(paragraph(BODY))
LOOPING = book("<a" * 400_000)  # html.parser looks for the end of each of them, again and again
GREEDY = word("<w:p/>" * 12_000_000)


def parse(reader: FileReader, name: str, content: bytes) -> Document | SkippedFile:
    (found,) = reader.parse(SourceFile(Path(name), DocumentId(name), len(content), 0), content)
    return found


def process_of(reader: FileReader) -> int:
    assert reader._isolated is not None
    assert reader._isolated._process is not None
    return reader._isolated._process.pid


def is_running(process: int) -> bool:
    try:
        return bool(Path(f"/proc/{process}/cmdline").read_bytes())  # a zombie's is empty
    except OSError:
        return False


def until(claim: Callable[[], bool], within_s: float = 10.0) -> bool:
    deadline = time.monotonic() + within_s
    while not claim() and time.monotonic() < deadline:
        time.sleep(0.02)
    return claim()


@pytest.fixture
def reader() -> Iterator[FileReader]:
    with FileReader(ReadLimits(max_parsing_s=4.0)) as reader:
        yield reader


def test_one_process_serves_many_files_and_ends_with_the_reader(reader: FileReader):
    first = parse(reader, "m/a.docx", GOOD)
    process = process_of(reader)
    second = parse(reader, "b.epub", book(f"<p>{BODY}</p>"))

    assert [found.text for found in (first, second) if isinstance(found, Document)] == [BODY] * 2
    assert (first.document_id if isinstance(first, Document) else "") == "m/a.docx"
    assert process_of(reader) == process
    reader.close()
    assert not is_running(process)


def test_no_process_is_started_for_text(reader: FileReader):
    parse(reader, "a.txt", BODY.encode())

    assert reader._isolated is None


def test_the_process_knows_nothing_of_the_parents_environment(
    reader: FileReader, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:secret")
    parse(reader, "a.docx", GOOD)

    environment = Path(f"/proc/{process_of(reader)}/environ").read_bytes()
    assert b"PYTHONPATH" in environment
    assert b"secret" not in environment


def test_a_file_that_loops_is_one_skipped_file_and_not_tried_twice(reader: FileReader):
    parse(reader, "a.docx", GOOD)
    start = time.monotonic()
    looping = parse(reader, "loop.epub", LOOPING)
    took_s = time.monotonic() - start
    good = parse(reader, "a.docx", GOOD)

    assert took_s < 2 * 4.0
    assert looping == SkippedFile(
        "loop.epub", "not parsed within 4 s; split it, or save it anew", Refusal.TOO_SLOW
    )
    assert isinstance(good, Document)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory")
def test_a_file_that_eats_memory_is_one_skipped_file():
    with FileReader(ReadLimits(max_parsing_bytes=200_000_000)) as reader:
        greedy = parse(reader, "greedy.docx", GREEDY)
        good = parse(reader, "a.docx", GOOD)

    assert greedy == SkippedFile(
        "greedy.docx",
        "takes more than 200 MB of memory to parse; split it",
        Refusal.TOO_MUCH_MEMORY,
    )
    assert isinstance(good, Document)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory")
def test_a_process_that_ends_by_itself_is_one_skipped_file():
    with FileReader(ReadLimits(max_parsing_bytes=20_000_000)) as reader:  # Python needs more
        found = parse(reader, "a.docx", GOOD)

    assert isinstance(found, SkippedFile)
    assert found.reason.startswith("damaged: the process that parses it ended with status ")
    assert found.refusal is Refusal.BROKEN


def test_a_process_that_was_ended_between_two_files_is_started_again(reader: FileReader):
    parse(reader, "a.docx", GOOD)
    process = process_of(reader)
    os.kill(process, signal.SIGKILL)

    # Whether or not it is gone by now: the signal may reach it in the middle of the next file.
    assert isinstance(parse(reader, "b.docx", GOOD), Document)
    assert until(lambda: not is_running(process))


PARENT = """
import sys
from pathlib import Path
from retrieval.corpus.reader import FileReader
from retrieval.corpus.source import SourceFile

reader = FileReader()
for name in sys.argv[1:]:
    path = Path(name)
    reader.read(SourceFile(path, name, path.stat().st_size, 0))
    print(reader._isolated._process.pid, flush=True)
"""


def test_no_process_outlives_a_parent_that_is_killed_while_a_file_loops(tmp_path: Path):
    (tmp_path / "a.docx").write_bytes(GOOD)
    (tmp_path / "b.epub").write_bytes(LOOPING)
    names = (str(tmp_path / "a.docx"), str(tmp_path / "b.epub"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with subprocess.Popen(  # noqa: S603 - this interpreter and the script above
        [sys.executable, "-c", PARENT, *names], stdout=subprocess.PIPE, env=environment
    ) as parent:
        assert parent.stdout is not None
        process = int(parent.stdout.readline())
        was_running = is_running(process)
        parent.kill()

    assert was_running
    assert until(lambda: not is_running(process))
