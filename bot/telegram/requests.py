"""HTTP requests to Telegram, on aiohttp.

python-telegram-bot comes with a client on httpx, which takes several times the processor time a
request, and under load that is most of what an answer costs (`python -m benchmarks telegram`).
This one keeps what that one does: the proxies of the environment, its certificates, its timeouts,
and errors by which `limits` tells what never left this machine. No error's text carries an
address: the token would stand in it.
"""

import io
import re
from dataclasses import dataclass
from typing import Final
from urllib.request import getproxies_environment, proxy_bypass

import aiohttp
import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.redaction import redact

UNSENT: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""What no connection was made for, and so cannot have arrived."""

_KEEP_ALIVE_S: Final = 30.0
_NOT_IN_FORMS = re.compile(rb"[^A-Za-z0-9_.~-]+")
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long each step of a request may take, in seconds.

    Attributes:
        pool_s: To wait for one of the connections, as many requests do in a burst.
        connect_s: To make a connection.
        write_s: To send a request.
        upload_s: To send one with files.
        read_s: To wait for the answer; soon over, it would be an error although the message
            arrived.
    """

    pool_s: float = 60.0
    connect_s: float = 10.0
    write_s: float = 10.0
    upload_s: float = 60.0
    read_s: float = 20.0


class Requests(BaseRequest):
    """Makes requests over a pool of connections, from `initialize` to `shutdown`.

    Args:
        n_connections: At most at once.
        timeouts: What holds unless a request says otherwise.
    """

    def __init__(self, n_connections: int, timeouts: Timeouts) -> None:
        self._n_connections = n_connections
        self._timeouts = timeouts
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[str, str] = {}

    @property
    def read_timeout(self) -> float:
        """How long an answer may take, in seconds, unless a request says otherwise."""
        return self._timeouts.read_s

    async def initialize(self) -> None:
        """Open the pool; again is no error."""
        if self._session:
            return
        self._proxies = getproxies_environment()
        connector = aiohttp.TCPConnector(
            limit=self._n_connections,
            keepalive_timeout=_KEEP_ALIVE_S,
            # The certificates that httpx trusts: certifi's, or those of SSL_CERT_FILE.
            ssl=httpx.create_ssl_context(),
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            headers={"User-Agent": self.USER_AGENT},
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=True,
        )

    async def shutdown(self) -> None:
        """Close the pool; again is no error."""
        session, self._session = self._session, None
        if session:
            await session.close()

    async def do_request(  # noqa: PLR0913, PLR0917 - the base class's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make a request; return the status and the body.

        Raises:
            TimedOut: A step took too long.
            NetworkError: The connection could not be made, or broke.
        """
        if self._session is None:
            raise RuntimeError("these requests are not initialized")
        has_files = request_data is not None and request_data.contains_files
        timeouts = self._timeouts
        connect_s = _chosen(connect_timeout, timeouts.connect_s)
        pool_s = _chosen(pool_timeout, timeouts.pool_s)
        read_s = _chosen(read_timeout, timeouts.read_s)
        write_s = _chosen(write_timeout, timeouts.upload_s if has_files else timeouts.write_s)
        timeout = aiohttp.ClientTimeout(
            # aiohttp does not time the sending by itself.
            total=_sum(pool_s, connect_s, write_s, read_s),
            connect=_sum(pool_s, connect_s),
            sock_connect=connect_s,
            sock_read=read_s,
        )
        address = URL(url, encoded=True)
        headers = {} if has_files or request_data is None else dict(_FORM)
        proxy, proxy_headers = self._proxy_for(address)
        if address.scheme == "http":
            # Nothing is tunnelled: the proxy reads the request itself.
            headers |= proxy_headers
        try:
            async with self._session.request(
                method,
                address,
                data=_body(request_data),
                headers=headers,
                timeout=timeout,
                proxy=proxy,
                proxy_headers=proxy_headers,
                allow_redirects=False,
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"{type(error).__name__}: {_told(error)}") from error

    def _proxy_for(self, address: URL) -> tuple[URL | None, dict[str, str]]:
        """Return the proxy that the environment names for an address, and what it wants to see."""
        found = self._proxies.get(address.scheme) or self._proxies.get("all")
        if not found or proxy_bypass(address.host or ""):
            return None, {}
        proxy = URL(found if "://" in found else f"http://{found}")
        if proxy.user is None:
            return proxy, {}
        credentials = aiohttp.encode_basic_auth(proxy.user, proxy.password or "")
        return proxy.with_user(None), {"Proxy-Authorization": credentials}


def _chosen(value: object, default: float) -> float | None:
    """Return a timeout that a request asks for, where None is none at all."""
    if value is None:
        return None
    return float(value) if isinstance(value, int | float) else default


def _sum(*timeouts: float | None) -> float | None:
    given = [timeout for timeout in timeouts if timeout is not None]
    return sum(given) if len(given) == len(timeouts) else None


def _body(request_data: RequestData | None) -> bytes | aiohttp.FormData | None:
    """Encode a request anew at each try, so that one with files can be tried again."""
    if request_data is None:
        return None
    if not request_data.contains_files:
        return b"&".join(
            name.encode() + b"=" + _in_form(value)
            for name, value in request_data.json_parameters.items()
        )
    # Telegram reads a name as it is written, not percent-encoded.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime_type) in request_data.multipart_data.items():
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, file, filename=filename, content_type=mime_type)
    return form


def _in_form(value: str) -> bytes:
    """Percent-encode, runs at once: Arabic text is nearly all to be encoded."""
    return _NOT_IN_FORMS.sub(
        lambda run: b"%" + run[0].hex("%").encode(), value.encode("utf-8", "surrogatepass")
    )


def _told(error: Exception) -> str:
    """Say what went wrong without the address that was called."""
    if isinstance(error, aiohttp.ClientConnectorError | OSError):
        return redact(str(error))
    return "the connection broke"
