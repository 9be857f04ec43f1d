"""Articles as files: what is in them, and when they are written."""

import errno
import json
import os
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from bot.collecting.identity import file_name
from bot.collecting.shelf import Article, Change, FetchedFile, Shelf, Version
from bot.collecting.validators import NOTHING_KNOWN, Validators
from bot.errors import FetchError, FetchFailure, StorageError
from retrieval.corpus.folder import scan_folder
from retrieval.datatypes import Document
from retrieval.errors import Refusal

TEXT = "افتتح المجلس البلدي مكتبة الحي.\n\nوحضر الافتتاح مئات من الأهالي."
ARTICLE = Article("https://news.example/a", 'مكتبة: "الحي" # 1', "جريدة", "2024-05-01", TEXT)
THEN, LATER = "2026-11-22T10:00:00+00:00", "2026-11-23T10:00:00+00:00"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def only_file(corpus: Path) -> Path:
    (file,) = (path for path in corpus.rglob("*") if path.is_file() and path.suffix != ".yaml")
    return file


def test_an_article_is_read_again_as_it_was_kept(shelf: Shelf, tmp_path: Path):
    kept = shelf.keep_article(ARTICLE, THEN)

    (document,) = scan_folder(tmp_path)
    assert isinstance(document, Document)
    assert (kept.document_id, kept.change) == (document.document_id, Change.ADDED)
    assert document.text.endswith(f"\n---\n\n{TEXT}\n")
    assert (document.title, document.source, document.url, document.date) == (
        ARTICLE.title,
        ARTICLE.source,
        ARTICLE.url,
        ARTICLE.date,
    )
    assert f"\nfetched_at: '{THEN}'\n" in document.text
    assert f"\nsha256: {sha256(TEXT.encode()).hexdigest()}\n" in document.text


def test_a_file_that_is_kept_can_be_read_by_whoever_may_read_new_files(
    shelf: Shelf, tmp_path: Path
):
    shelf.keep_article(ARTICLE, THEN)
    (tmp_path / "other").touch()

    modes = {path.stat().st_mode for path in tmp_path.rglob("*") if path.is_file()}
    assert len(modes) == 1


def test_an_article_that_says_what_it_said_leaves_its_file_alone(shelf: Shelf, tmp_path: Path):
    shelf.keep_article(ARTICLE, THEN)
    before = only_file(tmp_path).stat()

    kept = shelf.keep_article(ARTICLE, LATER)

    assert kept.change is Change.UNCHANGED
    after = only_file(tmp_path).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_an_article_that_changed_takes_the_place_of_what_it_was(shelf: Shelf, tmp_path: Path):
    shelf.keep_article(ARTICLE, THEN)

    kept = shelf.keep_article(replace(ARTICLE, text=f"{TEXT}\n\nوأُغلقت مساء."), LATER)

    assert kept.change is Change.CHANGED
    text = only_file(tmp_path).read_text(encoding="utf-8")
    assert LATER in text
    assert "وأُغلقت مساء." in text


@pytest.mark.parametrize(
    "correct",
    [
        lambda text: text.replace("مئات", "عشرات"),
        lambda text: text.partition("\n---\n\n")[2],
        lambda text: text.replace("sha256", "digest"),
        lambda text: text.replace("title: ", "title: ["),
    ],
)
def test_what_a_person_wrote_is_never_overwritten(
    shelf: Shelf, tmp_path: Path, correct: Callable[[str], str]
):
    shelf.keep_article(ARTICLE, THEN)
    file = only_file(tmp_path)
    corrected = correct(file.read_text(encoding="utf-8"))
    file.write_text(corrected, encoding="utf-8")

    kept = shelf.keep_article(replace(ARTICLE, text=f"{TEXT}\n\nوأُغلقت مساء."), LATER)

    assert kept.change is Change.CORRECTED
    assert file.read_text(encoding="utf-8") == corrected


def test_line_ends_and_white_space_around_the_text_are_no_correction(shelf: Shelf, tmp_path: Path):
    shelf.keep_article(ARTICLE, THEN)
    file = only_file(tmp_path)
    text = file.read_text(encoding="utf-8")
    file.write_bytes(f"{text}\n\n".replace("\n", "\r\n").encode())

    kept = shelf.keep_article(replace(ARTICLE, text=f"{TEXT} ثم أُغلقت."), LATER)

    assert kept.change is Change.CHANGED


def test_what_could_not_be_read_again_is_not_kept(shelf: Shelf, tmp_path: Path):
    with pytest.raises(FetchError) as caught:
        shelf.keep_article(replace(ARTICLE, text="خبر"), THEN)

    assert caught.value.reason is FetchFailure.UNREADABLE
    assert caught.value.value == (
        "too short for an article: 3 letters of text, at least 10 are needed; "
        "complete it, or remove it"
    )
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_is_kept_as_it_came(shelf: Shelf, tmp_path: Path):
    content = f"\ufeffمكتبة الحي\r\n\r\n{TEXT}".encode()

    changes = [
        shelf.keep_file(text_file(body), moment).change
        for body, moment in ((content, THEN), (content, LATER), (content + b"\n", LATER))
    ]

    assert changes == [Change.ADDED, Change.UNCHANGED, Change.CHANGED]
    file = only_file(tmp_path)
    assert file.read_bytes() == content + b"\n"
    assert file.name.startswith("2018-07-14-a-")
    assert file.suffix == ".txt"


def test_what_is_wrong_in_a_file_is_told_once(shelf: Shelf):
    content = f"{json.dumps({'text': TEXT})}\n{{broken\n".encode()
    file = FetchedFile("https://news.example/a.jsonl", ".jsonl", content, NOTHING_KNOWN)

    kept = [shelf.keep_file(file, moment) for moment in (THEN, LATER)]

    assert [(remark.refusal, remark.line) for remark in kept[0].remarks] == [(Refusal.ROW, 2)]
    assert kept[1].remarks == ()


