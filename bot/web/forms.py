"""Forms that a browser sends: what it writes by itself, and nothing else that could be a form."""

from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl

from aiohttp import web
from multidict import MultiDict, MultiDictProxy

from bot.web.problems import Problem, ProblemError

_FORM: Final = "application/x-www-form-urlencoded"
_MOST_FIELDS: Final = 100
_MOST_BYTES: Final = 16_384
"""The event loop reads them: a megabyte would hold it up for a fifth of a second."""


async def read_form(request: web.Request) -> MultiDictProxy[str]:
    """Read the fields of a form, in their order.

    Raises:
        ProblemError: It is of another media type, too large, not in UTF-8, or has more than a
            hundred fields.
    """
    if request.content_type != _FORM:
        raise ProblemError(
            Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"expected {_FORM}", {"Accept-Post": _FORM})
        )
    body = await request.read()
    if len(body) > _MOST_BYTES:
        raise ProblemError(
            Problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"expected a form of at most {_MOST_BYTES} bytes",
            )
        )
    try:
        text = body.decode("ascii")
        fields = parse_qsl(
            text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"
        )
    except ValueError as error:
        raise ProblemError(
            Problem(
                HTTPStatus.BAD_REQUEST,
                f"expected at most {_MOST_FIELDS} fields in UTF-8, percent-encoded",
            )
        ) from error
    return MultiDictProxy(MultiDict(fields))
