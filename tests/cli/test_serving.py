"""``run`` without a token: the pages alone, and whatever is piped in."""

import json
import os
import pty
import shlex
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import ROOT, Iqtibas, start

pytestmark = pytest.mark.slow

WHEN = "متى افتتحت المكتبة العامة؟"
FIRST_QUOTE = "افتُتحت المكتبة العامة في حي الميناء سنة 1932."


@pytest.fixture(autouse=True)
def indexed(iqtibas: Iqtibas) -> None:
    """Let nothing be indexed while a test waits."""
    iqtibas("index")


@pytest.fixture
def url() -> str:
    return f"http://127.0.0.1:{os.environ['WEB_PORT']}"


@pytest.fixture
def taken_port() -> Iterator[str]:
    """A port at which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield str(other.getsockname()[1])


def read_until(process: "subprocess.Popen[bytes]", told: str) -> str:
    """Read what a program says of its work, up to a line that holds `told`."""
    assert process.stderr
    lines = ""
    while told not in lines:
        line = process.stderr.readline()
        assert line, lines  # it ended by itself
        lines += line.decode()
    return lines


def asked_over_http(url: str) -> str:
    request = urllib.request.Request(  # noqa: S310 - our own address
        f"{url}/api/v1/ask",
        json.dumps({"question": WHEN}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as response:  # noqa: S310 - our own address
        answer = json.load(response)
    return str(answer["quotes"][0]["text"])


def ended(process: "subprocess.Popen[bytes]", number: int | None = None) -> tuple[int, str, str]:
    """Wait for the end, after a signal if one is given; return status, results and the rest."""
    if number is not None:
        process.send_signal(number)
    out, err = process.communicate(timeout=60)
    return process.returncode, out.decode(), err.decode()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_without_input_it_serves_until_it_is_told_to_stop(url: str, number: int):
    process = start("run", stdin=subprocess.DEVNULL)
    told = read_until(process, "Ask in a browser")

    quote = asked_over_http(url)
    status, out, err = ended(process, number)

    assert url in told
    assert "TELEGRAM_BOT_TOKEN" in told
    assert "@BotFather" in told
    assert quote == FIRST_QUOTE
    assert (status, out) == (0, "")
    assert "Traceback" not in err


def test_a_socket_is_not_offered_to_a_browser(workplace: Path):
    process = start("run", stdin=subprocess.DEVNULL, environment={"WEB_SOCKET": "asked.sock"})

    told = read_until(process, "(Ctrl-C stops)")
    status, _, _ = ended(process, signal.SIGTERM)

    assert "For a proxy, at the socket: asked.sock  (Ctrl-C stops)\n" in told
    assert "browser:" not in told
    assert status == 0
    assert not (workplace / "asked.sock").exists()


def test_a_pipe_that_ended_without_a_word_is_no_input(url: str):
    reading, writing = os.pipe()
    os.close(writing)
    process = start("run", stdin=reading)
    read_until(process, "Ask in a browser")
    os.close(reading)

    quote = asked_over_http(url)
    status, out, _ = ended(process, signal.SIGTERM)

    assert (quote, status, out) == (FIRST_QUOTE, 0, "")


def test_an_open_pipe_that_ends_without_a_word_is_no_input_either(url: str):
    process = start("run")
    read_until(process, "Ask in a browser")
    assert process.stdin
    process.stdin.write(b"\n\n")
    process.stdin.close()
    process.stdin = None

    quote = asked_over_http(url)
    status, out, _ = ended(process, signal.SIGTERM)

    assert (quote, status, out) == (FIRST_QUOTE, 0, "")


def test_a_closed_standard_input_is_none(url: str):
    run = shlex.join([sys.executable, "-c", "from bot.cli import main; main()", "run"])
    process = subprocess.Popen(  # noqa: S602 - the shell alone closes it
        f"exec {run} <&-",
        shell=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    read_until(process, "Ask in a browser")

    quote = asked_over_http(url)
    status, out, _ = ended(process, signal.SIGTERM)

    assert (quote, status, out) == (FIRST_QUOTE, 0, "")


def test_a_terminal_is_told_the_address_and_nothing_is_read_from_it(url: str):
    mine, theirs = pty.openpty()
    process = start("run", stdin=theirs)
    os.write(mine, f"{WHEN}\n".encode())
    told = read_until(process, "Ask in a browser")

    quote = asked_over_http(url)
    status, out, _ = ended(process, signal.SIGINT)
    os.close(mine)
    os.close(theirs)

    assert url in told
    assert (quote, status, out) == (FIRST_QUOTE, 0, "")


def test_while_an_open_pipe_is_silent_it_serves_and_what_comes_then_is_answered(url: str):
    process = start("run")
    read_until(process, "Ask in a browser")
    quote = asked_over_http(url)
    assert process.stdin
    assert process.stdout

    process.stdin.write(f"{WHEN}\n".encode())
    process.stdin.flush()
    first = process.stdout.readline().decode().strip()
    still = asked_over_http(url)
    process.stdin.write("ما عاصمة اليابان؟".encode())
    status, out, _ = ended(process)

    assert quote == first == still == FIRST_QUOTE
    assert status == 0
    assert out.endswith("لم أجد في المقالات ما يجيب عن سؤالك.\n\n")


def test_a_character_that_comes_in_two_pieces_is_one():
    process = start("run")
    read_until(process, "Ask in a browser")
    assert process.stdin
    question = f"{WHEN}\n".encode()
    for piece in (question[:3], question[3:]):
        process.stdin.write(piece)
        process.stdin.flush()

    status, out, _ = ended(process)

    assert status == 0
    assert out.startswith(FIRST_QUOTE)


def test_one_that_is_too_long_and_quit_are_what_they_are_in_a_conversation():
    process = start("run", environment={"MAX_QUESTION_CHARS": "40"})
    read_until(process, "Ask in a browser")
    assert process.stdin
    process.stdin.write(f"{'س' * 41}\n/quit\n{WHEN}\n".encode())
    process.stdin.flush()

    process.wait(timeout=60)
    status, out, _ = ended(process)

    assert status == 0
    assert "40" in out
    assert FIRST_QUOTE not in out


def test_it_stops_while_somebody_could_still_write():
    process = start("run")
    read_until(process, "Ask in a browser")

    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=60) == 0
    process.communicate()


@pytest.mark.parametrize("is_file", [False, True])
def test_questions_that_are_all_there_are_a_conversation_that_needs_no_port(
    tmp_path: Path, taken_port: str, is_file: bool
):
    file = tmp_path / "questions.txt"
    file.write_text(f"{WHEN}\n", encoding="utf-8")
    reading, writing = os.pipe()
    os.write(writing, file.read_bytes())
    os.close(writing)
    with file.open("rb") as opened:
        stdin = opened.fileno() if is_file else reading
        process = start("run", stdin=stdin, environment={"WEB_PORT": taken_port})
        status, out, err = ended(process)
    os.close(reading)

    assert status == 0
    assert out.startswith(FIRST_QUOTE)
    assert "conversation" in err
    assert "WEB_PORT" not in err
    assert "Ask in a browser" not in err


def test_without_the_web_it_is_a_conversation_at_an_open_pipe_too(taken_port: str):
    process = start("run", environment={"WEB": "off", "WEB_PORT": taken_port})
    assert process.stdin
    process.stdin.write(f"{WHEN}\n".encode())

    status, out, err = ended(process)

    assert status == 0
    assert out.startswith(FIRST_QUOTE)
    assert "conversation" in err


def test_where_the_port_is_taken_what_is_piped_in_is_answered_all_the_same(taken_port: str):
    process = start("run", environment={"WEB_PORT": taken_port})
    told = read_until(process, "WEB_PORT")
    assert process.stdin
    process.stdin.write(f"{WHEN}\n".encode())

    status, out, err = ended(process)

    assert status == 0
    assert out.startswith(FIRST_QUOTE)
    assert "standard input alone" in told
    assert "Traceback" not in told + err


def test_where_the_port_is_taken_and_nothing_is_piped_in_it_ends_with_a_problem(taken_port: str):
    silent = start("run", stdin=subprocess.DEVNULL, environment={"WEB_PORT": taken_port})
    status, out, err = ended(silent)

    assert (status, out) == (1, "")
    assert err.splitlines()[-1].startswith(
        f"iqtibas: WEB_PORT: nobody can listen at port {taken_port}"
    )
    assert "WEB=off" in err.splitlines()[-1]
    assert "Traceback" not in err


def test_where_the_port_is_taken_and_the_pipe_ends_without_a_word_it_is_a_problem_too(
    taken_port: str,
):
    process = start("run", environment={"WEB_PORT": taken_port})
    read_until(process, "WEB_PORT")

    status, _, err = ended(process)

    assert status == 1
    assert err.splitlines()[-1].startswith("iqtibas: WEB_PORT: ")
