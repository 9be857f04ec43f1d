"""An address to bytes: only from public hosts, within limits, and politely.

No cookies, no referrer, no proxy, no password: what is fetched is what any visitor sees. Redirects
are followed here and not by aiohttp, so that each address on the way is checked like the first.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final, Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.answering import run_aside
from bot.collecting.addresses import AddressPolicy, gated_connector, parse_address
from bot.collecting.bodies import CODINGS, read_body, unpack
from bot.collecting.failures import translated
from bot.collecting.manners import Manners
from bot.collecting.robots import Robots
from bot.collecting.validators import NOTHING_KNOWN, Validators
from bot.errors import FetchError, FetchFailure
from bot.telegram.clock import Clock

AGENT: Final = "Iqtibas"
"""The name that a robots.txt may speak to."""

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED: Final = 304
_OF_HOST: Final = frozenset(
    {
        FetchFailure.ADDRESS,
        FetchFailure.PRIVATE,
        FetchFailure.UNKNOWN_HOST,
        FetchFailure.UNREACHABLE,
        FetchFailure.CERTIFICATE,
    }
)
"""Of a host whatever is asked of it, so nobody need hear of its robots.txt."""
_MAX_ROBOTS_BYTES: Final = 512_000
"""Source: RFC 9309, section 2.5, which wants at least as much to be read, and no more."""


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How much, and how long.

    Attributes:
        max_bytes: Of a body, as it comes and again as it is unpacked.
        max_redirects: From the first address to the last.
        connect_s: Until a connection stands, in seconds.
        idle_s: Between two pieces of a response, in seconds.
        total_s: For one response, from asking to its last byte, in seconds.
        delay_s: Between two requests to one host, in seconds; a site may ask for more.
    """

    max_bytes: int = 20_000_000
    max_redirects: int = 5
    connect_s: float = 10.0
    idle_s: float = 10.0
    total_s: float = 60.0
    delay_s: float = 1.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave.

    Attributes:
        url: Where it was found, after redirects.
        content: Unpacked.
        media_type: In lower case, such as ``text/html``; "" if the server names none.
        charset: That the server names, or "".
        validators: Of this version.
    """

    url: str
    content: bytes
    media_type: str
    charset: str
    validators: Validators


class Fetcher:
    """Fetches, over one pool of connections. Close it.

    Args:
        clock: Tells the time and lets it pass, between two requests to one host.
        policy: What may be reached; only the public internet's web sites if None.
        limits: How much, and how long; the defaults if None.
        resolver: Looks names up; the system does if None.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        policy: AddressPolicy | None = None,
        limits: FetchLimits | None = None,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._policy = policy or AddressPolicy()
        self._limits = limits or FetchLimits()
        self._manners = Manners(clock, self._limits.delay_s)
        self._session = aiohttp.ClientSession(
            connector=gated_connector(self._policy, resolver),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={
                "User-Agent": f"{AGENT}/{version('iqtibas')} (quotes articles with their source)",
                "Accept-Encoding": CODINGS,
                "Accept-Language": "ar, *;q=0.5",
            },
            timeout=aiohttp.ClientTimeout(
                total=self._limits.total_s,
                sock_connect=self._limits.connect_s,
                sock_read=self._limits.idle_s,
            ),
            auto_decompress=False,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of the connections. Nothing may be fetched afterwards."""
        await self._session.close()

    async def fetch(
        self, address: str, media_types: Collection[str], known: Validators = NOTHING_KNOWN
    ) -> Fetched | None:
        """Fetch an address, each host on the way in its turn.

        Args:
            address: As a person or a feed gives it.
            media_types: What is wanted; another kind is refused before it is downloaded. A server
                that names none is believed to send what is wanted.
            known: Of the version at hand.

        Returns:
            None if the version at hand is still the current one.

        Raises:
            FetchError: It cannot be fetched, or may not be.
        """
        url = parse_address(address, self._policy)
        headers = {"Accept": ", ".join([*media_types, "*/*;q=0.1"])}
        if known.etag:
            headers["If-None-Match"] = known.etag
        if known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        response = await self._follow(url, headers, media_types)
        if isinstance(response, Fetched):
            return response
        if known == NOTHING_KNOWN:
            raise FetchError(FetchFailure.STATUS, address, str(_NOT_MODIFIED))
        return None

    async def _follow(
        self, url: URL, headers: Mapping[str, str], media_types: Collection[str] | None
    ) -> Fetched | None:
        """Fetch `url` or what it leads to.

        Without media types anything is taken, and no robots.txt is asked: it is one itself.
        """
        for _ in range(self._limits.max_redirects + 1):
            if media_types is not None:
                await self._ask_robots(url)
            async with self._manners.turn(url) as turn:
                # What a site asks of its visitors is asked along with its first page.
                turn.goes_on = media_types is None
                found = await self._get(url, headers, media_types)
                turn.goes_on |= isinstance(found, URL) and found.host == url.host
            if not isinstance(found, URL):
                return found
            url = found
        raise FetchError(FetchFailure.REDIRECTS, str(url), str(self._limits.max_redirects))

    async def _ask_robots(self, url: URL) -> None:
        """Raise unless the site's robots.txt lets `url` be fetched."""
        async with self._manners.asking(url):
            robots = self._manners.robots_of(url)
            if robots is None:
                robots = await self._fetch_robots(url)
                self._manners.remember(url, robots)
        if not await run_aside(robots.allows, url.raw_path_qs):
            raise FetchError(FetchFailure.ROBOTS, str(url))

    async def _fetch_robots(self, url: URL) -> Robots:
        """Fetch a site's robots.txt; a site that has none asks for nothing.

        A site that fails to say what it asks is left alone, as RFC 9309 wants it.
        """
        try:
            found = await self._follow(url.origin() / "robots.txt", {}, None)
        except FetchError as error:
            is_missing = error.reason is FetchFailure.STATUS and error.value.startswith("4")
            if is_missing or error.reason is FetchFailure.REDIRECTS:
                return Robots()
            if error.reason in _OF_HOST:
                raise FetchError(error.reason, str(url), error.value) from error
            raise
        if found is None:
            return Robots()
        text = found.content[:_MAX_ROBOTS_BYTES].decode(errors="replace")
        return await run_aside(Robots.parse, text, AGENT)

    async def _get(
        self, url: URL, headers: Mapping[str, str], media_types: Collection[str] | None
    ) -> Fetched | URL | None:
        """Ask once: what came, or where it leads, or None for what has not changed."""
        limits = self._limits
        try:
            async with self._session.get(url, headers=headers, allow_redirects=False) as response:
                if response.status == _NOT_MODIFIED:
                    return None
                if response.status in _REDIRECTS and (place := response.headers.get("Location")):
                    return self._next_address(url, place)
                if response.status != 200:
                    status = f"{response.status} {response.reason or ''}".strip()
                    raise FetchError(FetchFailure.STATUS, str(url), status)
                _check_kind(response, media_types)
                body = await read_body(response, limits.max_bytes)
        except TimeoutError as error:
            raise FetchError(FetchFailure.TOO_SLOW, str(url), self._waited(error)) from error
        except aiohttp.ClientError as error:
            raise translated(url, error) from error
        coding = response.headers.get("Content-Encoding", "")
        return Fetched(
            url=str(url),
            content=await run_aside(unpack, str(url), coding, body, limits.max_bytes),
            media_type=_media_type(response),
            charset=(response.charset or "").casefold(),
            validators=Validators(
                response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
            ),
        )

    def _waited(self, error: TimeoutError) -> str:
        """Say which of the limits on time was reached."""
        match error:
            case aiohttp.ConnectionTimeoutError():
                limit_s = self._limits.connect_s
            case aiohttp.ServerTimeoutError():
                limit_s = self._limits.idle_s
            case _:
                limit_s = self._limits.total_s
        return f"{limit_s:g} s"

    def _next_address(self, url: URL, place: str) -> URL:
        try:
            joined = str(url.join(URL(place)))
        except ValueError:
            raise FetchError(FetchFailure.ADDRESS, str(url), place[:100]) from None
        return parse_address(joined, self._policy)


def _media_type(response: aiohttp.ClientResponse) -> str:
    """Return the type that the server names; aiohttp would make one up where there is none."""
    return response.content_type.casefold() if "Content-Type" in response.headers else ""


def _check_kind(response: aiohttp.ClientResponse, media_types: Collection[str] | None) -> None:
    found = _media_type(response)
    if media_types is not None and found and found not in media_types:
        raise FetchError(FetchFailure.MEDIA_TYPE, str(response.url), found)


FetcherOf = Callable[[Clock], Fetcher]
"""Makes a fetcher: production's is `Fetcher` itself."""
