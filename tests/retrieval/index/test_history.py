from pathlib import Path

import pytest

from retrieval.index.history import KeptSnapshot, read_history
from retrieval.index.store import SnapshotStore
from tests.fakes import FakeEncoder
from tests.retrieval.index.corpora import update, write, write_articles


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "store")


def two_snapshots(folder: Path, store: SnapshotStore) -> list[Path]:
    """Publish one of three articles and one of four; return them, newest first."""
    corpus = write_articles(folder / "corpus")
    first = update(corpus, store, FakeEncoder(name="first")).snapshot
    write(corpus, "new.txt", "غرس الفلاحون ألف شجرة زيتون على سفح الجبل.")
    return [update(corpus, store, FakeEncoder(name="second")).snapshot, first]


def test_an_unused_store_has_no_history(store: SnapshotStore):
    history = read_history(store)

    assert (history.snapshots, history.n_bytes) == ((), 0)


def test_each_snapshot_tells_what_it_holds_newest_first(tmp_path: Path, store: SnapshotStore):
    folders = two_snapshots(tmp_path, store)

    history = read_history(store)

    assert [kept.name for kept in history.snapshots] == [folder.name for folder in folders]
    assert [kept.n_documents for kept in history.snapshots] == [4, 3]
    assert [kept.encoder for kept in history.snapshots] == ["second", "first"]
    assert [kept.is_current for kept in history.snapshots] == [True, False]
    assert not any(kept.is_held for kept in history.snapshots)
    for kept, folder in zip(history.snapshots, folders, strict=True):
        listed = [path for path in folder.iterdir() if path.name != "manifest.json"]
        assert kept.n_bytes == sum(path.stat().st_size for path in listed)
    assert history.n_bytes > sum(kept.n_bytes for kept in history.snapshots)


def test_what_was_gone_back_to_is_current_and_held(tmp_path: Path, store: SnapshotStore):
    _, first = two_snapshots(tmp_path, store)

    store.hold(first)

    def state(kept: KeptSnapshot) -> tuple[bool, bool]:
        return kept.is_current, kept.is_held

    assert [state(kept) for kept in read_history(store).snapshots] == [
        (False, False),
        (True, True),
    ]


def test_a_snapshot_that_cannot_say_what_it_is_is_left_out(tmp_path: Path, store: SnapshotStore):
    newest, first = two_snapshots(tmp_path, store)

    (newest / "manifest.json").write_text("{}")

    assert [kept.name for kept in read_history(store).snapshots] == [first.name]
