"""The web beside the bot: one program, one library, one memory."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from bot.errors import ConfigError
from tests.telegram.bot_api import BotApi
from tests.telegram.harness import ADMIN, RunningBot, ScriptedLibrary, toast_of

PERSON = 100


@pytest.fixture
async def api(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[BotApi]:
    # What `bot.telegram.application` opts in to; without it python-telegram-bot warns.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    async with BotApi() as server:
        yield server


async def ask(port: int, question: str) -> dict[str, object]:
    async with (
        ClientSession() as session,
        session.post(f"http://127.0.0.1:{port}/api/v1/ask", json={"question": question}) as reply,
    ):
        assert reply.status == 200
        answer: dict[str, object] = await reply.json()
        return answer


async def test_what_is_asked_over_http_is_told_to_administrators_and_is_nobodys_to_forget(
    api: BotApi, script: ScriptedLibrary, unused_tcp_port: int
):
    async with RunningBot(api, script, web=True, web_port=unused_tcp_port):
        await ask(unused_tcp_port, "لا جواب عن هذا؟")
        await ask(unused_tcp_port, "متى بدأ الاجتماع؟")
        await api.write(PERSON, "أين كان الاجتماع؟")
        await api.sent_to(PERSON)
        await api.write(PERSON, "/forget_me")
        *_, asked = await api.sent_to(PERSON, 2)
        await toast_of(api, await api.press(PERSON, asked, "حذف"))
        await api.write(ADMIN, "/stats")
        figures, _ = await api.sent_to(ADMIN, 2)
        await api.write(ADMIN, "/unanswered")
        *_, unanswered = await api.sent_to(ADMIN, 3)

    assert "٣ أسئلة" in figures.text
    assert unanswered.document
    rows = list(csv.reader(io.StringIO(unanswered.document.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["لا جواب عن هذا؟"]


async def test_a_port_that_is_taken_ends_the_start_and_names_the_setting(
    api: BotApi, script: ScriptedLibrary, unused_tcp_port: int
):
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", unused_tcp_port)
    bot = RunningBot(api, script, web=True, web_port=unused_tcp_port)

    with pytest.raises(ConfigError, match=rf"^WEB_PORT: .* port {unused_tcp_port} .* WEB=off"):
        await asyncio.wait_for(bot.task, 10)
    taken.close()

    assert api.calls_of("getUpdates") == []


async def test_off_means_that_nothing_listens(
    api: BotApi, script: ScriptedLibrary, unused_tcp_port: int
):
    async with RunningBot(api, script, web=False, web_port=unused_tcp_port):
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", unused_tcp_port)


async def test_behind_a_webhook_without_the_web_nothing_else_is_served(
    api: BotApi, script: ScriptedLibrary, unused_tcp_port: int
):
    url = f"http://127.0.0.1:{unused_tcp_port}"
    async with (
        RunningBot(api, script, web=False, web_port=unused_tcp_port, public_url=url),
        ClientSession() as session,
    ):
        await api.write(PERSON, "متى بدأ الاجتماع؟")
        await api.sent_to(PERSON)
        statuses = []
        for path in ("/", "/healthz", "/api/v1/openapi.json", "/favicon.ico"):
            async with session.get(f"{url}{path}") as response:
                statuses.append(response.status)

    assert statuses == [404, 404, 404, 404]


async def test_a_question_in_hand_at_the_end_is_answered(
    api: BotApi, script: ScriptedLibrary, unused_tcp_port: int
):
    script.opened.clear()
    bot = RunningBot(api, script, web=True, web_port=unused_tcp_port)
    async with bot:
        asking = asyncio.create_task(ask(unused_tcp_port, "متى بدأ الاجتماع؟"))
        while not script.asked:  # noqa: ASYNC110 - the worker thread sets no event
            await asyncio.sleep(0)
        ending = asyncio.create_task(bot.end())
        await asyncio.sleep(0)
        script.opened.set()
        answer = await asking
        await ending

    assert answer["outcome"] == "answer"


async def test_it_is_ready_while_updates_come_and_not_before(
    api: BotApi, script: ScriptedLibrary, unused_tcp_port: int
):
    held = api.holds["getMe", 0] = asyncio.Event()
    bot = RunningBot(api, script, web=True, web_port=unused_tcp_port)
    url = f"http://127.0.0.1:{unused_tcp_port}/readyz"
    async with ClientSession() as session:
        await api.until(lambda: api.calls_of("getMe"))
        async with session.get(url) as response:
            before = response.status
        held.set()
        async with bot, session.get(url) as response:
            running = response.status

    assert (before, running) == (503, 200)
