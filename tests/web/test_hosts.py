"""By which names the server is asked, and by which it answers nothing."""

import asyncio
import json
import re
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.web.texts import WebTexts
from tests.telegram.harness import ScriptedLibrary
from tests.web.site import Site, serving

PUBLIC = {"public_url": "https://bot.example.org:8443/iqtibas"}
STRANGE = "rebound.example:8080"


async def get(site: Site, host: str, path: str = "/", accept: str = "*/*") -> tuple[int, str]:
    async with (
        ClientSession() as session,
        session.get(f"{site.url}{path}", headers={"Host": host, "Accept": accept}) as response,
    ):
        return response.status, await response.text()


async def status_of(tmp_path: Path, host: str, **settings: object) -> int:
    async with serving(ScriptedLibrary(), tmp_path, **settings) as site:
        status, _ = await get(site, host)
    return status


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.0.0.1:8080", "[::1]:8080", "192.0.2.7", "[2001:db8::1]"),
        *("localhost", "LocalHost:8080"),
    ],
)
async def test_this_machine_is_asked_by_its_addresses_and_its_own_name(tmp_path: Path, host: str):
    assert await status_of(tmp_path, host) == 200


@pytest.mark.parametrize("web_host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
@pytest.mark.parametrize(
    "host",
    [
        *(STRANGE, "localhost.rebound.example", "127.0.0.1.rebound.example", "bot.example.org"),
        *("127.0.0.1:port", "[::1", ""),
    ],
)
async def test_no_other_name_leads_to_a_server_of_this_machine_alone(
    tmp_path: Path, web_host: str, host: str
):
    assert await status_of(tmp_path, host, web_host=web_host) == 421


@pytest.mark.parametrize(
    "path", ["/?q=x", "/articles/d.md", "/metrics", "/robots.txt", "/nowhere", "/api/v1/ask"]
)
async def test_whatever_is_asked_by_a_strange_name_stays_here(scripted_site: Site, path: str):
    status, told = await get(scripted_site, STRANGE, path)

    assert status == 421
    assert json.loads(told)["detail"] == (
        "expected this machine's address, localhost or the name in PUBLIC_URL in the header Host; "
        "a proxy that sends another belongs into WEB_TRUSTED_PROXIES"
    )


async def test_a_browser_is_told_in_arabic_by_which_names_it_may_ask(scripted_site: Site):
    status, told = await get(scripted_site, STRANGE, accept="text/html")

    assert status == 421
    assert WebTexts.load().problems.wrong_host.detail in told


async def test_the_page_that_says_so_has_the_look_of_the_others(scripted_site: Site):
    _, told = await get(scripted_site, STRANGE, accept="text/html")
    [sheet] = re.findall(r'"(/static/style-\w+\.css)"', told)

    status, _ = await get(scripted_site, STRANGE, sheet)

    assert status == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_supervisors_ask_by_any_name(scripted_site: Site, path: str):
    status, _ = await get(scripted_site, STRANGE, path)

    assert status == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        *(("bot.example.org", 200), ("BOT.example.org:8443", 200), ("127.0.0.1", 200)),
        *((STRANGE, 421), ("example.org", 421)),
    ],
)
async def test_the_public_name_is_the_operators(tmp_path: Path, host: str, status: int):
    assert await status_of(tmp_path, host, **PUBLIC) == status


@pytest.mark.parametrize("web_host", ["192.0.2.1", "::", "here.example"])
async def test_where_others_reach_it_any_name_will_do(tmp_path: Path, web_host: str):
    assert await status_of(tmp_path, STRANGE, web_host=web_host) == 200


async def test_what_comes_to_a_socket_may_name_anything(tmp_path: Path):
    assert await status_of(tmp_path, STRANGE, web_socket=tmp_path / "web.sock") == 200


async def test_a_program_that_names_nothing_is_no_page(scripted_site: Site):
    port = int(scripted_site.url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    writer.write(b"GET / HTTP/1.0\r\n\r\n")
    status = await reader.readline()
    writer.close()

    assert status.split()[1] == b"200"


@pytest.mark.parametrize(("proxies", "status"), [("127.0.0.0/8", 200), ("10.0.0.5", 421)])
async def test_a_trusted_proxy_decides_by_which_names_it_is_asked(
    tmp_path: Path, proxies: str, status: int
):
    assert await status_of(tmp_path, STRANGE, web_trusted_proxies=proxies) == status
