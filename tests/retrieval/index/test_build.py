import resource
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.errors import CorpusError, EncoderError, SnapshotError
from retrieval.index.build import is_current, update_snapshot
from retrieval.index.progress import Progress, Stage
from retrieval.index.snapshot import Snapshot, read_sources
from retrieval.index.store import SnapshotStore
from retrieval.protocols import Encoder
from retrieval.settings import IndexSettings, PassageSettings
from tests.fakes import FakeEncoder
from tests.retrieval.index.corpora import (
    ARTICLES,
    SETTINGS,
    TRAIN,
    litter,
    update,
    write,
    write_articles,
)

NEW = "غرس الفلاحون ألف شجرة زيتون على سفح الجبل."


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "corpus")


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "store")


def test_the_first_update_takes_in_every_article(corpus: Path, store: SnapshotStore):
    encoder = FakeEncoder()

    report = update(corpus, store, encoder)

    assert report.added == tuple(sorted(ARTICLES))
    assert (report.changed, report.removed, report.n_unchanged) == ((), (), 0)
    assert (report.is_new, report.rebuilt_because, report.skipped) == (True, "", ())
    assert report.snapshot == store.current()
    assert report.n_encoded == report.n_passages == encoder.n_encoded_passages
    assert report.took_s > 0


def test_an_update_of_the_same_corpus_keeps_the_snapshot(corpus: Path, store: SnapshotStore):
    first = update(corpus, store)

    encoder = FakeEncoder()
    second = update(corpus, store, encoder)

    assert second.snapshot == first.snapshot
    assert not second.is_new
    assert (second.n_unchanged, second.n_encoded, encoder.n_encoded_passages) == (3, 0, 0)
    assert [path.name for path in store.snapshots()] == [first.snapshot.name]


def test_a_corpus_of_nothing_readable_says_what_was_passed_over(
    corpus: Path, store: SnapshotStore
):
    current = update(corpus, store).snapshot
    shutil.rmtree(corpus)
    for name in ("1.txt", "2.txt", "3.txt", "4.txt", "5.png"):
        write(corpus, name, "قصير")

    with pytest.raises(CorpusError, match=r"no article") as caught:
        update(corpus, store)

    assert caught.value.path == corpus
    message = str(caught.value)
    assert "5.png: not one of" in message
    assert "1.txt: too short" in message
    assert message.endswith("and 2 more")
    assert store.current() == current
    assert litter(store) == []


def test_a_corpus_folder_that_is_not_there_makes_no_store(tmp_path: Path, store: SnapshotStore):
    with pytest.raises(CorpusError, match="nowhere"):
        update(tmp_path / "nowhere", store)

    assert not store.root.exists()


class FailingEncoder(FakeEncoder):
    """Can encode questions alone."""

    def encode_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        raise EncoderError(self.name, f"{len(passages)} passages are too many")


def test_an_encoder_that_fails_leaves_the_current_snapshot_and_no_litter(
    corpus: Path, store: SnapshotStore
):
    current = update(corpus, store).snapshot
    write(corpus, "new.txt", NEW)

    with pytest.raises(EncoderError, match="1 passages are too many"):
        update(corpus, store, FailingEncoder())

    assert store.current() == current
    assert litter(store) == []
    assert update(corpus, store).added == ("new.txt",)


class Interrupted:
    """Presses Ctrl-C at one moment of an update."""

    def __init__(self, stage: Stage, done: int) -> None:
        self.stage, self.done = stage, done

    def __call__(self, progress: Progress) -> None:
        if progress.stage == self.stage and progress.done >= self.done:
            raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("stage", "done"),
    [
        (Stage.READ, 0),
        *((stage, done) for stage in (Stage.INDEX, Stage.WRITE) for done in range(3)),
    ],
)
def test_an_interrupted_update_leaves_a_whole_snapshot_and_no_litter(
    corpus: Path, store: SnapshotStore, stage: Stage, done: int
):
    first = update(corpus, store).snapshot
    write(corpus, "new.txt", NEW)

    with pytest.raises(KeyboardInterrupt):
        update_snapshot(corpus, store, FakeEncoder(), SETTINGS, Interrupted(stage, done))

    is_published = (stage, done) == (Stage.WRITE, 2)
    assert (store.current() != first) == is_published
    assert litter(store) == []
    Snapshot.open(store.current())
    assert update(corpus, store).n_documents == 4


