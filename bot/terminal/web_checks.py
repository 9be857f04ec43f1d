"""Whether the pages can be served where they are set to be, and to whom."""

import http.client
import os
import socket
from contextlib import closing
from pathlib import Path
from typing import Final

from bot.settings import Settings
from bot.terminal.checks import Check, Status
from bot.web.guarding import SERVER_NAME
from bot.web.hosts import is_loopback
from bot.web.server import Address

_PART: Final = "web"
_TIMEOUT_S: Final = 3.0
_LONGEST_PATH_BYTES: Final = 107
"""Of a unix socket's address, without the byte that ends it (unix(7))."""


def check_web(settings: Settings) -> Check:
    """Look who listens there, whether somebody can, and what stands between it and the world."""
    has_webhook = bool(settings.public_url and settings.telegram_bot_token)
    if not settings.web and not has_webhook:
        return Check(_PART, Status.SKIPPED, "WEB is off")
    address = Address.of(settings)
    listener = _listener_at(address)
    if listener not in {None, SERVER_NAME}:
        found = f"another program listens at {address.url}"
        return Check(_PART, Status.PROBLEM, found, "stop it, or choose another address")
    if listener is None:
        try:
            _listen_at(address)
        except OSError as error:
            explained = address.explain(error)
            return Check(_PART, Status.PROBLEM, str(explained), f"correct {explained.variable}")
    place = f"{address.url}{': an Iqtibas answers there' if listener else ''}"
    if not settings.web:
        return Check(_PART, Status.OK, f"{place}; the webhook alone, WEB is off")
    if problem := _problem_of(settings):
        return problem
    return Check(_PART, Status.OK, "\n".join([place, *_facts(settings)]))


def _problem_of(settings: Settings) -> Check | None:
    """Find settings that are right by themselves, and wrong together."""
    if settings.api_key and settings.api_key == settings.admin_api_key:
        finding = "API_KEY and ADMIN_API_KEY are the same: whoever may ask may reload"
        return Check(_PART, Status.PROBLEM, finding, "make another ADMIN_API_KEY")
    is_behind_proxy = settings.public_url.startswith("https://") and not settings.web_socket
    if is_behind_proxy and not settings.web_trusted_proxies and settings.web_questions_per_minute:
        return Check(
            _PART,
            Status.PROBLEM,
            "behind PUBLIC_URL's proxy all readers have one address, and one limit of questions",
            "set WEB_TRUSTED_PROXIES to the proxy's address, 127.0.0.1 if it is on this machine",
        )
    return None


def _facts(settings: Settings) -> list[str]:
    limit = settings.web_questions_per_minute
    return [
        f"questions a minute from one address: {limit or 'no limit'}",
        "the API wants API_KEY" if settings.api_key else "the API is open to whoever reaches it",
        "reloading over HTTP: with ADMIN_API_KEY"
        if settings.admin_api_key
        else "reloading over HTTP: off, there is no ADMIN_API_KEY",
        *(
            ["other machines reach it without encryption; a proxy with https belongs before it"]
            if not settings.web_socket and not is_loopback(settings.web_host)
            else []
        ),
    ]


def _listener_at(address: Address) -> str | None:
    """Return what a server that listens already calls itself; None if nobody does."""
    with closing(_Connection(address)) as connection:
        try:
            connection.connect()
        except OSError:
            return None
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().getheader("Server", "")
        except (OSError, http.client.HTTPException):
            return ""


class _Connection(http.client.HTTPConnection):
    """To an address, whether it is a port or a socket."""

    def __init__(self, address: Address) -> None:
        url = address.url.removeprefix("http://")
        super().__init__("localhost" if address.path else url, timeout=_TIMEOUT_S)
        self._path = address.path

    def connect(self) -> None:
        if self._path is None:
            super().connect()
            return
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(_TIMEOUT_S)
        self.sock.connect(str(self._path))


def _listen_at(address: Address) -> None:
    """Listen for a moment, where that leaves nothing behind.

    Raises:
        OSError: Nobody can.
    """
    if address.path is None:
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        socket.create_server((address.host, address.port), family=family).close()
        return
    _look_at_place(address.path)


def _look_at_place(path: Path) -> None:
    """Look whether a socket could be made, without making it."""
    if not path.parent.is_dir():
        raise NotADirectoryError(0, "its folder is not there")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise PermissionError(0, "its folder cannot be written")
    if path.exists() and not path.is_socket():
        raise FileExistsError(0, "something else has its name")
    if len(os.fsencode(path)) > _LONGEST_PATH_BYTES:
        raise OSError(0, "the path is too long")
