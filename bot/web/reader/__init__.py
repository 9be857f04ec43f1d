"""The article as it is stored, with a quote of it marked.

- ``finding``: what is to be shown, found by the engine.
- ``layout``: its text as blocks of a page, by the sentences that were told apart.
- ``page``: the page, or why there is none; ``voting``: its thumbs within Telegram.
"""

from aiohttp import web

from bot.web.reader.page import show_article
from bot.web.reader.voting import vote


def routes() -> list[web.RouteDef]:
    """Return what the server has to serve."""
    return [
        web.get("/articles/{document_id:.+}", show_article),
        web.post("/mini_app/votes", vote),
    ]