def test_progress_never_goes_back_and_reaches_the_total_of_each_stage(
    corpus: Path, store: SnapshotStore
):
    seen: list[Progress] = []

    update_snapshot(corpus, store, FakeEncoder(), SETTINGS, seen.append)

    assert list(dict.fromkeys(progress.stage for progress in seen)) == list(Stage)
    for stage in Stage:
        of_stage = [progress for progress in seen if progress.stage == stage]
        done = [progress.done for progress in of_stage]
        assert done == sorted(done)
        assert {progress.total for progress in of_stage} == {done[-1]}
    n_bytes = sum(len(text.encode()) for text in ARTICLES.values())
    assert (seen[-1].stage, seen[-1].done) == (Stage.WRITE, 2)
    assert [p.done for p in seen if p.stage == Stage.READ][-1] == n_bytes


def test_old_snapshots_are_removed_but_for_three(corpus: Path, store: SnapshotStore):
    places = []
    for step in range(5):
        write(corpus, "step.txt", f"{NEW} {step}", at_s=step)
        places.append(update(corpus, store).snapshot)

    assert store.snapshots() == places[:1:-1]


def test_what_was_gone_back_to_stays_when_the_next_one_is_published(
    corpus: Path, store: SnapshotStore
):
    places = []
    for step in range(3):
        write(corpus, "step.txt", f"{NEW} {step}", at_s=step)
        places.append(update(corpus, store).snapshot)
    store.hold(places[0])

    newest = update(corpus, store).snapshot

    assert store.snapshots() == [newest, *places[::-1]]


def test_a_report_tells_what_the_store_takes_on_the_disk(corpus: Path, store: SnapshotStore):
    report = update(corpus, store)

    assert report.n_bytes == store.n_bytes() > 10_000
    assert report.encoded_per_s == pytest.approx(report.n_passages / report.took_s)


def test_a_snapshot_is_current_for_its_own_encoder_and_settings(
    corpus: Path, store: SnapshotStore
):
    def current(encoder: Encoder | None = None, settings: IndexSettings = SETTINGS) -> bool:
        return is_current(corpus, store, encoder or FakeEncoder(), settings)

    assert not current(), "nothing is indexed"
    update(corpus, store)
    assert current()
    assert not current(FakeEncoder(name="other"))
    assert not current(settings=IndexSettings(passages=PassageSettings(max_chars=50)))


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("new.txt", NEW, False),
        ("bakery.txt", ARTICLES["bakery.txt"] + NEW, False),
        ("trips/train.txt", TRAIN, False),  # its time alone
        ("picture.png", "png", True),
        (".hidden.txt", NEW, True),
    ],
)
def test_a_snapshot_is_current_until_a_file_is_written(
    corpus: Path, store: SnapshotStore, name: str, content: str, expected: bool
):
    update(corpus, store)

    write(corpus, name, content, at_s=9)

    assert is_current(corpus, store, FakeEncoder(), SETTINGS) is expected


def test_a_snapshot_is_not_current_once_a_file_is_gone(corpus: Path, store: SnapshotStore):
    update(corpus, store)

    (corpus / "bakery.txt").unlink()

    assert not is_current(corpus, store, FakeEncoder(), SETTINGS)


@pytest.mark.parametrize("name", ["manifest.json", "sources.json"])
def test_a_snapshot_that_does_not_say_what_it_holds_is_not_current(
    corpus: Path, store: SnapshotStore, name: str
):
    snapshot = update(corpus, store).snapshot

    (snapshot / name).unlink()

    assert not is_current(corpus, store, FakeEncoder(), SETTINGS)


