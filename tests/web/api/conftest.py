"""The site over the sample articles, and one program that asks it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
import pytest_asyncio

from tests.web.api.client import Client
from tests.web.site import SEEDS, indexed, opened, serving


@pytest.fixture(scope="session")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample articles' snapshot."""
    data = tmp_path_factory.mktemp("snapshots")
    indexed(SEEDS, data)
    return data


Served = Callable[..., AbstractAsyncContextManager[Client]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api(snapshots: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    """The API with its defaults, but for the limit."""
    data = tmp_path_factory.mktemp("data")
    async with (
        opened(SEEDS, snapshots) as library,
        serving(library, data) as site,
        Client.of(site) as client,
    ):
        yield client
