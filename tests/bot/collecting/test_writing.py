"""Files in the corpus folder: what writing them leaves behind, and what it leaves alone."""

import os
from pathlib import Path

import pytest

from bot.collecting.writing import write_whole


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path):
    file = tmp_path / "a.txt"
    write_whole(file, b"one")

    write_whole(file, b"two")

    assert file.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [file]


def test_the_mask_for_new_files_is_left_alone_and_respected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    before = os.umask(0o027)
    monkeypatch.setattr(os, "umask", None)  # two threads that set it would undo each other's

    write_whole(tmp_path / "a.txt", b"one")

    monkeypatch.undo()
    assert os.umask(before) == 0o027
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o640


def test_folders_that_are_made_for_a_file_are_put_on_the_disk_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    synced: set[int] = set()
    sync = os.fsync

    def note(descriptor: int) -> None:
        synced.add(os.fstat(descriptor).st_ino)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", note)

    write_whole(tmp_path / "one" / "two" / "a.txt", b"one")

    holders = (tmp_path, tmp_path / "one", tmp_path / "one" / "two")
    assert {folder.stat().st_ino for folder in holders} <= synced
