"""The site as tests visit it: over the sample articles with the real engine, or over a script.

The sample articles are read once; each test opens what was made of them.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from playwright.async_api import Browser

from bot.library import Library
from bot.settings import Settings
from tests.telegram.harness import ScriptedLibrary
from tests.web.browser import CHROMIUM, NO_CHROMIUM, Tab, opened_tab, running_browser
from tests.web.site import SEEDS, Site, opened, serving

OpenTab = Callable[..., AbstractAsyncContextManager[Tab]]


@pytest.fixture(autouse=True)
def clean_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no setting of whoever runs the tests reach them."""
    leave_nothing_set(tmp_path, monkeypatch)


def leave_nothing_set(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
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


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, for all tests of this process."""
    if CHROMIUM is None:
        pytest.skip(NO_CHROMIUM)
    async with running_browser() as browser:
        yield browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browsed_site(
    sample_index: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Site]:
    """The sample articles, served for all tests with the browser."""
    data = tmp_path_factory.mktemp("browsed")
    with pytest.MonkeyPatch.context() as monkeypatch:
        leave_nothing_set(data, monkeypatch)
        async with (
            opened(SEEDS, sample_index) as library,
            serving(library, data, corpus_dir=SEEDS) as site,
        ):
            yield site


@pytest.fixture
def open_tab(browser: Browser, browsed_site: Site) -> OpenTab:
    """Return what opens a tab, with any options of a browser's context."""
    return partial(opened_tab, browser, browsed_site.url)
