"""A burst of questions, from Telegram and back, by polling and by webhook.

The stand-in of the tests plays Telegram in a process of its own; the bot is the one that
`iqtibas run` starts, in another, over the articles of `seeds/`, with its flood limits off.
"""

import asyncio
import json
import os
import socket
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.telegram.bot_api_checks import TOKEN
from tests.telegram.bot_api_process import BotApiProcess, Report

_ROOT = Path(__file__).parents[1]
_IQTIBAS = Path(sys.executable).with_name("iqtibas")
_STARTED_WITHIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Burst:
    """What became of questions that came all at once.

    Attributes:
        per_s: Answers a second, from the first to the last.
        n_lost: Questions without an answer.
        n_repeated: Answers beyond one to a question.
        n_out_of_order: Answers that came before one to an earlier question of their chat.
    """

    way: str
    n_questions: int
    per_s: float
    n_lost: int
    n_repeated: int
    n_out_of_order: int


def measure_bursts(n_questions: int, n_chats: int) -> list[Burst]:
    """Ask by polling, then by webhook; each time a bot of its own."""
    return [asyncio.run(_measure(way, n_questions, n_chats)) for way in ("polling", "webhook")]


async def _measure(way: str, n_questions: int, n_chats: int) -> Burst:
    lines = (_ROOT / "seeds" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["question"] for line in lines]
    asked = [(1 + n % n_chats, texts[n % len(texts)]) for n in range(n_questions)]
    async with BotApiProcess() as api:
        with tempfile.TemporaryDirectory(prefix="iqtibas-bench-") as data:
            environment = _environment(api, Path(data), way)
            bot = await asyncio.create_subprocess_exec(
                _IQTIBAS, "run", env=environment, stderr=asyncio.subprocess.DEVNULL
            )
            try:
                # The first answer is the start's; each chat is heard of before it counts.
                warm = [(chat, texts[0]) for chat in range(1, n_chats + 1)]
                await api.write(warm)
                await api.until_sent(n_chats, _STARTED_WITHIN_S)
                ids = await api.write(asked)
                report = await api.until_sent(n_chats + n_questions)
            finally:
                bot.terminate()
                await bot.wait()
    return _judged(way, ids, asked, report, n_chats)


def _judged(
    way: str, ids: list[int], asked: list[tuple[int, str]], report: Report, n_before: int
) -> Burst:
    answers = report.sent[n_before:]
    took_s = answers[-1].sent_at - answers[0].sent_at if len(answers) > 1 else 0.0
    wanted, found = defaultdict(list), defaultdict(list)
    for message_id, (chat_id, _) in zip(ids, asked, strict=True):
        wanted[chat_id].append(message_id)
    for answer in answers:
        found[answer.chat_id].append(answer.reply_to)
    answered = [(chat_id, number) for chat_id in found for number in found[chat_id]]
    return Burst(
        way=way,
        n_questions=len(asked),
        per_s=(len(answers) - 1) / took_s if took_s else 0.0,
        n_lost=sum(number not in found[chat] for chat in wanted for number in wanted[chat]),
        n_repeated=len(answered) - len(set(answered)),
        n_out_of_order=sum(
            later < earlier
            for numbers in found.values()
            for earlier, later in pairwise(number for number in numbers if number is not None)
        ),
    )


def _environment(api: BotApiProcess, data: Path, way: str) -> dict[str, str]:
    environment = os.environ | {
        "CORPUS_DIR": str(_ROOT / "seeds"),
        "DATA_DIR": str(data),
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_BASE_URL": api.base_url,
        "TELEGRAM_BASE_FILE_URL": api.base_file_url,
        "TELEGRAM_LIMITS": "false",
        "USER_QUESTIONS_PER_MINUTE": "10000",
        "CHAT_QUESTIONS_PER_MINUTE": "10000",
    }
    if way == "webhook":
        with _free_port() as port:
            environment |= {"PUBLIC_URL": f"http://127.0.0.1:{port}", "WEB_PORT": str(port)}
    return environment


@contextmanager
def _free_port() -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        yield int(listening.getsockname()[1])
