from pathlib import Path

import pytest

from retrieval.corpus.source import SkippedFile, SourceFile
from retrieval.datatypes import DocumentId
from retrieval.errors import Refusal
from retrieval.index.sources import SourceRecord, decode_sources, encode_sources

WRITTEN_NS = 1_700_000_000_000_000_000
SECOND_NS = 1_000_000_000
EMPTY = SkippedFile("a", "فارغ", Refusal.EMPTY)


def file(size: int = 10, mtime_ns: int = WRITTEN_NS, name: str = "a.txt") -> SourceFile:
    return SourceFile(Path("/corpus") / name, DocumentId(name), size, mtime_ns)


def record(read: SourceFile, after_ns: int = 60 * SECOND_NS) -> SourceRecord:
    """Record a file as read some time after it was written."""
    return SourceRecord.of(read, 1, (), read.mtime_ns + after_ns)


def test_a_file_of_the_same_path_size_and_time_is_unchanged():
    assert record(file()).is_unchanged(file())


@pytest.mark.parametrize(
    "now", [file(size=11), file(mtime_ns=WRITTEN_NS + 1), file(mtime_ns=0), file(name="b.txt")]
)
def test_a_file_of_another_size_time_or_path_may_have_changed(now: SourceFile):
    assert not record(file()).is_unchanged(now)


@pytest.mark.parametrize(
    ("after_ns", "is_trusted"),
    [(2 * SECOND_NS + 1, True), (2 * SECOND_NS, False), (0, False), (-SECOND_NS, False)],
)
def test_the_time_of_a_file_is_trusted_two_seconds_after_it_was_written(
    after_ns: int, is_trusted: bool
):
    assert record(file(), after_ns).is_unchanged(file()) is is_trusted


@pytest.mark.parametrize(
    ("after_ns", "is_trusted"), [(SECOND_NS // 10 + 1, True), (SECOND_NS // 10, False)]
)
def test_a_time_with_a_fraction_of_a_second_is_trusted_sooner(after_ns: int, is_trusted: bool):
    written = file(mtime_ns=WRITTEN_NS + 1)

    assert record(written, after_ns).is_unchanged(written) is is_trusted


def test_a_file_dated_1970_is_not_mistaken_for_one_whose_time_was_not_trusted():
    assert not record(file(), after_ns=0).is_unchanged(file(mtime_ns=0))


def test_a_file_dated_1970_is_trusted_like_any_other():
    assert record(file(mtime_ns=0)).is_unchanged(file(mtime_ns=0))


def test_records_are_read_back_as_they_were_written():
    records = [
        SourceRecord(DocumentId("a/مقال \u2028.txt"), 12, None, 0, (EMPTY,)),
        SourceRecord(DocumentId("b.jsonl"), 2**40, WRITTEN_NS + 1, 3, ()),
    ]

    read_back = decode_sources(encode_sources(records))

    assert read_back == records
    assert isinstance(read_back[0].skipped[0].refusal, Refusal)
    assert decode_sources(encode_sources([])) == []
