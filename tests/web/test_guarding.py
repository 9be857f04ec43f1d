"""Who asks, what may be sent and how long it may take, and what stands on every response."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from ipaddress import ip_network
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import make_mocked_request
from structlog.testing import capture_logs

from bot.settings import Settings
from bot.web.connections import ConnectionLimits
from bot.web.guarding import MAX_BODY_BYTES, body_taken_in, client_of
from bot.web.problems import tell_problems
from bot.web.server import Address, WebServer
from tests.telegram.harness import ScriptedLibrary
from tests.web.site import serving

PROXY = "10.0.0.5"


def settings_with(*proxies: str) -> Settings:
    return Settings(web_trusted_proxies=frozenset(map(ip_network, proxies)))


def asked_by(peer: str, *forwarded: str) -> web.Request:
    """Return a request with a header X-Forwarded-For for each of `forwarded`."""
    request = make_mocked_request("GET", "/", headers=[("X-Forwarded-For", f) for f in forwarded])
    return request.clone(remote=peer)


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        # A stranger's word about who asks is nobody's.
        ("192.0.2.1", ["198.51.100.7"], "192.0.2.1"),
        (PROXY, ["198.51.100.7"], "198.51.100.7"),
        (PROXY, ["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
        (PROXY, ["203.0.113.9, 198.51.100.7, 10.1.2.3"], "198.51.100.7"),
        (PROXY, ["198.51.100.7", "10.1.2.3"], "198.51.100.7"),
        (PROXY, ["2001:db8::7"], "2001:db8::7"),
        (f"::ffff:{PROXY}", ["::ffff:198.51.100.7"], "198.51.100.7"),
        # What is no address ends what can be believed.
        (PROXY, ["198.51.100.7, nonsense"], PROXY),
        (PROXY, [], PROXY),
        (PROXY, ["10.1.2.3"], "10.1.2.3"),
        # A unix socket has no addresses; whoever connects to it is a proxy.
        ("", ["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
        ("", [], "unknown"),
    ],
)
def test_who_asks_is_the_last_one_that_no_trusted_proxy_is(
    peer: str, forwarded: list[str], client: str
):
    settings = settings_with(f"{PROXY}/32", "10.1.0.0/16")

    assert client_of(asked_by(peer, *forwarded), settings) == client


def test_without_proxies_nobody_is_believed():
    assert client_of(asked_by("127.0.0.1", "198.51.100.7"), Settings()) == "127.0.0.1"


@pytest.mark.parametrize("peer", ["192.0.2.1", PROXY])
def test_a_long_tale_of_who_asks_costs_no_time(peer: str):
    settings = settings_with(f"{PROXY}/32")
    tale = ",".join([PROXY] * 600)
    request = asked_by(peer, *[tale] * 120)

    started_at = time.process_time()
    client = client_of(request, settings)
    took_s = time.process_time() - started_at

    assert client == peer
    assert took_s < 0.1


async def echo(request: web.Request) -> web.Response:
    return web.Response(body=await request.read())


@asynccontextmanager
async def served(
    within_s: float = 10.0, limits: ConnectionLimits | None = None
) -> AsyncIterator[int]:
    """Serve an echo; yield its port."""
    site = web.Application(
        middlewares=[tell_problems, body_taken_in(within_s)], client_max_size=MAX_BODY_BYTES
    )
    site.add_routes([web.post("/echo", echo)])
    server = WebServer(Address("127.0.0.1", 0), site, 1.0, limits)
    await server.start()
    yield server._runner.addresses[0][1]
    await server.stop()


async def sent(port: int, *parts: bytes) -> bytes:
    """Send what may be no whole request, and read until the other side closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for part in parts:
        writer.write(part)
        await writer.drain()
    read = await asyncio.wait_for(reader.read(), 20)
    writer.close()
    return read


HALF = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345"


@pytest.mark.slow
async def test_a_body_that_does_not_come_whole_in_time_is_refused():
    async with served(within_s=0.05) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HALF)

        told = await asyncio.wait_for(reader.readuntil(b"}"), 10)
        writer.close()

    assert told.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b"Connection: close\r\n" in told
    assert b"expected the whole body within 0.05 s" in told


async def test_somebody_who_goes_away_amid_a_body_is_no_error_of_ours():
    with capture_logs() as lines:
        async with served() as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(HALF.replace(b"Host: x", b"Host: x\r\nExpect: 100-continue"))
            await reader.readuntil(b"100 Continue\r\n\r\n")
            writer.close()

    assert [line for line in lines if line["log_level"] in {"warning", "error"}] == []


@pytest.mark.parametrize("n_bytes", [MAX_BODY_BYTES, MAX_BODY_BYTES + 1])
async def test_a_body_within_the_limit_is_taken_and_no_larger_one(n_bytes: int):
    async with served() as port, ClientSession() as session:
        response = await session.post(
            f"http://127.0.0.1:{port}/echo", data=BytesIO(bytes(n_bytes))
        )
        told = await response.read()

    if n_bytes <= MAX_BODY_BYTES:
        assert (response.status, len(told)) == (200, n_bytes)
    else:
        assert response.status == 413
        assert b"expected a body of at most 1048576 bytes" in told


async def test_a_body_that_is_announced_as_too_large_is_not_waited_for():
    async with served() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HALF.replace(b"Length: 10", b"Length: 10000000"))

        told = await asyncio.wait_for(reader.readuntil(b"}"), 5)
        writer.close()

    assert told.startswith(b"HTTP/1.1 413 ")


async def breaks(_request: web.Request) -> web.Response:
    raise RuntimeError("nobody foresaw this")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/static/nothing", 404),
        ("GET", "/nothing", 404),
        ("DELETE", "/favicon.ico", 405),
        ("GET", "/favicon.ico", 200),
        ("GET", "/breaks", 500),
    ],
)
async def test_every_response_keeps_its_page_to_itself(
    tmp_path: Path, method: str, path: str, status: int
):
    routes = [web.get("/breaks", breaks)]
    async with (
        serving(ScriptedLibrary(), tmp_path, None, None, routes) as site,
        ClientSession() as session,
        session.request(method, f"{site.url}{path}") as response,
    ):
        headers = response.headers

    assert response.status == status
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Server"] == "Iqtibas"
    assert "Set-Cookie" not in headers
    assert not [name for name in headers if name.startswith("Access-Control-")]


async def test_what_a_handler_says_itself_stays(tmp_path: Path):
    async def own(_request: web.Request) -> web.Response:
        return web.Response(headers={"Referrer-Policy": "origin", "Cache-Control": "max-age=1"})

    async with (
        serving(ScriptedLibrary(), tmp_path, None, None, [web.get("/own", own)]) as site,
        ClientSession() as session,
        session.get(f"{site.url}/own") as response,
    ):
        headers = response.headers

    assert headers.getall("Referrer-Policy") == ["origin"]
    assert headers.getall("Cache-Control") == ["max-age=1"]
