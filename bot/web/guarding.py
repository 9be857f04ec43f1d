"""What every request and every response has to keep to: who asks, how much, how long, how shown.

The headers go onto everything that is served. They let a page load nothing but this server's own
files, run no script that stands in it, and stand in no frame (`bot.web.policy`); what a handler
sets itself stays.

Source:
    https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
"""

import asyncio
from collections.abc import Iterator
from contextlib import nullcontext
from functools import lru_cache
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.settings import Settings
from bot.web.policy import CONTENT_SECURITY_POLICY, content_security_policy
from bot.web.problems import Problem, ProblemError

MAX_BODY_BYTES: Final = 1024 * 1024
"""An update is a few kilobytes; the longest text with all its entities stays far below."""
SERVER_NAME: Final = "Iqtibas"
BODY_TIMEOUT_S: Final = 10.0
"""For a body to arrive whole."""

_FORWARDED: Final = "X-Forwarded-For"
_REMEMBERED: Final = 1024
"""Addresses, read once."""
_MOST_PROXIES: Final = 16
"""Between a reader and this server."""
_NOBODY: Final = "unknown"
"""Stands for whoever a proxy on the socket does not name."""
_HEADERS: Final = {
    CONTENT_SECURITY_POLICY: content_security_policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # What somebody asks stays in no cache on the way; what may be kept says so.
    "Cache-Control": "no-store",
}


def guard_response(response: web.StreamResponse) -> None:
    """Put the headers onto a response that it does not have itself."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = SERVER_NAME  # and not which releases of what it runs on


def body_taken_in(within_s: float) -> Middleware:
    """Return what reads a request's body before it is handled.

    Args:
        within_s: For all of it to arrive, in seconds.
    """

    @web.middleware
    async def take_in_body(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.can_read_body:
            if (request.content_length or 0) > request.client_max_size:
                raise web.HTTPRequestEntityTooLarge(request.client_max_size)
            # What has come along with the headers, as most has, need not be waited for.
            has_arrived = request.content.is_eof()
            try:
                async with nullcontext() if has_arrived else asyncio.timeout(within_s):
                    await request.read()
            except TimeoutError:
                raise _refusal(
                    HTTPStatus.REQUEST_TIMEOUT, f"expected the whole body within {within_s:g} s"
                ) from None
            except (web.RequestPayloadError, ConnectionError):
                raise _refusal(
                    HTTPStatus.BAD_REQUEST, "the body breaks off, or is not as it was announced"
                ) from None
        return await handler(request)

    return take_in_body


def _refusal(status: HTTPStatus, detail: str) -> ProblemError:
    # What may yet come over this connection is no request.
    return ProblemError(Problem(status, detail, {"Connection": "close"}))


def client_of(request: web.Request, settings: Settings) -> str:
    """Return the address of whoever asks: the last one that is no trusted proxy's.

    Each proxy writes behind X-Forwarded-For who asked it, so what stands before the word of a
    stranger may be made up. Whoever comes by a unix socket is a proxy.
    """
    client = _address(request.remote or "")
    told = _told_from_the_end(request)
    while client is None or _is_trusted(client, settings):
        before = _address(next(told, ""))
        if before is None:
            break
        client = before
    return str(client or _NOBODY)


def is_trusted_peer(request: web.Request, settings: Settings) -> bool:
    """Tell whether a request comes from a trusted proxy, whoever asked that."""
    peer = _address(request.remote or "")
    return peer is not None and _is_trusted(peer, settings)


def _told_from_the_end(request: web.Request) -> Iterator[str]:
    """Yield what proxies wrote, the last first: nobody reads on in what a stranger may have."""
    told = ",".join(request.headers.getall(_FORWARDED, ())[-_MOST_PROXIES:])
    yield from reversed(told.rsplit(",", _MOST_PROXIES)[-_MOST_PROXIES:])


def _is_trusted(address: IPv4Address | IPv6Address, settings: Settings) -> bool:
    return any(address in network for network in settings.web_trusted_proxies)


@lru_cache(maxsize=_REMEMBERED)
def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Read an address; None if it is none. One of IPv4 in IPv6's clothes is one of IPv4."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
