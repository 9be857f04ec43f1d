"""A web site of our own on loopback, over real HTTP, that serves whatever a test puts there.

It listens at two addresses of this machine: one that the tests' policy allows, and one that stands
for the private network, so that a test can tell whether anybody came there.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import Final

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.collecting.addresses import AddressPolicy

PUBLIC: Final = "127.0.0.1"
PRIVATE: Final = "127.0.0.2"
POLICY: Final = AddressPolicy(ports=range(1, 65_536), also=(IPv4Network(f"{PUBLIC}/32"),))
"""Takes `PUBLIC` for a host of the internet; everything else is as strict as ever."""

HOST: Final = "news.example"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that reached the site."""

    address: str
    host: str
    path: str
    headers: dict[str, str]


@dataclass(slots=True)
class Site:
    """The site, open at `port` of both addresses."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    handlers: dict[str, Handler] = field(default_factory=dict)

    def url(self, path: str = "/", host: str = HOST) -> str:
        return f"http://{host}:{self.port}{path}"

    def put(
        self,
        path: str,
        body: str | bytes,
        media_type: str = "text/html; charset=utf-8",
        status: int = 200,
        **headers: str,
    ) -> None:
        """Serve a page; underscores in a header's name stand for hyphens."""
        content = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def serve(_: web.Request) -> web.Response:
            return web.Response(
                body=content, status=status, headers={"Content-Type": media_type, **named}
            )

        self.handlers[path] = serve

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        self.put(path, b"", status=status, Location=to)

    def stream(self, path: str, chunk: bytes, times: int | None, **headers: str) -> None:
        """Serve a body without a length: `chunk` so many times, or for ever; then fall silent."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def serve(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(headers={"Content-Type": "text/html", **named})
            await response.prepare(request)
            n_sent = 0
            while times is None or n_sent < times:
                await response.write(chunk)
                n_sent += 1
            await asyncio.Event().wait()
            return response

        self.handlers[path] = serve

    def paths(self) -> list[str]:
        """Return what was asked for, robots.txt aside."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        address = request.get_extra_info("sockname")[0]
        self.asked.append(
            Asked(address, request.host.partition(":")[0], request.path_qs, dict(request.headers))
        )
        handler = self.handlers.get(request.path_qs)
        if handler is None:
            return web.Response(status=404)
        return await handler(request)


async def open_site() -> tuple[Site, web.AppRunner]:
    site = Site()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", site.handle)
    runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.05)
    await runner.setup()
    await web.TCPSite(runner, PUBLIC, 0).start()
    site.port = runner.addresses[0][1]
    await web.TCPSite(runner, PRIVATE, site.port).start()
    return site, runner


class Names(AbstractResolver):
    """Knows every name: it leads to the site, unless a test says where else.

    Args:
        places: A name's addresses, one list for each time it is looked up; the last one stays.
    """

    def __init__(self, **places: list[list[str]]) -> None:
        self.places = {name.replace("_", "."): answers for name, answers in places.items()}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        answers = self.places.get(host, [[PUBLIC]])
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        if not addresses:
            raise OSError(None, "DNS lookup failed")
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
            for address in addresses
        ]

    async def close(self) -> None:
        pass
