"""What whoever runs the bot watches it by.

- ``health``: whether the process lives, and whether a question would be answered.
- ``scraping``: `/metrics`, where `bot.metrics` is told, and who may read it.
- ``requests``: counts what comes over HTTP.
"""

from aiohttp import web

from bot.web.operations import health, scraping


def routes() -> list[web.RouteDef]:
    """Return what is served to whoever watches."""
    return [
        web.get("/healthz", health.live),
        web.get("/readyz", health.ready),
        web.get("/metrics", scraping.scrape),
    ]
