"""All that is served, put together: every route, and what each request passes on its way."""

import asyncio
from collections.abc import Iterable

from aiohttp import web

from bot.web import api, operations, reader
from bot.web.context import SERVICES, WebServices
from bot.web.guarding import BODY_TIMEOUT_S, MAX_BODY_BYTES, body_taken_in, guard_response
from bot.web.hosts import known_hosts_only
from bot.web.operations.requests import count_request
from bot.web.pages.look import LOOK, Look
from bot.web.pages.routing import add_pages
from bot.web.problems import tell_problems
from bot.web.reader.page import LAID_OUT_AT_ONCE, MOST_AT_ONCE
from bot.web.tracing import tell_id, trace


def build_site(
    services: WebServices, extra_routes: Iterable[web.RouteDef] = ()
) -> web.Application:
    """Put the site together.

    Args:
        services: What the handlers are handed.
        extra_routes: The webhook's, where there is one; with `WEB=off` they are all there is.
    """
    app = web.Application(
        # From the outside in.
        middlewares=[
            trace,
            count_request,
            tell_problems,
            known_hosts_only(services.settings),
            body_taken_in(BODY_TIMEOUT_S),
        ],
        client_max_size=MAX_BODY_BYTES,
    )
    app[SERVICES] = services
    app[LOOK] = Look.load()
    app[LAID_OUT_AT_ONCE] = asyncio.Semaphore(MOST_AT_ONCE)
    app.on_response_prepare.append(_finish)
    app.add_routes(extra_routes)
    if services.settings.web:
        app.add_routes([*api.routes(services.settings), *reader.routes(), *operations.routes()])
        add_pages(app)
    return app


async def _finish(request: web.Request, response: web.StreamResponse) -> None:
    """Give a response what every one has."""
    guard_response(response)
    tell_id(request, response)
