"""`/metrics`, and who may read it: this machine, or whoever has the administrators' key.

A request that a proxy passed on comes from this machine too, and not every proxy says so. With a
public address there is a proxy, so then the key is needed from everywhere. The name in the request
is looked at as well: a page elsewhere can have its own name lead to this machine.
"""

from typing import Final

from aiohttp import hdrs, web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from bot.answering import run_aside
from bot.web.api.keys import check_key
from bot.web.context import SERVICES, WebServices
from bot.web.hosts import is_loopback, named_host

_FORWARDED: Final = (
    hdrs.FORWARDED,
    hdrs.X_FORWARDED_FOR,
    hdrs.X_FORWARDED_HOST,
    "X-Real-IP",
    "Via",
)


async def scrape(request: web.Request) -> web.Response:
    """Tell Prometheus everything.

    Raises:
        ProblemError: It is not asked from here, and without the key.
        HTTPNotFound: It is not asked from here, and there is no key.
    """
    services = request.app[SERVICES]
    if not is_local(request, services):
        if services.settings.admin_api_key is None:
            raise web.HTTPNotFound
        check_key(request, services.settings.admin_api_key)
    accepted = request.headers.get(hdrs.ACCEPT, "")
    body, content_type = await run_aside(_encode, services.metrics.registry, accepted)
    return web.Response(body=body, headers={hdrs.CONTENT_TYPE: content_type})


def is_local(request: web.Request, services: WebServices) -> bool:
    """Tell whether a request was surely made on this machine, by no page of somebody else's."""
    if services.settings.public_url or any(name in request.headers for name in _FORWARDED):
        return False
    return is_loopback(request.remote or "") and is_loopback(named_host(request.host))


def _encode(registry: CollectorRegistry, accepted: str) -> tuple[bytes, str]:
    encode, content_type = choose_encoder(accepted)
    return encode(registry), content_type
