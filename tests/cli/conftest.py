"""The command line, run on a folder of articles: here, or as a process of its own."""

import io
import os
import sys
import threading
import time
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from bot import cli
from bot.settings import Settings
from tests.cli.bot_api import TOKEN, BotApi
from tests.cli.running import BRIDGE, HARVEST, LIBRARY, Iqtibas, Ran, start


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Three articles of three kinds of file name and place."""
    folder = tmp_path / "articles"
    (folder / "مدن").mkdir(parents=True)
    (folder / "مدن" / "library.md").write_text(LIBRARY, encoding="utf-8")
    (folder / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    (folder / "harvest.txt").write_text(HARVEST, encoding="utf-8")
    an_hour_ago = time.time() - 3600  # a file just written may change unseen, and is read again
    for file in folder.rglob("*.*"):
        os.utime(file, (an_hour_ago, an_hour_ago))
    return folder


@pytest.fixture
def workplace(
    tmp_path: Path, corpus: Path, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A current folder without `.env`, and an environment that sets the corpus and a free port."""
    for variable in Settings.variables():
        monkeypatch.delenv(variable, raising=False)
    for variable in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("CORPUS_DIR", str(corpus))
    monkeypatch.setenv("WEB_PORT", str(unused_tcp_port))
    folder = tmp_path / "workplace"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def iqtibas(
    workplace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iqtibas:
    """Run a command in this process."""

    def run(*arguments: str, typed: str = "") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
        with pytest.raises(SystemExit) as left:
            cli.main(arguments)
        captured = capsys.readouterr()
        return Ran(int(left.value.code or 0), captured.out, captured.err)

    assert workplace.is_dir()
    return run


@pytest.fixture
def iqtibas_process(workplace: Path) -> Iqtibas:
    """Run a command in a process of its own, as a shell does."""

    def run(*arguments: str, typed: bytes = b"", **environment: str) -> Ran:
        process = start(*arguments, environment=environment)
        out, err = process.communicate(typed, timeout=120)
        return Ran(process.returncode, out.decode(), err.decode())

    assert workplace.is_dir()
    return run


@pytest.fixture
def bot_api(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    assert workplace.is_dir()  # its settings come first, so that they do not undo these
    server = ThreadingHTTPServer(("127.0.0.1", 0), BotApi)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    monkeypatch.setenv("TELEGRAM_BASE_URL", f"http://127.0.0.1:{server.server_port}/bot")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
