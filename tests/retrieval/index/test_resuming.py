"""Vectors that were computed once are not computed again, whatever came between."""

import multiprocessing
import os
import signal
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.errors import EncoderError
from retrieval.index.build import update_snapshot
from retrieval.index.progress import Progress, Stage
from retrieval.index.store import SnapshotStore
from tests.fakes import FakeEncoder
from tests.retrieval.index.corpora import SETTINGS, journals, litter, update, write
from tests.retrieval.index.test_reading import assert_equal

N_ARTICLES = 700
"""A passage each: more than the encoder is given at once, twice over."""


class DyingEncoder(FakeEncoder):
    """Encodes so many passages, and takes its process with it when asked for more."""

    def __init__(self, n_passages: int) -> None:
        super().__init__()
        self._n_passages = n_passages

    def encode_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        if self.n_encoded_passages + len(passages) > self._n_passages:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().encode_passages(passages)


class FailingEncoder(FakeEncoder):
    """Encodes one batch."""

    def encode_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        if self.n_encoded_passages:
            raise EncoderError(self.name, "the device is lost")
        return super().encode_passages(passages)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for number in range(N_ARTICLES):
        write(tmp_path / "corpus", f"{number}.txt", f"وصل القطار رقم {number} عند الفجر.")
    return tmp_path / "corpus"


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "store")


def die_building(corpus: Path, root: Path, n_passages: int) -> None:
    update(corpus, SnapshotStore(root), DyingEncoder(n_passages))


@pytest.mark.slow
def test_after_a_kill_only_what_had_no_vector_yet_is_encoded(corpus: Path, store: SnapshotStore):
    processes = multiprocessing.get_context("forkserver")
    builder = processes.Process(target=die_building, args=(corpus, store.root, 520))
    builder.start()
    builder.join()
    assert builder.exitcode == -signal.SIGKILL

    encoder = FakeEncoder()
    report = update(corpus, store, encoder)

    assert report.n_encoded == encoder.n_encoded_passages == N_ARTICLES - 512
    assert (journals(store), litter(store)) == ([], [])
    anew = update(corpus, SnapshotStore(store.root / "x"), FakeEncoder())
    assert_equal(report.snapshot, anew.snapshot)


@pytest.mark.slow
def test_an_update_that_fails_loses_no_vector(corpus: Path, store: SnapshotStore):
    with pytest.raises(EncoderError, match="the device is lost"):
        update(corpus, store, FailingEncoder())
    assert len(journals(store)) == 1

    report = update(corpus, store)

    assert report.n_encoded == N_ARTICLES - 256


def test_an_update_that_is_interrupted_after_encoding_loses_no_vector(
    corpus: Path, store: SnapshotStore
):
    def interrupt(progress: Progress) -> None:
        if progress.stage is Stage.WRITE:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        update_snapshot(corpus, store, FakeEncoder(), SETTINGS, interrupt)

    assert update(corpus, store).n_encoded == 0


def test_a_reload_with_the_old_encoder_keeps_what_a_change_of_it_had_computed(
    corpus: Path, store: SnapshotStore
):
    update(corpus, store, FakeEncoder(name="old"))
    with pytest.raises(EncoderError):
        update(corpus, store, FailingEncoder(name="new"))
    write(corpus, "more.txt", "غرس الفلاحون ألف شجرة زيتون.", at_s=1)
    update(corpus, store, FakeEncoder(name="old"))

    report = update(corpus, store, FakeEncoder(name="new"))

    assert report.n_encoded == N_ARTICLES + 1 - 256
    assert journals(store) == []


def test_going_back_to_an_encoder_whose_snapshot_is_kept_encodes_nothing(
    corpus: Path, store: SnapshotStore
):
    first = update(corpus, store, FakeEncoder())
    update(corpus, store, FakeEncoder(16, name="other"))

    report = update(corpus, store, FakeEncoder())

    assert report.rebuilt_because == "the encoder was other and is fake"
    assert report.n_encoded == 0
    assert_equal(report.snapshot, first.snapshot)


def test_a_damaged_snapshot_costs_only_what_no_other_holds(corpus: Path, store: SnapshotStore):
    update(corpus, store)
    write(corpus, "more.txt", "غرس الفلاحون ألف شجرة زيتون.", at_s=1)
    damaged = update(corpus, store).snapshot
    (damaged / "vectors.npy").write_bytes(b"")

    report = update(corpus, store)

    assert "vectors.npy" in report.rebuilt_because
    assert report.n_encoded == 1


def test_a_reload_after_a_roll_back_finds_the_vectors_that_it_left(
    corpus: Path, store: SnapshotStore
):
    first = update(corpus, store).snapshot
    write(corpus, "more.txt", "غرس الفلاحون ألف شجرة زيتون.", at_s=1)
    update(corpus, store)
    store.hold(first)

    report = update(corpus, store)

    assert (report.added, report.n_encoded) == (("more.txt",), 0)
