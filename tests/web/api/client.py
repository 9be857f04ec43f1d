"""A program that asks the API, over HTTP."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from multidict import CIMultiDictProxy
from yarl import URL

from tests.web.site import Site

QUESTION = "أين عقد دي ميستورا مؤتمره الصحفي؟"
QUOTED = "وعقد دي ميستورا مؤتمره الصحفي في جنيف قبل أن يسافر إلى موسكو."
ARTICLE = "07-de-mistura-russian-operation.md"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; `content` is its JSON, None without a body."""

    status: int
    headers: CIMultiDictProxy[str]
    content: Any

    @property
    def pointers(self) -> list[str | None]:
        """Where a problem's errors stand."""
        return [error.get("pointer") for error in self.content["errors"]]


class Client:
    """Asks one site. Use `Client.of`.

    Args:
        site: Which.
        session: How.
    """

    def __init__(self, site: Site, session: aiohttp.ClientSession) -> None:
        self.site = site
        self._session = session

    @classmethod
    @asynccontextmanager
    async def of(cls, site: Site) -> AsyncIterator["Client"]:
        async with aiohttp.ClientSession() as session:
            yield cls(site, session)

    async def send(self, method: str, path: str, **parts: Any) -> Reply:  # noqa: ANN401 - aiohttp's
        """Send a request to a path that is encoded already."""
        url = URL(f"{self.site.url}/api/v1/{path}", encoded=True)
        async with self._session.request(method, url, **parts) as response:
            body = await response.read()
            content = await response.json(content_type=None) if body else None
            return Reply(response.status, response.headers, content)

    async def get(self, path: str, **headers: str) -> Reply:
        return await self.send("GET", path, headers=headers)

    async def post(self, path: str, content: object, **headers: str) -> Reply:
        return await self.send("POST", path, json=content, headers=headers)

    async def post_bytes(
        self, path: str, body: bytes, content_type: str = "application/json", **headers: str
    ) -> Reply:
        sent = {"Content-Type": content_type, **headers}
        return await self.send("POST", path, data=io.BytesIO(body), headers=sent)

    async def ask(self, question: str, **members: object) -> Reply:
        return await self.post("ask", {"question": question, **members})
