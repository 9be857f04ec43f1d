"""Objects on their way out, with a tag by which a program sees whether it holds them already."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, Self

from aiohttp import ETag, web

from bot.web.api.bodies import MEDIA_TYPE

_JSON: Final = json.JSONEncoder(ensure_ascii=False)
_TAG_BYTES: Final = 16
_ANY: Final = "*"


@dataclass(frozen=True, slots=True)
class Content:
    """An object as it is sent.

    Attributes:
        tag: Another for each body.
    """

    body: bytes
    tag: str

    @classmethod
    def of(cls, record: Mapping[str, object]) -> Self:
        """Write an object."""
        body = _written(record)
        return cls(body, blake2b(body, digest_size=_TAG_BYTES).hexdigest())


def reply(record: Mapping[str, object]) -> web.Response:
    """Answer with an object that is made for this request alone."""
    return web.Response(body=_written(record), content_type=MEDIA_TYPE)


def reply_tagged(request: web.Request, content: Content) -> web.Response:
    """Answer with what may be held already; if it is, with nothing but its tag.

    Whoever keeps it has to ask each time whether it is still the same.
    """
    held = {tag.value for tag in request.if_none_match or ()}
    if held & {_ANY, content.tag}:
        response = web.Response(status=web.HTTPNotModified.status_code)
    else:
        response = web.Response(body=content.body, content_type=MEDIA_TYPE)
    response.etag = ETag(content.tag)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _written(record: Mapping[str, object]) -> bytes:
    return _JSON.encode(record).encode()
