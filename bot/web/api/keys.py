"""Who may ask: keys that are sent as bearer tokens.

Keys are compared by their digests, so that the time it takes tells nothing about the right one,
not even its length.

Source:
    RFC 6750, The OAuth 2.0 Authorization Framework: Bearer Token Usage.
"""

import hmac
import re
from hashlib import sha256
from http import HTTPStatus
from typing import Final

from aiohttp import hdrs, web
from pydantic import SecretStr

from bot.web.problems import Problem, ProblemError

_BEARER: Final = re.compile(r"bearer +(?P<key>[!-~]+) *", re.IGNORECASE)
_CHALLENGE: Final = 'Bearer realm="Iqtibas"'


def check_key(request: web.Request, key: SecretStr | None) -> None:
    """Let a request pass that carries a key, or any if there is none.

    Raises:
        ProblemError: It carries none, or another.
    """
    if key is None:
        return
    sent = request.headers.getall(hdrs.AUTHORIZATION, [])
    if not sent:
        raise _unauthorized("expected the header Authorization: Bearer KEY", _CHALLENGE)
    bearer = _BEARER.fullmatch(sent[0]) if len(sent) == 1 else None
    if bearer is None or not _is_same(bearer["key"], key.get_secret_value()):
        raise _unauthorized(
            "expected Authorization: Bearer KEY with the operator's key",
            f'{_CHALLENGE}, error="invalid_token"',
        )


def _unauthorized(detail: str, challenge: str) -> ProblemError:
    headers = {"WWW-Authenticate": challenge}
    return ProblemError(Problem(HTTPStatus.UNAUTHORIZED, detail, headers))


def _is_same(sent: str, key: str) -> bool:
    return hmac.compare_digest(sha256(sent.encode()).digest(), sha256(key.encode()).digest())
