"""The whole bot as a process of its own: started, asked, stopped and killed."""

import asyncio
import gc
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import structlog
from aiohttp import ClientSession, UnixConnector
from threadpoolctl import ThreadpoolController

from bot.app import _in_background, serve
from bot.settings import Settings
from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_checks import TOKEN

pytestmark = pytest.mark.slow

RUN = (
    "from bot.app import run_bot; from bot.settings import load_settings; run_bot(load_settings())"
)
PROJECT = Path(__file__).parents[2]
ARTICLE = """\
---
title: افتتاح جسر النخيل
source: صحيفة الميناء
---
افتُتح جسر النخيل صباح الأحد بعد ثلاث سنوات من أعمال البناء. وبلغت كلفة الجسر أربعين مليون دينار.
"""
QUESTION = "كم بلغت كلفة جسر النخيل؟"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "bridge.md").write_text(ARTICLE, encoding="utf-8")
    return tmp_path


async def start(api: BotApi, folder: Path, **changes: str) -> asyncio.subprocess.Process:
    """Start the bot; it indexes the corpus first."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(PROJECT),
        "PYTHONWARNINGS": "error::ResourceWarning",
        "CORPUS_DIR": "articles",
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_BASE_URL": api.base_url,
        "TELEGRAM_BASE_FILE_URL": api.base_file_url,
        "TELEGRAM_LIMITS": "false",
        "LOG_LEVEL": "DEBUG",
        "WEB": "off",
        **changes,
    }
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", RUN),
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def ended(process: asyncio.subprocess.Process) -> tuple[int, str]:
    """Wait for the end; return the exit status and all that was written."""
    out, err = await asyncio.wait_for(process.communicate(), 20)
    return process.returncode or 0, (out + err).decode()


def children_of(pid: int) -> list[str]:
    """Return the processes that a process has started, whichever of its threads did."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [child for task in tasks for child in (task / "children").read_text("utf-8").split()]


async def answers(api: BotApi, n: int) -> None:
    """Wait for so many answers."""
    await api.until(lambda: len(api.sent) >= n, within_s=30)


async def test_sigterm_ends_it_cleanly_after_answering_what_was_asked(api: BotApi, folder: Path):
    held = api.holds["sendMessage", 1] = asyncio.Event()
    process = await start(api, folder)
    await api.write(1, QUESTION)
    await api.until(lambda: api.calls_of("sendMessage"), within_s=30)

    process.send_signal(signal.SIGTERM)
    held.set()
    status, log = await ended(process)

    assert status == 0
    assert "أربعين مليون دينار" in api.in_chat(1)[0].quotes[0]
    assert api.feed.unconfirmed == []
    assert "the questions in hand are answered first" in log
    assert "Traceback" not in log
    assert TOKEN.partition(":")[2] not in log


async def test_a_question_in_hand_when_it_is_killed_is_answered_by_the_next(
    api: BotApi, folder: Path
):
    api.holds["sendMessage", 1] = asyncio.Event()
    killed = await start(api, folder)
    await api.write(1, QUESTION)
    await api.until(lambda: api.calls_of("sendMessage"), within_s=30)
    # Telegram was told that it arrived, and will never deliver it again.
    await api.until(lambda: not api.feed.unconfirmed)
    killed.kill()
    await ended(killed)
    api.holds.clear()

    process = await start(api, folder)
    [reply] = await api.sent_to(1, within_s=30)
    process.send_signal(signal.SIGINT)
    status, _ = await ended(process)

    assert status == 0
    assert "أربعين مليون دينار" in reply.quotes[0]


async def test_killed_again_and_again_it_answers_every_question_in_order(
    api: BotApi, folder: Path
):
    chats, texts = (1, 2, 3), ("كم بلغت كلفة جسر النخيل؟", "متى افتُتح جسر النخيل؟")
    asked: dict[int, list[int]] = {chat: [] for chat in chats}
    for n_kills in range(4):
        process = await start(api, folder)
        for text in texts:
            for chat in chats:
                asked[chat].append(await api.write(chat, text))
        # Killed amid the answers: some are given, some not.
        await answers(api, 6 * n_kills + 3)
        process.kill()
        await ended(process)
    process = await start(api, folder)
    n_asked = sum(map(len, asked.values()))
    await api.until(lambda: len({m.reply_to for m in api.sent}) == n_asked, within_s=30)
    process.send_signal(signal.SIGTERM)
    await ended(process)

    for chat in chats:
        answered = [message.reply_to for message in api.in_chat(chat)]
        # Between Telegram's taking an answer and our note of it lies a gap: one of each kill.
        assert sorted(set(answered), key=answered.index) == asked[chat]
        assert len(answered) - len(asked[chat]) <= 4


