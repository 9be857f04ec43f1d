"""The corpus as the running bot serves it: open, and read anew without a pause.

A question is answered by the engine that serves when its turn comes. A reload indexes in another
process, opens the new snapshot beside the old one, and swaps the two; the old engine is closed
after the last answer it is giving. If anything fails the old one serves on.

Going back to an earlier snapshot is a swap too. It is then held: it serves on, over restarts too,
though the corpus says something else, until a reload, which reads the corpus as it is.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Self, TypeVar

import structlog

from bot.answering import run_aside
from bot.errors import IndexingError, IndexingFailure
from bot.following import follow_store
from bot.indexing import Job, run_indexing
from bot.lending import Lending
from bot.reloads import ReloadTally, log_progress, log_report, tell_calibration
from bot.served_engine import ServedEngine
from bot.telegram.clock import Clock
from retrieval.engine import (
    Engine,
    Progress,
    SnapshotStore,
    SnapshotSummary,
    UpdateReport,
    is_current,
    load_encoder,
    load_reranking,
)
from retrieval.errors import CorpusError, RetrievalError, SnapshotError, SnapshotMissingError
from retrieval.index.history import History, read_history
from retrieval.protocols import Encoder
from retrieval.settings import EncoderSettings, RerankerSettings

_log = structlog.get_logger(__name__)

R = TypeVar("R")
OnProgress = Callable[[Progress], None]


class Library:
    """Serves one corpus. Use `Library.open`."""

    def __init__(
        self, engine: ServedEngine, encoder: Encoder, store: SnapshotStore, job: Job
    ) -> None:
        self._engines = Lending(engine)
        self._encoder = encoder
        self._store = store
        self._job = job
        # Held by whoever is changing what is served.
        self._change = asyncio.Lock()
        self._is_going_back = self._is_stopping = False
        self._give_up = asyncio.Event()
        self._reloading: asyncio.Task[UpdateReport] | None = None
        self._listeners: list[OnProgress] = []
        self._n_readings = self._n_served = 0
        self.reload_tally = ReloadTally()

    @classmethod
    async def open(
        cls,
        corpus: Path,
        store: SnapshotStore,
        encoder_settings: EncoderSettings,
        reranker_settings: RerankerSettings | None = None,
        *,
        n_processes: int = 0,
    ) -> Self:
        """Open the current snapshot; make it first if there is none that can be opened.

        Args:
            corpus: The folder.
            store: Of its snapshots.
            encoder_settings: Of what makes the vectors.
            reranker_settings: Of what looks at the candidates once more; None for nothing.
            n_processes: In which questions are answered (`bot.answer_pool`); 0: in this one.

        Raises:
            IndexingError: There is none, and none could be made.
            RetrievalError: A model cannot be loaded, or what was made cannot be opened.
        """
        encoder = await run_aside(load_encoder, encoder_settings)
        reranking = await run_aside(load_reranking, reranker_settings or RerankerSettings())
        job = Job(corpus=corpus, root=store.root, n_kept=store.n_kept, encoder=encoder_settings)
        try:
            engine = await run_aside(Engine.open, store.current(), encoder, reranking=reranking)
        except SnapshotError as error:
            is_first = isinstance(error, SnapshotMissingError)
            _log.info("indexing the corpus", reason="first start" if is_first else str(error))
            report = await run_indexing(job, log_progress)
            log_report(report)
            engine = await run_aside(Engine.open, report.snapshot, encoder, reranking=reranking)
        tell_calibration(engine)
        return cls(ServedEngine(engine, n_processes), encoder, store, job)

    @property
    def summary(self) -> SnapshotSummary:
        """What is being served."""
        return self._engines.current.summary

    @property
    def answering_pids(self) -> tuple[int | None, ...]:
        """Of the processes that answer for this one, each in its place; None while none does."""
        pool = self._engines.current.pool
        return pool.pids if pool else ()

    @property
    def is_reloading(self) -> bool:
        """Whether the corpus is being read."""
        return self._reloading is not None

    @property
    def n_readings(self) -> int:
        """How many times it has begun to read the corpus."""
        return self._n_readings

    def has_read(self, since: int) -> bool:
        """Tell whether a reading is served that began after there were `since` of them."""
        return self._n_served > since

    async def is_behind(self) -> bool:
        """Tell whether a reload would serve something else, as far as sizes and times tell."""
        try:
            return not await run_aside(is_current, self._job.corpus, self._store, self._encoder)
        except CorpusError:  # a folder that is not there cannot be read
            return False

    def use(self, work: Callable[[ServedEngine], R]) -> R:
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
            self._give_up = asyncio.Event()
            self._n_readings += 1
            self._reloading = asyncio.create_task(
                self._reload(self._give_up, number=self._n_readings)
            )
            self._reloading.add_done_callback(self._note_end)
        running = self._reloading
        if on_progress:
            self._listeners.append(on_progress)
        try:
            # Whoever asked may go away; the others still wait for it.
            return await asyncio.shield(running)
        finally:
            if on_progress:
                self._listeners.remove(on_progress)

    async def cancel_reload(self) -> bool:
        """End a reload that runs: what was served serves on, who asked gets an `IndexingError`.

        Returns:
            Whether one was ended; one that has its snapshot already is seen through.
        """
        running = self._reloading
        if running is None:
            return False
        self._give_up.set()
        await asyncio.wait([running])
        return running.cancelled() or isinstance(running.exception(), IndexingError)

    async def snapshots(self) -> History:
        """Return the snapshots that are kept, newest first."""
        return await run_aside(read_history, self._store)

    async def is_held(self) -> bool:
        """Tell whether somebody went back to an earlier snapshot: a reload would undo that.

        What reloads of its own accord asks this first; what a person asked for need not.
        """
        # Whoever asks while somebody is going back would undo it when that is done.
        return self._is_going_back or await run_aside(self._store.is_held)

    async def roll_back(self, name: str) -> SnapshotSummary:
        """Serve an earlier snapshot, and hold it until the next reload, over restarts too.

        A reload that runs is ended, or it would undo this.

        Args:
            name: One of `snapshots`.

        Returns:
            What is served now.

        Raises:
            SnapshotError: There is none of this name, or it is damaged, or was made by another
                analysis or encoder; what was served before still is.
        """
        self._is_going_back = True
        try:
            await self.cancel_reload()
            async with self._change:
                folder = await run_aside(self._store.find, name)
                engine = await run_aside(self._engines.current.open_another, folder)
                try:
                    await run_aside(self._store.hold, folder)
                except SnapshotError:
                    engine.close()
                    raise
                self._serve(engine)
        finally:
            self._is_going_back = False
        _log.info("went back to an earlier snapshot", snapshot=folder.name)
        return self.summary

    async def follow_store(self, clock: Clock) -> None:
        """Serve what other programs make current in the store, until cancelled."""
        await follow_store(self, clock)

    async def serve_current(self) -> bool:
        """Serve what another program has made current: ``iqtibas index``, or a roll back there.

        The same snapshot is opened anew where ``iqtibas calibrate`` fitted the confidence.

        Returns:
            Whether there was such a snapshot.

        Raises:
            SnapshotError: It cannot be opened; what was served before still is.
        """
        async with self._change:
            current = await run_aside(self._store.current)
            if current == self.summary.path and not self._engines.current.is_recalibrated():
                return False
            self._serve(await run_aside(self._engines.current.open_another, current))
        return True

    async def stop_reloading(self) -> None:
        """End a reload that runs, and begin no other; who asks gets an `IndexingError`."""
        self._is_stopping = True
        await self.cancel_reload()

    async def close(self) -> None:
        """Let go of everything. Nothing may be asked afterwards."""
        await self.stop_reloading()
        self._engines.close()
        await run_aside(self._engines.current.wait_closed)

    async def _reload(self, give_up: asyncio.Event, number: int) -> UpdateReport:
        async with self._change:
            report = await self._index_unless(give_up)
            if report.snapshot != self.summary.path:
                try:
                    fresh = await run_aside(self._engines.current.open_another, report.snapshot)
                except RetrievalError as error:
                    raise IndexingError(IndexingFailure.SNAPSHOT, str(error)) from error
                self._serve(fresh)
        self._n_served = number
        return report

    async def _index_unless(self, give_up: asyncio.Event) -> UpdateReport:
        """Index, and end that when it is given up."""
        indexing = asyncio.create_task(run_indexing(self._job, self._tell))
        giving_up = asyncio.create_task(give_up.wait())
        try:
            await asyncio.wait([indexing, giving_up], return_when=asyncio.FIRST_COMPLETED)
        finally:
            giving_up.cancel()
            if not indexing.done():
                indexing.cancel()
                await asyncio.wait([indexing])
        if not indexing.cancelled():
            return indexing.result()
        if self._is_stopping:
            raise IndexingError(IndexingFailure.STOPPED, "the bot is stopping")
        raise IndexingError(IndexingFailure.CANCELLED, "the reload was cancelled")

    def _serve(self, engine: ServedEngine) -> None:
        tell_calibration(engine)
        self._engines.replace(engine)

    def _tell(self, progress: Progress) -> None:
        for listener in tuple(self._listeners):
            listener(progress)

    def _note_end(self, task: "asyncio.Task[UpdateReport]") -> None:
        self._reloading = None
        self.reload_tally.note(task)
