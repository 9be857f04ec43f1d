"""What becomes of an error over HTTP: problem details for programs, a page for a browser.

The only place where errors become responses. Whoever wants to say more than a class of error
says raises a `ProblemError`.

Source:
    RFC 9457, Problem Details for HTTP APIs.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.errors import (
    AnswerTimeoutError,
    BotError,
    EngineBusyError,
    QuestionTooLongError,
    StorageError,
    TooManyQuestionsError,
)
from bot.web.pages.look import LOOK
from bot.web.tracing import id_of

_log = structlog.get_logger(__name__)

_RETRY_SOON_S: Final = 1
_API: Final = "/api/"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a request is not answered as it wished.

    Attributes:
        detail: What was expected, in English, for whoever writes the program that asks.
        headers: Besides those of every response.
        members: Further members of the JSON object.
    """

    status: HTTPStatus
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, object] = field(default_factory=dict)


UNFORESEEN: Final = Problem(
    HTTPStatus.INTERNAL_SERVER_ERROR, "it is not the request's fault; the log tells more"
)
"""What nobody foresaw; what it was stands in the log alone."""


class ProblemError(BotError):
    """Ends a request with `problem`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


@web.middleware
async def tell_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every foreseen error into its response."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        return problem_response(request, _of_http(request, error))
    except BotError as error:
        return problem_response(request, problem_of(error))


def problem_of(error: BotError) -> Problem:
    """Return what an error of ours is over HTTP."""
    match error:
        case ProblemError():
            return error.problem
        case QuestionTooLongError():
            return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
        case TooManyQuestionsError():
            wait = {"Retry-After": str(math.ceil(error.retry_after_s))}
            return Problem(HTTPStatus.TOO_MANY_REQUESTS, str(error), wait)
        case EngineBusyError() | AnswerTimeoutError():
            return _passing("too many questions are asked at this moment; ask again in a moment")
        case StorageError():
            # It names a path.
            _log.error("a request needs the database", reason=str(error))
            return _passing("the database cannot be used at this moment; try again in a moment")
        case _:
            _log.error("a request failed unexpectedly", exc_info=error)
            return UNFORESEEN


def problem_response(request: web.BaseRequest, problem: Problem) -> web.Response:
    """Show a problem as whoever asks wants to see it."""
    if isinstance(request, web.Request) and _wants_page(request):
        texts = request.app[LOOK].texts.problems
        told = texts.of(problem.status)
        return request.app[LOOK].page(
            "problem.html",
            status=problem.status,
            headers=problem.headers,
            title=told.title,
            detail=told.detail,
        )
    content = {
        "type": "about:blank",
        "title": problem.status.phrase,
        "status": int(problem.status),
        "detail": problem.detail,
        **problem.members,
        "request_id": id_of(request),
    }
    return web.Response(
        body=json.dumps(content, ensure_ascii=False).encode(),
        status=problem.status,
        content_type="application/problem+json",
        headers=problem.headers,
    )


def _of_http(request: web.Request, error: web.HTTPException) -> Problem:
    """Return what an error of aiohttp's is; its own text repeats the status."""
    status = HTTPStatus(error.status)
    match error:
        case web.HTTPMethodNotAllowed():
            allowed = ", ".join(sorted(error.allowed_methods))
            detail = f"expected {allowed}; found {request.method}"
            return Problem(status, detail, {"Allow": allowed})
        case web.HTTPNotFound():
            return Problem(status, "nothing is served at this address")
        case web.HTTPRequestEntityTooLarge():
            return Problem(status, f"expected a body of at most {request.client_max_size} bytes")
        case web.HTTPExpectationFailed():
            return Problem(status, "expected 100-continue in the header Expect, or no such header")
        case _:
            return Problem(status, status.description or status.phrase)


def _passing(detail: str) -> Problem:
    soon = {"Retry-After": str(_RETRY_SOON_S)}
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, soon)


def _wants_page(request: web.Request) -> bool:
    """Tell whether a person looks at it: browsers ask for HTML, programs do not."""
    return "text/html" in request.headers.get("Accept", "") and not request.path.startswith(_API)
