"""One id for each request, on every line of the log that is written on its way, and in its answer.

Who has an id for a request already, a proxy or a program, sends it along; anything that could be
mistaken for something else in a log is replaced.
"""

import re
import secrets
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler
from structlog.contextvars import bind_contextvars

HEADER: Final = "X-Request-Id"
REQUEST_ID: Final = web.RequestKey("request_id", str)
"""Where a request carries its id."""

_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_ID_BYTES: Final = 8


@web.middleware
async def trace(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let a request be known by its id on its way."""
    id_of(request)
    return await handler(request)


def id_of(request: web.BaseRequest) -> str:
    """Return a request's id, and give it one if it has none.

    Each request has a context of its own, so nothing has to be taken back from the log.
    """
    request_id = request.get(REQUEST_ID)
    if request_id is None:
        told = request.headers.get(HEADER, "")
        request_id = told if _SANE.fullmatch(told) else secrets.token_hex(_ID_BYTES)
        request[REQUEST_ID] = request_id
        bind_contextvars(request_id=request_id)
    return request_id


def tell_id(request: web.BaseRequest, response: web.StreamResponse) -> None:
    """Put the request's id into its response, whatever that is."""
    response.headers.setdefault(HEADER, id_of(request))
