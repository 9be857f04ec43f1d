import os
import stat
import threading
from pathlib import Path

import pytest

from retrieval.errors import SnapshotError, SnapshotMissingError
from retrieval.index.store import SnapshotStore
from tests.retrieval.index.corpora import litter


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "data" / "snapshots")


def publish(store: SnapshotStore, name: str, content: str = "") -> Path:
    with store.building() as folder:
        (folder / "file").write_text(content)
        return store.publish(folder, name)


def names(store: SnapshotStore) -> list[str]:
    return [path.name for path in store.snapshots()]


def test_an_unused_store_has_no_snapshot_and_makes_no_folder(store: SnapshotStore):
    with pytest.raises(SnapshotMissingError, match="iqtibas index") as caught:
        store.current()

    assert caught.value.path == store.root
    assert store.snapshots() == []
    assert not store.root.exists()


def test_what_is_published_is_current_and_whole(store: SnapshotStore):
    place = publish(store, "20260101", "قطار")

    assert place == store.root / "20260101" == store.current()
    assert (place / "file").read_text() == "قطار"
    assert [path.name for path in place.iterdir()] == ["file"]


def test_publishing_leaves_nothing_but_the_snapshot_its_pointer_and_the_lock(store: SnapshotStore):
    publish(store, "20260101")

    assert {path.name for path in store.root.iterdir()} == {"20260101", "current", ".lock"}


def test_another_store_of_the_same_folder_sees_it(store: SnapshotStore):
    place = publish(store, "20260101")

    assert SnapshotStore(store.root).current() == place


def test_the_folder_lent_is_empty_and_on_the_same_file_system(store: SnapshotStore):
    with store.building() as folder:
        assert list(folder.iterdir()) == []
        assert folder.stat().st_dev == store.root.stat().st_dev


