"""A conversation: a line in, quotes out; at a terminal with a prompt and a history."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bot.settings import Settings
from bot.terminal.asking import Form, Teller
from bot.terminal.opening import open_engine
from bot.terminal.streams import note_console, result_console

LEAVE: Final = "/quit"
ANEW: Final = "/new"
_PROMPT: Final = "؟ "
_HISTORY_LINES: Final = 1000


def run_chat(settings: Settings, corpus: Path | None, form: Form) -> None:
    """Answer each line of standard input until it ends or says `LEAVE`.

    A question may lean on those before it, until a line says `ANEW`.
    """
    engine = open_engine(settings, corpus)
    try:
        teller = Teller(engine, form, is_conversation=True)
        for question in _questions(settings.data_dir / "chat_history"):
            if question == LEAVE:
                break
            if question == ANEW:
                teller.begin_anew()
                continue
            teller.tell(question)
            result_console().print()
    finally:
        engine.close()


def _questions(history: Path) -> Iterator[str]:
    """Yield what is asked, without empty lines."""
    lines = _typed_lines(history) if sys.stdin.isatty() else iter(sys.stdin)
    for line in lines:
        if question := line.strip():
            yield question


def _typed_lines(history: Path) -> Iterator[str]:
    note_console().print(f"يُرجى كتابة السؤال ثم Enter. موضوع جديد: {ANEW}، للخروج: {LEAVE}")
    with _line_editing(history):
        while True:
            try:
                yield input(_PROMPT)
            except EOFError:
                result_console().print()
                return


@contextmanager
def _line_editing(history: Path) -> Iterator[None]:
    """Let `input` edit its line and recall those of earlier conversations."""
    try:
        import readline  # noqa: PLC0415 - absent on some systems, and costly where unused
    except ImportError:
        yield
        return
    history.parent.mkdir(parents=True, exist_ok=True)
    if history.is_file():
        readline.read_history_file(history)
    readline.set_history_length(_HISTORY_LINES)
    try:
        yield
    finally:
        readline.write_history_file(history)
