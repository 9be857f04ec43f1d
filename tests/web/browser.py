"""A real browser: Debian's Chromium without a window, driven by Playwright.

One browser serves all tests of a process; each test has tabs of its own, which share nothing. A
tab remembers what no page may do: write errors to its console, or ask another server for anything.
"""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    async_playwright,
)

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")
NO_CHROMIUM: Final = "needs a browser: apt-get install chromium"
PHONE: Final = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
DESKTOP: Final = {"viewport": {"width": 1280, "height": 800}}
ENLARGED: Final = {"viewport": {"width": 320, "height": 256}}
"""A desktop's window, everything in it four times as large (WCAG 2.2, 1.4.10)."""
_RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of a browser.

    Attributes:
        url: Of the site, without a slash at the end.
        misdeeds: Errors in the console, and requests to other servers.
    """

    page: Page
    url: str
    misdeeds: list[str] = field(default_factory=list)

    async def open(self, path: str = "/", **query: str) -> None:
        """Go to a page of the site."""
        await self.page.goto(self.url + path + (f"?{urlencode(query)}" if query else ""))

    async def violations(self) -> list[str]:
        """Return what axe-core has to say about the page as it stands."""
        options = {"runOnly": list(_RULES), "resultTypes": ["violations"]}
        found = await Axe().run(self.page, options=options)
        return [
            f"{rule['id']}: {node['html']}"
            for rule in found.response["violations"]
            for node in rule["nodes"]
        ]

    def forgive(self, words: str) -> None:
        """Take off the list what a test brought about itself; it must be there."""
        kept = [misdeed for misdeed in self.misdeeds if words not in misdeed]
        assert len(kept) < len(self.misdeeds), self.misdeeds
        self.misdeeds[:] = kept

    async def is_wider_than_window(self) -> bool:
        """Tell whether the page would scroll sideways."""
        return bool(await self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    """Run Chromium; only where `CHROMIUM` is not None."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        await browser.close()


@asynccontextmanager
async def opened_tab(browser: Browser, url: str, **options: Any) -> AsyncIterator[Tab]:  # noqa: ANN401 - Playwright's
    """Open a tab with a profile of its own; at the end it must have done nothing wrong.

    Args:
        browser: Running.
        url: Of the site.
        **options: Of a browser's context: `viewport`, `color_scheme`, `java_script_enabled`.
    """
    context = await browser.new_context(**{**DESKTOP, "locale": "ar", **options})
    context.set_default_timeout(10_000)
    tab = Tab(await context.new_page(), url)
    _watch(context, tab)
    try:
        yield tab
    finally:
        await context.close()
    assert tab.misdeeds == []


def _watch(context: BrowserContext, tab: Tab) -> None:
    """Let a tab remember what its pages do wrong."""

    def note_request(request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(tab.url).netloc:
            tab.misdeeds.append(f"asked for {request.url}")

    def note_line(message: ConsoleMessage) -> None:
        if message.type == "error":
            tab.misdeeds.append(message.text)

    context.on("request", note_request)
    context.on("console", note_line)
    context.on("weberror", lambda error: tab.misdeeds.append(str(error.error)))
