"""``run`` with a token: what happens before the first question."""

import signal
from pathlib import Path

import pytest

from tests.cli.bot_api import TOKEN
from tests.cli.running import BRIDGE, Iqtibas, start

pytestmark = pytest.mark.slow


@pytest.mark.usefixtures("bot_api")
def test_a_token_that_telegram_refuses_ends_the_start_and_is_not_repeated(
    iqtibas_process: Iqtibas,
):
    secret = "B" * 35

    ran = iqtibas_process("run", TELEGRAM_BOT_TOKEN=f"987654321:{secret}")

    assert ran.status == 1
    assert "iqtibas: TELEGRAM_BOT_TOKEN: Telegram does not accept it" in ran.err
    assert "@BotFather" in ran.err
    assert "Traceback" not in ran.err
    assert secret not in ran.out + ran.err


@pytest.mark.usefixtures("bot_api")
def test_a_token_that_another_bot_uses_ends_the_bot_in_one_plain_line(iqtibas_process: Iqtibas):
    ran = iqtibas_process("run")

    assert ran.status == 1
    assert ran.err.splitlines()[-1].startswith(
        "iqtibas: TELEGRAM_BOT_TOKEN: another program fetches updates with this token"
    )
    assert "Traceback" not in ran.err
    assert TOKEN not in ran.out + ran.err


@pytest.mark.usefixtures("bot_api")
def test_a_start_takes_in_what_changed_since_the_last_one_and_tells_what_it_skipped(
    iqtibas: Iqtibas, iqtibas_process: Iqtibas, corpus: Path
):
    iqtibas("index")
    (corpus / "new.txt").write_text(BRIDGE.replace("الوادي", "النهر"), encoding="utf-8")
    (corpus / "photo.png").write_bytes(b"...")

    ran = iqtibas_process("run")

    assert "photo.png: not one of" in ran.err
    assert "n_documents=4" in ran.err


@pytest.mark.usefixtures("bot_api")
def test_a_bot_whose_articles_are_gone_starts_with_the_index_it_has(
    iqtibas: Iqtibas, iqtibas_process: Iqtibas, corpus: Path
):
    iqtibas("index")
    corpus.rename(corpus.parent / "elsewhere")

    ran = iqtibas_process("run")

    assert "there is no corpus folder" in ran.err
    assert "The index made before answers" in ran.err
    assert "n_documents=3" in ran.err


@pytest.mark.usefixtures("bot_api")
def test_a_bot_without_articles_or_index_does_not_start(iqtibas: Iqtibas, corpus: Path):
    corpus.rename(corpus.parent / "elsewhere")

    ran = iqtibas("run")

    assert ran.status == 1
    assert "iqtibas: there is no corpus folder" in ran.err


def test_the_first_start_indexes_the_articles_and_waits_for_the_network(iqtibas: Iqtibas):
    bot = start(
        "run",
        environment={
            "TELEGRAM_BASE_URL": "http://127.0.0.1:1/bot",
            "TELEGRAM_BOT_TOKEN": TOKEN,
        },
    )
    assert bot.stderr
    told = b""
    while b"cannot reach Telegram" not in told:
        line = bot.stderr.readline()
        assert line, told.decode()  # it ended by itself
        told += line

    bot.send_signal(signal.SIGINT)
    _, last = bot.communicate(timeout=60)

    assert bot.returncode == 0
    assert b"Indexing" in told
    assert TOKEN.encode() not in told + last
    assert "unchanged: 3" in iqtibas("index").out
