"""What every request and every response has to keep to: who asks, how much, how long, how shown.

The headers go onto everything that is served. They let a page load nothing but this server's own
files, run no script that stands in it, and stand in no frame; what a handler sets itself stays.

Source:
    https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
"""

import asyncio
from http import HTTPStatus
from ipaddress import ip_address
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.settings import Settings
from bot.web.problems import Problem, ProblemError

CONTENT_SECURITY_POLICY: Final = "Content-Security-Policy"
MAX_BODY_BYTES: Final = 1024 * 1024
"""An update is a few kilobytes; the longest text with all its entities stays far below."""
BODY_TIMEOUT_S: Final = 10.0
"""For a body to arrive whole."""

_FORWARDED: Final = "X-Forwarded-For"


def content_security_policy(*, scripts: str = "'self'", framed_by: str = "'none'") -> str:
    """Return what a page may load, and who may show it.

    Args:
        scripts: Where its scripts may come from.
        framed_by: Pages that may hold it in a frame.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            f"frame-ancestors {framed_by}",
        )
    )


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
    response.headers["Server"] = "Iqtibas"  # and not which releases of what it runs on


@web.middleware
async def take_in_body(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Read a request's body before it is handled: whole, soon, and no more than is allowed."""
    if request.can_read_body:
        try:
            async with asyncio.timeout(BODY_TIMEOUT_S):
                await request.read()
        except TimeoutError:
            raise ProblemError(
                Problem(HTTPStatus.REQUEST_TIMEOUT, f"expected a body within {BODY_TIMEOUT_S:g} s")
            ) from None
        except (web.RequestPayloadError, ConnectionError):
            raise ProblemError(
                Problem(HTTPStatus.BAD_REQUEST, "the body breaks off, or is not as announced")
            ) from None
    return await handler(request)


def client_of(request: web.Request, settings: Settings) -> str:
    """Return the address of whoever asks: the last one that no trusted proxy has.

    Proxies add to X-Forwarded-For at its end whom they were asked by; what stands before the last
    trusted one's word may be made up. A unix socket is a proxy's.
    """
    peer = request.remote or ""
    told = ",".join(request.headers.getall(_FORWARDED, ())).split(",")
    client = peer
    for address in reversed([part.strip() for part in told]):
        if client and not _is_trusted(client, settings):
            break
        if not _is_address(address):
            break
        client = address
    return client


def _is_trusted(address: str, settings: Settings) -> bool:
    if not _is_address(address):
        return False
    parsed = ip_address(address)
    return any(parsed in network for network in settings.web_trusted_proxies)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
