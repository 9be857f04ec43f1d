"""Archives, books and Word documents from one update to the next."""

from pathlib import Path

import pytest

from retrieval.corpus.outline import outline
from retrieval.errors import Refusal
from retrieval.index.snapshot import Snapshot
from retrieval.index.store import SnapshotStore
from tests.fakes import FakeEncoder
from tests.retrieval.corpus.packing import book, pack, paragraph, word
from tests.retrieval.index.corpora import BAKERY, LIBRARY, TRAIN, update, write

pytestmark = pytest.mark.slow
LETTER = "غرس الفلاحون ألف شجرة زيتون على سفح الجبل. ثم سقاها المطر."


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "store")


def archive(train: str = TRAIN) -> bytes:
    return pack(
        {
            "train.txt": train,
            "library.md": LIBRARY,
            "letter.docx": word(paragraph(LETTER)),
            "photo.png": "x",
        }
    )


def test_of_an_archive_that_changed_only_the_changed_article_is_encoded_again(
    tmp_path: Path, store: SnapshotStore
):
    corpus = tmp_path / "corpus"
    write(corpus, "press.zip", archive())
    write(corpus, "book.epub", book(f"<p>{BAKERY}</p>"))
    first = update(corpus, store)
    unchanged = update(corpus, store)
    encoder = FakeEncoder()

    write(corpus, "press.zip", archive(TRAIN.replace("سبع", "تسع")), at_s=60)
    second = update(corpus, store, encoder)

    assert first.added == (
        "book.epub",
        "press.zip/letter.docx",
        "press.zip/library.md",
        "press.zip/train.txt",
    )
    assert [(file.path, file.refusal) for file in first.skipped] == [
        ("press.zip/photo.png", Refusal.UNSUPPORTED)
    ]
    assert not unchanged.is_new
    assert (second.added, second.changed, second.removed) == ((), ("press.zip/train.txt",), ())
    assert second.n_encoded == encoder.n_encoded_passages == 1
    assert second.skipped == first.skipped


def test_what_is_stored_of_a_document_is_what_it_is_quoted_from(
    tmp_path: Path, store: SnapshotStore
):
    corpus = tmp_path / "corpus"
    write(corpus, "letter.docx", word(paragraph("رسالة", "a1") + paragraph(LETTER)))

    snapshot = Snapshot.open(update(corpus, store).snapshot)

    document = snapshot.document(0)
    assert document.text == f"## رسالة\n\n{LETTER}"
    quoted = [document.text[s.start : s.end] for s in outline(document) if s.role.is_quotable]
    assert quoted == ["غرس الفلاحون ألف شجرة زيتون على سفح الجبل.", "ثم سقاها المطر."]
    snapshot.close()
