"""Getting through to Telegram, and being told when that cannot be."""

import asyncio
import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.errors import ConfigError
from bot.logs import configure_logs
from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_checks import TOKEN, ApiError
from tests.telegram.fakes import START, ImpatientClock
from tests.telegram.harness import RunningBot, ScriptedLibrary

OTHER_TOKEN = "987654321:BBHfiqksKZ8WmR2zSjiQ7_v4TqcW1gAbCdE"  # noqa: S105 - nobody's token


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that is logged, at every level."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    configure_logs("DEBUG", "console", stream)
    for name in ("aiohttp", "asyncio", "telegram"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield stream
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


class StoppedClock:
    """Time that does not pass; tells when somebody begins to wait for some, but not for hours."""

    def __init__(self) -> None:
        self.is_asked = asyncio.Event()

    def now(self) -> float:
        return 0.0

    def unix_time(self) -> float:
        return START

    async def sleep(self, seconds: float) -> None:
        assert seconds > 0
        if seconds < 3600:
            self.is_asked.set()
        await asyncio.Event().wait()


async def test_a_wrong_token_is_named_without_being_shown(
    api: BotApi, scripted: ScriptedLibrary, written: io.StringIO
):
    bot = RunningBot(api, scripted, telegram_bot_token=OTHER_TOKEN)

    with pytest.raises(ConfigError, match=r"^TELEGRAM_BOT_TOKEN: .*@BotFather") as caught:
        await asyncio.wait_for(bot.task, 10)

    assert OTHER_TOKEN not in str(caught.value)
    assert caught.value.__suppress_context__
    assert OTHER_TOKEN not in written.getvalue()


async def test_with_no_network_at_the_start_it_tries_until_there_is_one(
    api: BotApi, scripted: ScriptedLibrary, written: io.StringIO
):
    api.refusals["getMe", 0] = [ApiError(502, "Bad Gateway") for _ in range(3)]
    async with RunningBot(api, scripted, ImpatientClock()):
        await api.write(1, "سؤال")
        await api.sent_to(1)

    log = written.getvalue()
    assert log.count("cannot reach Telegram") == 1
    assert log.count("Telegram answers again") == 1
    assert "Traceback" not in log


async def test_without_any_connection_the_first_failure_already_says_so(
    api: BotApi, scripted: ScriptedLibrary, written: io.StringIO
):
    clock = StoppedClock()
    bot = RunningBot(api, scripted, clock, telegram_base_url="http://127.0.0.1:1/bot")
    await asyncio.wait_for(clock.is_asked.wait(), 10)
    await bot.end()

    log = written.getvalue()
    assert log.count("Calling Bot API endpoint `getMe`") == 1
    assert "cannot reach Telegram" in log


async def test_a_flood_wait_at_the_start_is_obeyed(api: BotApi, scripted: ScriptedLibrary):
    api.refusals["getMe", 0] = [ApiError(429, "Too Many Requests: retry after 7", 7)]
    clock = ImpatientClock()
    async with RunningBot(api, scripted, clock):
        await api.write(1, "سؤال")
        await api.sent_to(1)

    assert clock.slept[0] == 7.0


async def test_an_outage_while_polling_is_sat_out_and_told_once(
    api: BotApi, scripted: ScriptedLibrary, written: io.StringIO
):
    api.refusals["getUpdates", 0] = [ApiError(502, "Bad Gateway") for _ in range(5)]
    clock = ImpatientClock()
    async with RunningBot(api, scripted, clock):
        await api.write(1, "سؤال")
        await api.sent_to(1)

    assert written.getvalue().count("cannot reach Telegram") == 1
    assert clock.slept[:5] == [1.0, 1.5, 1.5**2, 1.5**3, 1.5**4]


async def test_stopping_while_there_is_no_network_stops(api: BotApi, scripted: ScriptedLibrary):
    api.refusals["getMe", 0] = [ApiError(502, "Bad Gateway")]
    bot = RunningBot(api, scripted)
    await api.until(lambda: api.calls_of("getMe"))

    await bot.end()

    assert api.calls_of("getUpdates") == []


@pytest.mark.slow
async def test_of_two_bots_with_one_token_the_older_stops_and_says_why(
    api: BotApi, written: io.StringIO
):
    older = RunningBot(api, ScriptedLibrary(), ImpatientClock())
    async with older:
        newer = RunningBot(api, ScriptedLibrary(), ImpatientClock())
        with pytest.raises(ConfigError, match="another program fetches updates with this token"):
            await asyncio.wait_for(asyncio.shield(older.task), 20)
        await api.write(1, "سؤال")
        await api.sent_to(1)
        await newer.end()
        with pytest.raises(ConfigError):
            await older.end()
        older.task = asyncio.create_task(asyncio.sleep(0))

    assert written.getvalue().count("another program fetches this bot's updates") <= 2


async def test_a_webhook_that_is_set_is_removed_and_what_waits_there_is_answered(
    api: BotApi, scripted: ScriptedLibrary
):
    api.webhook = "https://example.org/hook"
    await api.write(1, "سؤال")
    async with RunningBot(api, scripted):
        [reply] = await api.sent_to(1)

    assert reply.quotes == ["جواب سؤال"]


async def test_a_token_that_is_revoked_while_running_ends_the_bot(
    api: BotApi, scripted: ScriptedLibrary
):
    bot = RunningBot(api, scripted)
    await api.until(lambda: api.calls_of("getUpdates"))
    api.refusals["getUpdates", 0] = [ApiError(401, "Unauthorized") for _ in range(5)]
    await api.write(1, "سؤال")

    with pytest.raises(ConfigError, match="TELEGRAM_BOT_TOKEN"):
        await asyncio.wait_for(bot.task, 10)


async def test_no_log_line_carries_the_token_whatever_happens(
    api: BotApi, scripted: ScriptedLibrary, written: io.StringIO
):
    scripted.breaks = [LookupError(f"https://x/bot{TOKEN}/getMe")]
    api.refusals["sendMessage", 2] = [ApiError(400, f"Bad Request: {TOKEN}")]
    async with RunningBot(api, scripted):
        await api.write(1, "سؤال")
        await api.sent_to(1)
        await api.write(2, "سؤال")
        await api.until(lambda: len(api.calls_of("sendMessage")) >= 2)
        await api.write(3, "سؤال")
        await api.sent_to(3)

    log = written.getvalue()
    assert "Calling Bot API endpoint `sendMessage`" in log
    assert "LookupError" in log
    assert TOKEN.partition(":")[2] not in log
    assert all(TOKEN not in message.text for message in api.sent)


async def test_a_flood_wait_on_polling_is_obeyed(api: BotApi, scripted: ScriptedLibrary):
    api.refusals["getUpdates", 0] = [ApiError(429, "Too Many Requests: retry after 7", 7)]
    clock = ImpatientClock()
    async with RunningBot(api, scripted, clock):
        await api.write(1, "سؤال")
        await api.sent_to(1)

    assert clock.slept[0] == 7.0
