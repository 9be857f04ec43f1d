import os
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.folder import list_files, scan_folder
from retrieval.corpus.formats import SUFFIXES, suffix_of
from retrieval.corpus.reader import FileReader
from retrieval.corpus.source import ReadLimits, SkippedFile
from retrieval.datatypes import Document
from retrieval.errors import CorpusError, Refusal

TEXT = "افتتح المجلس مكتبة جديدة في حي الزيتون.\n"


def write(folder: Path, name: str, content: str | bytes = TEXT) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def ids(folder: Path) -> list[str]:
    return [found.document_id for found in scan_folder(folder) if isinstance(found, Document)]


def reasons(folder: Path) -> dict[str, str]:
    found = scan_folder(folder)
    return {skipped.path: skipped.reason for skipped in found if isinstance(skipped, SkippedFile)}


def test_documents_come_by_path_whatever_the_depth_and_the_case_of_the_suffix(tmp_path: Path):
    for name in ("b.txt", "a/z.MD", "a/b/c.txt", "مقالات/أول.txt", "a.htm"):
        write(tmp_path, name, f"<p>{TEXT}" if name.endswith("htm") else TEXT)

    assert ids(tmp_path) == ["a.htm", "a/b/c.txt", "a/z.MD", "b.txt", "مقالات/أول.txt"]


def test_the_text_of_a_file_is_the_file(tmp_path: Path):
    written = "\ufeffعنوان الخبر\r\n\r\nنص الخبر كما كتبه صاحبه.\r\n"  # BYTE ORDER MARK
    write(tmp_path, "a.txt", written)

    (document,) = scan_folder(tmp_path)

    assert isinstance(document, Document)
    assert document.text == written[1:]
    assert document.title == "عنوان الخبر"


def test_hidden_files_are_passed_over_and_others_are_named_with_a_reason(tmp_path: Path):
    write(tmp_path, ".git/config.txt")
    write(tmp_path, ".a.txt")
    write(tmp_path, "old.doc", b"\xd0\xcf\x11\xe0")
    write(tmp_path, "notes")
    write(tmp_path, "README.md")
    write(tmp_path, "empty.txt", " \n\n")
    write(tmp_path, "short.txt", "نعم.")
    write(tmp_path, "data.txt", b"\0\1\2")

    assert reasons(tmp_path) == {
        "README.md": "a README tells of its folder; rename it if it is an article",
        "data.txt": "binary, not text; save its text in UTF-8",
        "empty.txt": "empty: fill it, or remove it",
        "notes": f"not one of {' '.join(SUFFIXES)}: save it as one of these",
        "old.doc": f"not one of {' '.join(SUFFIXES)}: save it as .docx",
        "short.txt": "too short for an article: 3 letters of text, at least 10 are needed; "
        "complete it, or remove it",
    }


def test_a_file_that_is_too_large_is_not_even_opened(tmp_path: Path):
    with write(tmp_path, "big.txt").open("r+b") as file:
        file.truncate(200_000_000)

    assert reasons(tmp_path) == {"big.txt": "too large: 200 MB, at most 20 MB are read; split it"}


def test_a_file_that_grew_since_it_was_listed_is_too_large_too(tmp_path: Path):
    path = write(tmp_path, "a.txt")
    (source,) = list_files(tmp_path).files
    path.write_bytes(b"a" * 2_000)

    found = FileReader(ReadLimits(max_file_bytes=1_000)).load(source)

    assert isinstance(found, SkippedFile)
    assert found.reason.startswith("too large")


@pytest.mark.parametrize("grown", ["ب" * 900, "ب" * 1_000])
def test_a_file_that_grew_within_its_limit_is_read_to_its_end(tmp_path: Path, grown: str):
    path = write(tmp_path, "a.txt")
    (source,) = list_files(tmp_path).files
    path.write_text(grown, encoding="utf-8")

    assert FileReader(ReadLimits(max_file_bytes=2_000)).load(source) == grown.encode()


