"""Snapshots from without: bring one up to date, open one that fits, say and read what it holds."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from retrieval.datatypes import Article, Sentence, SentenceRole
from retrieval.errors import SnapshotMismatchError
from retrieval.index import build
from retrieval.index.build import UpdateReport, analyzer_fingerprint
from retrieval.index.progress import Progress
from retrieval.index.snapshot import Snapshot
from retrieval.index.store import SnapshotStore
from retrieval.protocols import Encoder
from retrieval.search.calibration import FoundCalibration
from retrieval.search.reranking import Reranking
from retrieval.settings import IndexSettings


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


def open_fitting(folder: Path, encoder: Encoder, beside: Snapshot | None) -> Snapshot:
    """Open a snapshot, after checking that it is whole and fits the encoder.

    Args:
        folder: Of the snapshot.
        encoder: The one that questions are encoded with.
        beside: An open one; files that are the same in both are not checked again.

    Raises:
        SnapshotCorruptError: A file is damaged, cut short or absent.
        SnapshotMismatchError: It was made by another format, analyser or encoder.
    """
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


def summarise(
    snapshot: Snapshot, reranking: Reranking | None, calibration: FoundCalibration
) -> SnapshotSummary:
    """Say what an engine answers from that has this open."""
    manifest = snapshot.manifest
    return SnapshotSummary(
        path=snapshot.folder,
        created_at=manifest.created_at,
        corpus=manifest.corpus,
        encoder=manifest.encoder,
        dimension=manifest.dimension,
        n_documents=manifest.n_documents,
        n_sentences=manifest.n_sentences,
        n_passages=manifest.n_passages,
        n_reranked=reranking.n_asked if reranking else 0,
        n_given_up=reranking.n_given_up if reranking else 0,
        is_fit_unused=bool(calibration.problem),
    )


def read_article(snapshot: Snapshot, row: int) -> Article:
    """Return the document of a row laid out as it was read: with its sentences, in order."""
    collection = snapshot.collection
    sentences = slice(*collection.sentence_offsets[row : row + 2].tolist())
    columns = zip(
        collection.starts[sentences].tolist(),
        collection.ends[sentences].tolist(),
        collection.roles[sentences].tolist(),
        collection.paragraphs[sentences].tolist(),
        strict=True,
    )
    return Article(
        snapshot.document(row),
        tuple(
            Sentence(start, end, SentenceRole(role), paragraph)
            for start, end, role, paragraph in columns
        ),
    )
