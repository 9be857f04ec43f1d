"""Health, readiness and metrics over HTTP."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.telegram.harness import ScriptedLibrary
from tests.web.site import Site, serving

KEY = "correct-horse-battery-staple"


@dataclass
class Telegram:
    """A bot that is reached, or not."""

    is_ready: bool


@pytest.fixture
def library() -> ScriptedLibrary:
    return ScriptedLibrary()


@pytest.fixture
async def site(library: ScriptedLibrary, tmp_path: Path) -> AsyncIterator[Site]:
    async with serving(library, tmp_path) as site:
        yield site


async def get(site: Site, path: str, **headers: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{site.url}{path}", headers=headers) as response,
    ):
        return response.status, await response.text()


def samples(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_whoever_asks_hears_that_the_process_lives(site: Site):
    assert await get(site, "/healthz") == (200, '{"status": "ok"}')


async def test_it_is_ready_when_a_question_would_be_answered(site: Site):
    status, told = await get(site, "/readyz")

    assert status == 200
    assert json.loads(told) == {"status": "ready", "checks": {"queue": True, "snapshot": True}}


async def test_a_full_queue_is_not_ready_and_is_again_when_there_is_room(
    library: ScriptedLibrary, tmp_path: Path
):
    begun, may_end = threading.Event(), threading.Event()

    def hold(_engine: object) -> None:
        begun.set()
        may_end.wait(timeout=20)

    async with serving(library, tmp_path, queue_size=1) as site:
        asked = asyncio.create_task(site.services.answering.ask(hold))
        await asyncio.to_thread(begun.wait, 20)

        full = await get(site, "/readyz")
        may_end.set()
        await asked
        after, _ = await get(site, "/readyz")

    assert full[0] == 503
    assert json.loads(full[1]) == {
        "status": "not ready",
        "checks": {"queue": False, "snapshot": False},
    }
    assert after == 200


@pytest.mark.parametrize(("is_reached", "status"), [(True, 200), (False, 503)])
async def test_with_a_token_telegram_has_to_be_reached(
    library: ScriptedLibrary, tmp_path: Path, is_reached: bool, status: int
):
    async with serving(library, tmp_path, None, Telegram(is_reached)) as site:
        found, told = await get(site, "/readyz")

    assert found == status
    assert json.loads(told)["checks"]["telegram"] is is_reached


async def test_metrics_tell_of_the_requests_before_by_their_patterns(site: Site):
    for path in ("/articles/a.md", "/articles/b/c.md", "/articles/b?start=x", "/nowhere/at/all"):
        await get(site, path)

    status, told = await get(site, "/metrics")

    found = samples(told)
    article = {("route", "/articles/{document_id}"), ("method", "GET")}
    total = "iqtibas_http_requests_total"
    assert status == 200
    assert found[total, frozenset({*article, ("status", "200")})] == 2
    assert found[total, frozenset({*article, ("status", "400")})] == 1
    assert found[total, frozenset({("route", "none"), ("method", "GET"), ("status", "404")})] == 1
    assert found["iqtibas_snapshot_documents", frozenset()] == 305
    assert found["iqtibas_stage_seconds_count", frozenset({("stage", "engine")})] == 2
    assert "a.md" not in told


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9"},
        {"X-Real-IP": "203.0.113.9"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Authorization": f"Bearer {KEY}"},
    ],
)
async def test_without_a_key_metrics_are_for_this_machine_alone(
    library: ScriptedLibrary, tmp_path: Path, headers: dict[str, str]
):
    # Where it is asked by any name, a page elsewhere has its own lead here.
    open_to_all = {"web_host": "192.0.2.1"}
    public = {**open_to_all, "public_url": "https://bot.example.org"}
    async with serving(library, tmp_path, **public) as site:
        behind_proxy, _ = await get(site, "/metrics", **headers)
    async with serving(library, tmp_path, **open_to_all) as site:
        status, _ = await get(site, "/metrics", **headers)

    assert behind_proxy == 404
    assert status == (200 if "Authorization" in headers else 404)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8080", "[::1]:8080"])
async def test_this_machine_is_known_by_any_of_its_names(site: Site, host: str):
    status, _ = await get(site, "/metrics", Host=host)

    assert status == 200


async def test_from_outside_metrics_are_for_whoever_has_the_key(
    library: ScriptedLibrary, tmp_path: Path
):
    public = {"public_url": "https://bot.example.org", "admin_api_key": KEY}
    async with serving(library, tmp_path, **public) as site:
        statuses = [
            (await get(site, "/metrics", **headers))[0]
            for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"Bearer {KEY}"})
        ]

    assert statuses == [401, 401, 200]


async def test_prometheus_is_answered_in_the_format_that_it_asks_for(site: Site):
    _, text = await get(site, "/metrics", Accept="application/openmetrics-text; version=1.0.0")

    assert text.endswith("# EOF\n")
