"""One id for each request: in its response, and on its lines of the log."""

import asyncio
import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from aiohttp import ClientSession

from bot.logs import configure_logs
from tests.telegram.harness import ScriptedLibrary
from tests.web.site import Site, serving


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """The log as machines get it; logging is put back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    log = io.StringIO()
    configure_logs("INFO", "json", log)
    yield log
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def lines_of(log: io.StringIO, event: str) -> list[dict[str, object]]:
    lines = map(json.loads, log.getvalue().splitlines())
    return [line for line in lines if line["event"] == event]


async def id_told(site: Site, **headers: str) -> str:
    async with ClientSession() as session, session.get(site.url, headers=headers) as response:
        return response.headers["X-Request-Id"]


async def test_an_id_that_came_along_is_kept(scripted_site: Site):
    assert await id_told(scripted_site, **{"X-Request-Id": "edge-1.2_3"}) == "edge-1.2_3"


@pytest.mark.parametrize(
    "told", ["short", "a" * 65, "with spaces in it", "-begins-wrong", "قدّم-الطلب", "{jndi:x}"]
)
async def test_one_that_could_be_mistaken_in_a_log_is_replaced(scripted_site: Site, told: str):
    assert re.fullmatch("[0-9a-f]{16}", await id_told(scripted_site, **{"X-Request-Id": told}))


async def test_each_request_has_another(scripted_site: Site):
    ids = [await id_told(scripted_site) for _ in range(3)]

    assert len(set(ids)) == 3


async def test_what_is_no_http_request_has_one_too(scripted_site: Site):
    port = int(scripted_site.url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"HELO mail.example.org\r\n\r\n")

    head, _, body = (await asyncio.wait_for(reader.read(), 10)).partition(b"\r\n\r\n")
    writer.close()

    told = json.loads(body)
    assert (told["status"], told["title"]) == (400, "Bad Request")
    assert f"X-Request-Id: {told['request_id']}".encode() in head.split(b"\r\n")
    assert b"Content-Security-Policy: default-src 'none'" in head
    assert b"HELO" not in body


async def test_the_lines_of_questions_that_are_asked_at_once_carry_their_ids(
    written: io.StringIO, tmp_path: Path
):
    async with serving(ScriptedLibrary(), tmp_path) as site, ClientSession() as session:

        async def ask(request_id: str) -> int:
            async with session.post(
                f"{site.url}/api/v1/ask",
                json={"question": "متى؟"},
                headers={"X-Request-Id": request_id},
            ) as response:
                return response.status

        statuses = await asyncio.gather(*(ask(f"question-{n}") for n in range(3)))

    lines = lines_of(written, "question")
    assert statuses == [200, 200, 200]
    assert sorted(str(line["request_id"]) for line in lines) == [
        "question-0",
        "question-1",
        "question-2",
    ]
    assert "متى" not in written.getvalue()


async def test_an_error_in_the_engine_is_logged_with_the_id_of_its_request(
    written: io.StringIO, tmp_path: Path
):
    library = ScriptedLibrary()
    library.breaks = [RuntimeError("the index is gone")]
    async with serving(library, tmp_path) as site, ClientSession() as session:
        response = await session.post(
            f"{site.url}/api/v1/ask",
            json={"question": "متى؟"},
            headers={"X-Request-Id": "question-that-breaks"},
        )
        told = await response.json()

    [line] = lines_of(written, "a request failed unexpectedly")
    assert line["request_id"] == "question-that-breaks"
    assert "the index is gone" in str(line["exception"])
    assert told["request_id"] == "question-that-breaks"
    assert "index" not in json.dumps(told)