def test_what_is_not_published_is_removed_and_changes_nothing(store: SnapshotStore):
    place = publish(store, "20260101")

    with store.building() as folder:
        (folder / "half").write_text("قطا")

    assert not folder.exists()
    assert store.current() == place
    assert names(store) == ["20260101"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_build_that_fails_leaves_nothing_and_its_error_passes(
    store: SnapshotStore, error: type[BaseException]
):
    place = publish(store, "20260101")

    def build() -> None:
        with store.building() as folder:
            (folder / "half").write_text("قطا")
            raise error

    with pytest.raises(error):
        build()

    assert litter(store) == []
    assert store.current() == place


def test_the_next_build_removes_what_a_killed_one_left(store: SnapshotStore):
    publish(store, "20260101")
    left = store.root / ".building-killed"
    (left / "deep").mkdir(parents=True)
    (left / "deep" / "file").write_text("قطا")

    with store.building():
        assert not left.exists()


def test_a_pointer_that_was_never_put_in_place_is_of_no_account(store: SnapshotStore):
    place = publish(store, "20260101")
    (store.root / ".current").write_text("2026")

    assert store.current() == place
    assert publish(store, "20260102") == store.current()


def test_a_second_builder_waits_for_the_first(store: SnapshotStore):
    has_entered = threading.Event()

    def build() -> None:
        with SnapshotStore(store.root).building():
            has_entered.set()

    second = threading.Thread(target=build)
    with store.building():
        second.start()
        has_entered_early = has_entered.wait(timeout=0.15)
    second.join(timeout=10)

    assert not has_entered_early
    assert has_entered.is_set()


@pytest.mark.parametrize("pointer", [b"20260103\n", b"", b"\n", b"\xff\xfe", b"a\0b", b"file\n"])
def test_a_pointer_to_no_snapshot_means_none_is_there(store: SnapshotStore, pointer: bytes):
    publish(store, "20260101")
    (store.root / "file").write_text("")
    (store.root / "current").write_bytes(pointer)

    with pytest.raises(SnapshotMissingError, match="iqtibas index") as caught:
        store.current()

    assert caught.value.path == store.root


@pytest.mark.parametrize("pointer", ["..", ".", "/", "../elsewhere", ".building-1"])
def test_a_pointer_leads_to_snapshots_of_its_own_store_only(store: SnapshotStore, pointer: str):
    publish(store, "20260101")
    (store.root.parent / "elsewhere").mkdir()
    (store.root / ".building-1").mkdir()
    (store.root / "current").write_text(pointer)

    with pytest.raises(SnapshotMissingError):
        store.current()


def test_snapshots_are_listed_newest_first_and_nothing_else(store: SnapshotStore):
    for name in ("20260102", "20260101", "20260103"):
        publish(store, name)
    (store.root / ".building-1").mkdir()

    assert names(store) == ["20260103", "20260102", "20260101"]


def test_an_older_snapshot_can_be_made_current_again(store: SnapshotStore):
    older = publish(store, "20260101")
    publish(store, "20260102")

    store.point_to(older)

    assert store.current() == older


def kept_by(store: SnapshotStore, n_kept: int) -> SnapshotStore:
    """Return the same store, keeping another number of snapshots."""
    return SnapshotStore(store.root, n_kept=n_kept)


def test_pruning_keeps_the_newest(store: SnapshotStore):
    for name in ("20260101", "20260102", "20260103"):
        publish(store, name)

    kept_by(store, 2).prune()

    assert names(store) == ["20260103", "20260102"]


def test_fewer_than_the_current_snapshot_and_one_to_go_back_to_cannot_be_kept(
    store: SnapshotStore,
):
    with pytest.raises(ValueError, match="2 snapshots or more"):
        kept_by(store, 1)


def test_pruning_keeps_what_was_current_before_however_old(store: SnapshotStore):
    oldest, _, _, _ = [publish(store, name) for name in ("01", "02", "03", "04")]

    kept_by(store, 2).prune(oldest)

    assert names(store) == ["04", "03", "01"]


def test_the_next_build_removes_what_a_killed_removal_left(store: SnapshotStore):
    publish(store, "a")
    left = store.root / ".removed-b"
    left.mkdir()
    (left / "half").touch()

    assert [path.name for path in store.snapshots()] == ["a"]
    with store.building():
        assert not left.exists()


def test_a_snapshot_can_be_read_by_whom_the_umask_lets(store: SnapshotStore):
    umask = os.umask(0o022)
    try:
        place = publish(store, "a")
    finally:
        os.umask(umask)

    assert stat.S_IMODE(place.stat().st_mode) == 0o755


@pytest.mark.parametrize(
    ("n_kept", "kept"), [(2, ["04", "03", "01"]), (9, ["04", "03", "02", "01"])]
)
def test_pruning_never_removes_the_current_snapshot(
    store: SnapshotStore, n_kept: int, kept: list[str]
):
    oldest, *_ = [publish(store, name) for name in ("01", "02", "03", "04")]
    store.point_to(oldest)

    kept_by(store, n_kept).prune()

    assert names(store) == kept
    assert store.current() == oldest


@pytest.mark.parametrize("root", ["file", "file/below"])
def test_a_root_that_is_no_folder_is_said_with_a_remedy(tmp_path: Path, root: str):
    (tmp_path / "file").write_text("")
    store = SnapshotStore(tmp_path / root)

    with pytest.raises(SnapshotError, match="DATA_DIR") as caught, store.building():
        pass

    assert caught.value.path == store.root
    with pytest.raises(SnapshotMissingError):
        store.current()


def test_a_lock_that_cannot_be_opened_is_said_with_a_remedy(store: SnapshotStore):
    (store.root / ".lock").mkdir(parents=True)

    with pytest.raises(SnapshotError, match="DATA_DIR"), store.building():
        pass


def test_a_snapshot_is_held_from_going_back_to_it_until_another_is_published(
    store: SnapshotStore,
):
    first, second = publish(store, "20260101"), publish(store, "20260102")
    before = store.is_held()

    store.hold(first)
    meanwhile = (store.current(), store.is_held())
    publish(store, "20260103")

    assert (before, meanwhile, store.is_held()) == (False, (first, True), False)
    store.point_to(second)
    assert not store.is_held()


def test_a_snapshot_that_is_let_go_stays_current(store: SnapshotStore):
    first = publish(store, "20260101")
    publish(store, "20260102")
    store.hold(first)

    store.release()
    store.release()

    assert (store.current(), store.is_held()) == (first, False)


@pytest.mark.parametrize(
    ("name", "found"), [("20260101", "20260101"), ("20260102", "20260102"), ("202601020", None)]
)
def test_a_snapshot_is_found_by_its_name(store: SnapshotStore, name: str, found: str | None):
    for published in ("20260101", "20260102", "20260102-a"):
        publish(store, published)

    if found:
        assert store.find(name) == store.root / found
    else:
        with pytest.raises(SnapshotMissingError, match="there is no such snapshot"):
            store.find(name)


def test_a_snapshot_is_found_by_the_beginning_of_its_name_where_no_other_begins_so(
    store: SnapshotStore,
):
    publish(store, "20260101")
    second = publish(store, "20260202")

    assert store.find("202602") == second
    for name in ("2026", "", "..", "20260202/..", ".lock"):
        with pytest.raises(SnapshotMissingError):
            store.find(name)


def test_going_back_to_a_snapshot_that_was_removed_meanwhile_changes_nothing(
    store: SnapshotStore,
):
    publish(store, "20260101")
    newest = publish(store, "20260102")

    with pytest.raises(SnapshotMissingError):
        store.hold(store.root / "20251231")

    assert (store.current(), store.is_held()) == (newest, False)


def test_going_back_waits_for_whoever_builds(store: SnapshotStore):
    older = publish(store, "20260101")
    publish(store, "20260102")
    going_back = threading.Thread(target=lambda: store.hold(older))
    with store.building() as folder:
        going_back.start()
        going_back.join(timeout=0.15)
        was_waiting = going_back.is_alive()
        store.publish(folder, "20260103")
    going_back.join(timeout=10)

    assert was_waiting
    assert (store.current(), store.is_held()) == (older, True)


def test_a_pointer_that_cannot_be_written_is_said_with_a_remedy(store: SnapshotStore):
    older = publish(store, "20260101")
    newest = publish(store, "20260102")
    (store.root / "held").mkdir()

    with pytest.raises(SnapshotError, match="DATA_DIR"):
        store.hold(older)

    assert store.current() == newest


def test_the_size_of_a_store_counts_a_file_of_several_snapshots_once(store: SnapshotStore):
    first = publish(store, "20260101", "x" * 1000)
    n_before = store.n_bytes()

    with store.building() as folder:
        (folder / "file").hardlink_to(first / "file")
        (folder / "own").write_text("y" * 70)
        store.publish(folder, "20260102")

    assert n_before == 1000 + len("20260101\n")
    assert store.n_bytes() == n_before + 70
