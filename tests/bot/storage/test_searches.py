from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage import Storage
from bot.storage.searches import EVERYTHING, SearchId, SearchStore


@pytest.fixture
async def searches(tmp_path: Path) -> AsyncIterator[SearchStore]:
    storage = await Storage.open(tmp_path / "iqtibas.db")
    yield storage.searches
    await storage.close()


async def test_words_are_found_again_by_their_id(searches: SearchStore):
    search_id = await searches.keep("جسر النخيل", 10.0)

    assert await searches.words(search_id) == "جسر النخيل"
    assert await searches.keep("جسر النخيل", 11.0) == search_id
    assert await searches.keep("مكتبة", 11.0) != search_id


async def test_a_list_of_everything_needs_no_words(searches: SearchStore):
    assert await searches.keep("", 10.0) == EVERYTHING
    assert await searches.words(EVERYTHING) == ""


async def test_an_id_that_nobody_gave_has_no_words(searches: SearchStore):
    assert await searches.words(SearchId("0123456789ab")) is None


async def test_searches_are_forgotten_by_when_they_were_last_made(searches: SearchStore):
    old = await searches.keep("قديم", 9.0)
    again = await searches.keep("متكرر", 9.0)
    await searches.keep("متكرر", 10.0)

    await searches.forget_before(10.0)

    assert await searches.words(old) is None
    assert await searches.words(again) == "متكرر"


async def test_an_id_fits_a_button_with_all_that_stands_beside_it(searches: SearchStore):
    assert len(await searches.keep("س" * 500, 0.0)) == 12
