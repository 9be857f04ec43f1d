"""The files that pages load, and the sign that a browser asks for by itself."""

from aiohttp import web

from bot.web.pages.look import LOOK


def routes() -> list[web.RouteDef]:
    """Return what the server has to serve."""
    return [web.get("/static/{name}", _static), web.get("/favicon.ico", _favicon)]


async def _static(request: web.Request) -> web.Response:
    file = request.app[LOOK].static.at(request.path)
    if file is None:
        raise web.HTTPNotFound
    return file.response()


async def _favicon(request: web.Request) -> web.Response:
    """Answer the browsers that look nowhere else, such as those that show an answer as JSON."""
    return request.app[LOOK].static.named("favicon.ico").response()
