"""What becomes of many who want to read at once."""

import asyncio
import threading
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web

from bot.collecting.fetching import Fetcher
from bot.services import open_services, web_services
from bot.settings import Settings
from bot.telegram.clock import SystemClock
from bot.web.pages.look import LOOK, Look
from bot.web.reader.page import MOST_AT_ONCE
from bot.web.server import Address, WebServer
from bot.web.site import build_site
from tests.telegram.harness import ScriptedLibrary

N_READERS = 5


class SlowLook(Look):
    """Makes no page until it is let go."""

    is_let_go = threading.Event()
    n_begun = 0

    def page(self, template: str, **values: Any) -> web.Response:  # noqa: ANN401 - as there
        self.n_begun += 1
        self.is_let_go.wait(10)
        return super().page(template, **values)


async def test_a_few_articles_are_laid_out_at_once_and_the_others_after_them(tmp_path: Path):
    settings = Settings.model_validate({"data_dir": tmp_path, "corpus_dir": tmp_path})
    look = SlowLook.load()
    async with (
        open_services(ScriptedLibrary(), settings, SystemClock(), Fetcher) as services,
        ClientSession() as session,
    ):
        site = build_site(web_services(services, None))
        site[LOOK] = look
        server = WebServer(Address("127.0.0.1", 0), site, 1.0)
        await server.start()
        host, port = server._runner.addresses[0]

        async def read(name: str) -> int:
            async with session.get(f"http://{host}:{port}/articles/{name}.md") as response:
                return response.status

        reading = [asyncio.create_task(read(f"a{n}")) for n in range(N_READERS)]
        while look.n_begun < MOST_AT_ONCE:  # noqa: ASYNC110 - the threads set no event
            await asyncio.sleep(0)
        # What is begun later than these is begun by now, if it does not wait.
        async with session.get(f"http://{host}:{port}/readyz") as response:
            await response.read()
        n_begun = look.n_begun
        look.is_let_go.set()
        statuses = await asyncio.gather(*reading)
        await server.stop()

    assert n_begun == MOST_AT_ONCE
    assert statuses == [200] * N_READERS
    assert look.n_begun == N_READERS
