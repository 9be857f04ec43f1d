"""By which names this server is asked, where only programs of this machine reach it.

A page of the internet can have its own name lead to 127.0.0.1. To the browser that page then is
where this server is, and may read what it answers. Its name is in the request all the same: one
that is neither this machine's nor the operator's is refused. An address, or no name at all, cannot
be such a page's.

Where others reach the server anyhow, or it listens at a socket, what stands before it decides; so
does a proxy that is trusted.
"""

from functools import lru_cache
from http import HTTPStatus
from ipaddress import ip_address
from typing import Final

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware
from yarl import URL

from bot.settings import Settings
from bot.web.guarding import is_trusted_peer
from bot.web.problems import Problem, ProblemError

_HERE: Final = "localhost"
_REMEMBERED: Final = 256
"""Names, read once."""
_ANYBODYS: Final = ("/healthz", "/readyz", "/static/")
"""What tells nothing of what is asked or served: supervisors ask by any name, and the page that
says why it is refused looks as the others do."""


def known_hosts_only(settings: Settings) -> Middleware:
    """Return what refuses requests by names that lead here without the operator's knowing."""
    if settings.web_socket or not is_loopback(settings.web_host):
        return _let_in
    known = {_HERE, settings.web_host.lower()}
    if settings.public_url:
        known.add(URL(settings.public_url).host or "")

    @web.middleware
    async def refuse_others(request: web.Request, handler: Handler) -> web.StreamResponse:
        host = named_host(request.headers.get(hdrs.HOST, _HERE))
        is_known = host in known or _is_address(host) or request.path.startswith(_ANYBODYS)
        if not is_known and not is_trusted_peer(request, settings):
            raise ProblemError(
                Problem(
                    HTTPStatus.MISDIRECTED_REQUEST,
                    "expected this machine's address, localhost or the name in PUBLIC_URL in the "
                    "header Host; a proxy that sends another belongs into WEB_TRUSTED_PROXIES",
                )
            )
        return await handler(request)

    return refuse_others


@web.middleware
async def _let_in(request: web.Request, handler: Handler) -> web.StreamResponse:
    return await handler(request)


@lru_cache(maxsize=_REMEMBERED)
def named_host(written: str) -> str:
    """Return the name or address in a header Host, without a port; "" if it cannot be read."""
    try:
        return URL(f"http://{written}").host or ""
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Tell whether a name or an address is this machine's for itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == _HERE


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
