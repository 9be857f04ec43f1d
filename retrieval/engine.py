"""The engine's whole public surface: make or update a snapshot, open it, ask it, read in it.

An engine answers from one snapshot for as long as it is open. To serve a newer one, open a second
engine, hand it the questions, and close the first: both may be open at once.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from retrieval.arabic.followups import follow_up
from retrieval.arabic.questions import QuestionKind, analyse_question
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
)
from retrieval.errors import SnapshotMismatchError
from retrieval.index import build
from retrieval.index.build import UpdateReport, analyzer_fingerprint
from retrieval.index.catalogue import Catalogue, CatalogueEntry, read_catalogue
from retrieval.index.progress import Progress, Stage
from retrieval.index.snapshot import Snapshot
from retrieval.index.store import SnapshotStore
from retrieval.models.static import BUNDLED_MODEL, StaticEncoder
from retrieval.protocols import Encoder
from retrieval.search.calibration import FoundCalibration, find_calibration, state_of
from retrieval.search.context import find_context
from retrieval.search.explaining import Rules, StepTimer, explain
from retrieval.search.explanation import Explanation
from retrieval.search.reranking import Reranking
from retrieval.search.searcher import Findings, Searcher
from retrieval.settings import EncoderSettings, IndexSettings, RerankerSettings, SearchSettings

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
_SEARCHED = (QuestionKind.QUESTION, QuestionKind.ARABIZI, QuestionKind.FOREIGN)


@dataclass(frozen=True, slots=True)
class SnapshotSummary:
    """What an open engine answers from.

    Attributes:
        path: The snapshot's folder.
        created_at: ISO 8601, UTC.
        corpus: The folder it was made from.
        encoder: The model that made its vectors.
        dimension: Of a vector.
        n_reranked: Questions for which a reranker was asked, over all snapshots served.
        n_given_up: Those of them for which the built-in order stood.
        is_fit_unused: Whether a calibration lies there that is of another configuration.
    """

    path: Path
    created_at: str
    corpus: str
    encoder: str
    dimension: int
    n_documents: int
    n_sentences: int
    n_passages: int
    n_reranked: int = 0
    n_given_up: int = 0
    is_fit_unused: bool = False


def load_encoder(settings: EncoderSettings) -> Encoder:
    """Load the model that the settings name; torch is imported only for one that needs it.

    Raises:
        EncoderError: It cannot be loaded; the message says what to do.
    """
    if not settings.model:
        return StaticEncoder.load(BUNDLED_MODEL)
    from retrieval.models.transformer import TransformerEncoder  # noqa: PLC0415 -- 5 s, 400 MiB

    return TransformerEncoder.load(
        settings.model,
        device=settings.device,
        backend=settings.backend,
        question_prompt=settings.question_prompt,
        passage_prompt=settings.passage_prompt,
        batch_size=settings.batch_size,
    )


def load_reranking(settings: RerankerSettings) -> Reranking | None:
    """Load the reranker that the settings name; None, and nothing imported, if they name none.

    Raises:
        RerankerError: It cannot be loaded; the message says what to do.
    """
    if not settings.model:
        return None
    from retrieval.models.cross_encoder import CrossEncoderReranker  # noqa: PLC0415 -- as above

    reranker = CrossEncoderReranker.load(
        settings.model,
        device=settings.device,
        backend=settings.backend,
        batch_size=settings.batch_size,
    )
    return Reranking(reranker, settings)


def update_snapshot(
    corpus: Path,
    store: SnapshotStore,
    encoder: Encoder,
    *,
    on_progress: Callable[[Progress], None] | None = None,
) -> UpdateReport:
    """Bring the current snapshot of a corpus up to date, doing again only what changed.

    Raises:
        CorpusError: The folder is not there, or holds no article that can be read.
        SnapshotError: The snapshot cannot be written.
        EncoderError: From the encoder.
    """
    report = on_progress or (lambda _progress: None)
    return build.update_snapshot(corpus, store, encoder, IndexSettings(), report)


def is_current(corpus: Path, store: SnapshotStore, encoder: Encoder) -> bool:
    """Tell, from the sizes and times of files alone, whether an update would change nothing.

    Raises:
        CorpusError: The folder is not there.
    """
    return build.is_current(corpus, store, encoder, IndexSettings())


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
        opened = _open_fitting(snapshot, encoder, None)
        return cls(opened, encoder, settings or SearchSettings(), reranking)

    def open_another(self, snapshot: Path) -> "Engine":
        """Open another snapshot in the same way; this one may be closed before or after it.

        Files that are the same in both are not checked again.

        Raises:
            SnapshotError: See `open`.
        """
        opened = _open_fitting(snapshot, self._encoder, self._snapshot)
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
        manifest = self._snapshot.manifest
        return SnapshotSummary(
            path=self._snapshot.folder,
            created_at=manifest.created_at,
            corpus=manifest.corpus,
            encoder=manifest.encoder,
            dimension=manifest.dimension,
            n_documents=manifest.n_documents,
            n_sentences=manifest.n_sentences,
            n_passages=manifest.n_passages,
            n_reranked=self._reranking.n_asked if self._reranking else 0,
            n_given_up=self._reranking.n_given_up if self._reranking else 0,
            is_fit_unused=bool(self._calibration.problem),
        )

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
        found = self.search(
            question, conversation=conversation, n_quotes=n_quotes, n_passages=n_passages
        )
        return replace(found, quotes=()) if found.outcome is Outcome.NONE else found

    def search(
        self,
        question: str,
        *,
        conversation: Conversation = _NO_CONVERSATION,
        n_quotes: int = 3,
        n_passages: int = 10,
    ) -> Answer:
        """Answer as `answer` does, keeping the quotes of a refusal: for measuring only."""
        findings, is_follow_up = self._find_in(conversation, question)
        if findings is None:
            return Answer(question, Outcome.NONE, 0.0, (), ())
        answer = self._told(question, findings, n_quotes, n_passages)
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
        answer, findings = Answer(question, Outcome.NONE, 0.0, (), ()), None
        if typed.kind in _SEARCHED:
            findings = self._searcher.find(typed, on_step=timer.done)
            answer = self._told(question, findings, n_quotes, n_passages)
            timer.done("quotes")
        rules = Rules(
            IndexSettings().lexical,
            self._settings.quotes,
            n_quotes,
            self._calibration.calibration,
        )
        return explain(self._snapshot, typed, findings, answer, rules, timer.steps)

    def _told(self, question: str, findings: Findings, n_quotes: int, n_passages: int) -> Answer:
        """Return what was found as an answer, the quotes of a refusal too."""
        return Answer(
            question=question,
            outcome=findings.outcome,
            confidence=findings.confidence,
            quotes=self._searcher.quotes(findings, n_quotes),
            passages=self._searcher.passages(findings, n_passages),
            suggestions=self._searcher.suggestions(findings),
        )

    def find(self, question: str, *, with_reranker: bool = True) -> Findings | None:
        """Return what is found for a question before it is cut; None for no question at all.

        Args:
            question: As typed.
            with_reranker: Whether the reranker, if there is one, looks too.
        """
        query = analyse_question(question)
        if query.kind not in _SEARCHED:
            return None
        return self._searcher.find(query, with_reranker=with_reranker)

    def _find_in(self, conversation: Conversation, question: str) -> tuple[Findings | None, bool]:
        """Return what is found for a question, and whether that is with those it leans on.

        One that leans stands alone after all where nothing is found for both together; one that
        leans perhaps, where it is better answered so.
        """
        together = follow_up(question, conversation.previous, is_reply=conversation.is_reply)
        if together is None:
            return self.find(question), False
        found = self._searcher.find(together.query)
        if together.is_sure and found.outcome is not Outcome.NONE:
            return found, True
        alone = self.find(question)
        if alone is None or alone.outcome is Outcome.NONE:
            return found, True
        if found.outcome is Outcome.NONE or alone.confidence > found.confidence:
            return alone, False
        return found, True

    def spans(
        self, findings: Findings, *, only_best: bool = False
    ) -> list[tuple[DocumentId, int, int]]:
        """Return where the candidates stand, in their order: document, start, end.

        Args:
            findings: From `find`.
            only_best: Return the best candidate alone.
        """
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
        if row is None:
            return None
        collection = self._snapshot.collection
        sentences = slice(*collection.sentence_offsets[row : row + 2].tolist())
        columns = zip(
            collection.starts[sentences].tolist(),
            collection.ends[sentences].tolist(),
            collection.roles[sentences].tolist(),
            collection.paragraphs[sentences].tolist(),
            strict=True,
        )
        return Article(
            self._snapshot.document(row),
            tuple(
                Sentence(start, end, SentenceRole(role), paragraph)
                for start, end, role, paragraph in columns
            ),
        )

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


def _open_fitting(folder: Path, encoder: Encoder, beside: Snapshot | None) -> Snapshot:
    opened = Snapshot.open(folder, beside)
    try:
        _check_fit(opened, encoder)
    except SnapshotMismatchError:
        opened.close()
        raise
    return opened


def _check_fit(snapshot: Snapshot, encoder: Encoder) -> None:
    manifest = snapshot.manifest
    analyzer = analyzer_fingerprint(IndexSettings())
    if manifest.encoder_fingerprint != encoder.fingerprint:
        raise SnapshotMismatchError(
            snapshot.folder,
            f"{snapshot.folder} was made with the encoder {manifest.encoder} "
            f"({manifest.encoder_fingerprint}), and the encoder is now {encoder.name} "
            f"({encoder.fingerprint})",
            expected=encoder.fingerprint,
            found=manifest.encoder_fingerprint,
        )
    if manifest.analyzer != analyzer:
        raise SnapshotMismatchError(
            snapshot.folder,
            f"{snapshot.folder} was made by another version of the analysis",
            expected=analyzer,
            found=manifest.analyzer,
        )
