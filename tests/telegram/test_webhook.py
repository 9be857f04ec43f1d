"""Webhooks end to end: Telegram calls, and nobody else gets in."""

import asyncio
import io
import json
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
import structlog

from bot.errors import ConfigError
from bot.storage import Storage
from bot.telegram.clock import Clock
from bot.web.webhook import SECRET_HEADER
from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_checks import TOKEN, ApiError
from tests.telegram.fakes import ImpatientClock
from tests.telegram.harness import RunningBot, ScriptedLibrary

SECRET_HALF = TOKEN.partition(":")[2]


def behind_port(
    api: BotApi,
    library: ScriptedLibrary,
    port: int,
    clock: Clock | None = None,
    public_url: str = "",
) -> RunningBot:
    """Run a bot that Telegram reaches at a port of this machine."""
    url = public_url or f"http://127.0.0.1:{port}/iqtibas"
    return RunningBot(api, library, clock, public_url=url, web_port=port)


async def call(api: BotApi, body: bytes, secret: str | None) -> int:
    """Post something to the webhook as anybody could; return the status."""
    headers = {} if secret is None else {SECRET_HEADER: secret}
    async with (
        aiohttp.ClientSession() as session,
        session.post(api.webhook, data=io.BytesIO(body), headers=headers) as response,
    ):
        return response.status


def secret_of(api: BotApi) -> str:
    return str(api.calls_of("setWebhook")[-1]["secret_token"])


def question(api: BotApi, update_id: int) -> bytes:
    chat = {"id": 5, "type": "private", "first_name": "س"}
    person = {"id": 5, "is_bot": False, "first_name": "س"}
    api.person(5)
    message = {"message_id": 9, "date": api.date, "chat": chat, "from": person, "text": "سؤال"}
    return json.dumps({"update_id": update_id, "message": message}).encode()


async def test_a_question_is_answered_by_webhook(
    api: BotApi, scripted: ScriptedLibrary, unused_tcp_port: int
):
    async with behind_port(api, scripted, unused_tcp_port):
        await api.write(1, "سؤال")
        [reply] = await api.sent_to(1)
        [told] = api.calls_of("setWebhook")

    assert reply.quotes == ["جواب سؤال"]
    assert api.feed.unconfirmed == []
    assert api.calls_of("getUpdates") == []
    assert "drop_pending_updates" not in told
    assert "message" in told["allowed_updates"]


async def test_through_a_proxy_it_is_reached_at_a_socket(
    api: BotApi, scripted: ScriptedLibrary, tmp_path: Path
):
    path = tmp_path / "bot.sock"
    api.proxies["https://bot.example.org"] = f"unix://{path}"
    public_url = "https://bot.example.org"
    async with RunningBot(api, scripted, public_url=public_url, web_socket=path):
        await api.write(1, "سؤال")
        [reply] = await api.sent_to(1)

    assert reply.quotes == ["جواب سؤال"]


async def test_a_proxy_may_cut_off_the_path_of_the_public_address(
    api: BotApi, scripted: ScriptedLibrary, unused_tcp_port: int
):
    async with behind_port(api, scripted, unused_tcp_port):
        path = urlsplit(api.webhook).path.removeprefix("/iqtibas")
        api.webhook = f"http://127.0.0.1:{unused_tcp_port}{path}"

        status = await call(api, question(api, 1), secret_of(api))

    assert status == 200


async def test_only_who_knows_the_secret_gets_in(
    api: BotApi, scripted: ScriptedLibrary, unused_tcp_port: int
):
    async with behind_port(api, scripted, unused_tcp_port):
        secret = secret_of(api)
        wrong = [None, "", secret[:-1], secret + "x", "س"]
        statuses = [await call(api, question(api, 1), each) for each in wrong]
        right = await call(api, question(api, 1), secret)
        await api.sent_to(5)

    assert statuses == [403] * 5
    assert right == 200
    assert scripted.asked == ["سؤال"]


async def test_neither_path_nor_secret_tells_the_token_and_both_outlive_a_restart(
    api: BotApi, scripted: ScriptedLibrary, unused_tcp_port: int
):
    for _ in range(2):
        async with behind_port(api, scripted, unused_tcp_port):
            pass

    first, second = api.calls_of("setWebhook")
    assert first == second
    assert SECRET_HALF not in str(first)
    assert TOKEN.partition(":")[0] not in str(first)
    assert len(first["secret_token"]) == 64
    assert first["secret_token"] not in first["url"]


