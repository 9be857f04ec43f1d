"""The files that pages load, and what browsers and robots ask for by themselves.

Robots may read the first page and articles from their beginning. What they follow further is
searched for, or marked, for each of them anew, and an answer is nobody's but who asked.

Source:
    RFC 9309, Robots Exclusion Protocol.
"""

from typing import Final

from aiohttp import web

from bot.web.pages.look import LOOK

_ROBOTS: Final = """\
User-agent: *
Disallow: /api/
Disallow: /answers/
Disallow: /articles/*?
Disallow: /?
"""
_FOR_A_DAY: Final = {"Cache-Control": "public, max-age=86400"}


def routes() -> list[web.RouteDef]:
    """Return what the server has to serve."""
    return [
        web.get("/static/{name}", _static),
        web.get("/favicon.ico", _favicon),
        web.get("/robots.txt", _robots),
    ]


async def _static(request: web.Request) -> web.Response:
    file = request.app[LOOK].static.at(request.path)
    if file is None:
        raise web.HTTPNotFound
    return file.response()


async def _favicon(request: web.Request) -> web.Response:
    """Answer the browsers that look nowhere else, such as those that show an answer as JSON."""
    return request.app[LOOK].static.named("favicon.ico").response()


async def _robots(_request: web.Request) -> web.Response:
    """Say which pages are no robot's."""
    return web.Response(text=_ROBOTS, headers=_FOR_A_DAY)
