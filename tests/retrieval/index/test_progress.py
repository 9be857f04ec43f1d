from pathlib import Path

import pytest

from retrieval.index.build import update_snapshot
from retrieval.index.progress import Progress, Stage, Teller
from retrieval.index.store import SnapshotStore
from tests.fakes import FakeEncoder
from tests.retrieval.index.corpora import ARTICLES, SETTINGS, update, write_articles


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now_s = 50.0

    def __call__(self) -> float:
        return self.now_s


def test_the_pace_of_what_had_to_be_read_tells_what_is_left():
    told: list[Progress] = []
    clock = Clock()
    teller = Teller(told.append, clock, "")
    teller.expect(4, 1000)

    teller.note_file(0)
    clock.now_s += 8.0
    teller.note_file(300)
    teller.note_passages(12)
    teller.tell(Stage.READ, 5300, 6000, work=100)

    # 400 of 1,000 bytes in 8 s: the other 600 take 12.
    assert told == [
        Progress(
            Stage.READ,
            5300,
            6000,
            n_files=2,
            n_all_files=4,
            n_passages=12,
            took_s=8.0,
            left_s=12.0,
        )
    ]
    assert told[0].passages_per_s == 1.5


@pytest.mark.parametrize(
    ("took_s", "n_read", "stage"),
    [(0.5, 300, Stage.READ), (8.0, 0, Stage.READ), (8.0, 300, Stage.INDEX)],
)
def test_what_is_left_is_not_told_before_it_can_be(took_s: float, n_read: int, stage: Stage):
    told: list[Progress] = []
    clock = Clock()
    teller = Teller(told.append, clock, "")
    teller.expect(4, 1000)
    teller.note_file(n_read)
    clock.now_s += took_s

    teller.tell(stage, 1, 2)

    assert told[0].left_s is None


def test_an_update_without_a_moments_work_has_no_pace():
    assert Progress(Stage.READ, 0, 1).passages_per_s == 0.0


def test_an_update_counts_files_and_passages_and_gives_the_reason_from_the_start(tmp_path: Path):
    corpus, store = write_articles(tmp_path / "corpus"), SnapshotStore(tmp_path / "store")
    n_passages = update(corpus, store).n_passages
    told: list[Progress] = []

    update_snapshot(corpus, store, FakeEncoder(name="other"), SETTINGS, told.append)

    assert {step.rebuilt_because for step in told} == {"the encoder was fake and is other"}
    assert (told[0].done, told[0].n_files, told[0].n_passages) == (0, 0, 0)
    assert (told[-1].n_files, told[-1].n_passages) == (len(ARTICLES), n_passages)
    assert {step.n_all_files for step in told} == {len(ARTICLES)}


def test_files_that_are_kept_count_and_their_passages_do_not(tmp_path: Path):
    corpus, store = write_articles(tmp_path / "corpus"), SnapshotStore(tmp_path / "store")
    update(corpus, store)
    told: list[Progress] = []

    update_snapshot(corpus, store, FakeEncoder(), SETTINGS, told.append)

    assert (told[-1].n_files, told[-1].n_passages, told[-1].rebuilt_because) == (3, 0, "")