async def test_the_metrics_do_not_tell_the_path(
    api: BotApi, scripted: ScriptedLibrary, unused_tcp_port: int
):
    key = "k" * 16
    url = f"http://127.0.0.1:{unused_tcp_port}"
    settings = {"public_url": f"{url}/iqtibas", "web_port": unused_tcp_port, "admin_api_key": key}
    async with RunningBot(api, scripted, web=True, **settings), aiohttp.ClientSession() as session:
        await api.write(1, "سؤال")
        await api.sent_to(1)
        headers = {"Authorization": f"Bearer {key}"}
        async with session.get(f"{url}/metrics", headers=headers) as response:
            told = await response.text()

    assert 'route="/telegram"' in told
    assert urlsplit(api.webhook).path.rpartition("/")[2] not in told


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"1", b'{"message": {}}', b'"\xff"', b'{"update_id": 1, "message": 1}'],
)
async def test_what_is_no_update_is_refused_and_harms_nobody(
    api: BotApi, scripted: ScriptedLibrary, unused_tcp_port: int, body: bytes
):
    async with behind_port(api, scripted, unused_tcp_port):
        status = await call(api, body, secret_of(api))
        await api.write(1, "سؤال")
        await api.sent_to(1)

    assert status == 400


async def test_a_body_beyond_reason_is_refused(
    api: BotApi, scripted: ScriptedLibrary, unused_tcp_port: int
):
    async with behind_port(api, scripted, unused_tcp_port):
        status = await call(api, b" " * 2_000_000, secret_of(api))

    assert status == 413


async def test_what_cannot_be_stored_is_refused_until_it_can(
    api: BotApi, scripted: ScriptedLibrary, unused_tcp_port: int
):
    async with behind_port(api, scripted, unused_tcp_port) as bot:
        other = await Storage.open(bot.settings.database_path)
        await other.database.fetch("ALTER TABLE updates RENAME TO gone")
        await api.write(1, "سؤال")
        await api.until(lambda: len(api.posts) >= 2)
        before = api.feed.unconfirmed, len(api.sent)
        await other.database.fetch("ALTER TABLE gone RENAME TO updates")
        await other.close()
        [reply] = await api.sent_to(1)

    assert before == ([1000], 0)
    assert {status for _, status in api.posts} == {500, 200}
    assert reply.quotes == ["جواب سؤال"]


async def test_what_polling_cannot_store_stays_with_telegram_until_it_can(
    api: BotApi, scripted: ScriptedLibrary
):
    clock = ImpatientClock()
    async with RunningBot(api, scripted, clock) as bot:
        other = await Storage.open(bot.settings.database_path)
        await other.database.fetch("ALTER TABLE updates RENAME TO gone")
        await api.write(1, "سؤال")
        n_polls = len(api.calls_of("getUpdates"))
        await api.until(lambda: len(api.calls_of("getUpdates")) >= n_polls + 2)
        before = api.feed.unconfirmed, len(api.sent)
        await other.database.fetch("ALTER TABLE gone RENAME TO updates")
        await other.close()
        [reply] = await api.sent_to(1)

    assert before == ([1000], 0)
    assert 5.0 in clock.slept
    assert reply.quotes == ["جواب سؤال"]


async def test_an_update_that_is_delivered_again_is_answered_once(
    api: BotApi, scripted: ScriptedLibrary, unused_tcp_port: int
):
    async with behind_port(api, scripted, unused_tcp_port):
        for _ in range(2):
            await call(api, question(api, 1), secret_of(api))
        await api.sent_to(5)
    async with behind_port(api, scripted, unused_tcp_port):
        status = await call(api, question(api, 1), secret_of(api))
        await api.write(1, "غيره")
        await api.sent_to(1)

    assert status == 200
    assert scripted.asked == ["سؤال", "غيره"]


