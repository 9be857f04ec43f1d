"""The files that posts are kept in, as the corpus reads them."""

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.collecting.bin import Bin
from bot.errors import ShelfError
from bot.posts.post import Place, Post, has_enough_text
from bot.posts.shelf import PostShelf
from retrieval.corpus.folder import scan_folder
from retrieval.corpus.outline import outline
from retrieval.datatypes import Document, DocumentId
from tests.telegram.fakes import ImpatientClock

CHANNEL = -1001234567890
TEXT = (
    'عاجل  |\tافتُتح الجسر \u200fصباح الأحد 🌉.\n\n وبلغت كلفته \\أربعين\\ "مليون" دينار.\u2028خبر'
)
POST = Post(
    channel_id=CHANNEL,
    message_id=57,
    text=TEXT,
    source="قناة الميناء",
    url="https://t.me/port_news/57",
    date="2024-05-12",
    edited_at=1000,
    formatting=({"type": "bold", "offset": 0, "length": 4},),
)
PLACE = Place(CHANNEL, 57, f"{CHANNEL}.jsonl")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    return folder


@pytest.fixture
def shelf(corpus: Path) -> PostShelf:
    return PostShelf(corpus)


def documents_in(corpus: Path) -> list[Document]:
    found = list(scan_folder(corpus))
    assert all(isinstance(document, Document) for document in found), found
    return [document for document in found if isinstance(document, Document)]


def names_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_post_is_an_article_of_the_corpus_with_every_character_as_posted(
    shelf: PostShelf, corpus: Path
):
    assert shelf.keep(POST)

    [document] = documents_in(corpus)
    assert document.document_id == f"telegram/{CHANNEL}.jsonl#57"
    assert document.text == TEXT
    assert (document.source, document.url, document.date) == (POST.source, POST.url, POST.date)
    assert Place.of(document.document_id) == PLACE
    assert shelf.find(PLACE) == POST


def test_an_edited_post_takes_the_place_of_what_it_was(shelf: PostShelf, corpus: Path):
    for number in (56, 57, 58):
        shelf.keep(replace(POST, message_id=number))

    assert shelf.keep(replace(POST, text="افتُتح الجسر مساء الأحد.", edited_at=2000))

    texts = {d.document_id.rpartition("#")[2]: d.text for d in documents_in(corpus)}
    assert texts == {"56": TEXT, "57": "افتُتح الجسر مساء الأحد.", "58": TEXT}


def test_what_changes_nothing_is_not_written(shelf: PostShelf, corpus: Path):
    shelf.keep(replace(POST, edited_at=2000))
    [file] = (corpus / "telegram").iterdir()
    written = file.stat().st_ino

    same = shelf.keep(replace(POST, edited_at=2000))
    older = shelf.keep(replace(POST, text="كما كان قبل التعديل الأخير", edited_at=1999))

    assert (same, older) == (False, False)
    assert file.stat().st_ino == written


def test_a_post_that_has_lost_its_text_is_taken_out(shelf: PostShelf, corpus: Path):
    shelf.keep(POST)
    shelf.keep(replace(POST, message_id=58))

    assert shelf.remove(CHANNEL, 57)

    assert [d.document_id for d in documents_in(corpus)] == [f"telegram/{CHANNEL}.jsonl#58"]
    assert not shelf.remove(CHANNEL, 57)
    assert shelf.find(PLACE) is None


def test_an_article_that_was_removed_is_put_back_though_the_channel_went_on(
    shelf: PostShelf, corpus: Path, tmp_path: Path
):
    for number in (57, 58, 59):
        shelf.keep(replace(POST, message_id=number))
    before = documents_in(corpus)
    bin_ = Bin(corpus, tmp_path / "bin", ImpatientClock())
    bin_.remove(before[1].document_id)

    shelf.remove(CHANNEL, 57)
    shelf.keep(replace(POST, message_id=60))
    gone = [document.document_id for document in documents_in(corpus)]
    bin_.restore(before[1].document_id)

    assert gone == [f"telegram/{CHANNEL}.jsonl#{number}" for number in (59, 60)]
    assert documents_in(corpus)[:2] == before[1:]


def test_each_channel_has_a_file_of_its_own(shelf: PostShelf, corpus: Path):
    shelf.keep(POST)
    shelf.keep(replace(POST, channel_id=-1005))

    assert len(documents_in(corpus)) == 2
    assert names_in(corpus / "telegram") == ["-1001234567890.jsonl", "-1005.jsonl"]


def test_a_channel_goes_on_in_a_next_file_when_one_is_large(corpus: Path):
    shelf = PostShelf(corpus, max_file_bytes=1)
    for number in (1, 2, 3):
        shelf.keep(replace(POST, message_id=number))

    assert shelf.keep(replace(POST, message_id=2, text="افتُتح الجسر مساءً.", edited_at=2000))

    places = [Place.of(document.document_id) for document in documents_in(corpus)]
    found = {place.message_id: shelf.find(place) for place in places if place}
    assert names_in(corpus / "telegram") == [
        f"{CHANNEL}-2.jsonl",
        f"{CHANNEL}-3.jsonl",
        f"{CHANNEL}.jsonl",
    ]
    assert {number: post.text for number, post in found.items() if post} == {
        1: TEXT,
        2: "افتُتح الجسر مساءً.",
        3: TEXT,
    }


