"""The stand-in in a process of its own, so that what it costs is not measured as the bot's.

`python -m tests.telegram.bot_api_process` serves until its standard input ends. It takes commands
there and answers on standard output, one JSON object a line; `BotApiProcess` speaks that for a
benchmark, from the repository's root::

    async with BotApiProcess() as api:
        await api.write([(chat_id, "سؤال"), ...])
        report = await api.until_sent(500)
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_checks import Payload
from tests.telegram.flood_control import FloodControl

_ROOT = Path(__file__).parents[2]
_LONGEST_LINE = 2**28


@dataclass(frozen=True, slots=True)
class SentLine:
    """A message that the bot sent, and when, in seconds since 1970."""

    chat_id: int
    text: str
    reply_to: int | None
    sent_at: float


@dataclass(frozen=True, slots=True)
class Report:
    """What the bot has sent so far.

    Attributes:
        sent: Its messages, in the order they came.
        n_refused: Requests that the flood limits refused.
        n_unconfirmed: Updates that the bot has not confirmed.
    """

    sent: tuple[SentLine, ...]
    n_refused: int
    n_unconfirmed: int


class BotApiProcess:
    """A stand-in elsewhere on this machine.

    Args:
        port: To listen on; 0 for any that is free.
        has_limits: Refuse what Telegram's flood limits refuse.
    """

    def __init__(self, port: int = 0, *, has_limits: bool = False) -> None:
        self._arguments = ["--port", str(port), *(["--limits"] if has_limits else [])]
        self._process: asyncio.subprocess.Process | None = None
        self.base_url = ""
        self.base_file_url = ""

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.telegram.bot_api_process",
            *self._arguments,
            cwd=_ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=_LONGEST_LINE,
        )
        started = await self._reply(self._process)
        self.base_url, self.base_file_url = started["base_url"], started["base_file_url"]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process and self._process.stdin:
            self._process.stdin.close()
            await self._process.wait()

    async def write(self, messages: Sequence[tuple[int, str]]) -> list[int]:
        """Have people write all this at once; return the messages' ids.

        Args:
            messages: Chats and texts; a negative chat is a group, made if there is none yet.
        """
        reply = await self._ask({"write": messages})
        return list(reply["message_ids"])

    async def until_sent(self, n: int, within_s: float = 120.0) -> Report:
        """Wait until the bot has sent so many messages in all, or the time is over."""
        reply = await self._ask({"until_sent": n, "within_s": within_s})
        sent = tuple(SentLine(**line) for line in reply["sent"])
        return Report(sent, reply["n_refused"], reply["n_unconfirmed"])

    async def _ask(self, command: Payload) -> Payload:
        if not self._process or not self._process.stdin:
            raise RuntimeError("the stand-in runs only inside of `async with`")
        self._process.stdin.write(json.dumps(command).encode() + b"\n")
        await self._process.stdin.drain()
        return await self._reply(self._process)

    async def _reply(self, process: asyncio.subprocess.Process) -> Payload:
        line = await process.stdout.readline() if process.stdout else b""
        if not line:
            raise RuntimeError("the stand-in has ended")
        reply: Payload = json.loads(line)
        return reply


async def _serve(port: int, *, has_limits: bool) -> None:
    commands = asyncio.StreamReader(limit=_LONGEST_LINE)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(commands), sys.stdin
    )
    async with BotApi(port) as api:
        if has_limits:
            api.flood = FloodControl()
        _tell({"base_url": api.base_url, "base_file_url": api.base_file_url})
        while line := await commands.readline():
            _tell(await _obey(api, json.loads(line)))


async def _obey(api: BotApi, command: Payload) -> Payload:
    if "write" in command:
        return {"message_ids": [await _write(api, *message) for message in command["write"]]}
    n: int = command["until_sent"]
    # When the time is over, the report says how far it came.
    with suppress(TimeoutError):
        await api.until(lambda: len(api.sent) >= n, command["within_s"])
    sent = [
        {"chat_id": s.chat_id, "text": s.text, "reply_to": s.reply_to, "sent_at": s.sent_at}
        for s in api.sent
    ]
    n_refused = api.flood.n_refused if api.flood else 0
    return {"sent": sent, "n_refused": n_refused, "n_unconfirmed": len(api.feed.unconfirmed)}


async def _write(api: BotApi, chat_id: int, text: str) -> int:
    if chat_id > 0:
        return await api.write(chat_id, text)
    if not api.has_chat(chat_id):
        api.group(chat_id)
    return await api.say(chat_id, -chat_id, text)


def _tell(reply: Payload) -> None:
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description="A Bot API server to try the bot against.")
    parser.add_argument("--port", type=int, default=0, help="to listen on; any that is free")
    parser.add_argument("--limits", action="store_true", help="enforce Telegram's flood limits")
    arguments = parser.parse_args()
    asyncio.run(_serve(arguments.port, has_limits=arguments.limits))


if __name__ == "__main__":
    main()
