from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import SnapshotError
from retrieval.index.journal import VectorJournal
from tests.fakes import FakeEncoder

ENCODER = FakeEncoder(4)
RECORD = 8 + 4 * 4 + 4
VECTORS = np.arange(12, dtype=np.float32).reshape(3, 4)


def journal(root: Path, encoder: FakeEncoder = ENCODER) -> VectorJournal:
    return VectorJournal(root, encoder)


def found(root: Path, *contents: int) -> list[list[float] | None]:
    """Look for hashes as whoever comes next does."""
    opened = journal(root)
    vectors = [opened.find(content) for content in contents]
    return [None if vector is None else vector.tolist() for vector in vectors]


def file_of(root: Path) -> Path:
    (path,) = root.iterdir()
    return path


def test_what_was_kept_is_found_by_whoever_comes_next(tmp_path: Path):
    kept = journal(tmp_path)
    kept.add([7, 2**64 - 1], VECTORS[:2])
    kept.add([8], VECTORS[2:])

    assert found(tmp_path, 7, 2**64 - 1, 8, 9) == [*VECTORS.tolist(), None]


def test_a_journal_that_holds_nothing_makes_no_file(tmp_path: Path):
    opened = journal(tmp_path)
    opened.drop()

    assert list(tmp_path.iterdir()) == []
    assert opened.find(7) is None


@pytest.mark.parametrize("n_bytes", range(1, RECORD))
def test_a_record_cut_short_is_not_found_and_those_after_it_are(tmp_path: Path, n_bytes: int):
    journal(tmp_path).add([1, 2], VECTORS[:2])
    content = file_of(tmp_path).read_bytes()
    file_of(tmp_path).write_bytes(content[:-n_bytes])

    journal(tmp_path).add([3], VECTORS[2:])

    assert found(tmp_path, 1, 2, 3) == [VECTORS[0].tolist(), None, VECTORS[2].tolist()]


@pytest.mark.parametrize("at", [0, 8, RECORD - 1])
def test_a_damaged_record_is_not_found(tmp_path: Path, at: int):
    journal(tmp_path).add([1, 2], VECTORS[:2])
    content = bytearray(file_of(tmp_path).read_bytes())
    content[at] ^= 1
    file_of(tmp_path).write_bytes(content)

    assert found(tmp_path, 1, 2) == [None, VECTORS[1].tolist()]


def test_the_vectors_of_another_encoder_are_not_found(tmp_path: Path):
    journal(tmp_path, FakeEncoder(4, name="other")).add([1], VECTORS[:1])

    assert found(tmp_path, 1) == [None]


def test_dropping_leaves_the_last_other_encoders_alone(tmp_path: Path):
    names = [tmp_path / name for name in (".vectors-1", ".vectors-2")]
    for name in names:
        name.touch()
    opened = journal(tmp_path)
    opened.add([1], VECTORS[:1])

    opened.drop()

    assert list(tmp_path.iterdir()) == names[1:]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_a_disk_that_is_full_is_said(tmp_path: Path):
    opened = journal(tmp_path)
    opened.add([1], VECTORS[:1])
    path = file_of(tmp_path)
    path.unlink()
    path.symlink_to("/dev/full")

    with pytest.raises(SnapshotError, match="a snapshot in"):
        opened.add([2], VECTORS[1:2])
