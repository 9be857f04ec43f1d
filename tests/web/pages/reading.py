"""A page as a test reads it, and asks in it as a browser without scripts does."""

from dataclasses import dataclass
from typing import Any, Self

from aiohttp import ClientResponse, ClientSession
from lxml import html

QUOTES = "//figure/blockquote"
ASKED = "//h2[@class='asked']/bdi"
TITLES = "//figcaption/p[1]/cite"


@dataclass(frozen=True, slots=True)
class Page:
    """A response and its HTML."""

    status: int
    headers: dict[str, str]
    url: str
    root: Any

    @classmethod
    async def of(cls, response: ClientResponse) -> Self:
        text = await response.text()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return cls(response.status, headers, str(response.url), html.fromstring(text))

    def all(self, path: str) -> list[str]:
        """Return the texts of elements by XPath, white space collapsed."""
        return [" ".join(each.text_content().split()) for each in self.root.xpath(path)]

    def one(self, path: str) -> str:
        """Return the text of the only such element."""
        [text] = self.all(path)
        return text

    def values(self, path: str) -> list[str]:
        """Return attributes by XPath."""
        return [str(value) for value in self.root.xpath(path)]

    def fields(self, css_class: str) -> list[tuple[str, str]]:
        """Return what the last form of a class would send by itself."""
        form = self.root.find_class(css_class)[-1]
        return [(name, value) for name, value in form.form_values() if name != "q"]


async def visit(visitor: ClientSession, url: str, *query: tuple[str, str]) -> Page:
    async with visitor.get(url, params=list(query)) as response:
        return await Page.of(response)


async def ask(visitor: ClientSession, before: Page, question: str) -> Page:
    """Ask in the form of a page."""
    start = "/".join(before.url.split("/")[:3])
    return await visit(visitor, f"{start}/", *before.fields("ask"), ("q", question))
