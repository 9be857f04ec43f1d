"""A site to fetch from, and a fetcher that takes it for one of the internet's."""

from collections.abc import AsyncIterator

import pytest

from bot.collecting.fetching import Fetcher, FetchLimits
from tests.bot.collecting.site import POLICY, Names, Site, open_site
from tests.telegram.fakes import ImpatientClock

LIMITS = FetchLimits(max_bytes=100_000, max_redirects=3, connect_s=5, idle_s=0.15, total_s=0.4)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site, runner = await open_site()
    yield site
    await runner.cleanup()


@pytest.fixture
def clock() -> ImpatientClock:
    return ImpatientClock()


@pytest.fixture
def names() -> Names:
    return Names()


@pytest.fixture
async def fetcher(clock: ImpatientClock, names: Names) -> AsyncIterator[Fetcher]:
    async with Fetcher(clock, policy=POLICY, limits=LIMITS, resolver=names) as fetcher:
        yield fetcher
