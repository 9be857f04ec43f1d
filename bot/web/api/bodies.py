"""The body of a request: JSON that says it is JSON, uncompressed and not too long."""

from http import HTTPStatus
from typing import Final

from aiohttp import hdrs, web

from bot.settings import Settings
from bot.web.api.json_bodies import MalformedBodyError, read_object
from bot.web.api.members import Members
from bot.web.problems import Problem, ProblemError
from retrieval.arabic.followups import MAX_PREVIOUS

MEDIA_TYPE: Final = "application/json"
_ENCODINGS: Final = frozenset({"", "identity"})
_BYTES_OF_A_CHARACTER: Final = 12
"""At most: two escapes, where it lies beyond the first plane."""
_BYTES_OF_THE_REST: Final = 4096


def max_body_bytes(settings: Settings) -> int:
    """Return how long a body may be: as long as what is asked at most, and its braces."""
    n_texts = 1 + MAX_PREVIOUS
    return n_texts * settings.max_question_chars * _BYTES_OF_A_CHARACTER + _BYTES_OF_THE_REST


async def read_members(request: web.Request, settings: Settings) -> Members:
    """Read the object that a request carries.

    Raises:
        ProblemError: It carries none, another kind of thing, or too much.
    """
    _check_kind(request)
    body = await request.read()
    limit = max_body_bytes(settings)
    if len(body) > limit:
        raise ProblemError(
            Problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"expected a body of at most {limit} bytes"
            )
        )
    try:
        return Members(read_object(body))
    except MalformedBodyError as error:
        raise ProblemError(Problem(HTTPStatus.BAD_REQUEST, str(error))) from error


def _check_kind(request: web.Request) -> None:
    charset = (request.charset or "utf-8").lower()
    if request.content_type != MEDIA_TYPE or charset not in {"utf-8", "utf8"}:
        raise _unsupported(f"expected Content-Type: {MEDIA_TYPE}", hdrs.ACCEPT, MEDIA_TYPE)
    if request.headers.get(hdrs.CONTENT_ENCODING, "").strip().lower() not in _ENCODINGS:
        raise _unsupported("expected a body as it is", hdrs.ACCEPT_ENCODING, "identity")


def _unsupported(detail: str, header: str, wanted: str) -> ProblemError:
    # RFC 9110, section 15.5.16: what would be supported stands in a header.
    problem = Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail, {header: wanted})
    return ProblemError(problem)
