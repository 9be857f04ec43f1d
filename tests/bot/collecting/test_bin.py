"""Removing from a corpus, and putting back within a day."""

import json
import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

from bot.collecting.bin import KEPT_S, Bin, Removed
from bot.errors import RemovalError, RemovalFailure, StorageError
from retrieval.corpus.folder import scan_folder
from retrieval.datatypes import Document, DocumentId
from tests.telegram.fakes import ImpatientClock

TEXT = "افتتح المجلس البلدي مكتبة الحي صباح الأحد."


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    (folder / "مدن").mkdir(parents=True)
    (folder / "مدن" / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "b.txt").write_text(TEXT, encoding="utf-8")
    (folder / "broken.md").write_bytes(b"\xff\xfe\xff")
    lines = [
        json.dumps({"text": f"{TEXT} 1"}, ensure_ascii=False),
        "{broken",
        json.dumps({"text": f"{TEXT} 3", "id": "x#7"}),
        json.dumps({"text": f"{TEXT} 4", "id": 9}, ensure_ascii=False),
        json.dumps({"text": f"{TEXT} 5"}, ensure_ascii=False) + "\r",
    ]
    (folder / "news.jsonl").write_bytes("\n".join(lines).encode())
    (folder / "table.csv").write_text(f"id,text\n1,{TEXT}\n", encoding="utf-8")
    return folder


@pytest.fixture
def clock() -> ImpatientClock:
    return ImpatientClock()


@pytest.fixture
def opened(corpus: Path, clock: ImpatientClock) -> Bin:
    return Bin(corpus, corpus.parent / "bin", clock)


def contents(corpus: Path) -> dict[str, bytes]:
    return {
        path.relative_to(corpus).as_posix(): path.read_bytes()
        for path in corpus.rglob("*")
        if path.is_file()
    }


def ids(corpus: Path) -> list[str]:
    return [found.document_id for found in scan_folder(corpus) if isinstance(found, Document)]


@pytest.mark.parametrize(
    "document_id",
    [
        "مدن/a.txt",
        "broken.md",
        "news.jsonl",
        "table.csv",
        "news.jsonl#1",
        "news.jsonl#x#7",
        "news.jsonl#9",
        "news.jsonl#5",
    ],
)
def test_what_is_removed_is_gone_alone_and_comes_back_as_it_was(
    corpus: Path, opened: Bin, document_id: str
):
    before, ids_before = contents(corpus), ids(corpus)

    opened.remove(DocumentId(document_id))
    gone = ids(corpus)
    opened.restore(DocumentId(document_id))

    belonging = [name for name in ids_before if f"{name}#".startswith(f"{document_id}#")]
    assert gone == [name for name in ids_before if name not in belonging]
    assert belonging or document_id == "broken.md"
    assert contents(corpus) == before
    assert opened.removed() == []


def test_the_labels_beside_a_file_go_and_come_back_with_it(corpus: Path, opened: Bin):
    (corpus / "b.txt.yaml").write_text("source: جريدة الحي\n", encoding="utf-8")
    before = contents(corpus)

    opened.remove(DocumentId("b.txt"))
    gone = before.keys() - contents(corpus).keys()
    opened.restore(DocumentId("b.txt"))

    assert gone == {"b.txt", "b.txt.yaml"}
    assert contents(corpus) == before


def test_labels_that_another_file_has_by_now_are_not_overwritten(corpus: Path, opened: Bin):
    labels = corpus / "b.txt.yaml"
    labels.write_text("source: جريدة الحي\n", encoding="utf-8")
    opened.remove(DocumentId("b.txt"))
    labels.write_text("source: جريدة أخرى\n", encoding="utf-8")

    with pytest.raises(RemovalError) as caught:
        opened.restore(DocumentId("b.txt"))

    assert caught.value.reason is RemovalFailure.OCCUPIED
    assert not (corpus / "b.txt").exists()


