"""What becomes of errors: problem details for programs, a page in Arabic for browsers."""

import json
import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from structlog.testing import capture_logs

from bot.errors import (
    AnswerTimeoutError,
    BotError,
    ConfigError,
    EngineBusyError,
    QuestionTooLongError,
    StorageError,
    TooManyQuestionsError,
)
from bot.web.problems import Problem, ProblemError
from bot.web.texts import WebTexts
from tests.telegram.harness import ScriptedLibrary
from tests.web.site import Site, serving

SECRET = Path("/srv/secret/iqtibas.db")
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def failing(error: Exception) -> list[web.RouteDef]:
    """Return pages that fail so."""

    async def fail(_request: web.Request) -> web.Response:
        raise error

    return [web.get("/fails", fail), web.get("/api/fails", fail)]


async def get(
    tmp_path: Path, error: Exception, path: str = "/fails", **headers: str
) -> tuple[int, Mapping[str, str], str]:
    async with (
        serving(ScriptedLibrary(), tmp_path, None, None, failing(error)) as site,
        ClientSession() as session,
        session.get(f"{site.url}{path}", headers=headers) as response,
    ):
        return response.status, response.headers, await response.text()


@pytest.mark.parametrize(
    ("error", "status", "title", "detail", "retry_after"),
    [
        (web.HTTPNotFound(), 404, "Not Found", "nothing is served at this address", None),
        (
            web.HTTPMethodNotAllowed("GET", ["POST", "OPTIONS"]),
            405,
            "Method Not Allowed",
            "expected OPTIONS, POST; found GET",
            None,
        ),
        (
            QuestionTooLongError(1000),
            422,
            HTTPStatus(422).phrase,
            "expected a question of at most 1000 characters; ask it in fewer",
            None,
        ),
        (
            TooManyQuestionsError(60, 12.3),
            429,
            "Too Many Requests",
            "expected at most 60 questions a minute; ask again in 13 s",
            "13",
        ),
        (
            EngineBusyError(1024),
            503,
            "Service Unavailable",
            "too many questions are asked at this moment; ask again in a moment",
            "1",
        ),
        (
            AnswerTimeoutError(20),
            503,
            "Service Unavailable",
            "too many questions are asked at this moment; ask again in a moment",
            "1",
        ),
        (
            StorageError(SECRET, "cannot be written"),
            503,
            "Service Unavailable",
            "the database cannot be used at this moment; try again in a moment",
            "1",
        ),
        (
            ConfigError("WEB_PORT", f"{SECRET} is taken"),
            500,
            "Internal Server Error",
            "it is not the request's fault; the log tells more",
            None,
        ),
        (
            RuntimeError(f"{SECRET} is gone"),
            500,
            "Internal Server Error",
            "it is not the request's fault; the log tells more",
            None,
        ),
        (web.HTTPGone(), 410, "Gone", HTTPStatus.GONE.description, None),
    ],
)
async def test_a_program_gets_problem_details(
    tmp_path: Path, error: Exception, status: int, title: str, detail: str, retry_after: str | None
):
    found, headers, body = await get(tmp_path, error)

    told = json.loads(body)
    assert found == status
    assert headers["Content-Type"] == "application/problem+json"
    assert headers.get("Retry-After") == retry_after
    assert told == {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "request_id": headers["X-Request-Id"],
    }
    assert str(SECRET) not in body


async def test_a_problem_of_a_handlers_own_says_what_it_says(tmp_path: Path):
    problem = Problem(
        HTTPStatus.CONFLICT, "a reload runs", {"Retry-After": "5"}, {"reason": "running"}
    )

    status, headers, body = await get(tmp_path, ProblemError(problem))

    told = json.loads(body)
    assert (status, headers["Retry-After"]) == (409, "5")
    assert (told["detail"], told["reason"]) == ("a reload runs", "running")