def test_whether_a_folder_that_is_not_there_is_current_is_no_question(store: SnapshotStore):
    with pytest.raises(CorpusError):
        is_current(Path("/nowhere"), store, FakeEncoder(), SETTINGS)


def test_a_store_that_cannot_be_written_is_said_before_anything_is_read(
    corpus: Path, tmp_path: Path
):
    (tmp_path / "file").write_text("")

    with pytest.raises(SnapshotError, match="DATA_DIR"):
        update(corpus, SnapshotStore(tmp_path / "file"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_a_full_disk_is_said_and_leaves_the_current_snapshot(corpus: Path, store: SnapshotStore):
    current = update(corpus, store).snapshot
    write(corpus, "new.txt", NEW)
    (store.root / ".current").symlink_to("/dev/full")

    with pytest.raises(SnapshotError, match="no space left for a snapshot") as caught:
        update(corpus, store)

    assert caught.value.path == store.root
    assert store.current() == current
    (store.root / ".current").unlink()
    assert update(corpus, store).added == ("new.txt",)
    assert litter(store) == []


def test_a_report_counts_what_is_new_and_not_in_arabic(corpus: Path, store: SnapshotStore):
    german = "Die Stadt hat eine neue Bibliothek in der Mitte von Olivenhain."
    write(corpus, "stadt.txt", german)

    n_foreign = [update(corpus, store).n_foreign]
    write(corpus, "new.txt", NEW, at_s=8)
    n_foreign.append(update(corpus, store).n_foreign)
    write(corpus, "stadt.txt", f"{german} Sie ist offen.", at_s=9)
    n_foreign.append(update(corpus, store).n_foreign)

    assert n_foreign == [1, 0, 1]


def test_what_cannot_be_tidied_up_is_told_and_costs_no_report(corpus: Path, store: SnapshotStore):
    first = update(corpus, store).snapshot
    write(corpus, "new.txt", NEW)
    litter_of_others = [store.root / ".vectors-1", store.root / ".vectors-2"]

    def get_in_the_way(progress: Progress) -> None:
        if progress.stage is Stage.WRITE and progress.done == 1:
            for folder in litter_of_others:  # a journal is a file
                folder.mkdir()

    report = update_snapshot(corpus, store, FakeEncoder(), SETTINGS, get_in_the_way)

    assert report.added == ("new.txt",)
    assert store.current() == report.snapshot != first
    assert any(str(folder) in report.untidy for folder in litter_of_others)


@pytest.mark.parametrize("limit", [0, 100, 300, 600, 1200])
def test_files_that_cannot_be_written_in_full_leave_the_current_snapshot_and_no_litter(
    corpus: Path, store: SnapshotStore, limit: int
):
    current = update(corpus, store).snapshot
    write(corpus, "new.txt", NEW)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        with pytest.raises(SnapshotError, match="DATA_DIR"):
            update(corpus, store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert store.current() == current
    assert litter(store) == []
    Snapshot.open(current)


def test_the_files_of_a_corpus_are_recorded_in_order(corpus: Path, store: SnapshotStore):
    snapshot = update(corpus, store).snapshot

    assert [record.document_id for record in read_sources(snapshot)] == sorted(ARTICLES)


def test_a_snapshot_that_is_held_is_current_until_an_update_is_asked_for(
    corpus: Path, store: SnapshotStore
):
    first = update(corpus, store).snapshot
    (corpus / "new.txt").write_text(NEW, encoding="utf-8")
    update(corpus, store)
    store.hold(first)

    assert is_current(corpus, store, FakeEncoder(), SETTINGS)
    assert not is_current(corpus, store, FakeEncoder(name="other"), SETTINGS)
    report = update(corpus, store)

    assert report.added == ("new.txt",)
    assert report.left == first.name
    assert not store.is_held()
    assert update(corpus, store).left == ""


def test_an_update_that_finds_what_is_held_follows_the_corpus_again(
    corpus: Path, store: SnapshotStore
):
    first = update(corpus, store).snapshot
    store.hold(first)

    report = update(corpus, store)

    assert (report.is_new, store.current(), store.is_held()) == (False, first, False)