async def test_killed_behind_a_webhook_it_answers_by_polling_what_was_delivered(
    api: BotApi, folder: Path, unused_tcp_port: int
):
    api.holds["sendMessage", 1] = asyncio.Event()
    address = f"http://127.0.0.1:{unused_tcp_port}"
    killed = await start(api, folder, PUBLIC_URL=address, WEB_PORT=str(unused_tcp_port))
    await api.write(1, QUESTION)
    await api.until(lambda: api.calls_of("sendMessage"), within_s=30)
    await api.until(lambda: not api.feed.unconfirmed)
    killed.kill()
    await ended(killed)
    api.holds.clear()

    process = await start(api, folder)
    [reply] = await api.sent_to(1, within_s=30)
    process.send_signal(signal.SIGTERM)
    status, _ = await ended(process)

    assert status == 0
    assert "أربعين مليون دينار" in reply.quotes[0]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux tells")
async def test_as_many_processes_answer_as_are_set_and_none_is_left(api: BotApi, folder: Path):
    process = await start(api, folder, ANSWER_PROCESSES="2")
    await api.write(1, QUESTION)
    await answers(api, 1)
    children = [int(pid) for pid in children_of(process.pid)]

    process.send_signal(signal.SIGTERM)
    status, log = await ended(process)

    assert len(children) == 2
    assert (status, "Traceback" in log) == (0, False)
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]


async def test_sigterm_behind_a_webhook_ends_it_after_answering(
    api: BotApi, folder: Path, unused_tcp_port: int
):
    held = api.holds["sendMessage", 1] = asyncio.Event()
    address = f"http://127.0.0.1:{unused_tcp_port}"
    process = await start(api, folder, PUBLIC_URL=address, WEB_PORT=str(unused_tcp_port))
    await api.write(1, QUESTION)
    await api.until(lambda: api.calls_of("sendMessage"), within_s=30)

    process.send_signal(signal.SIGTERM)
    held.set()
    status, log = await ended(process)

    assert status == 0
    assert "أربعين مليون دينار" in api.in_chat(1)[0].quotes[0]
    assert "Traceback" not in log
    assert api.webhook


async def test_a_signal_while_it_indexes_ends_it_at_once(api: BotApi, folder: Path):
    many = "\n\n".join(f"قال الوزير رقم {n} إن الاجتماع بدأ." for n in range(100_000))
    (folder / "articles" / "long.txt").write_text(many, encoding="utf-8")
    process = await start(api, folder)
    if process.stderr is None:
        pytest.fail("the process has no log")
    while b"stage=read" not in await process.stderr.readline():
        pass

    process.send_signal(signal.SIGINT)
    status, log = await ended(process)

    assert status == 0
    assert "Traceback" not in log
    assert api.calls == []


async def test_a_missing_corpus_is_an_error_that_names_it(api: BotApi, folder: Path):
    process = await start(api, folder, CORPUS_DIR="nowhere")

    status, log = await ended(process)

    assert status != 0
    assert "nowhere" in log.splitlines()[-1]


@asynccontextmanager
async def served(folder: Path, **changes: object) -> AsyncIterator[None]:
    """Serve in this process, on a socket."""
    settings = Settings.model_validate(
        {
            "corpus_dir": folder / "articles",
            "data_dir": folder / "data",
            "telegram_bot_token": None,
            "web_socket": folder / "s",
            **changes,
        }
    )
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(settings, stop))
    while not (serving.done() or (folder / "s").exists()):  # noqa: ASYNC110 - nothing tells
        await asyncio.sleep(0)
    yield
    stop.set()
    await serving


@pytest.mark.parametrize(("n_processes", "n_threads"), [(0, 1), (1, 2), (3, 6)])
async def test_two_threads_wait_for_each_process_or_one_computes(
    folder: Path, n_processes: int, n_threads: int
):
    async with (
        served(folder, answer_processes=n_processes),
        ClientSession("http://iqtibas", connector=UnixConnector(str(folder / "s"))) as session,
    ):
        answer = await session.post("/api/v1/ask", json={"question": QUESTION})
        names = [thread.name for thread in threading.enumerate()]
    gc.unfreeze()

    assert "أربعين مليون دينار" in await answer.text()
    assert names.count("engine") == n_threads
    assert names.count("answer process") == n_processes


async def test_no_search_for_garbage_goes_through_what_was_loaded_at_the_start(folder: Path):
    async with served(folder):
        n_left_alone, n_looked_at = gc.get_freeze_count(), len(gc.get_objects())
    gc.unfreeze()

    assert n_left_alone > n_looked_at


async def test_no_question_wakes_threads_of_numpy(folder: Path):
    numpy_threads = ThreadpoolController().select(prefix="libscipy_openblas")
    with numpy_threads.limit(limits=2):
        async with served(folder):
            told = numpy_threads.info()
    gc.unfreeze()

    assert all(library["num_threads"] == 1 for library in told)


async def test_a_chore_that_breaks_off_is_told_at_once_and_ends_no_other():
    async def breaking() -> None:
        raise OSError("no more processes")

    goes_on = asyncio.Event()

    async def other() -> None:
        await asyncio.sleep(0)
        goes_on.set()
        await asyncio.Event().wait()

    with structlog.testing.capture_logs() as logs:
        async with _in_background([breaking(), other()]):
            await goes_on.wait()
            told = list(logs)

    [line] = told
    assert (line["log_level"], str(line["exc_info"])) == ("error", "no more processes")
    assert logs == told, "one that is cancelled at the end has not broken off"
