"""Just enough HTTP/1.1 to send a request and to see that its response is whole.

A client that does more takes its share of the cores that the measured server has.

Source:
    RFC 9112, HTTP/1.1.
"""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

_HERE = "127.0.0.1"
_END_OF_HEAD = b"\r\n\r\n"
_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+) *\r\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Response:
    """What came, whole."""

    status: int
    body: bytes


Note = Callable[[Response | Exception], None]
"""Told of what came, or why nothing did."""


def written(port: int, path: str, content: object) -> bytes:
    """Return the request that posts an object, as it is sent."""
    body = json.dumps(content).encode()
    head = (
        f"POST {path} HTTP/1.1",
        f"Host: {_HERE}:{port}",
        "Accept: */*",
        "Accept-Encoding: gzip, deflate",
        "User-Agent: iqtibas-benchmarks",
        f"Content-Length: {len(body)}",
        "Content-Type: application/json",
    )
    return "\r\n".join(head).encode() + _END_OF_HEAD + body


class Connection(asyncio.Protocol):
    """Carries one request at a time; it is made with the first, and anew when it was lost.

    Args:
        port: Of this machine.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._transport: asyncio.Transport | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._note: Note | None = None
        self._received = b""
        self._failure: Exception | None = None

    def send(self, request: bytes, note: Note) -> None:
        """Send a request; `note` is called once."""
        self._note, self._received = note, b""
        if self._transport is None:
            self._connecting = asyncio.create_task(self._connect_and_send(request))
        else:
            self._transport.write(request)

    def close(self) -> None:
        """Hang up."""
        if self._transport:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take hold of what a request is written to."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take in a part of a response; tell once it is whole."""
        self._received += data
        try:
            response = _response_of(self._received)
        except ValueError as error:
            self._failure = error
            self.close()
        else:
            if response:
                self._tell(response)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell that nothing more will come."""
        failure = self._failure or exc or ConnectionError("hung up before the response was whole")
        self._transport = self._failure = None
        self._tell(failure)

    async def _connect_and_send(self, request: bytes) -> None:
        try:
            await asyncio.get_running_loop().create_connection(lambda: self, _HERE, self._port)
        except OSError as error:
            self._tell(error)
        else:
            if self._transport:
                self._transport.write(request)

    def _tell(self, what: Response | Exception) -> None:
        note, self._note = self._note, None
        if note:
            note(what)


def _response_of(received: bytes) -> Response | None:
    """Return a response; None while it is not whole.

    Raises:
        ValueError: It is none, or more than one.
    """
    end = received.find(_END_OF_HEAD)
    if end < 0:
        return None
    head = received[: end + 2]
    status, length = _STATUS.match(head), _LENGTH.search(head)
    if status is None or length is None:
        raise ValueError("expected a response of HTTP/1.1 that tells its length")
    start = end + len(_END_OF_HEAD)
    n_missing = start + int(length[1]) - len(received)
    if n_missing < 0:
        raise ValueError("expected nothing behind the response")
    return None if n_missing else Response(int(status[1]), received[start:])