def test_a_file_goes_with_its_last_post_and_those_after_it_stay(corpus: Path):
    shelf = PostShelf(corpus, max_file_bytes=1)
    for number in (1, 2, 3):
        shelf.keep(replace(POST, message_id=number))

    removed = [shelf.remove(CHANNEL, number) for number in (1, 2)]
    changed = shelf.keep(replace(POST, message_id=3, text="افتُتح الجسر مساءً.", edited_at=2000))
    shelf.keep(replace(POST, message_id=4))

    assert (removed, changed) == ([True, True], True)
    assert names_in(corpus / "telegram") == [f"{CHANNEL}-3.jsonl", f"{CHANNEL}-4.jsonl"]
    assert [document.text for document in documents_in(corpus)] == ["افتُتح الجسر مساءً.", TEXT]


def test_the_last_post_of_a_file_is_put_back_though_another_came(
    shelf: PostShelf, corpus: Path, tmp_path: Path
):
    shelf.keep(POST)
    bin_ = Bin(corpus, tmp_path / "bin", ImpatientClock())
    post = DocumentId(f"telegram/{CHANNEL}.jsonl#57")
    bin_.remove(post)

    names = names_in(corpus / "telegram")
    shelf.keep(replace(POST, message_id=58))
    bin_.restore(post)

    assert names == []
    assert [d.document_id.rpartition("#")[2] for d in documents_in(corpus)] == ["58", "57"]
    assert shelf.find(PLACE) == POST


def test_a_crash_while_writing_leaves_the_file_as_it_was(
    shelf: PostShelf, corpus: Path, monkeypatch: pytest.MonkeyPatch
):
    shelf.keep(POST)

    def crash(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", crash)
    with pytest.raises(ShelfError, match=r"cannot be written: No space left") as caught:
        shelf.keep(replace(POST, message_id=58))
    monkeypatch.undo()

    assert caught.value.path == corpus / "telegram" / f"{CHANNEL}.jsonl"
    assert [d.document_id for d in documents_in(corpus)] == [f"telegram/{CHANNEL}.jsonl#57"]
    assert shelf.keep(replace(POST, message_id=58))
    assert len(documents_in(corpus)) == 2


def test_a_corpus_folder_that_is_gone_is_said_and_not_made_anew(shelf: PostShelf, corpus: Path):
    corpus.rmdir()

    with pytest.raises(ShelfError, match=f"^{corpus} is not there; see that its disk"):
        shelf.keep(POST)

    assert not corpus.exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.write_text('{"id": 57}\n', encoding="utf-8"),
        lambda file: file.write_text('{"id": 57, "text"', encoding="utf-8"),
        lambda file: file.write_text("[]\n\n", encoding="utf-8"),
    ],
)
def test_a_line_that_is_no_post_is_replaced_or_left(
    shelf: PostShelf, corpus: Path, spoil: Callable[[Path], None]
):
    (corpus / "telegram").mkdir()
    spoil(corpus / "telegram" / f"{CHANNEL}.jsonl")

    assert shelf.find(PLACE) is None
    assert shelf.keep(POST)
    assert shelf.find(PLACE) == POST


def test_a_post_with_half_a_surrogate_pair_spoils_no_other(shelf: PostShelf, corpus: Path):
    shelf.keep(POST)
    shelf.keep(replace(POST, message_id=58, text="نصّ مكسور في هذا المنشور \ud83d"))

    assert [d.document_id for d in scan_folder(corpus) if isinstance(d, Document)] == [
        f"telegram/{CHANNEL}.jsonl#57"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "🔴 وزير النقل: افتتاح الجسر في ١٢ مايو بكلفة أربعين مليون دينار\n@port_news",
        "أعلنت وزارة النقل افتتاح جسر النخيل يوم الأحد بعد ثلاث سنوات من البناء",
        "وصول مليون جرعة لقاح غدًا إلى مطار المدينة\nالتلقيح يبدأ الأسبوع المقبل في المدارس",
        "افتتاح الجسر غدًا صباحًا",
        "عاجل افتتاح\nافتُتح الجسر صباح الأحد",
    ],
)
def test_the_first_line_of_a_post_can_be_quoted(shelf: PostShelf, corpus: Path, text: str):
    shelf.keep(replace(POST, text=text))

    [document] = documents_in(corpus)
    first = outline(document)[0]
    assert document.text[first.start : first.end] == text.split("\n", maxsplit=1)[0]
    assert first.role.is_quotable


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("افتتاح الجسر", "افتتاح الجسر"),
        ("عاجل\nافتتاح الجسر", "عاجل افتتاح الجسر"),
        ("🌉 خبر اليوم\n\nافتُتح الجسر.", "خبر اليوم افتُتح الجسر."),
        ("🌉 🌉", "🌉 🌉"),
        ("افتتاح\n\nالجسر " + "غدًا " * 20, "افتتاح الجسر" + " غدًا" * 9 + "…"),
        (
            "رئيس الوزراء يصل إلى العاصمة في زيارة رسمية\nغدًا",
            "رئيس الوزراء يصل إلى العاصمة في زيارة…",
        ),
        ("الرباعية " * 30, "الرباعية الرباعية الرباعية الرباعية الرباعية الرباعية…"),
        ("س" * 80, "س" * 60 + "…"),
    ],
)
def test_a_post_is_called_by_its_first_words(text: str, title: str):
    assert replace(POST, text=text).title == title


@pytest.mark.parametrize(
    "document_id",
    [
        "telegram/-100.jsonl",
        "telegram/100.jsonl#1",
        "other/-100.jsonl#1",
        "telegram/-100.jsonl#x",
        "telegram/../-100.jsonl#1",
    ],
)
def test_other_documents_are_no_posts(document_id: str):
    assert Place.of(DocumentId(document_id)) is None


def test_what_says_nothing_is_no_article():
    assert not has_enough_text("🌉 صباح!")
    assert has_enough_text("افتُتح الجسر صباحًا")