file_names = st.text("aB.é", min_size=1, max_size=6).filter(lambda name: name not in (".", ".."))


@given(st.lists(file_names, min_size=1, max_size=3).map("/".join))
def test_the_suffix_of_a_name_is_that_of_a_path(name: str):
    assert suffix_of(name) == PurePosixPath(name).suffix.lower()


def test_a_file_that_is_gone_since_it_was_listed_is_named(tmp_path: Path):
    path = write(tmp_path, "a.txt")
    (source,) = list_files(tmp_path).files
    path.unlink()

    assert FileReader().read(source) == (
        SkippedFile(
            "a.txt",
            "cannot be read: it is gone, or its link leads nowhere; put it back",
            Refusal.UNREADABLE,
        ),
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_named(tmp_path: Path):
    write(tmp_path, "a.txt").chmod(0)

    assert reasons(tmp_path) == {"a.txt": "cannot be read: permission denied"}


def test_links_are_followed_and_circles_are_not(tmp_path: Path):
    write(tmp_path, "a/x.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "y.txt").symlink_to(tmp_path / "a" / "x.txt")
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")

    assert ids(tmp_path) == ["a/x.txt", "y.txt"]
    assert reasons(tmp_path) == {
        "gone.txt": "cannot be read: it is gone, or its link leads nowhere; put it back",
        "self.txt": "cannot be read: its link leads in a circle; put the file itself there",
    }


def test_a_pipe_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "a.txt")

    assert reasons(tmp_path) == {"a.txt": "not a regular file; put one in its place, or remove it"}


def test_a_name_that_is_not_unicode_is_shown_escaped(tmp_path: Path):
    with open(os.fsencode(tmp_path) + b"/\xe3\xde.txt", "wb") as file:  # noqa: PTH123 - bytes
        file.write(TEXT.encode())

    assert reasons(tmp_path) == {
        "\\xe3\\xde.txt": "its name is not UTF-8, or has control characters in it: rename it"
    }


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a\nb.txt", "a\\x0ab.txt"), ("a\x1b[2J.txt", "a\\x1b[2J.txt"), ("a\x9b.txt", "a\\x9b.txt")],
)
def test_a_name_that_would_command_a_terminal_is_refused_and_shown_escaped(
    tmp_path: Path, name: str, shown: str
):
    write(tmp_path, name)
    write(tmp_path, "مقال\u200c.txt")  # ZERO WIDTH NON-JOINER: part of many names

    assert list(reasons(tmp_path)) == [shown]


def test_a_name_cannot_pass_for_an_article_of_a_collection(tmp_path: Path):
    write(tmp_path, "news.jsonl#1.txt")
    write(tmp_path, "news.CSV#1.txt")

    assert list(reasons(tmp_path)) == ["news.CSV#1.txt", "news.jsonl#1.txt"]


def test_progress_counts_files(tmp_path: Path):
    write(tmp_path, "a.txt")
    write(tmp_path, "b.txt", "")
    seen: list[tuple[int, int]] = []

    list(scan_folder(tmp_path, on_progress=lambda done, total: seen.append((done, total))))

    assert seen == [(1, 2), (2, 2)]


def test_a_missing_folder_or_a_file_says_what_a_corpus_is(tmp_path: Path):
    with pytest.raises(CorpusError, match="there is no corpus folder") as missing:
        list_files(tmp_path / "nowhere")
    with pytest.raises(CorpusError, match="is a file; a corpus is a folder"):
        list_files(write(tmp_path, "a.txt"))

    assert missing.value.path == tmp_path / "nowhere"


def test_reading_in_two_steps_is_reading_at_once(tmp_path: Path):
    write(tmp_path, "a.txt")
    (source,) = list_files(tmp_path).files

    reader = FileReader()

    content = reader.load(source)

    assert isinstance(content, bytes)
    assert reader.parse(source, content) == reader.read(source)
    assert source.size == len(TEXT.encode())
