"""The one HTTP server: where it listens, and what it says when it cannot."""

import errno
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import structlog
from aiohttp import web

from bot.errors import ConfigError
from bot.settings import Settings

_log = structlog.get_logger(__name__)

MAX_BODY_BYTES: Final = 1024 * 1024
"""An update is a few kilobytes; the longest text with all its entities stays far below."""

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


class WebServer:
    """Serves routes from `start` to `stop`; logs no requests.

    Args:
        address: Where to listen.
        routes: What to serve.
        shutdown_timeout_s: How long a stop waits for requests in hand.
    """

    def __init__(
        self, address: Address, routes: Iterable[web.AbstractRouteDef], shutdown_timeout_s: float
    ) -> None:
        app = web.Application(client_max_size=MAX_BODY_BYTES)
        app.add_routes(routes)
        self._address = address
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=shutdown_timeout_s)
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
            raise self._explained(error) from error
        _log.info("listening", at=str(self._address.path or self._runner.addresses[0]))

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

    def _explained(self, error: OSError) -> ConfigError:
        """Name the setting that has to change."""
        reason = error.strerror or str(error)
        if self._address.path:
            return ConfigError(
                "WEB_SOCKET",
                f"no socket can be made at {self._address.path} ({reason}); its folder must be "
                "there and writable, nothing else may have its name, and the whole path has at "
                "most 107 bytes",
            )
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            return ConfigError(
                "WEB_HOST", f"expected an address of this machine; found {self._address.host}"
            )
        return ConfigError(
            "WEB_PORT",
            f"the bot cannot listen at port {self._address.port} ({reason}); choose one that is "
            "free, above 1023",
        )


def _answers(path: Path) -> bool:
    """Tell whether somebody listens at a socket; one that nobody listens at is left behind."""
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
        except OSError:
            return False
    return True
