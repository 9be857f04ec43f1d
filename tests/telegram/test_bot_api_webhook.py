"""Webhooks of the stand-in: who gets which update when."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, Conflict

from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_checks import Payload

SECRET = "sesame"  # noqa: S105 - nobody's secret


class Receiver:
    """Takes updates in, or not, as a test says."""

    def __init__(self) -> None:
        self.came: list[Payload] = []
        self.arrivals: asyncio.Queue[Payload] = asyncio.Queue()
        self.secrets: list[str] = []
        self.n_at_once = 0
        self.most_at_once = 0
        self.statuses: list[int] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def take(self, request: web.Request) -> web.Response:
        self.came.append(await request.json())
        self.arrivals.put_nowait(self.came[-1])
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""))
        self.n_at_once += 1
        self.most_at_once = max(self.most_at_once, self.n_at_once)
        await self.may_answer.wait()
        self.n_at_once -= 1
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.came]


@asynccontextmanager
async def listening(receiver: Receiver, socket: Path | None = None) -> AsyncIterator[str]:
    """Serve on a port, or on a unix socket, and return the address."""
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    if socket:
        await web.UnixSite(runner, str(socket)).start()
        yield f"unix://{socket}"
    else:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_updates_are_posted_with_the_secret_and_forgotten_when_taken_in(
    api: BotApi, bot: Bot
):
    receiver = Receiver()
    await api.write(1, "قبل")
    async with listening(receiver) as address:
        await bot.set_webhook(f"{address}/hook", secret_token=SECRET, max_connections=7)
        await api.write(1, "بعد")
        await api.until(lambda: not api.feed.unconfirmed)
        info = await bot.get_webhook_info()
        await bot.delete_webhook()

    assert receiver.texts == ["قبل", "بعد"]
    assert set(receiver.secrets) == {SECRET}
    assert (info.max_connections, info.pending_update_count) == (7, 0)
    assert (await bot.get_webhook_info()).url == ""


async def test_an_update_comes_again_until_it_is_taken_in(api: BotApi, bot: Bot):
    receiver = Receiver()
    receiver.statuses = [403, 500]
    async with listening(receiver) as address:
        await bot.set_webhook(f"{address}/hook")
        number = await api.deliver({"message": {"chat": {"id": 1}, "text": "سؤال"}})
        await api.until(lambda: not api.feed.unconfirmed)

    assert [update["update_id"] for update in receiver.came] == [number] * 3
    assert api.posts == [(number, 403), (number, 500), (number, 200)]


async def test_what_keeps_failing_stays_pending_and_is_told(api: BotApi, bot: Bot):
    await bot.set_webhook("http://127.0.0.1:1/hook")
    await api.write(1, "سؤال")
    await api.until(lambda: len(api.posts) >= 3)

    info = await bot.get_webhook_info()
    await bot.delete_webhook()
    [update] = await bot.get_updates(timeout=0)

    assert info.pending_update_count == 1
    assert "Cannot connect" in (info.last_error_message or "")
    assert update.effective_message


async def test_chats_come_at_once_but_each_in_order_and_no_more_than_allowed(
    api: BotApi, bot: Bot
):
    receiver = Receiver()
    receiver.may_answer.clear()
    async with listening(receiver) as address:
        await bot.set_webhook(f"{address}/hook", max_connections=2)
        for chat in (1, 2, 3):
            await api.write(chat, f"{chat}أ")
            await api.write(chat, f"{chat}ب")
        for _ in range(2):
            await asyncio.wait_for(receiver.arrivals.get(), 5)
        first = list(receiver.texts)
        receiver.may_answer.set()
        await api.until(lambda: not api.feed.unconfirmed)

    assert first == ["1أ", "2أ"]
    assert receiver.most_at_once == 2
    for digit in "123":
        texts = [text for text in receiver.texts if text.startswith(digit)]
        assert texts == [f"{digit}أ", f"{digit}ب"]


async def test_a_public_address_leads_to_a_socket_as_through_a_proxy(
    api: BotApi, bot: Bot, tmp_path: Path
):
    receiver = Receiver()
    async with listening(receiver, tmp_path / "bot.sock") as address:
        api.proxies["https://bot.example.org"] = address
        await bot.set_webhook("https://bot.example.org/hook")
        await api.write(1, "سؤال")
        await api.until(lambda: not api.feed.unconfirmed)

    assert receiver.texts == ["سؤال"]


async def test_only_the_kinds_asked_for_come_and_the_wish_outlives_the_webhook(
    api: BotApi, bot: Bot
):
    receiver = Receiver()
    async with listening(receiver) as address:
        await bot.set_webhook(f"{address}/hook", allowed_updates=["message"])
        asked = await api.write(1, "سؤال")
        await api.edit(1, asked, "آخر")
        await api.until(lambda: not api.feed.unconfirmed)
        await bot.delete_webhook()
        await api.edit(1, asked, "ثالث")

    assert [set(update) - {"update_id"} for update in receiver.came] == [{"message"}]
    assert await bot.get_updates(timeout=0) == ()


async def test_polling_and_a_webhook_exclude_each_other(api: BotApi, bot: Bot):
    polling = asyncio.create_task(bot.get_updates(timeout=10))
    await api.until(lambda: api.calls_of("getUpdates"))
    await bot.set_webhook("http://127.0.0.1:1/hook")

    with pytest.raises(Conflict, match="terminated by setWebhook"):
        await polling
    with pytest.raises(Conflict, match="while webhook is active"):
        await bot.get_updates()


@pytest.mark.parametrize(
    ("url", "secret", "error"),
    [
        ("http://bot.example.org/hook", "", "An https url must be provided"),
        ("https://bot.example.org:8080/hook", "", "only on ports 80, 88, 443 or 8443"),
        ("https://bot.example.org/hook", "a b", "unallowed characters"),
        ("https://bot.example.org/hook", "a" * 257, "secret token is too long"),
    ],
)
async def test_a_webhook_that_telegram_refuses_is_refused(
    api: BotApi, bot: Bot, url: str, secret: str, error: str
):
    with pytest.raises(BadRequest, match=f"(?i){error}"):
        await bot.set_webhook(url, secret_token=secret)

    assert api.webhook == ""


async def test_what_waits_can_be_dropped(api: BotApi, bot: Bot):
    await api.write(1, "سؤال")

    await bot.delete_webhook(drop_pending_updates=False)
    kept = list(api.feed.unconfirmed)
    await bot.delete_webhook(drop_pending_updates=True)

    assert len(kept) == 1
    assert api.feed.unconfirmed == []
