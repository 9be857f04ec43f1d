"""The API's addresses.

Each tells by OPTIONS what may be done there, and nothing about other origins: a browser lets no
page of another site read what is served here.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from bot.settings import Settings
from bot.web.api.articles import read_article, read_context
from bot.web.api.ask import answer_question
from bot.web.api.feedback import set_vote
from bot.web.api.openapi import describe
from bot.web.api.reload import reload
from bot.web.api.replies import Content, reply_tagged

_BASE: Final = "/api/v1"
# An id may hold slashes and line ends, encoded or not.
_ARTICLE: Final = f"{_BASE}/articles/{{id:(?s:.+)}}"


def routes(settings: Settings) -> list[web.RouteDef]:
    """Return what is served to programs; without a key for administrators, nothing to them."""
    description = Content.of(describe(settings))

    async def read_description(request: web.Request) -> web.Response:
        return reply_tagged(request, description)

    posts: dict[str, Handler] = {
        f"{_BASE}/ask": answer_question,
        f"{_BASE}/feedback": set_vote,
    }
    if settings.admin_api_key:
        posts[f"{_BASE}/reload"] = reload
    gets: dict[str, Handler] = {
        _ARTICLE: read_article,
        f"{_BASE}/context": read_context,
        f"{_BASE}/openapi.json": read_description,
    }
    return [
        *(web.post(path, handler) for path, handler in posts.items()),
        *(web.get(path, handler) for path, handler in gets.items()),
        *_options(posts, (hdrs.METH_OPTIONS, hdrs.METH_POST)),
        *_options(gets, (hdrs.METH_GET, hdrs.METH_HEAD, hdrs.METH_OPTIONS)),
    ]


def _options(paths: Mapping[str, Handler], methods: tuple[str, ...]) -> list[web.RouteDef]:
    async def tell_methods(_request: web.Request) -> web.Response:
        allowed = {hdrs.ALLOW: ", ".join(methods)}
        return web.Response(status=HTTPStatus.NO_CONTENT, headers=allowed)

    return [web.options(path, tell_methods) for path in paths]
