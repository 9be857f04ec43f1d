"""Forms that a browser sends: what it writes by itself, and nothing else that could be a form."""

from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl

from aiohttp import web
from multidict import MultiDict, MultiDictProxy

from bot.web.problems import Problem, ProblemError

_FORM: Final = "application/x-www-form-urlencoded"
_MOST_FIELDS: Final = 100


async def read_form(request: web.Request) -> MultiDictProxy[str]:
    """Read the fields of a form, in their order.

    Raises:
        ProblemError: It is of another media type, not in UTF-8, or has more than a hundred fields.
    """
    if request.content_type != _FORM:
        raise ProblemError(
            Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"expected {_FORM}", {"Accept-Post": _FORM})
        )
    try:
        text = (await request.read()).decode("ascii")
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