def test_beside_a_file_stands_where_and_when_it_was_fetched_and_its_digest(
    shelf: Shelf, tmp_path: Path
):
    content = f"مكتبة الحي\n\n{TEXT}".encode()

    kept = shelf.keep_file(text_file(content, Validators('"v1"', "")), THEN)

    labels = yaml.safe_load((tmp_path / f"{kept.document_id}.yaml").read_text("utf-8"))
    assert labels == {
        "url": "https://news.example/2018/07/14/a.txt",
        "fetched_at": THEN,
        "sha256": sha256(content).hexdigest(),
        "etag": '"v1"',
    }
    (document,) = scan_folder(tmp_path)
    assert isinstance(document, Document)
    assert (document.url, document.source, document.date) == (
        "https://news.example/2018/07/14/a.txt",
        "news.example",
        "2018-07-14",
    )


def test_a_file_that_says_what_it_said_is_not_written_again(shelf: Shelf, tmp_path: Path):
    content = TEXT.encode()
    shelf.keep_file(text_file(content), THEN)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}

    shelf.keep_file(text_file(content, Validators('"other"', "")), LATER)

    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_file_that_was_kept_without_labels_has_them_written(shelf: Shelf, tmp_path: Path):
    kept = shelf.keep_file(text_file(TEXT.encode()), THEN)
    labels = tmp_path / f"{kept.document_id}.yaml"
    labels.unlink()

    again = shelf.keep_file(text_file(TEXT.encode()), LATER)

    assert again.change is Change.CHANGED
    assert LATER in labels.read_text("utf-8")


def test_a_file_that_a_person_replaced_is_never_overwritten(shelf: Shelf, tmp_path: Path):
    kept = shelf.keep_file(text_file(TEXT.encode()), THEN)
    file = tmp_path / kept.document_id
    file.write_text(f"{TEXT} مصحح.", encoding="utf-8")

    again = shelf.keep_file(text_file(f"{TEXT} جديد.".encode()), LATER)

    assert again.change is Change.CORRECTED
    assert file.read_text("utf-8") == f"{TEXT} مصحح."


def test_what_a_person_states_beside_a_file_stays_when_the_file_changes(
    shelf: Shelf, tmp_path: Path
):
    kept = shelf.keep_file(text_file(TEXT.encode()), THEN)
    labels = tmp_path / f"{kept.document_id}.yaml"
    labels.write_text(f"{labels.read_text('utf-8')}source: جريدة الحي\n", encoding="utf-8")

    shelf.keep_file(text_file(f"{TEXT} جديد.".encode()), LATER)

    (document,) = scan_folder(tmp_path)
    assert isinstance(document, Document)
    assert (document.source, document.text) == ("جريدة الحي", f"{TEXT} جديد.")


def test_what_a_server_called_a_version_is_found_again(shelf: Shelf):
    page, file = Validators('"p"', ""), Validators("", "Sun, 22 Nov 2026 10:00:00 GMT")
    kept = [
        shelf.keep_article(ARTICLE, THEN, page),
        shelf.keep_file(text_file(TEXT.encode(), file), THEN),
    ]

    found = [shelf.find(ARTICLE.url), shelf.find("https://news.example/2018/07/14/a.txt")]

    assert found == [
        Version(replace(one, change=Change.UNCHANGED), validators)
        for one, validators in zip(kept, (page, file), strict=True)
    ]


@pytest.mark.parametrize("validators", [NOTHING_KNOWN, Validators('"p"', "")])
def test_what_cannot_be_asked_for_again_is_fetched_anew(
    shelf: Shelf, tmp_path: Path, validators: Validators
):
    shelf.keep_article(ARTICLE, THEN, validators)
    if validators != NOTHING_KNOWN:
        only_file(tmp_path).unlink()

    assert shelf.find(ARTICLE.url) is None


@pytest.mark.parametrize(
    ("content", "reason"), [(bytes(range(256)), "binary, not text"), (b"ab", "too short")]
)
def test_a_file_that_gives_no_document_is_not_kept(
    shelf: Shelf, tmp_path: Path, content: bytes, reason: str
):
    with pytest.raises(FetchError, match=reason):
        shelf.keep_file(text_file(content), THEN)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_disk_that_refuses_leaves_what_was_there(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    shelf.keep_article(ARTICLE, THEN)
    file = only_file(tmp_path)
    before = file.read_bytes()

    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StorageError, match="No space left"):
        shelf.keep_article(replace(ARTICLE, text=f"{TEXT} ثم أُغلقت."), LATER)

    assert only_file(tmp_path).read_bytes() == before


def test_what_is_in_the_way_and_cannot_be_read_is_told_as_such(shelf: Shelf, tmp_path: Path):
    shelf.keep_article(ARTICLE, THEN)
    file = only_file(tmp_path)
    file.unlink()
    for name in (file, file.with_name(shelf_name(".txt"))):
        name.mkdir()

    with pytest.raises(StorageError, match="cannot be read"):
        shelf.keep_article(ARTICLE, LATER)
    with pytest.raises(StorageError, match="cannot be read"):
        shelf.keep_file(FetchedFile(ARTICLE.url, ".txt", TEXT.encode(), NOTHING_KNOWN), THEN)


def text_file(content: bytes, validators: Validators = NOTHING_KNOWN) -> FetchedFile:
    return FetchedFile("https://news.example/2018/07/14/a.txt", ".txt", content, validators)


def shelf_name(suffix: str) -> str:
    return file_name(ARTICLE.url, suffix).rpartition("/")[2]
