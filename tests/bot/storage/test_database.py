"""The SQLite file: kept over restarts, and clear about what is wrong with it."""

import asyncio
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.storage.database import MIGRATIONS, Database


async def test_what_was_written_is_there_after_a_restart(path: Path):
    first = await Database.open(path)
    await first.fetch("INSERT INTO updates VALUES (1, 2.0, 'x')")
    await first.close()

    second = await Database.open(path)
    rows = await second.fetch("SELECT * FROM updates")
    await second.close()

    assert rows == [(1, 2.0, "x")]


async def test_what_was_written_outlives_a_killed_process(path: Path):
    script = f"""
import asyncio, os, pathlib
from bot.storage.database import Database
async def main():
    database = await Database.open(pathlib.Path({str(path)!r}))
    await database.fetch("INSERT INTO updates VALUES (1, 2.0, 'x')")
    os.kill(os.getpid(), 9)
asyncio.run(main())
"""  # noqa: S608 - a statement of ours
    root = Path(__file__).parents[3]
    ended = subprocess.run([sys.executable, "-c", script], cwd=root, check=False)  # noqa: ASYNC221, S603

    database = await Database.open(path)
    rows = await database.fetch("SELECT update_id FROM updates")
    await database.close()

    assert ended.returncode == -9
    assert rows == [(1,)]


async def test_a_file_that_is_no_database_is_named_with_what_to_do(path: Path):
    path.parent.mkdir()
    path.write_text("something else " * 100)

    with pytest.raises(StorageError, match="move it away to start with an empty one") as caught:
        await Database.open(path)

    assert caught.value.path == path


async def test_a_newer_versions_file_is_left_alone(path: Path):
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()

    with pytest.raises(StorageError, match="newer version of Iqtibas"):
        await Database.open(path)


async def test_a_folder_that_cannot_be_made_is_named_with_its_setting(tmp_path: Path):
    (tmp_path / "var").write_text("a file")

    with pytest.raises(StorageError, match="set DATA_DIR"):
        await Database.open(tmp_path / "var" / "iqtibas.db")


async def test_nobody_waits_for_what_reads_through_much(database: Database):
    endless = """
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000)
        SELECT COUNT(*) FROM n
    """
    reading = asyncio.create_task(database.read(endless))
    await asyncio.sleep(0)

    await database.fetch("INSERT INTO updates VALUES (1, 2.0, 'x')")
    was_reading = not reading.done()

    assert was_reading
    assert await reading == [(3_000_000,)]
    assert await database.read("SELECT update_id FROM updates") == [(1,)]


async def test_what_only_reads_changes_nothing(database: Database):
    with pytest.raises(StorageError, match="readonly"):
        await database.read("INSERT INTO updates VALUES (1, 2.0, 'x')")
