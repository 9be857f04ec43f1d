"""The site as tests visit it: over the sample articles with the real engine, or over a script.

The sample articles are read once; each test opens what was made of them.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.library import Library
from bot.settings import Settings
from tests.telegram.harness import ScriptedLibrary
from tests.web.site import SEEDS, Site, opened, serving


@pytest.fixture(autouse=True)
def clean_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no setting of whoever runs the tests reach them."""
    monkeypatch.chdir(tmp_path)
    for variable in Settings.variables():
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the index of the sample articles lies, once a test has asked for it."""
    return tmp_path_factory.mktemp("sample")


@pytest.fixture
async def library(sample_index: Path) -> AsyncIterator[Library]:
    async with opened(SEEDS, sample_index) as library:
        yield library


@pytest.fixture
async def site(library: Library, tmp_path: Path) -> AsyncIterator[Site]:
    async with serving(library, tmp_path, corpus_dir=SEEDS) as site:
        yield site


@pytest.fixture
def script() -> ScriptedLibrary:
    """What answers in `scripted_site`: a document made of the question."""
    return ScriptedLibrary()


@pytest.fixture
async def scripted_site(script: ScriptedLibrary, tmp_path: Path) -> AsyncIterator[Site]:
    async with serving(script, tmp_path, corpus_dir=tmp_path) as site:
        yield site


@pytest.fixture
async def visitor() -> AsyncIterator[ClientSession]:
    """Somebody who wants to see pages."""
    async with ClientSession(headers={"Accept": "text/html"}) as session:
        yield session