async def test_stopping_answers_what_was_delivered_and_leaves_the_webhook_set(
    api: BotApi, scripted: ScriptedLibrary, unused_tcp_port: int
):
    scripted.opened.clear()
    async with behind_port(api, scripted, unused_tcp_port) as bot:
        for chat in range(1, 6):
            await api.write(chat, "سؤال")
        await api.until(lambda: not api.feed.unconfirmed)
        bot.stop.set()
        scripted.opened.set()

    assert sorted(message.chat_id for message in api.sent) == [1, 2, 3, 4, 5]
    assert api.webhook
    assert api.calls_of("deleteWebhook") == []


@pytest.mark.slow
async def test_from_webhook_to_polling_and_back_nothing_is_lost(
    api: BotApi, scripted: ScriptedLibrary, unused_tcp_port: int
):
    for n in range(4):
        await api.write(1, f"قبل {n}")
        is_polling = n % 2
        async with (
            RunningBot(api, scripted)
            if is_polling
            else behind_port(api, scripted, unused_tcp_port)
        ):
            await api.write(1, f"أثناء {n}")
            await api.sent_to(1, 2 * n + 2)

    assert scripted.asked == [f"{when} {n}" for n in range(4) for when in ("قبل", "أثناء")]


async def test_a_webhook_that_another_program_takes_over_is_told_and_ends_the_bot(
    api: BotApi, scripted: ScriptedLibrary, unused_tcp_port: int
):
    bot = behind_port(api, scripted, unused_tcp_port, ImpatientClock())
    await api.until(lambda: api.webhook)
    api.webhook = "https://other.example.org/secret-path"

    with pytest.raises(ConfigError, match=r"^TELEGRAM_BOT_TOKEN: .*other\.example\.org") as caught:
        await asyncio.wait_for(bot.task, 10)

    assert "secret-path" not in str(caught.value)


async def test_a_webhook_that_a_poller_removed_is_told_and_ends_the_bot(
    api: BotApi, scripted: ScriptedLibrary, unused_tcp_port: int
):
    bot = behind_port(api, scripted, unused_tcp_port, ImpatientClock())
    await api.until(lambda: api.webhook)
    async with RunningBot(api, ScriptedLibrary(), data_dir=Path("other")):
        with pytest.raises(ConfigError, match=r"took the webhook away \(it removed it\)"):
            await asyncio.wait_for(bot.task, 10)


async def test_an_outage_does_not_end_the_watch(
    api: BotApi, scripted: ScriptedLibrary, unused_tcp_port: int
):
    api.refusals["getWebhookInfo", 0] = [ApiError(502, "Bad Gateway")]
    async with behind_port(api, scripted, unused_tcp_port, ImpatientClock()):
        await api.until(lambda: len(api.calls_of("getWebhookInfo")) >= 3)
        await api.write(1, "سؤال")
        await api.sent_to(1)


async def test_trouble_on_the_way_to_the_webhook_is_told_in_the_log(
    api: BotApi, scripted: ScriptedLibrary, unused_tcp_port: int
):
    with structlog.testing.capture_logs() as log:
        async with behind_port(api, scripted, unused_tcp_port, ImpatientClock()) as bot:
            other = await Storage.open(bot.settings.database_path)
            await other.database.fetch("ALTER TABLE updates RENAME TO gone")
            await api.write(1, "سؤال")
            n_looks = len(api.calls_of("getWebhookInfo"))
            await api.until(lambda: len(api.calls_of("getWebhookInfo")) >= n_looks + 3)
            await other.database.fetch("ALTER TABLE gone RENAME TO updates")
            await other.close()
            await api.sent_to(1)

    told = [line for line in log if "trouble reaching the webhook" in line["event"]]
    assert "500" in told[0]["reason"]


async def test_an_address_that_telegram_refuses_names_its_setting(
    api: BotApi, scripted: ScriptedLibrary, unused_tcp_port: int
):
    address = "https://bot.example.org:8080"
    bot = behind_port(api, scripted, unused_tcp_port, public_url=address)

    with pytest.raises(ConfigError, match=r"^PUBLIC_URL: .*ports 80, 88, 443 or 8443"):
        await asyncio.wait_for(bot.task, 10)


async def test_a_port_that_is_in_use_is_told_before_anything_else(
    api: BotApi, scripted: ScriptedLibrary
):
    port = int(urlsplit(api.base_url).port or 0)
    bot = behind_port(api, scripted, port)

    with pytest.raises(ConfigError, match=r"^WEB_PORT: "):
        await asyncio.wait_for(bot.task, 10)

    assert api.calls == []
