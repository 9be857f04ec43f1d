"""A file that changes in the folder of articles has them read anew, where that is wanted."""

import asyncio
from pathlib import Path

from bot.library import OnProgress
from retrieval.engine import UpdateReport
from tests.telegram.bot_api import BotApi
from tests.telegram.fakes import ImpatientClock
from tests.telegram.harness import RunningBot, ScriptedLibrary

PERSON = 100


class NotedLibrary(ScriptedLibrary):
    """Tells when it is reloaded."""

    def __init__(self) -> None:
        super().__init__()
        self.reloaded = asyncio.Event()

    async def reload(
        self, on_progress: OnProgress | None = None, *, is_joining: bool = True
    ) -> UpdateReport:
        self.reloaded.set()
        return await super().reload(on_progress, is_joining=is_joining)


async def test_articles_are_read_at_the_start_and_when_a_file_changes(api: BotApi, articles: Path):
    library = NotedLibrary()
    watched = {"corpus_dir": articles, "watch_corpus": True}
    async with RunningBot(api, library, ImpatientClock(), **watched), asyncio.timeout(10):
        await library.reloaded.wait()
        library.reloaded.clear()
        (articles / "bridge.md").write_text("نص آخر غير الأول", encoding="utf-8")
        await library.reloaded.wait()

    assert library.n_reloads >= 2


async def test_nothing_is_watched_unless_it_is_wanted(
    api: BotApi, articles: Path, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted, ImpatientClock(), corpus_dir=articles):
        (articles / "bridge.md").write_text("نص آخر غير الأول", encoding="utf-8")
        await api.write(PERSON, "سؤال")
        await api.sent_to(PERSON)

    assert scripted.n_reloads == 0
