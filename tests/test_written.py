"""The search for tokens finds what leaks, on each of the ways out."""

import asyncio
import io
import logging
import subprocess
import sys

import pytest
from telegram import Bot

from bot.logs import configure_logs
from tests import written
from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_checks import TOKEN

HALF = TOKEN.partition(":")[2]


@pytest.mark.parametrize(
    "leak", [TOKEN, TOKEN.replace(":", "%3A"), HALF, f"https://x/bot{TOKEN}/y"]
)
def test_a_token_in_a_log_line_is_found(leak: str):
    handler = logging.StreamHandler(io.StringIO())

    handler.emit(logging.LogRecord("a", logging.DEBUG, "", 1, f"calling {leak}", None, None))

    [found] = written.take_leaks()
    assert found.startswith("a log line")


def test_a_token_that_our_log_cuts_out_is_none():
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    configure_logs("DEBUG", "json", io.StringIO())
    try:
        logging.getLogger("anything").error("calling https://x/bot%s/y", TOKEN)
    finally:
        root.handlers, root.level = handlers, level

    assert written.take_leaks() == []


def test_a_token_in_what_a_process_writes_is_found():
    subprocess.run([sys.executable, "-c", f"print('{HALF}')"], capture_output=True, check=True)  # noqa: S603 - ours

    [found] = written.take_leaks()
    assert found.startswith("the output of a process")


async def test_a_token_in_what_a_process_writes_aside_is_found():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", f"print('{HALF}')", stdout=asyncio.subprocess.PIPE
    )
    await process.communicate()

    assert len(written.take_leaks()) == 1


async def test_a_token_in_a_message_is_found():
    async with BotApi() as api:
        api.person(1)
        bot = Bot(TOKEN, base_url=api.base_url, base_file_url=api.base_file_url)
        async with bot:
            await bot.send_message(1, f"my token is {TOKEN}")

    assert [found.partition(":")[0] for found in written.take_leaks()] == ["a request"]
