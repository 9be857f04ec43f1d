"""Counting what comes over HTTP, by the pattern of its path: paths themselves are without end."""

import asyncio
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.web.context import SERVICES

_FAILED: Final = 500
_GONE: Final = 499
"""As nginx has it: whoever asked did not wait for the answer."""
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@web.middleware
async def count_request(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count a request and its time, whatever comes of it."""
    services = request.app[SERVICES]
    started_at, status = services.clock.now(), _FAILED
    try:
        response = await handler(request)
        status = response.status
    except web.HTTPException as told:
        status = told.status
        raise
    except asyncio.CancelledError:
        status = _GONE
        raise
    finally:
        method = request.method if request.method in _METHODS else "other"
        took_s = services.clock.now() - started_at
        services.metrics.note_request(_route_of(request), method, status, took_s)
    return response


def _route_of(request: web.Request) -> str:
    """Return the pattern that a path fits.

    The webhook's path is a secret of its own: it stands nowhere. It begins with the path of
    `PUBLIC_URL`, if that has one.
    """
    resource = request.match_info.route.resource
    pattern = resource.canonical if resource else "none"
    return "/telegram" if "/telegram/" in pattern else pattern
