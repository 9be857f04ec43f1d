"""What is stated of an article in its front matter, or in a file beside it."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.folder import list_files, scan_folder
from retrieval.corpus.source import SkippedFile
from retrieval.datatypes import Document
from retrieval.errors import Refusal
from tests.retrieval.corpus.reading import read, read_one

BODY = "افتتح المجلس مكتبة جديدة في حي الزيتون. وحضر الحفل مئتا شخص."
LABELS = "source: جريدة الحي\nurl: https://hayy.example/a.pdf\ndate: 1 مايو 2024\n"
WORD_DOCUMENT = Path(__file__).parent / "files" / "libreoffice.docx"


def only(corpus: Path) -> Document:
    (found,) = scan_folder(corpus)
    assert isinstance(found, Document)
    return found


def test_the_names_of_columns_will_do_in_front_matter():
    document = read_one(
        "a.md",
        "---\nالعنوان: مكتبة للحي\nالمصدر: جريدة الحي\nlink: https://hayy.example/a\n"
        f"date_published: 2024-05-01T10:00:00Z\nlang: ar\n---\n{BODY}",
    )

    assert (document.title, document.source, document.url, document.date) == (
        "مكتبة للحي",
        "جريدة الحي",
        "https://hayy.example/a",
        "2024-05-01",
    )


def test_what_says_that_a_page_is_no_draft_is_no_date():
    assert read_one("a.md", f"---\npublished: true\n---\n{BODY}").date == ""


def test_broken_front_matter_names_its_line():
    (skipped,) = read("a.md", f"---\ntitle: مكتبة\nsource: أ: ب\n---\n{BODY}")

    assert isinstance(skipped, SkippedFile)
    assert skipped.line == 3
    assert skipped.reason == (
        "broken front matter: line 3: mapping values are not allowed in this context; "
        "put a value with a colon in quotation marks"
    )


def test_what_is_stated_beside_a_file_counts_for_more_than_what_it_states_itself(tmp_path: Path):
    content = WORD_DOCUMENT.read_bytes()
    (tmp_path / "a.docx").write_bytes(content)
    own = only(tmp_path)
    (tmp_path / "a.docx.yaml").write_text(LABELS, encoding="utf-8")

    stated = only(tmp_path)

    assert (stated.source, stated.url, stated.date) == (
        "جريدة الحي",
        "https://hayy.example/a.pdf",
        "2024-05-01",
    )
    assert (stated.document_id, stated.text, stated.title) == (
        own.document_id,
        own.text,
        own.title,
    )


def test_a_collection_has_what_is_stated_beside_it_in_all_its_articles(tmp_path: Path):
    (tmp_path / "a.csv").write_text(f"text\n{BODY}\n{BODY}\n", encoding="utf-8")
    (tmp_path / "a.csv.yaml").write_text(LABELS, encoding="utf-8")

    found = [item for item in scan_folder(tmp_path) if isinstance(item, Document)]

    assert [(item.document_id, item.source) for item in found] == [
        ("a.csv#2", "جريدة الحي"),
        ("a.csv#3", "جريدة الحي"),
    ]


def test_labels_that_change_change_what_a_reload_compares(tmp_path: Path):
    article, labels = tmp_path / "a.txt", tmp_path / "a.txt.yaml"
    article.write_text(BODY, encoding="utf-8")
    os.utime(article, ns=(1_000, 1_000))

    def compared() -> tuple[int, int]:
        (file,) = list_files(tmp_path).files
        return file.size, file.mtime_ns

    seen = [compared()]
    labels.write_text(LABELS, encoding="utf-8")
    os.utime(labels, ns=(2_000, 2_000))
    seen.append(compared())
    labels.write_text(LABELS.replace("2024", "2023"), encoding="utf-8")
    os.utime(labels, ns=(3_000, 3_000))
    seen.append(compared())

    assert len(set(seen)) == 3


def test_broken_labels_are_told_and_the_article_is_read_without_them(tmp_path: Path):
    (tmp_path / "a.txt").write_text(BODY, encoding="utf-8")
    (tmp_path / "a.txt.yaml").write_text("source: أ: ب\n", encoding="utf-8")

    document, skipped = scan_folder(tmp_path)

    assert isinstance(document, Document)
    assert isinstance(skipped, SkippedFile)
    assert (skipped.path, skipped.refusal, skipped.line) == (
        "a.txt.yaml",
        Refusal.FRONT_MATTER,
        1,
    )


@pytest.mark.parametrize("name", ["a.pdf.yaml", "مقال.txt.yaml"])
def test_labels_of_a_file_that_is_not_there_are_told(tmp_path: Path, name: str):
    (tmp_path / name).write_text(LABELS, encoding="utf-8")

    (skipped,) = scan_folder(tmp_path)

    file = name.removesuffix(".yaml")
    assert skipped == SkippedFile(
        name,
        f"it tells of {file}, which does not lie beside it: put it there, or remove this",
        Refusal.LABELS,
    )


@given(st.text(alphabet="abtitleu:-[]{}#&*!|>'\"%@` \nعنوان", max_size=80))
def test_whatever_front_matter_holds_the_file_is_read_or_refused(lines: str):
    found = read("a.md", f"---\n{lines}\n---\n{BODY}")

    assert found
