"""The one HTTP server: where it listens, and what it says when it cannot."""

import errno
import socket
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, Self

import structlog
from aiohttp import web

from bot.errors import ConfigError
from bot.settings import Settings
from bot.web.connections import ConnectionLimits, Connections
from bot.web.problems import tell_problems

_log = structlog.get_logger(__name__)

MAX_LINE_BYTES: Final = 65_536
"""Of a request's first line: the longest question in it, each letter written as twelve."""

# Whoever can reach the socket's folder may connect: the proxy runs as another user.
_SOCKET_MODE: Final = 0o666


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen.

    Attributes:
        path: A unix socket's; host and port are for where there is none.
    """

    host: str
    port: int
    path: Path | None = None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return what the operator chose."""
        return cls(settings.web_host, settings.web_port, settings.web_socket)

    @property
    def url(self) -> str:
        """Where a browser of this machine finds it; the socket's path if it is one."""
        if self.path:
            return str(self.path)
        everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - to be told
        named = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{everywhere.get(self.host, named)}:{self.port}"

    def explain(self, error: OSError) -> ConfigError:
        """Name the setting that has to change so that somebody can listen here."""
        reason = error.strerror or str(error)
        if self.path:
            return ConfigError(
                "WEB_SOCKET",
                f"no socket can be made at {self.path} ({reason}); its folder must be there and "
                "writable, nothing else may have its name, and the whole path has at most 107 "
                "bytes",
            )
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            return ConfigError(
                "WEB_HOST", f"expected an address of this machine; found {self.host}"
            )
        return ConfigError(
            "WEB_PORT",
            f"nobody can listen at port {self.port} ({reason}); choose one that is free, above "
            "1023, or set WEB=off",
        )


class WebServer:
    """Serves a site from `start` to `stop`.

    Args:
        address: Where to listen.
        site: What to serve.
        shutdown_timeout_s: How long a stop waits for requests in hand.
        limits: What clients may do; the usual ones unless given.
    """

    def __init__(
        self,
        address: Address,
        site: web.Application,
        shutdown_timeout_s: float,
        limits: ConnectionLimits | None = None,
    ) -> None:
        self._address = address
        limits = limits or ConnectionLimits()
        self._runner = _Runner(
            site,
            limits,
            access_log=None,
            shutdown_timeout=shutdown_timeout_s,
            keepalive_timeout=limits.idle_s,
            # A small body can hold a large one; whoever reads bodies says what they may be.
            auto_decompress=False,
            max_line_size=MAX_LINE_BYTES,
        )
        self._has_socket = False

    async def start(self) -> None:
        """Begin to serve.

        Raises:
            ConfigError: Nobody can listen there; it names the setting.
        """
        await self._runner.setup()
        try:
            await self._site().start()
            if self._address.path:
                self._has_socket = True
                self._address.path.chmod(_SOCKET_MODE)
        except OSError as error:
            raise self._address.explain(error) from error
        _log.info("listening", at=self.url)

    @property
    def url(self) -> str:
        """Where a browser of this machine finds it; see `Address`."""
        return self._address.url

    async def stop(self) -> None:
        """Finish the requests in hand and let go of the address."""
        await self._runner.cleanup()
        if self._has_socket and self._address.path:
            self._address.path.unlink(missing_ok=True)

    def _site(self) -> web.BaseSite:
        path = self._address.path
        if path is None:
            return web.TCPSite(self._runner, self._address.host, self._address.port)
        if _answers(path):
            raise ConfigError("WEB_SOCKET", f"another program listens at {path}; stop it")
        return web.UnixSite(self._runner, path)


class _Runner(web.AppRunner):
    """Runs a site behind connections of ours."""

    def __init__(self, site: web.Application, limits: ConnectionLimits, **kwargs: Any) -> None:  # noqa: ANN401 - aiohttp's
        super().__init__(site, **kwargs)
        self._limits = limits

    async def _make_server(self) -> web.Server:
        server = await super()._make_server()
        return Connections(
            self._limits,
            # A site sees to what headers expect before any middleware, and may refuse them there.
            partial(tell_problems, handler=server.request_handler),
            request_factory=server.request_factory,
            **self._kwargs,
        )


def _answers(path: Path) -> bool:
    """Tell whether somebody listens at a socket; one that nobody listens at is left behind."""
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
        except OSError:
            return False
    return True
