"""The real bot, run against the stand-in, over a library that a test can hold and break."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Self, TypeVar

from bot.app import serve_library
from bot.collecting.fetching import Fetcher, FetcherOf
from bot.errors import IndexingError, IndexingFailure
from bot.library import OnProgress
from bot.reloads import ReloadTally
from bot.settings import Settings
from bot.telegram.clock import Clock, SystemClock
from bot.telegram.context import ServedLibrary
from retrieval.datatypes import (
    Answer,
    Article,
    Conversation,
    Document,
    DocumentId,
    Outcome,
    Quote,
    Sentence,
    SentenceRole,
    Span,
    Suggestion,
)
from retrieval.engine import Catalogue, Progress, SnapshotSummary, Stage, UpdateReport
from retrieval.errors import SnapshotMissingError
from retrieval.index.history import History
from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_checks import TOKEN, Payload

R = TypeVar("R")
ADMIN = 7

REPORT = UpdateReport(
    snapshot=Path("s"),
    n_documents=5,
    n_sentences=50,
    n_passages=11,
    added=(DocumentId("a"), DocumentId("b")),
    changed=(DocumentId("c"),),
    removed=(),
    n_unchanged=2,
    n_encoded=7,
    skipped=(),
    is_new=True,
    rebuilt_because="",
    took_s=2.4,
)


SUMMARY = SnapshotSummary(
    path=Path("/srv/secret/snapshots/1"),
    created_at="2026-11-20T08:30:00+00:00",
    corpus="/srv/secret/articles",
    encoder="bundled",
    dimension=256,
    n_documents=305,
    n_sentences=9000,
    n_passages=1200,
)


class ScriptedLibrary:
    """Quotes the question itself, from a document made of it; reloads as the test says."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.opened.set()
        self.asked: list[str] = []
        self.conversations: list[Conversation] = []
        self.suggestions: tuple[Suggestion, ...] = ()
        self.outcome = Outcome.ANSWER
        self.n_quotes = 1
        self.article = ""
        self.breaks: list[Exception] = []
        self.reload_ends: list[UpdateReport | Exception] = []
        self.answering_pids: tuple[int | None, ...] = ()
        self.n_reloads = 0
        self.n_running = 0
        self.is_cancelled = False
        self.reload_tally = ReloadTally()
        self.steps = [Progress(Stage.READ, percent, 100) for percent in (10, 60)]
        self.reload_may_end = asyncio.Event()
        self.reload_may_end.set()

    @property
    def summary(self) -> SnapshotSummary:
        return SUMMARY

    def use(self, work: Callable[[Self], R]) -> R:
        return work(self)

    def answer(self, question: str, *, conversation: Conversation, n_quotes: int) -> Answer:
        self.asked.append(question)
        self.conversations.append(conversation)
        self.opened.wait(timeout=20)
        if self.breaks:
            raise self.breaks.pop(0)
        if question.startswith("لا "):
            return Answer(question, Outcome.NONE, 0.0, (), (), self.suggestions)
        asked = " ".join((*conversation.previous, question))
        is_follow_up = question.startswith("و")
        self.article = f"جواب {asked if is_follow_up else question}"
        document = self.document(DocumentId("d.md"))
        quotes = tuple(
            Quote.of(document, start, len(document.text)) for start in range(self.n_quotes)
        )
        return Answer(
            question, self.outcome, 0.9, quotes[:n_quotes], (), is_follow_up=is_follow_up
        )

    def document(self, document_id: DocumentId) -> Document:
        return Document(document_id, self.article, "عنوان", "صحيفة")

    def read_article(self, document_id: DocumentId) -> Article:
        document = self.document(document_id)
        return Article(document, (Sentence(0, len(document.text), SentenceRole.BODY, 0),))

    def quote(
        self, document_id: DocumentId, start: int, end: int, *, matches: tuple[Span, ...]
    ) -> Quote | None:
        document = self.document(document_id)
        if end > len(document.text):
            return None
        return Quote.of(document, start, end, matches=matches)

    def catalogue(self) -> Catalogue:
        return Catalogue(SUMMARY.path, (), ())

    def context(self, quote: Quote) -> Quote | None:
        document = self.document(quote.document_id)
        return Quote.of(document, 0, len(document.text), matches=(Span(quote.start, quote.end),))

    async def reload(
        self,
        on_progress: OnProgress | None = None,
        *,
        is_joining: bool = True,  # noqa: ARG002 - nothing else runs here
    ) -> UpdateReport:
        self.n_reloads += 1
        self.n_running += 1
        if on_progress:
            for step in self.steps:
                on_progress(step)
                for _ in range(200):
                    await asyncio.sleep(0.001)
        await self.reload_may_end.wait()
        self.n_running -= 1
        if self.is_cancelled:
            raise IndexingError(IndexingFailure.CANCELLED, "cancelled")
        end = self.reload_ends.pop(0) if self.reload_ends else replace(REPORT)
        if isinstance(end, Exception):
            raise end
        return end

    async def is_held(self) -> bool:
        return False

    @property
    def is_reloading(self) -> bool:
        return self.n_running > 0

    @property
    def n_readings(self) -> int:
        return self.n_reloads

    def has_read(self, since: int) -> bool:
        return self.n_reloads - self.n_running > since

    async def follow_store(self, clock: Clock) -> None:
        """No other program knows of it."""

    async def is_behind(self) -> bool:
        return False

    async def cancel_reload(self) -> bool:
        is_running = self.is_reloading
        self.is_cancelled = True
        self.reload_may_end.set()
        return is_running

    async def snapshots(self) -> History:
        return History((), 0)

    async def roll_back(self, name: str) -> SnapshotSummary:
        raise SnapshotMissingError(SUMMARY.path, f"there is no snapshot {name}")

    async def stop_reloading(self) -> None:
        """Nothing runs that could be stopped."""


