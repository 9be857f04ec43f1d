"""Logs: one stream, two styles, and no token in either."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.logs import configure_logs
from bot.redaction import REDACTED
from bot.storage import Storage

TOKEN = "123456789:AAHfiqksKZ8WmR2zSjiQ7_v4TqcW1gAbCdE"  # noqa: S105 - nobody's token


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.parametrize("style", ["console", "json"])
def test_no_line_carries_the_token_not_even_a_traceback(style: str):
    written = io.StringIO()
    configure_logs("DEBUG", "json" if style == "json" else "console", written)

    structlog.get_logger("bot").warning("calling", url=f"https://x/bot{TOKEN}/getMe")
    logging.getLogger("other").warning("%s failed", f"bot{TOKEN}")
    try:
        int(TOKEN)
    except ValueError:
        structlog.get_logger("bot").exception("failed")
        logging.getLogger("other").exception("failed too")

    assert "getMe" in written.getvalue()
    assert written.getvalue().count(REDACTED) >= 4
    assert written.getvalue().count("Traceback") == 2
    assert TOKEN not in written.getvalue()


def test_a_json_line_is_one_object_with_readable_arabic():
    written = io.StringIO()
    configure_logs("INFO", "json", written)

    structlog.get_logger("bot").info("question answered", question="من أين؟")

    line = json.loads(written.getvalue())
    assert line["event"] == "question answered"
    assert line["level"] == "info"
    assert "من أين؟" in written.getvalue()


async def test_what_is_stored_of_somebody_stands_in_no_line_at_any_level(tmp_path: Path):
    written = io.StringIO()
    configure_logs("DEBUG", "console", written)

    storage = await Storage.open(tmp_path / "bot.db")
    await storage.database.fetch("SELECT ?", ("متى بدأ الاجتماع؟",))
    await storage.close()

    assert "الاجتماع" not in written.getvalue()


def test_libraries_that_write_addresses_are_silent_below_warning():
    written = io.StringIO()
    configure_logs("DEBUG", "console", written)

    logging.getLogger("httpx").info("HTTP Request: POST ...")
    logging.getLogger("httpcore.connection").debug("connect_tcp")
    logging.getLogger("bot").debug("kept")

    assert "HTTP Request" not in written.getvalue()
    assert "connect_tcp" not in written.getvalue()
    assert "kept" in written.getvalue()
