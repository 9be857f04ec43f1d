"""What is shown while an index is built."""

import io

import pytest
from rich.console import Console

from bot.terminal.progress import detail_of, progress_shown
from retrieval.engine import Progress, Stage


@pytest.mark.parametrize(
    ("left_s", "shown"),
    [
        (None, "40 of 900 files, 120 passages, 30 a second"),
        (65.0, "40 of 900 files, 120 passages, 30 a second, 1:05 left"),
        (7325.0, "40 of 900 files, 120 passages, 30 a second, 2:02:05 left"),
    ],
)
def test_files_passages_pace_and_what_is_left_are_shown(left_s: float | None, shown: str):
    step = Progress(Stage.READ, 5, 10, 40, 900, 120, 4.0, left_s)

    assert detail_of(step) == shown


def test_what_is_kept_has_no_pace():
    assert detail_of(Progress(Stage.READ, 5, 10, 40, 900)) == "40 of 900 files"


def test_the_other_stages_are_too_short_for_more_than_the_bar():
    assert detail_of(Progress(Stage.WRITE, 1, 2, 900, 900, 120, 4.0)) == ""


@pytest.mark.parametrize("is_terminal", [True, False])
def test_the_reason_for_working_on_everything_is_told_once_before_the_end(is_terminal: bool):
    written = io.StringIO()
    console = Console(file=written, force_terminal=is_terminal, width=200)
    step = Progress(Stage.READ, 0, 10, rebuilt_because="the encoder was small and is large")

    with progress_shown(console) as advance:
        advance(step)
        told = written.getvalue()
        advance(step)

    assert "The index is built anew: the encoder was small and is large" in told
    assert written.getvalue().count("built anew") == 1
