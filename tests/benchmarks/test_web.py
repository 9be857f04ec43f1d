"""The load on the web side: bounded, on this machine, and counted right."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from yarl import URL

from benchmarks.web import find_questions
from benchmarks.web_load import Job, send
from bot.settings import Settings
from tests.telegram.harness import ScriptedLibrary
from tests.web.site import Site, serving


@pytest.fixture(autouse=True)
def clean_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no setting of whoever runs the tests reach them."""
    monkeypatch.chdir(tmp_path)
    for variable in Settings.variables():
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with serving(ScriptedLibrary(), tmp_path, web_questions_per_minute=6) as site:
        yield site


def job(site: Site, *questions: str, per_s: float = 100.0) -> Job:
    return Job(URL(site.url).port or 0, questions, per_s, n_connections=2)


async def test_every_answer_is_counted_by_its_outcome_and_what_is_none_by_its_status(site: Site):
    load = await send(job(site, *(f"سؤال {n}" for n in range(4)), "لا أول", "لا ثان", "زائد"))

    assert load.outcomes == {"answer": 4, "none": 2}
    assert load.errors == {"status 429": 1}
    assert load.n_requests == 7
    assert 0 < load.p50_ms <= load.p95_ms <= load.p99_ms


async def test_requests_leave_at_their_rate(site: Site):
    load = await send(job(site, "أول", "ثان", "ثالث", per_s=10.0))

    assert load.took_s >= 0.2


async def test_what_is_never_answered_is_an_error():
    loop = asyncio.get_running_loop()
    async with await loop.create_server(asyncio.Protocol, "127.0.0.1", 0) as silent:
        port = silent.sockets[0].getsockname()[1]

        load = await send(Job(port, ("سؤال",) * 3, 100.0, n_connections=2, timeout_s=0.05))

    assert load.errors == {"TimeoutError": 3}
    assert load.n_requests == 3


@pytest.mark.parametrize(("n", "per_s"), [(1, 1001.0), (1, 0.0), (2500, 10.0)])
def test_a_load_has_its_bounds(n: int, per_s: float):
    with pytest.raises(ValueError, match="expected at most"):
        Job(8080, ("سؤال",) * n, per_s, n_connections=1)


def test_questions_are_distinct_and_the_same_each_time(tmp_path: Path):
    articles = tmp_path / "articles.jsonl"
    lines = [f'{{"title": "خبر {n % 4}", "text": "{"نص " * 100}"}}' for n in range(9)]
    articles.write_text("\n".join(lines), encoding="utf-8")

    first, again = (find_questions(tmp_path, [articles], 3) for _ in range(2))

    assert first == again
    assert sorted(first) == ["خبر 0", "خبر 1", "خبر 2"]
    assert len(find_questions(tmp_path, [articles, articles], 99)) == 4
