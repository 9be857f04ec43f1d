"""How many connections there are, and what becomes of a client that keeps the server waiting."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from aiohttp import web

from bot.web.connections import ConnectionLimits
from bot.web.server import Address, WebServer

HALF_A_HEAD = b"GET /hello HTTP/1.1\r\nHost: x\r\nX-Slow: "
WHOLE = b"GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"
MOST = 3
BOOK = bytes(20_000_000)

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Awaitable[Connection]]


async def hello(_request: web.Request) -> web.Response:
    return web.Response(text="hello")


async def send_book(_request: web.Request) -> web.Response:
    return web.Response(body=BOOK)


async def take_in(request: web.Request) -> web.Response:
    return web.Response(body=await request.read())


@asynccontextmanager
async def served(limits: ConnectionLimits) -> AsyncIterator[Connect]:
    """Serve; yield what connects to it, and closes in the end."""
    site = web.Application()
    site.add_routes(
        [web.get("/hello", hello), web.get("/book", send_book), web.post("/take", take_in)]
    )
    server = WebServer(Address("127.0.0.1", 0), site, 1.0, limits)
    await server.start()
    port = server._runner.addresses[0][1]
    async with AsyncExitStack() as opened:
        opened.push_async_callback(server.stop)

        async def connect() -> Connection:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            opened.callback(writer.close)
            return reader, writer

        yield connect


async def read_to_the_end(connection: Connection) -> bytes:
    try:
        return await asyncio.wait_for(connection[0].read(), 10)
    except ConnectionResetError:
        return b""


async def asked(connection: Connection) -> bytes:
    """Ask, and return the line that says how it went; "" from a connection that is closed."""
    try:
        connection[1].write(WHOLE)
        told = await asyncio.wait_for(connection[0].readuntil(b"hello"), 10)
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""
    return told.split(b"\r\n")[0]


@pytest.mark.slow
@pytest.mark.parametrize("sending", [b"", HALF_A_HEAD])
async def test_a_connection_that_brings_no_whole_headers_is_closed(sending: bytes):
    async with served(ConnectionLimits(idle_s=0.05)) as connect:
        connection = await connect()
        connection[1].write(sending)

        assert await read_to_the_end(connection) == b""


@pytest.mark.slow
async def test_headers_that_trickle_in_do_not_keep_a_connection():
    async with served(ConnectionLimits(head_s=0.2)) as connect:
        reader, writer = await connect()

        async def trickle() -> None:
            writer.write(b"GET /hello HTTP/1.1\r\n")
            while True:
                writer.write(b"X-More: 1\r\n")
                await asyncio.sleep(0.02)

        trickling = asyncio.create_task(trickle())
        told = await read_to_the_end((reader, writer))
        trickling.cancel()

    assert told == b""


@pytest.mark.slow
async def test_time_for_headers_runs_anew_with_each_request():
    async with served(ConnectionLimits(head_s=0.1)) as connect:
        connection = await connect()
        first = await asked(connection)
        await asyncio.sleep(0.2)

        second = await asked(connection)
        connection[1].write(HALF_A_HEAD)
        rest = await read_to_the_end(connection)

    assert (first, second, rest) == (b"HTTP/1.1 200 OK", b"HTTP/1.1 200 OK", b"")


@pytest.mark.parametrize(
    "said",
    [b"", HALF_A_HEAD, b"POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1"],
    ids=["nothing", "half a head", "half a body"],
)
async def test_a_newcomer_gets_the_place_of_who_has_kept_us_waiting_longest(said: bytes):
    async with served(ConnectionLimits(most=MOST)) as connect:
        waiting = [await connect() for _ in range(MOST)]
        for connection in waiting:
            # What was answered is known to be open, and waits for the next one.
            assert await asked(connection)
            connection[1].write(said)

        newcomer = await asked(await connect())
        closed = await read_to_the_end(waiting[0])
        open_still = [not reader.at_eof() for reader, _ in waiting[1:]]

    assert newcomer == b"HTTP/1.1 200 OK"
    assert closed == b""
    assert open_still == [True, True]


@pytest.mark.slow
async def test_who_does_not_read_cannot_keep_others_out():
    async with served(ConnectionLimits(most=MOST)) as connect:
        for _ in range(MOST):
            reader, writer = await connect()
            writer.write(WHOLE.replace(b"/hello", b"/book"))
            await reader.readexactly(1000)

        newcomer = await asked(await connect())

    assert newcomer == b"HTTP/1.1 200 OK"
