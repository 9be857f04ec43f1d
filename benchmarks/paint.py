"""Pages in a real browser: how soon something is painted, and how much was loaded for it.

Each load is the first of a new profile, with nothing kept from before. Beside our pages an empty
one is loaded from a server of the same kind: what it takes is the browser's own time. The pages
take turns, so that whatever else the machine does falls upon all of them alike.

Source:
    https://www.w3.org/TR/paint-timing/#first-contentful-paint
"""

import shutil
import statistics
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from aiohttp import web
from playwright.async_api import Browser, Request, async_playwright
from rich.table import Table

from benchmarks.web import free_port, serving

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")
MAX_PAINT_MS: Final = 200.0
MAX_PAGE_KIB: Final = 100.0
EMPTY: Final = "an empty page"
_SEEDS: Final = Path(__file__).parents[1] / "seeds"
_QUESTION: Final = "متى يزور أردوغان روسيا؟"
_PAINTED: Final = """() => new Promise((told) => new PerformanceObserver((list) => {
    const found = list.getEntriesByName("first-contentful-paint")[0];
    if (found) told(found.startTime);
}).observe({ type: "paint", buffered: true }))"""


@dataclass(frozen=True, slots=True)
class Painting:
    """What a page took.

    Attributes:
        paint_ms: From the navigation to the first paint of something, each load.
        n_bytes: Of all that one load brought, bodies as they were sent.
    """

    paint_ms: tuple[float, ...]
    n_bytes: int

    @property
    def median_ms(self) -> float:
        """The median of the loads."""
        return statistics.median(self.paint_ms)

    @property
    def is_met(self) -> bool:
        """Whether it is what a page may take."""
        return self.median_ms < MAX_PAINT_MS and self.n_bytes < 1024 * MAX_PAGE_KIB


async def measure_painting(data: Path, n_loads: int) -> Table:
    """Load the chat page of a server of the sample articles, empty and with an answer.

    Args:
        data: For what the server writes.
        n_loads: Of each page, those that count; one before them warms the server up.
    """
    with serving(_SEEDS, data) as (port, _):
        async with _serving_nothing() as nowhere:
            chat = f"http://127.0.0.1:{port}/"
            found = await load(
                {
                    EMPTY: nowhere,
                    "the chat page": chat,
                    "with an answer": f"{chat}?{urlencode({'q': _QUESTION})}",
                },
                n_loads,
            )
    table = Table("page", "first paint", "less an empty one's", "loaded", "verdict")
    table.title = f"Chromium, {n_loads} loads of each page in turn, nothing kept"
    for name, painting in found.items():
        ours_ms = painting.median_ms - found[EMPTY].median_ms
        table.add_row(
            name,
            f"median {painting.median_ms:.0f} ms, {min(painting.paint_ms):.0f} to "
            f"{max(painting.paint_ms):.0f}",
            "" if name == EMPTY else f"{ours_ms:.0f} ms",
            f"{painting.n_bytes / 1024:.1f} KiB",
            "" if name == EMPTY else _verdict(painting),
        )
    return table


def _verdict(painting: Painting) -> str:
    limits = f"{MAX_PAINT_MS:g} ms and {MAX_PAGE_KIB:g} KiB"
    return f"below {limits}" if painting.is_met else f"NOT below {limits}"


async def load(pages: Mapping[str, str], n_loads: int) -> dict[str, Painting]:
    """Load pages in turn.

    Args:
        pages: Addresses, by what the pages are called.
        n_loads: Of each, besides a first one that tells how much it brings.

    Returns:
        What each took, in the same order.
    """
    paints: dict[str, list[float]] = {name: [] for name in pages}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM)
        n_bytes = {name: await _weigh(browser, url) for name, url in pages.items()}
        for _ in range(n_loads):
            for name, url in pages.items():
                paints[name].append(await _time(browser, url))
        await browser.close()
    return {name: Painting(tuple(paints[name]), n_bytes[name]) for name in pages}


async def _time(browser: Browser, url: str) -> float:
    """Load a page in a new profile; return when something was painted, in ms."""
    context = await browser.new_context(locale="ar")
    page = await context.new_page()
    await page.goto(url)
    painted_ms = float(await page.evaluate(_PAINTED))
    await context.close()
    return painted_ms


async def _weigh(browser: Browser, url: str) -> int:
    """Load a page in a new profile; return how many bytes came, its sign among them."""
    context = await browser.new_context(locale="ar")
    page = await context.new_page()
    finished: list[Request] = []

    def note(request: Request) -> None:
        finished.append(request)

    page.on("requestfinished", note)
    await page.goto(url, wait_until="networkidle")
    sizes = [await request.sizes() for request in finished]
    await context.close()
    return sum(size["responseBodySize"] for size in sizes)


@asynccontextmanager
async def _serving_nothing() -> AsyncIterator[str]:
    """Serve a page of one word by what serves ours; yield its address."""

    async def show(_: web.Request) -> web.Response:
        return web.Response(
            text='<!doctype html><html lang="ar" dir="rtl"><title>-</title><p>اقتباس',
            content_type="text/html",
            charset="utf-8",
        )

    site = web.Application()
    site.add_routes([web.get("/", show)])
    runner, port = web.AppRunner(site), free_port()
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield f"http://127.0.0.1:{port}/"
    finally:
        await runner.cleanup()
