"""A connection tells once what came: a whole response, or why there is none."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from benchmarks.web_connections import Connection, Response, written

WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

Send = Callable[[], Awaitable[Response | Exception]]


@asynccontextmanager
async def answering(*parts: bytes, hangs_up: bool = False) -> AsyncIterator[int]:
    """Answer every request with some bytes, each part on its own; yield the port."""
    answered: list[asyncio.Event] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answered.append(is_done := asyncio.Event())
        while await reader.read(65_536):
            for part in parts:
                writer.write(part)
                await writer.drain()
            if hangs_up:
                break
        writer.close()
        await writer.wait_closed()
        is_done.set()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]
    for is_done in answered:
        await is_done.wait()


@asynccontextmanager
async def sending(port: int) -> AsyncIterator[Send]:
    """Yield what sends something over a connection and waits for what is told."""
    connection = Connection(port)

    async def send() -> Response | Exception:
        told: asyncio.Future[Response | Exception] = asyncio.get_running_loop().create_future()
        connection.send(written(port, "/", {"question": "سؤال"}), told.set_result)
        async with asyncio.timeout(10):
            return await told

    yield send
    connection.close()


@pytest.mark.parametrize("parts", [(WHOLE,), (WHOLE[:9], WHOLE[9:39], WHOLE[39:])])
async def test_a_response_is_told_when_it_is_whole_however_it_comes(parts: tuple[bytes, ...]):
    async with answering(*parts) as port, sending(port) as send:
        told = [await send(), await send()]

    assert told == [Response(200, b"{}")] * 2


async def test_half_a_response_is_an_error_and_the_next_request_has_a_connection_of_its_own():
    async with answering(WHOLE[:-1], hangs_up=True) as port, sending(port) as send:
        told = [await send(), await send()]

    assert [type(each) for each in told] == [ConnectionError, ConnectionError]


@pytest.mark.parametrize("sent", [b"\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n", WHOLE + b"{}"])
async def test_what_is_no_response_is_an_error(sent: bytes):
    async with answering(sent) as port, sending(port) as send:
        told = await send()

    assert isinstance(told, ValueError)


async def test_nobody_to_connect_to_is_an_error():
    async with answering() as port:
        pass
    async with sending(port) as send:
        told = await send()

    assert isinstance(told, OSError)
