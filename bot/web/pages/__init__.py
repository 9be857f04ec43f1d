"""The pages that a browser shows.

- ``look``: templates (in ``templates/``) and what they load, which ``static_files`` reads from
  ``static/`` and ``serving`` serves.
"""

from aiohttp import web

from bot.web.pages import serving


def file_routes() -> list[web.RouteDef]:
    """Return what serves the files that pages load."""
    return serving.routes()
