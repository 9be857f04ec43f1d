"""Beside the pages: saying where they are, and answering what is piped in meanwhile."""

import sys
import time
from typing import Final

from bot.answering import Answering, run_aside
from bot.errors import ConfigError
from bot.terminal.asking import Display, Form, unanswered
from bot.terminal.chat import LEAVE
from bot.terminal.failures import complain
from bot.terminal.standard_input import incoming_lines
from bot.terminal.streams import note_console, result_console
from retrieval.datatypes import Answer, Conversation

_MS: Final = 1000


class WebConsole:
    """Tells whoever started the program what it does, and takes their questions.

    Args:
        form: How answers are wanted.
        has_input: Whether somebody may write to standard input.
    """

    def __init__(self, form: Form, *, has_input: bool) -> None:
        self._form = form
        self._has_input = has_input

    def tell_address(self, url: str) -> None:
        """Say where the pages are; no browser opens a socket's path, but a proxy does."""
        where = "Ask in a browser" if url.startswith("http") else "For a proxy, at the socket"
        note_console().print(f"{where}: {url}  (Ctrl-C stops)", soft_wrap=True)

    def tell_trouble(self, error: ConfigError) -> None:
        """Say why there are no pages, where questions may come all the same."""
        if self._has_input:
            complain(f"{error}; questions are read from standard input alone")

    async def answer_input(self, answering: Answering) -> int:
        """Answer each line of standard input until it ends or says `LEAVE`; return how many."""
        if not self._has_input:
            return 0
        display, n = Display(self._form), 0
        async for line in incoming_lines(sys.stdin.fileno()):
            question = line.strip()
            if not question:
                continue
            n += 1
            if question == LEAVE:
                break
            started = time.perf_counter()
            answer = await self._answer(answering, question)
            took_ms = (time.perf_counter() - started) * _MS
            await run_aside(_show, display, answer, took_ms)
        return n

    async def _answer(self, answering: Answering, question: str) -> Answer:
        if self._form.is_too_long(question):
            return unanswered(question)
        return await answering.ask(
            lambda engine: engine.answer(
                question, conversation=Conversation(), n_quotes=self._form.n_quotes
            )
        )


def _show(display: Display, answer: Answer, took_ms: float) -> None:
    """Show an answer, and an empty line; whoever reads it may take their time."""
    display.show(answer, took_ms)
    result_console().print()
