"""The corpus as the running bot serves it: open, and read anew without a pause.

A question is answered by the engine that serves when its turn comes. A reload indexes in another
process, opens the new snapshot beside the old one, and swaps the two; the old engine is closed
after the last answer it is giving. If anything fails the old one serves on.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Self, TypeVar

import structlog

from bot.answering import run_aside
from bot.errors import BotError, IndexingError, IndexingFailure
from bot.indexing import Job, run_indexing
from bot.lending import Lending
from retrieval.engine import (
    Engine,
    Progress,
    SnapshotStore,
    SnapshotSummary,
    UpdateReport,
    load_encoder,
)
from retrieval.errors import RetrievalError, SnapshotError, SnapshotMissingError
from retrieval.protocols import Encoder
from retrieval.settings import EncoderSettings

_log = structlog.get_logger(__name__)

R = TypeVar("R")
OnProgress = Callable[[Progress], None]


class Library:
    """Serves one corpus. Use `Library.open`."""

    def __init__(self, engine: Engine, encoder: Encoder, job: Job) -> None:
        self._engines = Lending(engine)
        self._encoder = encoder
        self._job = job
        self._is_stopping = False
        self._reloading: asyncio.Task[UpdateReport] | None = None
        self._listeners: list[OnProgress] = []

    @classmethod
    async def open(
        cls, corpus: Path, store: SnapshotStore, encoder_settings: EncoderSettings
    ) -> Self:
        """Open the current snapshot; make it first if there is none that can be opened.

        Raises:
            IndexingError: There is none, and none could be made.
            RetrievalError: The encoder cannot be loaded, or what was made cannot be opened.
        """
        encoder = await run_aside(load_encoder, encoder_settings)
        job = Job(corpus=corpus, root=store.root, encoder=encoder_settings)
        try:
            engine = await run_aside(Engine.open, store.current(), encoder)
        except SnapshotError as error:
            is_first = isinstance(error, SnapshotMissingError)
            _log.info("indexing the corpus", reason="first start" if is_first else str(error))
            report = await run_indexing(job, _log_progress)
            _log_report(report)
            engine = await run_aside(Engine.open, report.snapshot, encoder)
        return cls(engine, encoder, job)

    @property
    def summary(self) -> SnapshotSummary:
        """What is being served."""
        return self._engines.current.summary

    def use(self, work: Callable[[Engine], R]) -> R:
        """Do work with the engine that serves at this moment; for the engine's thread."""
        with self._engines.lend() as engine:
            return work(engine)

    async def reload(
        self, on_progress: OnProgress | None = None, *, is_joining: bool = True
    ) -> UpdateReport:
        """Read the corpus anew and serve it.

        Args:
            on_progress: Called in the event loop.
            is_joining: Join a reload that runs, which may have missed what was written last;
                otherwise wait for its end and begin another.

        Raises:
            IndexingError: It failed; what was served before still is.
        """
        while self._reloading and not is_joining:
            await asyncio.wait([self._reloading])
        if self._is_stopping:
            raise IndexingError(IndexingFailure.STOPPED, "the bot is stopping")
        if self._reloading is None:
            self._reloading = asyncio.create_task(self._reload())
            self._reloading.add_done_callback(self._note_end)
        running = self._reloading
        if on_progress:
            self._listeners.append(on_progress)
        try:
            # Whoever asked may go away; the others still wait for it.
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            if not running.cancelled():
                raise
            raise IndexingError(IndexingFailure.STOPPED, "the bot was stopped") from None
        finally:
            if on_progress:
                self._listeners.remove(on_progress)

    async def stop_reloading(self) -> None:
        """End a reload that runs, and begin no other; who asks gets an `IndexingError`."""
        self._is_stopping = True
        if self._reloading:
            self._reloading.cancel()
            await asyncio.wait([self._reloading])

    async def close(self) -> None:
        """Let go of everything. Nothing may be asked afterwards."""
        await self.stop_reloading()
        self._engines.close()

    async def _reload(self) -> UpdateReport:
        report = await run_indexing(self._job, self._tell)
        if report.snapshot != self.summary.path:
            try:
                fresh = await run_aside(Engine.open, report.snapshot, self._encoder)
            except RetrievalError as error:
                raise IndexingError(IndexingFailure.SNAPSHOT, str(error)) from error
            self._engines.replace(fresh)
        return report

    def _tell(self, progress: Progress) -> None:
        for listener in tuple(self._listeners):
            listener(progress)

    def _note_end(self, task: "asyncio.Task[UpdateReport]") -> None:
        self._reloading = None
        if task.cancelled():
            _log.info("reload stopped")
        elif (error := task.exception()) is None:
            _log_report(task.result())
        elif isinstance(error, BotError):
            _log.warning("reload failed; serving what was served before", reason=str(error))
        else:
            _log.error("reload failed unexpectedly", exc_info=error)


def _log_progress(progress: Progress) -> None:
    _log.info("indexing", stage=progress.stage.value, done=progress.done, total=progress.total)


def _log_report(report: UpdateReport) -> None:
    _log.info(
        "corpus read",
        snapshot=report.snapshot.name,
        n_documents=report.n_documents,
        n_passages=report.n_passages,
        n_added=len(report.added),
        n_changed=len(report.changed),
        n_removed=len(report.removed),
        took_s=round(report.took_s, 2),
    )
    for skipped in report.skipped:
        _log.warning("not read", path=skipped.path, reason=skipped.reason)
