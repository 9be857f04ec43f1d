"""Listening at a port or a socket, and saying what is in the way."""

import io
import socket
from pathlib import Path

import aiohttp
import pytest
from aiohttp import ClientSession, web

from bot.errors import ConfigError
from bot.web.guarding import MAX_BODY_BYTES
from bot.web.server import Address, WebServer
from tests.web.site import Site


async def hello(request: web.Request) -> web.Response:
    await request.read()
    return web.Response(text="أهلًا")


def server_at(address: Address) -> WebServer:
    site = web.Application(client_max_size=MAX_BODY_BYTES)
    site.add_routes([web.post("/hello", hello)])
    return WebServer(address, site, 1.0)


async def ask(path: Path, n_bytes: int = 0) -> tuple[int, str]:
    connector = aiohttp.UnixConnector(str(path))
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        session.post("http://bot/hello", data=io.BytesIO(bytes(n_bytes))) as response,
    ):
        return response.status, await response.text()


async def test_it_serves_at_a_socket_and_takes_it_away_at_the_end(tmp_path: Path):
    path = tmp_path / "bot.sock"
    server = server_at(Address("127.0.0.1", 1, path))
    await server.start()

    answer = await ask(path)
    mode = path.stat().st_mode & 0o777
    await server.stop()

    assert answer == (200, "أهلًا")
    assert mode == 0o666
    assert not path.exists()


async def test_a_socket_that_was_left_behind_is_taken_over(tmp_path: Path):
    path = tmp_path / "bot.sock"
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(path))
    server = server_at(Address("127.0.0.1", 1, path))
    await server.start()

    answer = await ask(path)
    await server.stop()

    assert answer[0] == 200


async def test_a_socket_that_is_in_use_is_left_to_who_uses_it(tmp_path: Path):
    path = tmp_path / "bot.sock"
    first, second = (server_at(Address("127.0.0.1", 1, path)) for _ in range(2))
    await first.start()

    with pytest.raises(ConfigError, match=r"^WEB_SOCKET: another program listens"):
        await second.start()
    await second.stop()
    answer = await ask(path)
    await first.stop()

    assert answer[0] == 200


@pytest.mark.parametrize("name", ["nowhere/bot.sock", "taken", "x" * 200])
async def test_a_socket_that_cannot_be_made_names_its_setting(tmp_path: Path, name: str):
    (tmp_path / "taken").write_text("a file")
    server = server_at(Address("127.0.0.1", 1, tmp_path / name))

    with pytest.raises(ConfigError, match=r"^WEB_SOCKET: "):
        await server.start()
    await server.stop()

    assert (tmp_path / "taken").read_text() == "a file"


async def test_a_port_that_is_in_use_names_its_setting(unused_tcp_port: int):
    first, second = (server_at(Address("127.0.0.1", unused_tcp_port)) for _ in range(2))
    await first.start()

    with pytest.raises(ConfigError, match=rf"^WEB_PORT: .* port {unused_tcp_port} "):
        await second.start()
    await second.stop()
    await first.stop()


@pytest.mark.parametrize("host", ["203.0.113.7", "no-such-host.invalid"])
async def test_an_address_of_another_machine_names_its_setting(host: str, unused_tcp_port: int):
    server = server_at(Address(host, unused_tcp_port))

    with pytest.raises(ConfigError, match=r"^WEB_HOST: expected an address of this machine"):
        await server.start()
    await server.stop()


async def test_a_body_beyond_reason_is_refused(tmp_path: Path):
    path = tmp_path / "bot.sock"
    server = server_at(Address("127.0.0.1", 1, path))
    await server.start()

    at_most, more = await ask(path, MAX_BODY_BYTES), await ask(path, 2 * MAX_BODY_BYTES)
    await server.stop()

    assert at_most[0] == 200
    assert more[0] == 413


async def test_the_longest_question_fits_into_an_address(site: Site, visitor: ClientSession):
    question = "\U0001f333" * 1000

    async with visitor.get(site.url, params={"q": question}) as response:
        status = response.status

    assert status == 200
