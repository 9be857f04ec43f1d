"""Which page is at which address, and what goes on beside them."""

from collections.abc import AsyncIterator

from aiohttp import web

from bot.web.context import SERVICES
from bot.web.pages import feedback, serving
from bot.web.pages.chat import ChatPage
from bot.web.pages.examples import Examples


def add_pages(app: web.Application) -> None:
    """Let a site serve the chat page, and the files that pages load.

    Args:
        app: With services when it starts, and the look of its pages.
    """
    examples = Examples()

    async def look_for_examples(app: web.Application) -> AsyncIterator[None]:
        # At the start: the first visitor sees them, too.
        examples.begin(app[SERVICES])
        yield
        await examples.close()

    app.cleanup_ctx.append(look_for_examples)
    app.add_routes([*ChatPage(examples).routes(), *feedback.routes(), *serving.routes()])
