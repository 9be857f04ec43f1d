"""Fetching one page of a site, which comes, or is refused."""

from typing import Final

import pytest

from bot.collecting.fetching import Fetched, Fetcher
from bot.errors import FetchError

HTML: Final = ("text/html",)


async def fetched(fetcher: Fetcher, url: str) -> Fetched:
    found = await fetcher.fetch(url, HTML)
    assert found
    return found


async def refusal(fetcher: Fetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(url, HTML)
    return caught.value
