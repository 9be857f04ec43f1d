"""A database in a folder of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage import Storage
from bot.storage.database import Database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database lies; its folder is not there yet."""
    return tmp_path / "var" / "iqtibas.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    """An open database."""
    opened = await Database.open(path)
    yield opened
    await opened.close()


@pytest.fixture
async def storage(path: Path) -> AsyncIterator[Storage]:
    """Everything that is stored."""
    opened = await Storage.open(path)
    yield opened
    await opened.close()
