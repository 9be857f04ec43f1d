"""Fetching from the shell, from a site of our own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.answering import run_aside
from bot.collecting.fetching import Fetcher
from bot.settings import load_settings
from bot.telegram.clock import Clock
from bot.terminal.corpus_fetching import run_fetch
from tests.bot.collecting.conftest import LIMITS
from tests.bot.collecting.pages import page
from tests.bot.collecting.site import POLICY, Names, Site, open_site
from tests.cli.running import Iqtibas

pytestmark = pytest.mark.slow


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site, runner = await open_site()
    yield site
    await runner.cleanup()


def fetcher_of(clock: Clock) -> Fetcher:
    return Fetcher(clock, policy=POLICY, limits=LIMITS, resolver=Names())


async def test_each_address_is_told_and_one_that_fails_costs_no_other(
    workplace: Path, corpus: Path, site: Site, capsys: pytest.CaptureFixture[str]
):
    assert workplace.is_dir()
    site.put("/a", page())
    site.put("/closed", page(), status=403)
    addresses = [site.url("/closed"), site.url("/a", "one.example"), "ftp://b.example/"]

    was_all = await run_aside(run_fetch, load_settings(), None, addresses, fetcher_of)

    captured = capsys.readouterr()
    (article,) = (corpus / "web").rglob("*.md")
    assert not was_all
    assert captured.out == (
        f"added     {article.relative_to(corpus)}  مكتبة جديدة في حي الزيتون\n"
    )
    assert captured.err.splitlines() == [
        f"iqtibas: {addresses[0]}: the site answered 403 Forbidden",
        "iqtibas: ftp://b.example/: only http and https are fetched, not ftp",
    ]


def test_the_command_reaches_nothing_of_this_machine(iqtibas: Iqtibas, corpus: Path):
    ran = iqtibas("corpus", "fetch", "http://127.0.0.1/", "http://localhost:8080/")

    assert (ran.status, ran.out) == (1, "")
    assert "http://127.0.0.1/: it leads to 127.0.0.1, which is not on" in ran.err
    assert "http://localhost:8080/: it leads to" in ran.err
    assert not (corpus / "web").exists()