@pytest.mark.parametrize(
    ("document_id", "reason"),
    [
        ("", RemovalFailure.MISSING),
        ("c.txt", RemovalFailure.MISSING),
        ("مدن", RemovalFailure.MISSING),
        ("../outside.txt", RemovalFailure.MISSING),
        ("مدن/../../outside.txt", RemovalFailure.MISSING),
        (".hidden.txt", RemovalFailure.MISSING),
        ("news.jsonl#2", RemovalFailure.MISSING),
        ("news.jsonl#3", RemovalFailure.MISSING),
        ("gone.jsonl#1", RemovalFailure.MISSING),
        ("table.csv#1", RemovalFailure.PART),
        ("b.txt/inner.txt", RemovalFailure.PART),
    ],
)
def test_what_is_not_an_article_of_the_corpus_is_not_removed(
    corpus: Path, opened: Bin, document_id: str, reason: RemovalFailure
):
    (corpus.parent / "outside.txt").write_text(TEXT, encoding="utf-8")
    (corpus / ".hidden.txt").write_text(TEXT, encoding="utf-8")
    before = contents(corpus.parent)

    with pytest.raises(RemovalError) as caught:
        opened.remove(DocumentId(document_id))

    assert caught.value.reason is reason
    assert contents(corpus.parent) == before


def test_an_absolute_path_is_none_of_the_corpus(corpus: Path, opened: Bin):
    with pytest.raises(RemovalError):
        opened.remove(DocumentId(str(corpus / "b.txt")))

    assert (corpus / "b.txt").exists()


def test_the_bin_tells_what_was_removed_last_first(opened: Bin, clock: ImpatientClock):
    opened.remove(DocumentId("b.txt"))
    clock._now += 60
    opened.remove(DocumentId("news.jsonl#1"))

    assert [entry.document_id for entry in opened.removed()] == ["news.jsonl#1", "b.txt"]
    assert opened.removed()[0] == Removed(
        DocumentId("news.jsonl#1"), clock.unix_time(), "news.jsonl", 0
    )


def test_after_a_day_it_is_gone_for_good(corpus: Path, opened: Bin, clock: ImpatientClock):
    opened.remove(DocumentId("b.txt"))
    clock._now += KEPT_S + 1

    with pytest.raises(RemovalError) as caught:
        opened.restore(DocumentId("b.txt"))

    assert caught.value.reason is RemovalFailure.NOT_IN_BIN
    assert contents(corpus.parent / "bin") == {}


def test_what_was_removed_twice_comes_back_as_it_was_last(corpus: Path, opened: Bin):
    opened.remove(DocumentId("b.txt"))
    (corpus / "b.txt").write_text(f"{TEXT} ثانية.", encoding="utf-8")
    opened.remove(DocumentId("b.txt"))

    opened.restore(DocumentId("b.txt"))

    assert (corpus / "b.txt").read_text(encoding="utf-8") == f"{TEXT} ثانية."


@pytest.mark.parametrize("document_id", ["b.txt", "news.jsonl#1"])
def test_nothing_that_stands_in_its_place_is_overwritten(
    corpus: Path, opened: Bin, document_id: str
):
    opened.remove(DocumentId(document_id))
    file = corpus / document_id.partition("#")[0]
    file.write_text('{"text": "غيره"}\n', encoding="utf-8")

    with pytest.raises(RemovalError) as caught:
        opened.restore(DocumentId(document_id))

    assert caught.value.reason is RemovalFailure.OCCUPIED
    assert file.read_text(encoding="utf-8") == '{"text": "غيره"}\n'
    assert len(opened.removed()) == 1


@pytest.mark.parametrize(
    "line",
    ['{"text": "افتتح المجلس البلدي مكتبة الحي."}', '{"id": "a", "text": "غادرت السفينة."}'],
)
@pytest.mark.parametrize("before", ["", "\n\n", "{broken\n"])
def test_a_file_of_articles_goes_with_its_last_one_and_comes_back_with_it(
    corpus: Path, opened: Bin, line: str, before: str
):
    file = corpus / "last.jsonl"
    file.write_text(before + line, encoding="utf-8")
    (name,) = [document_id for document_id in ids(corpus) if document_id.startswith("last")]

    opened.remove(DocumentId(name))
    is_left = file.exists()
    opened.restore(DocumentId(name))

    assert is_left is bool(before.strip())
    assert name in ids(corpus)


