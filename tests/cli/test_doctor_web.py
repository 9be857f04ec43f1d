"""``doctor`` on the web: where it is served, and what stands before it."""

import os
import signal
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.settings import Settings
from bot.terminal.checks import Check, Status
from bot.terminal.web_checks import check_web
from tests.cli.running import Iqtibas, start

KEY = "correct-horse-battery-staple"


def check(**settings: object) -> Check:
    return check_web(Settings.model_validate(settings))


@pytest.fixture
def other_program() -> Iterator[int]:
    """The port of a web server that is not ours."""
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_place_where_nobody_listens_is_fine_and_whom_it_is_open_to_is_told(unused_tcp_port: int):
    found = check(web_port=unused_tcp_port)

    assert (found.status, found.finding.splitlines()) == (
        Status.OK,
        [
            f"http://127.0.0.1:{unused_tcp_port}",
            "questions a minute from one address: 60",
            "the API is open to whoever reaches it",
            "reloading over HTTP: off, there is no ADMIN_API_KEY",
        ],
    )


def test_keys_are_told_of_and_never_told(unused_tcp_port: int):
    found = check(web_port=unused_tcp_port, api_key=KEY, admin_api_key=f"{KEY}-2")

    assert "the API wants API_KEY" in found.finding
    assert "with ADMIN_API_KEY" in found.finding
    assert KEY not in found.finding


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 - what is warned of
def test_one_that_other_machines_reach_is_told_to_want_encryption(host: str, unused_tcp_port: int):
    found = check(web_host=host, web_port=unused_tcp_port)

    assert found.status is Status.OK
    assert "a proxy with https belongs before it" in found.finding


def test_another_program_there_is_a_problem(other_program: int):
    found = check(web_port=other_program)

    assert found.status is Status.PROBLEM
    assert found.finding == f"another program listens at http://127.0.0.1:{other_program}"


def test_one_that_accepts_and_says_nothing_of_http_is_another_program_too():
    with socket.create_server(("127.0.0.1", 0)) as silent:

        def hang_up() -> None:
            silent.accept()[0].close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        found = check(web_port=silent.getsockname()[1])
        thread.join()

    assert found.status is Status.PROBLEM


@pytest.mark.slow
def test_a_running_iqtibas_there_is_none(iqtibas: Iqtibas):
    iqtibas("index")
    running = start("run")
    assert running.stderr
    while b"Ask in a browser" not in running.stderr.readline():
        pass

    found = check(web_port=os.environ["WEB_PORT"])
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=60)

    assert found.status is Status.OK
    assert "an Iqtibas answers there" in found.finding


def test_an_address_of_another_machine_is_a_problem(unused_tcp_port: int):
    found = check(web_host="203.0.113.7", web_port=unused_tcp_port)

    assert (found.status, found.remedy) == (Status.PROBLEM, "correct WEB_HOST")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere/bot.sock", "its folder is not there"),
        ("taken", "something else has its name"),
        ("x" * 200, "the path is too long"),
    ],
)
def test_a_socket_that_cannot_be_made_is_a_problem(tmp_path: Path, name: str, said: str):
    (tmp_path / "taken").write_text("a file")

    found = check(web_socket=tmp_path / name)

    assert (found.status, found.remedy) == (Status.PROBLEM, "correct WEB_SOCKET")
    assert said in found.finding


def test_a_socket_that_can_be_made_is_not(tmp_path: Path):
    found = check(web_socket=tmp_path / "bot.sock")

    assert (found.status, found.finding.splitlines()[0]) == (
        Status.OK,
        str(tmp_path / "bot.sock"),
    )
    assert list(tmp_path.iterdir()) == []


def test_one_key_for_all_is_a_problem(unused_tcp_port: int):
    found = check(web_port=unused_tcp_port, api_key=KEY, admin_api_key=KEY)

    assert (found.status, found.remedy) == (Status.PROBLEM, "make another ADMIN_API_KEY")


@pytest.mark.parametrize(
    ("settings", "status"),
    [
        ({}, Status.PROBLEM),
        ({"web_trusted_proxies": "127.0.0.1"}, Status.OK),
        ({"web_questions_per_minute": 0}, Status.OK),
    ],
)
def test_a_proxy_that_is_not_trusted_makes_all_readers_one(
    unused_tcp_port: int, settings: dict[str, object], status: Status
):
    found = check(web_port=unused_tcp_port, public_url="https://bot.example.org", **settings)

    assert found.status is status


def test_what_is_off_is_not_looked_at(other_program: int):
    assert check(web="off", web_port=other_program).status is Status.SKIPPED


@pytest.mark.parametrize("proxies", ["proxy.example.org", "10.0.0.1/8", "300.1.1.1"])
def test_a_proxy_is_an_address_or_a_network(monkeypatch: pytest.MonkeyPatch, proxies: str):
    monkeypatch.setenv("WEB_TRUSTED_PROXIES", proxies)

    with pytest.raises(ConfigError, match=r"^WEB_TRUSTED_PROXIES: expected addresses of proxies"):
        Settings.load()


@pytest.mark.parametrize("variable", ["API_KEY", "ADMIN_API_KEY"])
@pytest.mark.parametrize("key", ["too-short", "with spaces in it, it is none", "سرّ طويل بما يكفي"])
def test_a_key_that_is_none_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, variable: str, key: str
):
    monkeypatch.setenv(variable, key)

    with pytest.raises(ConfigError, match=rf"^{variable}: expected a secret of 16") as caught:
        Settings.load()

    assert key not in str(caught.value)
