"""The engine's whole public surface: make or update a snapshot, open it, ask it, read in it.

An engine answers from one snapshot for as long as it is open. To serve a newer one, open a second
engine, hand it the questions, and close the first: both may be open at once.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final, Self

from retrieval.arabic.questions import analyse_question
from retrieval.chosen_models import load_encoder, load_reranking
from retrieval.datatypes import (
    Answer,
    Article,
    Conversation,
    Document,
    DocumentId,
    Outcome,
    Quote,
    Span,
)
from retrieval.index.build import UpdateReport
from retrieval.index.catalogue import Catalogue, CatalogueEntry, read_catalogue
from retrieval.index.progress import Progress, Stage
from retrieval.index.snapshot import Snapshot
from retrieval.index.store import SnapshotStore
from retrieval.protocols import Encoder
from retrieval.search.answers import told, unanswered
from retrieval.search.calibration import FoundCalibration, find_calibration, state_of
from retrieval.search.context import find_context
from retrieval.search.conversation import SEARCHED, find_alone, find_in_conversation
from retrieval.search.explaining import Rules, StepTimer, explain
from retrieval.search.explanation import Explanation
from retrieval.search.reranking import Reranking
from retrieval.search.searcher import Findings, Searcher
from retrieval.settings import IndexSettings, SearchSettings
from retrieval.snapshots import (
    SnapshotSummary,
    is_current,
    open_fitting,
    read_article,
    summarise,
    update_snapshot,
)

__all__ = [
    "Catalogue",
    "CatalogueEntry",
    "Engine",
    "Explanation",
    "Progress",
    "Reranking",
    "SnapshotStore",
    "SnapshotSummary",
    "Stage",
    "UpdateReport",
    "is_current",
    "load_encoder",
    "load_reranking",
    "update_snapshot",
]

_NO_CONVERSATION = Conversation()
_IN_NO_TEXT: Final = "ظثقضغط xqthdgh"


class Engine:
    """Answers from one snapshot. Thread-safe. Use `Engine.open`."""

    def __init__(
        self,
        snapshot: Snapshot,
        encoder: Encoder,
        settings: SearchSettings,
        reranking: Reranking | None,
    ) -> None:
        self._snapshot = snapshot
        self._encoder = encoder
        self._settings = settings
        self._reranking = reranking
        self._calibration = find_calibration(snapshot.folder.parent, self.configuration)
        self._searcher = Searcher(
            snapshot,
            encoder,
            settings,
            IndexSettings().lexical,
            reranking=reranking,
            calibration=self._calibration.calibration,
        )

    @classmethod
    def open(
        cls,
        snapshot: Path,
        encoder: Encoder,
        settings: SearchSettings | None = None,
        *,
        reranking: Reranking | None = None,
    ) -> Self:
        """Open a snapshot, after checking that it is whole and fits the encoder.

        A calibration that lies beside it is used if it was fitted for this configuration.

        Raises:
            SnapshotCorruptError: A file is damaged, cut short or absent.
            SnapshotMismatchError: It was made by another format, analyser or encoder.
        """
        opened = open_fitting(snapshot, encoder, None)
        return cls(opened, encoder, settings or SearchSettings(), reranking)

    def open_another(self, snapshot: Path) -> "Engine":
        """Open another snapshot in the same way; this one may be closed before or after it.

        Files that are the same in both are not checked again.

        Raises:
            SnapshotError: See `open`.
        """
        opened = open_fitting(snapshot, self._encoder, self._snapshot)
        return Engine(opened, self._encoder, self._settings, self._reranking)

    @property
    def configuration(self) -> tuple[str, ...]:
        """Fingerprints of the analyser, the encoder and the reranker, and what search goes by."""
        return (
            self._snapshot.manifest.analyzer,
            self._encoder.fingerprint,
            self._reranking.fingerprint if self._reranking else "",
            repr(self._settings),
        )

    @property
    def reranking(self) -> Reranking | None:
        """What looks at the candidates once more, and how often it could not."""
        return self._reranking

    @property
    def calibration(self) -> FoundCalibration:
        """What of the confidence is fitted to this collection, or why that is not used."""
        return self._calibration

    def is_recalibrated(self) -> bool:
        """Tell whether a calibration was written since this engine was opened."""
        return state_of(self._snapshot.folder.parent) != self._calibration.state

    @property
    def summary(self) -> SnapshotSummary:
        """What this engine answers from."""
        return summarise(self._snapshot, self._reranking, self._calibration)

    def answer(
        self,
        question: str,
        *,
        conversation: Conversation = _NO_CONVERSATION,
        n_quotes: int = 3,
        n_passages: int = 0,
    ) -> Answer:
        """Answer a question in quotes; with none where nothing in the corpus answers.

        Args:
            question: As typed, in any length.
            conversation: What was said before; a question that leans on it is answered with it.
            n_quotes: At most so many quotes.
            n_passages: At most so many passages, one a document; they cost a reading of each.
        """
        findings, is_follow_up = find_in_conversation(self._searcher, conversation, question)
        if findings is None:
            return unanswered(question)
        if findings.outcome is Outcome.NONE:
            n_quotes = 0
        answer = told(self._searcher, question, findings, n_quotes, n_passages)
        return replace(answer, is_follow_up=is_follow_up)

    def warm_up(self) -> None:
        """Read what is read when a question first needs it, so that no question waits for it.

        Asked is a title, which finds something, with words that no text holds, one of them in
        Latin letters: for those, spellings are looked for among all words of the snapshot.
        """
        if self.summary.n_documents:
            self.answer(f"{self._snapshot.document(0).title} {_IN_NO_TEXT}")

    def search(
        self,
        question: str,
        *,
        conversation: Conversation = _NO_CONVERSATION,
        n_quotes: int = 3,
        n_passages: int = 10,
    ) -> Answer:
        """Answer as `answer` does, keeping the quotes of a refusal: for measuring only."""
        findings, is_follow_up = find_in_conversation(self._searcher, conversation, question)
        if findings is None:
            return unanswered(question)
        answer = told(self._searcher, question, findings, n_quotes, n_passages)
        return replace(answer, is_follow_up=is_follow_up)

    def explain(
        self,
        question: str,
        *,
        n_quotes: int = 3,
        n_passages: int = 0,
        clock: Callable[[], float] = time.perf_counter,
    ) -> Explanation:
        """Answer a question and say why; the answer is that of `answer`.

        Args:
            question: As typed.
            n_quotes: At most so many quotes.
            n_passages: At most so many passages in the answer, one a document.
            clock: In seconds, never going back.
        """
        timer = StepTimer(clock)
        typed = analyse_question(question)
        timer.done("question")
        answer, findings = unanswered(question), None
        if typed.kind in SEARCHED:
            findings = self._searcher.find(typed, on_step=timer.done)
            answer = told(self._searcher, question, findings, n_quotes, n_passages)
            timer.done("quotes")
        rules = Rules(
            IndexSettings().lexical,
            self._settings.quotes,
            n_quotes,
            self._calibration.calibration,
        )
        return explain(self._snapshot, typed, findings, answer, rules, timer.steps)

    def find(self, question: str, *, with_reranker: bool = True) -> Findings | None:
        """Return what is found for a question before it is cut; None for no question at all.

        Args:
            question: As typed.
            with_reranker: Whether the reranker, if there is one, looks too.
        """
        return find_alone(self._searcher, question, with_reranker=with_reranker)

    def spans(
        self, findings: Findings, *, only_best: bool = False
    ) -> list[tuple[DocumentId, int, int]]:
        """Return document, start and end of each candidate in turn, or of the best one alone."""
        return self._searcher.spans(findings, only_best=only_best)

    def catalogue(self) -> Catalogue:
        """Return all documents without their texts; takes a moment for many."""
        return read_catalogue(self._snapshot)

    def document(self, document_id: DocumentId) -> Document | None:
        """Return a document; None if the snapshot has no such document."""
        row = self._snapshot.find_document(document_id)
        return None if row is None else self._snapshot.document(row)

    def read_article(self, document_id: DocumentId) -> Article | None:
        """Return a document laid out as it was read; None if the snapshot has no such document."""
        row = self._snapshot.find_document(document_id)
        return None if row is None else read_article(self._snapshot, row)

    def quote(
        self, document_id: DocumentId, start: int, end: int, *, matches: tuple[Span, ...] = ()
    ) -> Quote | None:
        """Cut again what was quoted before; None if the snapshot has no such document or span.

        Args:
            document_id: Of the document.
            start: Code point of its text.
            end: After `start`.
            matches: To mark, as offsets into the quote.

        Raises:
            ValueError: If a match lies outside the quote.
        """
        document = self.document(document_id)
        if document is None or not 0 <= start < end <= len(document.text):
            return None
        return Quote.of(document, start, end, matches=matches)

    def context(self, quote: Quote) -> Quote | None:
        """Return the paragraph around a quote, in which the quote is the one match.

        Where the paragraph holds nothing else, the body's neighbouring paragraphs stand with it;
        where they do not either, the quote stands alone.

        Returns:
            None if the words of the quote no longer stand in their place.
        """
        row = self._snapshot.find_document(quote.document_id)
        if row is None:
            return None
        return find_context(self._snapshot, row, quote, self._settings.context)

    def close(self) -> None:
        """Let go of the snapshot. Nothing may be asked afterwards."""
        self._snapshot.close()
