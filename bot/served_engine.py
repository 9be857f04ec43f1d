"""An engine as it is served: what it computes for a question may be done in other processes.

The engine and its processes have the same snapshot open, come together and go together: an answer
is of the snapshot that everything else is read from, however often that is swapped.
"""

import threading
from pathlib import Path
from typing import Final, Self

from bot.answer_frames import Grounds, Question
from bot.answer_pool import AnswerPool
from retrieval.datatypes import Answer, Article, Conversation, Document, DocumentId, Quote, Span
from retrieval.engine import Catalogue, Engine, SnapshotSummary
from retrieval.search.calibration import FoundCalibration

_OPENED_WITHIN_S: Final = 15.0


class ServedEngine:
    """Answers from one snapshot. Thread-safe.

    Args:
        engine: Open; closed with this.
        n_processes: In which questions are answered, as far as they can; 0: in this one alone.
    """

    def __init__(self, engine: Engine, n_processes: int) -> None:
        self._engine = engine
        self._n_processes = n_processes
        self._pool = AnswerPool(Grounds.of(engine), n_processes) if n_processes else None
        self._computing = threading.Lock()

    @property
    def pool(self) -> AnswerPool | None:
        """What answers apart; None if nothing does."""
        return self._pool

    @property
    def configuration(self) -> tuple[str, ...]:
        """What a calibration is fitted for."""
        return self._engine.configuration

    @property
    def summary(self) -> SnapshotSummary:
        """What is answered from."""
        return self._engine.summary

    @property
    def calibration(self) -> FoundCalibration:
        """What of the confidence is fitted to this collection."""
        return self._engine.calibration

    def is_recalibrated(self) -> bool:
        """Tell whether a calibration was written since the engine was opened."""
        return self._engine.is_recalibrated()

    def open_another(self, snapshot: Path) -> Self:
        """Open another snapshot in the same way, here and apart; takes a moment.

        Raises:
            SnapshotError: See `retrieval.engine.Engine.open`.
        """
        engine = self._engine.open_another(snapshot)
        another = type(self)(engine, self._n_processes)
        if another.pool:
            # No question shall wait for it, nor be answered here for want of it.
            another.pool.settle(_OPENED_WITHIN_S)
        return another

    def answer(self, question: str, *, conversation: Conversation, n_quotes: int) -> Answer:
        """Answer a question in quotes, apart if that can be."""
        if self._pool:
            answer = self._pool.answer(Question(question, conversation, n_quotes))
            if answer is not None:
                return answer
        with self._computing:  # a second thread would take turns with the first, not run beside it
            return self._engine.answer(question, conversation=conversation, n_quotes=n_quotes)

    def quote(
        self, document_id: DocumentId, start: int, end: int, *, matches: tuple[Span, ...] = ()
    ) -> Quote | None:
        """Cut again what was quoted before."""
        return self._engine.quote(document_id, start, end, matches=matches)

    def context(self, quote: Quote) -> Quote | None:
        """Return the paragraph around a quote."""
        return self._engine.context(quote)

    def document(self, document_id: DocumentId) -> Document | None:
        """Return a document."""
        return self._engine.document(document_id)

    def read_article(self, document_id: DocumentId) -> Article | None:
        """Return a document with its sentences."""
        return self._engine.read_article(document_id)

    def catalogue(self) -> Catalogue:
        """Return all documents without their texts."""
        return self._engine.catalogue()

    def close(self) -> None:
        """Let go of the snapshot, let the processes end. Nothing may be asked afterwards."""
        if self._pool:
            self._pool.close()
        self._engine.close()

    def wait_closed(self) -> None:
        """Wait until no process is left; after `close`."""
        if self._pool:
            self._pool.wait_closed()
