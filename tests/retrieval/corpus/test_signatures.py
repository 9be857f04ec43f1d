import io
import zipfile

import pytest

from retrieval.corpus.formats import SUFFIXES
from retrieval.corpus.signatures import find_remedy, recognise
from retrieval.corpus.source import SkippedFile
from retrieval.errors import Refusal
from tests.retrieval.corpus.reading import documents, read, refuse

BODY = "افتتح المجلس مكتبة جديدة في حي الزيتون."
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)


def packed(*names: str, content: bytes = b"x") -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return written.getvalue()


def book() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", "<container/>")
    return written.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", b"%PDF-1.7\n", "a PDF document, not a .txt: rename it to .pdf"),
        ("a.md", b"<!DOCTYPE html>\n<p>", "a page of HTML, not a .md: rename it to .html"),
        (
            "a.csv",
            b"\xef\xbb\xbf \n<?xml version='1.0'?>\n<HTML lang='ar'>",
            "a page of HTML, not a .csv: rename it to .html",
        ),
        ("a.jsonl", packed("a.txt"), "a zip archive, not a .jsonl: rename it to .zip"),
        (
            "a.txt",
            packed("[Content_Types].xml", "word/document.xml"),
            "a Word document, not a .txt: rename it to .docx",
        ),
        ("a.txt", book(), "an EPUB book, not a .txt: rename it to .epub"),
        (
            "a.txt",
            packed("[Content_Types].xml", "xl/workbook.xml"),
            "an Excel workbook, not a .txt: save it as .csv in UTF-8",
        ),
        (
            "a.txt",
            packed("_rels/.rels", "ppt/presentation.xml"),
            "a presentation, not a .txt: save it as .pdf",
        ),
        (
            "a.html",
            packed("mimetype", content=b"application/vnd.oasis.opendocument.text"),
            "an OpenDocument, not a .html: save it as .docx",
        ),
        ("a.txt", OLD_OFFICE, "a document of an older Office, not a .txt: save it as .docx"),
        ("a.md", b"{\\rtf1\\ansi", "a rich text document, not a .md: save it as .docx"),
        (
            "a.txt",
            b"\xff\xd8\xff\xe0\0\x10JFIF",
            "a picture, not a .txt: recognise its text and save that",
        ),
        ("a.txt", b"Rar!\x1a\x07\1\0", "an archive of another kind, not a .txt: pack it as .zip"),
    ],
)
def test_a_file_of_another_format_than_its_name_says_is_told_what_to_do(
    name: str, content: bytes, expected: str
):
    assert refuse(name, content) == SkippedFile(name, expected, Refusal.OTHER_FORMAT)


def test_an_office_document_with_a_password_is_told_from_an_old_one():
    content = OLD_OFFICE + "EncryptedPackage".encode("utf-16-le")

    assert refuse("a.txt", content) == SkippedFile(
        "a.txt",
        "an Office document with a password, not a .txt: save it without one",
        Refusal.ENCRYPTED,
    )


@pytest.mark.parametrize(
    "content", [f"BMW: {BODY}", f"PK {BODY}", f"<p>{BODY}", f"html {BODY}", f"GIF: {BODY}"]
)
def test_text_that_begins_like_a_format_is_text(content: str):
    assert recognise(content.encode()) is None
    assert documents(read("a.txt", content))[0].text == content


@pytest.mark.parametrize("name", ["a.html", "a.HTM"])
def test_a_page_is_read_under_both_of_its_suffixes(name: str):
    assert documents(read(name, f"<html><p>{BODY}</p></html>"))[0].text == BODY


def test_formats_that_are_not_read_have_a_remedy_and_those_that_are_have_none():
    assert find_remedy(".doc") == "save it as .docx"
    assert find_remedy(".unheard") == ""
    assert not any(map(find_remedy, SUFFIXES))
