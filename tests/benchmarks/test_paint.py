"""The pages in a browser: each is loaded so often, and all that comes with it is counted."""

import re
from pathlib import Path

import pytest
from aiohttp import ClientSession

from benchmarks.paint import CHROMIUM, Painting, load
from bot.settings import Settings
from tests.telegram.harness import ScriptedLibrary
from tests.web.browser import NO_CHROMIUM
from tests.web.site import serving


@pytest.fixture(autouse=True)
def clean_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no setting of whoever runs the tests reach them."""
    monkeypatch.chdir(tmp_path)
    for variable in Settings.variables():
        monkeypatch.delenv(variable, raising=False)


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)
async def test_a_page_weighs_what_it_and_its_files_are(tmp_path: Path):
    async with serving(ScriptedLibrary(), tmp_path) as site, ClientSession() as session:
        found = await load({"chat": f"{site.url}/"}, n_loads=2)

        page = await (await session.get(f"{site.url}/")).text()
        files = set(re.findall(r'/static/[^")]+', page))
        sizes = [len(await (await session.get(site.url + file)).read()) for file in files]
    assert len(files) == 3
    assert found["chat"].n_bytes == len(page.encode()) + sum(sizes)
    assert len(found["chat"].paint_ms) == 2
    assert min(found["chat"].paint_ms) > 0


@pytest.mark.parametrize(
    ("paint_ms", "n_bytes", "is_met"),
    [
        ((100.0, 199.0, 900.0), 102_399, True),
        ((100.0, 200.0, 201.0), 1, False),
        ((1.0,), 102_400, False),
    ],
)
def test_the_median_and_the_weight_have_to_be_below_their_limits(
    paint_ms: tuple[float, ...], n_bytes: int, *, is_met: bool
):
    assert Painting(paint_ms, n_bytes).is_met is is_met
