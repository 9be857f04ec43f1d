"""``chat``: a conversation, at a terminal or in a pipe."""

import os
import pty
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import Iqtibas, start

pytestmark = pytest.mark.slow

WHEN = "متى افتتحت المكتبة العامة؟"
FIRST_QUOTE = "افتُتحت المكتبة العامة في حي الميناء سنة 1932."


def test_each_line_of_a_pipe_is_answered_and_empty_ones_are_passed_over(iqtibas: Iqtibas):
    ran = iqtibas("chat", "--quotes", "1", typed=f"\n{WHEN}\n\nما عاصمة اليابان؟\n")

    assert ran.status == 0
    assert ran.out.splitlines() == [
        FIRST_QUOTE,
        "المصدر: مكتبة الميناء · صحيفة المدينة · 2020-05-01",
        "https://example.org/library",
        "",
        "لم أجد في المقالات ما يجيب عن سؤالك.",
        "",
    ]


@pytest.mark.parametrize(
    "where",
    [
        "في أي حي المكتبة العامة؟",
        "أين تقع المكتبة العامة؟",
    ],
)
def test_a_short_question_is_understood_with_the_one_before_it(iqtibas: Iqtibas, where: str):
    together = iqtibas("chat", "--quotes", "1", typed=f"{where}\nومتى افتتحت؟\n")

    assert together.out.splitlines().count(FIRST_QUOTE) == 2


def test_new_forgets_what_was_asked_before(iqtibas: Iqtibas):
    questions = "أين تقع المكتبة العامة؟", "ومتى؟"

    together = iqtibas("chat", typed="\n".join(questions))
    apart = iqtibas("chat", typed="\n/new\n".join(questions))
    alone = iqtibas("chat", typed=questions[1])

    assert apart.out.endswith(alone.out)
    assert not together.out.endswith(alone.out)


def test_quit_leaves_the_rest_unanswered(iqtibas: Iqtibas):
    ran = iqtibas("chat", typed=f"/quit\n{WHEN}\n")

    assert (ran.status, ran.out) == (0, "")


def test_nothing_is_prompted_for_in_a_pipe(iqtibas: Iqtibas):
    iqtibas("index")

    ran = iqtibas("chat", typed="")

    assert (ran.status, ran.out, ran.err) == (0, "", "")


@pytest.mark.parametrize("command", ["chat", "run"])
def test_a_missing_corpus_is_told_before_anything_is_asked(iqtibas_process: Iqtibas, command: str):
    ran = iqtibas_process(command, typed=WHEN.encode(), CORPUS_DIR="nowhere")

    assert (ran.status, ran.out) == (1, "")
    assert "nowhere" in ran.err


class Terminal:
    """Both ends of a terminal: a command holds one, a test types and reads at the other."""

    def __init__(self) -> None:
        self.mine, self.theirs = pty.openpty()
        self.shown = ""

    def type(self, keys: str) -> None:
        os.write(self.mine, keys.encode())

    def read_until(self, pattern: str) -> str:
        """Wait for what is shown to match; what was matched is not looked at again."""
        shown = b""
        while not (found := re.search(pattern, shown.decode(errors="ignore"), re.DOTALL)):
            shown += os.read(self.mine, 4096)
        return found.string


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    opened = Terminal()
    yield opened
    os.close(opened.mine)
    os.close(opened.theirs)


def test_a_terminal_gets_a_prompt_wrapped_quotes_and_a_history(
    iqtibas: Iqtibas, terminal: Terminal, workplace: Path
):
    iqtibas("index")
    end = terminal.theirs
    narrow = {"COLUMNS": "30", "TERM": "xterm"}
    chat = start("chat", stdin=end, stdout=end, stderr=end, environment=narrow)

    terminal.read_until("/quit.*؟ ")
    terminal.type(f"{WHEN}\n")
    answered = terminal.read_until("المصدر.*؟ ")
    terminal.type("\x04")

    assert chat.wait(timeout=60) == 0
    assert "\x1b[1m" in answered
    bare = re.sub(r"\x1b\[[0-9;?]*[a-z]", "", answered)
    assert FIRST_QUOTE not in bare
    assert FIRST_QUOTE.split()[:3] == bare.split(WHEN)[-1].split()[:3]
    assert WHEN in (workplace / "var" / "chat_history").read_text(encoding="utf-8")


def test_ctrl_c_at_the_prompt_leaves_with_130(iqtibas: Iqtibas, terminal: Terminal):
    iqtibas("index")
    chat = start(
        "chat", stdin=terminal.theirs, stdout=terminal.theirs, environment={"TERM": "dumb"}
    )
    terminal.read_until("؟ ")

    chat.send_signal(signal.SIGINT)
    # A signal between the prompt and readline's wait for keys is only noticed at the next key.
    terminal.type("\n")
    _, told = chat.communicate(timeout=60)

    assert chat.returncode == 130
    assert told.decode().endswith("iqtibas: stopped; nothing was left half-written\n")
