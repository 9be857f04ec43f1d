"""What every page has, and what it loads from the server that serves it."""

import re
from collections.abc import AsyncIterator
from typing import NoReturn

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer
from jinja2 import PackageLoader, UndefinedError

from bot.web.pages import serving
from bot.web.pages.look import LOOK, Look

Client = TestClient[web.Request, web.Application]


@pytest.fixture(name="look", scope="module")
def a_look() -> Look:
    return Look.load()


@pytest.fixture(name="client")
async def a_client(look: Look) -> AsyncIterator[Client]:
    app = web.Application()
    app[LOOK] = look
    app.add_routes(serving.routes())
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_a_page_loads_only_what_its_own_server_has(client: Client, look: Look):
    page = look.render("problem.html", status=404, title="لا شيء هنا", detail="")

    loaded = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    statuses = [(await client.get(address)).status for address in loaded]

    assert len(loaded) == 3
    assert statuses == [200, 200, 200]
    assert re.findall(r'(?:href|src)="https?:', page) == []


async def test_the_style_sheet_names_the_font_where_it_is_served(client: Client, look: Look):
    sheet = await (await client.get(look.static.address("style.css"))).text()
    [font] = re.findall(r'url\("([^"]+)"\)', sheet)

    answer = await client.get(font)

    assert font == look.static.address("naskh.woff2")
    assert answer.content_type == "font/woff2"
    assert (await answer.read())[:4] == b"wOF2"


async def test_what_pages_load_is_kept_by_browsers_until_it_changes(client: Client, look: Look):
    address = look.static.address("style.css")

    kept = await client.get(address)
    changed = await client.get(re.sub(r"-\w{12}\.", "-000000000000.", address))

    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert kept.headers["Content-Type"] == "text/css; charset=utf-8"
    assert changed.status == 404


@pytest.mark.parametrize(
    "path", ["../look.py", "..%2flook.py", "%2e%2e/look.py", "README.md", "style.css", "", "%00"]
)
async def test_nothing_else_of_the_package_is_served(client: Client, path: str):
    async with ClientSession() as session:
        answer = await session.get(f"{client.make_url('/static/')}{path}")

    assert answer.status == 404


async def test_a_browser_that_looks_for_a_sign_by_itself_finds_one(client: Client):
    answer = await client.get("/favicon.ico")

    assert answer.content_type == "image/x-icon"
    assert (await answer.read())[:4] == b"\0\0\1\0"


def test_what_is_shown_is_escaped(look: Look):
    page = look.render("problem.html", status=400, title="<b>", detail='"><script>')

    assert "&lt;b&gt;" in page
    assert "<script" not in page


def test_a_value_that_nobody_gave_is_an_error(look: Look):
    with pytest.raises(UndefinedError, match="detail"):
        look.render("problem.html", status=400, title="عنوان")


def test_pages_hold_no_script_and_no_style_of_their_own(look: Look):
    page = look.render("problem.html", status=404, title="لا شيء هنا", detail="")

    assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", page) == []


def test_an_update_of_the_files_does_not_reach_a_program_that_runs(
    monkeypatch: pytest.MonkeyPatch,
):
    look = Look.load()

    def gone(*_: object) -> NoReturn:
        raise FileNotFoundError

    monkeypatch.setattr(PackageLoader, "get_source", gone)

    assert "<h1>لا شيء هنا</h1>" in look.render(
        "problem.html", status=404, title="لا شيء هنا", detail=""
    )


@pytest.mark.parametrize(
    ("path", "is_open"),
    [
        ("/", True),
        ("/articles/a.md", True),
        ("/articles/a/b.md", True),
        ("/static/style-0123456789ab.css", True),
        ("/?q=%D9%85%D8%AA%D9%89", False),
        ("/?after=x&q=y", False),
        ("/articles/a/b.md?start=0&end=9", False),
        ("/answers/x", False),
        ("/api/v1/openapi.json", False),
    ],
)
async def test_robots_read_what_is_everybodys_and_ask_nothing(
    client: Client, path: str, is_open: bool
):
    answer = await client.get("/robots.txt")

    agent, *lines = (await answer.text()).splitlines()
    rules = [line.removeprefix("Disallow: ") for line in lines]
    closed = [re.escape(rule).replace(r"\*", ".*") for rule in rules]
    assert (answer.status, answer.content_type, agent) == (200, "text/plain", "User-agent: *")
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert is_open is not any(re.match(rule, path) for rule in closed)
