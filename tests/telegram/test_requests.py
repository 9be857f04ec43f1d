"""Requests over HTTP: encoded as Telegram reads them, and told apart when they fail."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from telegram import Bot, InputFile
from telegram.error import InvalidToken, NetworkError, TimedOut

from bot.telegram.requests import UNSENT, Requests, Timeouts
from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_checks import TOKEN

QUICK = Timeouts(pool_s=0.1, connect_s=0.1, write_s=0.1, upload_s=0.1, read_s=0.1)
TEXT = "سؤال & «جواب»? 100% + \n~_.- é 😀 "


class Server:
    """Answers as told, and notes what came."""

    def __init__(self) -> None:
        self.base_url = ""
        self.came: list[dict[str, object]] = []
        self.headers: list[dict[str, str]] = []
        self.has_come = asyncio.Event()
        self.goes_on = asyncio.Event()
        self.goes_on.set()

    async def handle(self, request: web.Request) -> web.Response:
        self.headers.append(dict(request.headers) | {"to": str(request.url)})
        fields = await request.post()
        self.came.append(
            {
                name: (value.filename, value.content_type, value.file.read())
                if isinstance(value, web.FileField)
                else value
                for name, value in fields.items()
            }
        )
        self.has_come.set()
        await self.goes_on.wait()
        if request.path.endswith("/breaks"):
            if request.transport:
                request.transport.abort()
            return web.Response()
        return web.json_response({"ok": True, "result": True})


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    handling = Server()
    app = web.Application(client_max_size=10_000_000)
    app.router.add_route("*", "/{path:.*}", handling.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    handling.base_url = f"http://{host}:{port}/bot"
    yield handling
    handling.goes_on.set()
    await runner.cleanup()


def bot_at(base_url: str, requests: Requests) -> Bot:
    return Bot(TOKEN, base_url=base_url, request=requests, get_updates_request=requests)


async def failure_at(base_url: str, endpoint: str = "x", n_connections: int = 4) -> NetworkError:
    """Make a request that fails, and return how."""
    requests = Requests(n_connections, QUICK)
    await requests.initialize()
    try:
        with pytest.raises(NetworkError) as caught:
            await bot_at(base_url, requests).do_api_request(endpoint, {"text": TEXT})
    finally:
        await requests.shutdown()
    return caught.value


async def test_every_character_arrives(server: Server):
    requests = Requests(4, Timeouts())
    await requests.initialize()
    await bot_at(server.base_url, requests).do_api_request(
        "say", {"text": TEXT, "n": 5, "list": ["أ", 1], "no": None}
    )
    await requests.shutdown()

    assert server.came == [{"text": TEXT, "n": "5", "list": '["\\u0623", 1]'}]
    assert "python-telegram-bot" in server.headers[0]["User-Agent"]


async def test_a_file_arrives_under_its_name_with_its_text_and_again_when_tried_again(
    server: Server,
):
    requests = Requests(4, Timeouts())
    await requests.initialize()
    bot = bot_at(server.base_url, requests)
    content = "نص".encode() * 400_000
    for _ in range(2):
        document = InputFile(content, filename="مقال.txt")
        await bot.do_api_request("send_it", {"document": document, "caption": TEXT})
    await requests.shutdown()

    assert server.came == [{"document": ("مقال.txt", "text/plain", content), "caption": TEXT}] * 2


async def test_what_cannot_be_reached_is_known_not_to_have_left(unused_tcp_port: int):
    error = await failure_at(f"http://127.0.0.1:{unused_tcp_port}/bot")

    assert isinstance(error.__cause__, UNSENT)
    assert str(unused_tcp_port) in str(error)


async def test_without_a_free_connection_nothing_leaves(server: Server):
    server.goes_on.clear()
    requests = Requests(1, QUICK)
    await requests.initialize()
    bot = bot_at(server.base_url, requests)
    first = asyncio.create_task(bot.do_api_request("x", read_timeout=5.0))
    await server.has_come.wait()
    with pytest.raises(TimedOut) as caught:
        await bot.do_api_request("x")
    server.goes_on.set()
    await first
    await requests.shutdown()

    assert isinstance(caught.value.__cause__, UNSENT)
    assert len(server.came) == 1


async def test_an_answer_that_does_not_come_may_have_been_to_what_arrived(server: Server):
    server.goes_on.clear()

    error = await failure_at(server.base_url)

    assert isinstance(error, TimedOut)
    assert not isinstance(error.__cause__, UNSENT)


async def test_a_connection_that_breaks_may_have_brought_the_request(server: Server):
    error = await failure_at(server.base_url, "breaks")

    assert not isinstance(error, TimedOut)
    assert not isinstance(error.__cause__, UNSENT)


@pytest.mark.parametrize("way", ["refused", "slow", "broken", "strange"])
async def test_no_errors_text_carries_the_token(server: Server, unused_tcp_port: int, way: str):
    server.goes_on.clear() if way == "slow" else None
    base_url = {
        "refused": f"http://127.0.0.1:{unused_tcp_port}/bot",
        "strange": "http://[::1/bot",
    }.get(way, server.base_url)

    error = await failure_at(base_url, "breaks" if way == "broken" else "x")

    assert TOKEN.partition(":")[2] not in f"{error} {error!r}"


async def test_the_proxy_of_the_environment_is_used_but_not_for_whom_it_excepts(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    address = server.base_url.removesuffix("/bot")
    monkeypatch.setenv("all_proxy", address.replace("//", "//user:secret@"))
    monkeypatch.setenv("no_proxy", "excepted.invalid")
    requests = Requests(4, QUICK)
    await requests.initialize()
    await bot_at("http://telegram.invalid/bot", requests).do_api_request("x")
    with pytest.raises(NetworkError):
        await bot_at("http://excepted.invalid/bot", requests).do_api_request("x")
    await requests.shutdown()

    [headers] = server.headers
    assert headers["to"].startswith("http://telegram.invalid/bot")
    assert headers["Proxy-Authorization"] == aiohttp.encode_basic_auth("user", "secret")


async def test_errors_of_telegram_are_those_of_the_library(api: BotApi):
    requests = Requests(4, Timeouts())
    await requests.initialize()
    await requests.initialize()
    with pytest.raises(InvalidToken):
        await Bot("1:wrong", base_url=api.base_url, request=requests).get_me()
    await requests.shutdown()
    await requests.shutdown()

    with pytest.raises(NetworkError):
        await bot_at(api.base_url, requests).get_me()
