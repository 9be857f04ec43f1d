"""Whether the OpenAPI document is true: of routes, of answers, of what the operator set."""

from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.settings import Settings
from bot.web import api as rooms
from bot.web.api.openapi import describe
from tests.telegram.harness import ScriptedLibrary
from tests.web.api.client import ARTICLE, QUESTION, Client, Reply
from tests.web.site import serving

KEYS = {"api_key": "a-key-for-programs", "admin_api_key": "a-key-for-administrators"}
METHODS = {"GET", "POST"}


def set_up(**settings: object) -> Settings:
    return Settings.model_validate(settings)


def operations(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method.upper(), path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


@pytest.mark.parametrize("settings", [{}, KEYS])
def test_the_document_has_exactly_the_routes_that_are_served(settings: dict[str, str]):
    chosen = set_up(**settings)
    app = web.Application()
    app.add_routes(rooms.routes(chosen))

    served = {
        (route.method, route.resource.canonical)
        for route in app.router.routes()
        if route.resource and route.method in METHODS
    }

    assert set(operations(describe(chosen))) == served


def test_limits_are_those_that_were_set():
    document = describe(set_up(max_question_chars=77, QUOTES=5))

    question = document["components"]["schemas"]["Question"]["properties"]
    assert document["components"]["schemas"]["QuestionText"]["maxLength"] == 77
    assert question["quotes"]["default"] == 5


def test_keys_are_wanted_where_there_are_some():
    free = operations(describe(set_up()))
    locked = operations(describe(set_up(**KEYS)))

    assert [operation["security"] for operation in free.values()] == [[]] * 5
    assert {path: operation["security"] for (_, path), operation in locked.items()} == {
        "/api/v1/ask": [{"apiKey": []}],
        "/api/v1/feedback": [{"apiKey": []}],
        "/api/v1/articles/{id}": [{"apiKey": []}],
        "/api/v1/context": [{"apiKey": []}],
        "/api/v1/reload": [{"administratorKey": []}],
        "/api/v1/openapi.json": [],
    }
    for operation in (*free.values(), *locked.values()):
        assert ("401" in operation["responses"]) == bool(operation["security"])


def test_too_many_questions_are_told_of_only_where_they_are_counted():
    limited = operations(describe(set_up(web_questions_per_minute=5)))
    unlimited = operations(describe(set_up(web_questions_per_minute=0)))

    assert "429" in limited["POST", "/api/v1/ask"]["responses"]
    assert not [path for path, told in unlimited.items() if "429" in told["responses"]]


def test_it_names_where_the_service_is_reached():
    assert describe(set_up())["servers"] == [{"url": "/"}]
    assert describe(set_up(public_url="https://example.org/q/"))["servers"] == [
        {"url": "https://example.org/q"}
    ]


@pytest.mark.slow
@pytest.mark.asyncio(loop_scope="module")
async def test_the_document_is_served_as_it_is_described(api: Client):
    reply = await api.get("openapi.json")
    again = await api.get("openapi.json", **{"If-None-Match": reply.headers["ETag"]})

    assert (reply.status, again.status) == (200, 304)
    assert reply.content == describe(api.site.services.settings)


def names_of(schemas: dict[str, Any], schema: dict[str, Any]) -> set[str]:
    """Return the members that a schema describes."""
    if "$ref" in schema:
        return names_of(schemas, schemas[schema["$ref"].rsplit("/", 1)[1]])
    names = set(schema.get("properties", {}))
    for part in schema.get("allOf", ()):
        names |= names_of(schemas, part)
    return names


@pytest.mark.slow
@pytest.mark.asyncio(loop_scope="module")
async def test_answers_have_the_members_that_are_described_and_no_others(
    api: Client, tmp_path: Path
):
    schemas = describe(set_up())["components"]["schemas"]
    asked = await api.ask(QUESTION)
    quote = asked.content["quotes"][0]
    feedback = {"answer": asked.content["answer"], "vote": "up"}
    key = KEYS["admin_api_key"]
    async with (
        serving(ScriptedLibrary(), tmp_path, admin_api_key=key) as site,
        Client.of(site) as client,
    ):
        reload = await client.send("POST", "reload", headers={"Authorization": f"Bearer {key}"})

    replies: dict[str, Reply] = {
        "Answer": asked,
        "Article": await api.get(f"articles/{ARTICLE}"),
        "Place": await api.get(f"context?document={ARTICLE}&start=0&end=9"),
        "Feedback": await api.post("feedback", feedback),
        "Reload": reload,
        "Problem": await api.get("articles/nowhere"),
        "InvalidProblem": await api.ask(""),
    }
    members = {name: set(reply.content) for name, reply in replies.items()}
    assert members == {name: names_of(schemas, schemas[name]) for name in replies}
    assert set(quote) == names_of(schemas, schemas["Quote"])


def test_whatever_is_described_is_required_in_answers():
    schemas = describe(set_up())["components"]["schemas"]

    for name in ("Answer", "Article", "Place", "Feedback", "Reload", "Skipped", "Problem"):
        assert set(schemas[name]["required"]) == set(schemas[name]["properties"])
