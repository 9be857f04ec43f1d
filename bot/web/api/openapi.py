"""The OpenAPI document of the running service.

`openapi.json` describes the API in general. What the operator chose is put in when it is served,
so that the document is true: limits, keys, and whether there is anything to administer.
"""

import json
from importlib.resources import files
from typing import Any

from bot.settings import Settings
from retrieval.arabic.followups import MAX_PREVIOUS


def describe(settings: Settings) -> dict[str, Any]:
    """Return the document as it is true under these settings."""
    text = (files("bot.web.api") / "openapi.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    document["servers"] = [{"url": settings.public_url or "/"}]
    schemas = document["components"]["schemas"]
    schemas["QuestionText"]["maxLength"] = settings.max_question_chars
    question = schemas["Question"]["properties"]
    question["quotes"]["default"] = settings.n_quotes
    question["previous"]["maxItems"] = MAX_PREVIOUS
    if settings.admin_api_key is None:
        del document["paths"]["/api/v1/reload"]
    if settings.api_key is None:
        _lift(document, "apiKey")
    if not settings.web_questions_per_minute:
        _drop_answer(document, "429")
    return document


def _lift(document: dict[str, Any], scheme: str) -> None:
    """Let operations that want a key of this scheme want none."""
    for path in document["paths"].values():
        for operation in path.values():
            if operation["security"] == [{scheme: []}]:
                operation["security"] = []
                del operation["responses"]["401"]


def _drop_answer(document: dict[str, Any], status: str) -> None:
    for path in document["paths"].values():
        for operation in path.values():
            operation["responses"].pop(status, None)