async def test_a_method_that_is_not_allowed_names_those_that_are(tmp_path: Path):
    error = web.HTTPMethodNotAllowed("GET", ["POST", "OPTIONS"])

    _, headers, _ = await get(tmp_path, error)

    assert headers["Allow"] == "OPTIONS, POST"


def every_page_text() -> Iterator[tuple[int, str]]:
    texts = WebTexts.load().problems
    yield 400, texts.bad_request.title
    yield 404, texts.not_found.title
    yield 405, texts.wrong_method.title
    yield 408, texts.too_slow.title
    yield 413, texts.too_large.title
    yield 421, texts.wrong_host.title
    yield 422, texts.bad_request.title
    yield 429, texts.too_many.title
    yield 500, texts.failed.title
    yield 502, texts.failed.title
    yield 503, texts.busy.title


@pytest.mark.parametrize(("status", "title"), list(every_page_text()))
async def test_a_browser_gets_a_page_in_arabic(tmp_path: Path, status: int, title: str):
    error = ProblemError(Problem(HTTPStatus(status), "in English, for programs"))

    found, headers, body = await get(tmp_path, error, **HTML)

    assert found == status
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert '<html lang="ar" dir="rtl">' in body
    assert f"<h1>{title}</h1>" in body
    assert "in English" not in body


async def test_what_nobody_foresaw_is_a_page_too_and_its_traceback_is_in_the_log_alone(
    tmp_path: Path,
):
    error = RuntimeError(f"{SECRET} is gone")

    with capture_logs() as lines:
        status, headers, body = await get(tmp_path, error, **HTML)

    [line] = [line for line in lines if line["log_level"] == "error"]
    assert (status, headers["Connection"]) == (500, "close")
    assert WebTexts.load().problems.failed.title in body
    assert not re.search("Traceback|RuntimeError|secret", body)
    assert line["exc_info"] is error


async def test_the_api_speaks_json_whoever_asks(tmp_path: Path):
    _, headers, _ = await get(tmp_path, web.HTTPNotFound(), "/api/fails", **HTML)

    assert headers["Content-Type"] == "application/problem+json"


async def test_going_elsewhere_is_no_problem(tmp_path: Path):
    async with (
        serving(
            ScriptedLibrary(), tmp_path, None, None, failing(web.HTTPSeeOther("/favicon.ico"))
        ) as site,
        ClientSession() as session,
        session.get(f"{site.url}/fails", allow_redirects=False) as response,
    ):
        assert (response.status, response.headers["Location"]) == (303, "/favicon.ico")


async def test_an_error_of_ours_that_nobody_maps_is_logged(tmp_path: Path):
    error = BotError("new")

    with capture_logs() as lines:
        await get(tmp_path, error)

    assert [line["exc_info"] for line in lines if line["log_level"] == "error"] == [error]


async def test_the_database_that_cannot_be_used_is_named_in_the_log_alone(tmp_path: Path):
    error = StorageError(SECRET, "cannot be written")

    with capture_logs() as lines:
        await get(tmp_path, error)

    assert [line["reason"] for line in lines if line["log_level"] == "error"] == [str(error)]


@pytest.mark.parametrize("path", ["/", "/nowhere", "/api/v1/ask", "/api/nowhere"])
async def test_what_no_server_is_expected_to_do_is_refused_as_anything_else(
    scripted_site: Site, path: str
):
    async with (
        ClientSession() as session,
        session.get(
            f"{scripted_site.url}{path}", headers={**HTML, "Expect": "a-miracle"}
        ) as response,
    ):
        headers, body = response.headers, await response.text()

    assert response.status == 417
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Request-Id"]
    assert "a-miracle" not in body
    if path.startswith("/api"):
        assert headers["Content-Type"] == "application/problem+json"
        assert json.loads(body) == {
            "type": "about:blank",
            "title": "Expectation Failed",
            "status": 417,
            "detail": "expected 100-continue in the header Expect, or no such header",
            "request_id": headers["X-Request-Id"],
        }
    else:
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert f"<h1>{WebTexts.load().problems.bad_request.title}</h1>" in body
