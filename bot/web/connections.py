"""Connections: how many there are at once, and what a client may do to each.

Every connection costs a file descriptor, and a process has about a thousand. Where all are taken,
a newcomer gets the place of whoever has kept the server waiting longest: a client that sends no
request, or half of one, or does not read its response, cannot keep others out.
"""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web

from bot.web.guarding import guard_response
from bot.web.problems import UNFORESEEN, Problem, problem_response
from bot.web.tracing import id_of, tell_id

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """What clients may do.

    Attributes:
        most: Connections at once: half of the descriptors that a process usually has.
        idle_s: Between two requests, in seconds: longer than proxies keep a connection that
            nobody uses, which is 60 s to begin with.
        head_s: For the headers of a request, in seconds from the first byte of them.
    """

    most: int = 500
    idle_s: float = 75.0
    head_s: float = 10.0


class _Connection(web.RequestHandler):
    """One client's requests; what nobody foresaw ends here, in the log, and as a problem."""

    def __init__(self, connections: "Connections", head_s: float, **kwargs: Any) -> None:  # noqa: ANN401 - aiohttp's
        super().__init__(connections, **kwargs)
        self._head_s = head_s
        self._head_in_time: asyncio.TimerHandle | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for its client: for headers, for a body, or to read a response."""
        if self._waits_for_headers() or self.writing_paused:
            return True
        request = self._current_request
        return request is not None and not request.content.is_eof()

    def data_received(self, data: bytes) -> None:
        """Take in what was sent; from the first byte of headers on, time runs."""
        super().data_received(data)
        if not self._waits_for_headers():
            self._stop_the_clock()
        elif self._head_in_time is None:
            self._head_in_time = self._loop.call_later(self._head_s, self._cut_off)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Let go of everything."""
        self._stop_the_clock()
        super().connection_lost(exc)

    def _waits_for_headers(self) -> bool:
        return self._waiter is not None and not self._waiter.done()

    def _cut_off(self) -> None:
        self._head_in_time = None
        if self._waits_for_headers():
            self.force_close()

    def _stop_the_clock(self) -> None:
        if self._head_in_time:
            self._head_in_time.cancel()
            self._head_in_time = None

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Return what is answered to what is no HTTP, and in the place of what failed."""
        id_of(request)
        if request.writer.output_size:
            _log.warning("a response broke off", exc_info=exc)
            raise ConnectionError("a response has begun; no other can be sent")
        if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.debug("what came is no HTTP request", reason=message)
            problem = Problem(HTTPStatus(status), "expected an HTTP request that is well-formed")
        else:
            _log.error("a request failed unexpectedly", exc_info=exc)
            problem = UNFORESEEN
        response = problem_response(request, problem)
        # What is no HTTP request belongs to no site, which would see to this.
        guard_response(response)
        tell_id(request, response)
        response.force_close()
        return response


class Connections(web.Server):
    """Makes connections of ours, and sees that they do not become too many.

    Args:
        limits: What clients may do.
        args: As `aiohttp.web.Server` takes them.
        kwargs: Likewise.
    """

    def __init__(self, limits: ConnectionLimits, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - aiohttp's
        super().__init__(*args, **kwargs)
        self._limits = limits

    def __call__(self) -> web.RequestHandler:
        """Return what takes a connection."""
        return _Connection(self, self._limits.head_s, loop=self._loop, **self._kwargs)

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        """Note a connection; if it is one too many, close the oldest that waits, or itself."""
        super().connection_made(handler, transport)
        if len(self._connections) <= self._limits.most:
            return
        waiting = (
            connection
            for other, connection in self._connections.items()
            if isinstance(other, _Connection) and other.is_waiting and not connection.is_closing()
        )
        # Nobody waits for what was said last to be read.
        next(waiting, transport).abort()
