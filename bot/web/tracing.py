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
    """Give a request its id. Each has a context of its own, so nothing has to be taken back."""
    told = request.headers.get(HEADER, "")
    request_id = told if _SANE.fullmatch(told) else secrets.token_hex(_ID_BYTES)
    request[REQUEST_ID] = request_id
    bind_contextvars(request_id=request_id)
    return await handler(request)


def tell_id(request: web.Request, response: web.StreamResponse) -> None:
    """Put the request's id into its response, whatever that is."""
    response.headers.setdefault(HEADER, request.get(REQUEST_ID, ""))