def test_an_article_that_was_given_anew_is_not_put_back_beside_itself(corpus: Path, opened: Bin):
    opened.remove(DocumentId("news.jsonl#9"))
    with (corpus / "news.jsonl").open("a", encoding="utf-8") as file:
        file.write('\n{"id": 9, "text": "غادرت السفينة ميناء المرجان."}')
    before = contents(corpus)

    with pytest.raises(RemovalError) as caught:
        opened.restore(DocumentId("news.jsonl#9"))

    assert caught.value.reason is RemovalFailure.OCCUPIED
    assert contents(corpus) == before


def test_an_entry_that_was_never_finished_is_passed_over(corpus: Path, opened: Bin):
    opened.remove(DocumentId("b.txt"))
    (entry,) = (corpus.parent / "bin").iterdir()
    shutil.copytree(entry, entry.with_name("20990101"))
    (entry.with_name("20990101") / "entry.json").unlink()

    opened.restore(DocumentId("b.txt"))

    assert (corpus / "b.txt").exists()


def test_what_is_no_entry_is_forgotten_with_its_day(
    corpus: Path, opened: Bin, clock: ImpatientClock
):
    opened.remove(DocumentId("b.txt"))
    opened.remove(DocumentId("مدن/a.txt"))
    unfinished, damaged = sorted((corpus.parent / "bin").iterdir())
    (unfinished / "entry.json").unlink()
    (damaged / "entry.json").write_text("[]")

    listed = opened.removed()
    clock.pass_by(KEPT_S + 1)
    opened.forget_old()

    assert listed == []
    assert list((corpus.parent / "bin").iterdir()) == []


@pytest.mark.parametrize("document_id", ["b.txt", "news.jsonl#1"])
def test_an_article_that_finds_no_place_in_the_bin_stays_where_it_is(
    corpus: Path, opened: Bin, document_id: str
):
    (corpus.parent / "bin").write_text("in the way", encoding="utf-8")
    before = contents(corpus)

    with pytest.raises(StorageError):
        opened.remove(DocumentId(document_id))

    assert contents(corpus) == before


def test_what_a_killed_process_half_wrote_is_forgotten_with_its_day(
    corpus: Path, opened: Bin, clock: ImpatientClock
):
    before = contents(corpus)
    for name, age_s in ((".new-0123", KEPT_S + 1), (".new-4567", KEPT_S - 1)):
        (corpus / "مدن" / name).write_bytes(b"half")
        written_at = clock.unix_time() - age_s
        os.utime(corpus / "مدن" / name, (written_at, written_at))

    opened.forget_unfinished()

    assert contents(corpus) == {**before, "مدن/.new-4567": b"half"}


def test_a_bin_that_cannot_be_read_is_told(opened: Bin, monkeypatch: pytest.MonkeyPatch):
    opened.remove(DocumentId("b.txt"))

    def refuse(_folder: Path) -> NoReturn:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)

    for reading in (opened.removed, opened.forget_old):
        with pytest.raises(StorageError, match=r"bin cannot be read \(Permission denied\)"):
            reading()


def test_what_was_put_back_is_no_entry_any_more_however_much_of_it_is_left(
    corpus: Path, opened: Bin, monkeypatch: pytest.MonkeyPatch
):
    opened.remove(DocumentId("b.txt"))
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)  # killed before it

    opened.restore(DocumentId("b.txt"))

    assert (corpus / "b.txt").exists()
    assert opened.removed() == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_no_line_is_cut_out_of_what_is_not_written_in_bytes(
    corpus: Path, opened: Bin, encoding: str
):
    lines = "".join(json.dumps({"text": f"{TEXT} {n}"}) + "\n" for n in range(3))
    (corpus / "wide.jsonl").write_bytes(lines.encode(encoding))
    before = contents(corpus)

    with pytest.raises(RemovalError) as caught:
        opened.remove(DocumentId("wide.jsonl#1"))

    assert "wide.jsonl#1" in ids(corpus)
    assert caught.value.reason is RemovalFailure.PART
    assert contents(corpus) == before