class RunningBot:
    """`serve_library`, from its start to its clean end."""

    def __init__(
        self,
        api: BotApi,
        library: ServedLibrary,
        clock: Clock | None = None,
        fetcher_of: FetcherOf = Fetcher,
        /,
        **settings: object,
    ) -> None:
        self.api = api
        self.settings = settings_for(api, **settings)
        self.stop = asyncio.Event()
        self._n_ways_in_before = len(self._ways_in)
        self.task = asyncio.create_task(
            serve_library(library, self.settings, self.stop, clock or SystemClock(), fetcher_of)
        )

    async def __aenter__(self) -> Self:
        ready = asyncio.create_task(
            self.api.until(lambda: len(self._ways_in) > self._n_ways_in_before)
        )
        await asyncio.wait([ready, self.task], return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if self.task.done():
            await self.task
        return self

    @property
    def _ways_in(self) -> list[Payload]:
        """What it asks of Telegram once updates can come."""
        return self.api.calls_of("setWebhook" if self.settings.public_url else "getUpdates")

    async def __aexit__(self, *_: object) -> None:
        await self.end()

    async def end(self) -> None:
        """Stop the bot as SIGTERM does, and wait for its end."""
        self.stop.set()
        await asyncio.wait_for(self.task, 20)


async def toast_of(api: BotApi, press: str) -> str:
    """Wait for the line that the presser of a button sees; "" for none."""
    await api.until(lambda: api.toast(press))
    toast = api.toast(press)
    return toast.text if toast else "unanswered"


def settings_for(api: BotApi, **changes: object) -> Settings:
    """Return settings for the stand-in, without limits, feeds or pages unless asked for."""
    values: dict[str, object] = {
        "telegram_bot_token": TOKEN,
        "telegram_base_url": api.base_url,
        "telegram_base_file_url": api.base_file_url,
        "telegram_limits": False,
        "feeds_every_minutes": 0,
        "web": False,
        "admin_ids": {ADMIN},
        **changes,
    }
    return Settings.model_validate(values)
