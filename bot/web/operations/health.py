"""Whether the process lives, and whether a question would be answered.

Both answer anybody: they say nothing of what is asked or served. A supervisor restarts what is
not alive, and sends nobody to what is not ready.
"""

import asyncio
from http import HTTPStatus
from typing import Final

from aiohttp import web

from bot.errors import AnswerTimeoutError, EngineBusyError
from bot.web.context import SERVICES, WebServices
from retrieval.datatypes import DocumentId

_PATIENCE_S: Final = 5.0
"""For the engine to look something up, behind the questions that wait."""
_NOBODYS: Final = DocumentId("")


async def live(_request: web.Request) -> web.Response:
    """Say that the event loop runs."""
    return web.json_response({"status": "ok"})


async def ready(request: web.Request) -> web.Response:
    """Say whether a question would be answered, and what stands in the way."""
    checks = await readiness(request.app[SERVICES])
    is_ready = all(checks.values())
    return web.json_response(
        {"status": "ready" if is_ready else "not ready", "checks": checks},
        status=HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE,
    )


async def readiness(services: WebServices) -> dict[str, bool]:
    """Try what a question needs.

    Returns:
        By name: ``queue``, whether there is room for one more; ``snapshot``, whether the engine
        reads in it, in its turn; with a token, ``telegram``, whether updates arrive.
    """
    answering = services.answering
    checks = {
        "queue": answering.n_waiting < answering.queue_size,
        "snapshot": await _reads(services),
    }
    if services.telegram:
        checks["telegram"] = services.telegram.is_ready
    return checks


async def _reads(services: WebServices) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            await services.answering.ask(lambda engine: engine.document(_NOBODYS))
    except (TimeoutError, AnswerTimeoutError, EngineBusyError):
        return False
    return True
