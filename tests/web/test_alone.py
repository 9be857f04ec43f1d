"""The web without a bot, from its start to its clean end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, UnixConnector

from bot.app import serve_library
from bot.settings import Settings
from bot.telegram.clock import SystemClock
from tests.telegram.harness import ScriptedLibrary

KEY = "correct-horse-battery-staple"


class StoppableLibrary(ScriptedLibrary):
    """Ends its reading of the corpus when it is told to, as the real one does."""

    async def stop_reloading(self) -> None:
        await self.cancel_reload()


@asynccontextmanager
async def running(
    library: ScriptedLibrary, folder: Path, **changes: object
) -> AsyncIterator[tuple[ClientSession, asyncio.Event]]:
    """Serve at a unix socket; yield who asks there, and what ends it."""
    path = folder / "web.sock"
    settings = Settings.model_validate(
        {"data_dir": folder, "feeds_every_minutes": 0, "web_socket": path, **changes}
    )
    stop = asyncio.Event()
    serving = asyncio.create_task(serve_library(library, settings, stop, SystemClock()))
    while not path.exists() and not serving.done():  # noqa: ASYNC110 - files set no event
        await asyncio.sleep(0)
    async with ClientSession("http://iqtibas", connector=UnixConnector(str(path))) as session:
        yield session, stop
    stop.set()
    await asyncio.wait_for(serving, 20)
    assert not path.exists()


async def test_whoever_waits_for_a_reload_at_the_end_is_told_that_it_was_stopped(tmp_path: Path):
    library = StoppableLibrary()
    library.steps = []
    library.reload_may_end.clear()
    async with running(library, tmp_path, admin_api_key=KEY) as (session, stop):
        headers = {"Authorization": f"Bearer {KEY}"}
        reloading = asyncio.create_task(session.post("/api/v1/reload", headers=headers))
        while not library.is_reloading:  # noqa: ASYNC110 - the script sets no event
            await asyncio.sleep(0)

        stop.set()
        response = await asyncio.wait_for(reloading, 5)
        told = await response.json()

    assert (response.status, told["reason"]) == (409, "cancelled")


async def test_whoever_comes_by_the_socket_is_who_the_proxy_says(tmp_path: Path):
    async with running(ScriptedLibrary(), tmp_path, web_questions_per_minute=1) as (session, _):
        statuses = []
        for client in ("198.51.100.7", "198.51.100.8", "198.51.100.7"):
            async with session.post(
                "/api/v1/ask", json={"question": "متى؟"}, headers={"X-Forwarded-For": client}
            ) as response:
                statuses.append(response.status)

    assert statuses == [200, 200, 429]


@pytest.mark.parametrize("body", [b"", b"12345"])
async def test_half_a_request_does_not_keep_it_from_ending(tmp_path: Path, body: bytes):
    path = tmp_path / "web.sock"
    async with running(ScriptedLibrary(), tmp_path, shutdown_timeout_s=0.05):
        _, writer = await asyncio.open_unix_connection(path)
        writer.write(
            b"POST /api/v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n" + body
        )
        await writer.drain()
    writer.close()
