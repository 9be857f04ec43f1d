"""Changes of the corpus folder are noticed, and nothing else is."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import structlog
from watchfiles import Change

from bot.watching import RETRY_S, CorpusWatch
from tests.telegram.fakes import ImpatientClock

pytestmark = pytest.mark.slow


class Told:
    """Whoever is told of changes."""

    def __init__(self) -> None:
        self.n = 0
        self._changed = asyncio.Condition()

    def note(self) -> None:
        self.n += 1
        self._telling = asyncio.create_task(self._tell())

    async def until(self, n: int) -> None:
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: self.n >= n)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    (folder / "inner").mkdir(parents=True)
    return folder


class WatchedClock(ImpatientClock):
    """Tells when somebody waits to try again."""

    def __init__(self) -> None:
        super().__init__()
        self.is_retrying = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        if seconds == RETRY_S:
            self.is_retrying.set()
        await super().sleep(seconds)


@asynccontextmanager
async def watching(corpus: Path, told: Told) -> AsyncIterator[WatchedClock]:
    clock = WatchedClock()
    watch = CorpusWatch(corpus, corpus / "var", told.note, clock)
    running = asyncio.create_task(watch.run())
    try:
        yield clock
    finally:
        running.cancel()
        await asyncio.wait([running])


async def keep_doing(work: Callable[[int], object], told: Told, n: int) -> None:
    """Work again and again until it is noticed: watching begins a moment after it is announced."""
    waiting = asyncio.create_task(told.until(n))
    for i in range(200):
        work(i)
        if (await asyncio.wait([waiting], timeout=0.05))[0]:
            break
    await waiting


async def test_the_folder_may_have_changed_before_it_is_watched(corpus: Path):
    told = Told()
    async with watching(corpus, told):
        await told.until(1)

    assert told.n == 1


async def test_a_new_a_changed_and_a_removed_article_are_noticed(corpus: Path):
    told = Told()
    article = corpus / "inner" / "a.md"
    async with watching(corpus, told):
        await told.until(1)
        await keep_doing(lambda i: article.write_text(f"نص {i}", encoding="utf-8"), told, 2)
        n = told.n
        article.unlink()
        await told.until(n + 1)


async def test_a_folder_that_is_moved_away_and_back_is_watched_again(corpus: Path):
    told = Told()
    elsewhere = corpus.with_name("elsewhere")
    with structlog.testing.capture_logs() as logs:
        async with watching(corpus, told) as clock:
            await told.until(1)
            await keep_doing(lambda i: (corpus / "a.md").write_text(f"{i}"), told, 2)
            corpus.rename(elsewhere)
            await asyncio.wait_for(clock.is_retrying.wait(), 10)
            n = told.n
            elsewhere.rename(corpus)
            await told.until(n + 1)
            await keep_doing(lambda i: (corpus / "b.md").write_text(f"{i}"), told, n + 2)

    assert "the corpus folder cannot be watched; trying again" in {log["event"] for log in logs}
    assert not any(str(corpus) in str(log) for log in logs)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", True),
        ("a.md", True),
        ("inner", True),
        ("inner/b.txt", True),
        (".feeds.txt", False),
        (".git/index", False),
        ("inner/.new-x1", False),
        ("var/iqtibas.db", False),
        ("../elsewhere/a.md", False),
    ],
)
def test_what_is_hidden_or_the_bots_own_is_not_part_of_the_corpus(
    corpus: Path, name: str, expected: bool
):
    watch = CorpusWatch(corpus, corpus / "var", lambda: None, ImpatientClock())

    assert watch.is_part(Change.modified, str((corpus / name).resolve())) is expected
