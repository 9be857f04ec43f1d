"""From settings and a corpus folder to an open engine, indexing first where needed."""

from pathlib import Path
from typing import Final

from bot.settings import Settings
from bot.terminal.indexing import corpus_folder, refresh_index
from bot.terminal.streams import note_console
from retrieval.engine import Engine, Reranking, is_current, load_encoder, load_reranking
from retrieval.errors import SnapshotError
from retrieval.index.store import SnapshotStore
from retrieval.protocols import Encoder
from retrieval.settings import RerankerSettings

ANSWERS_ON: Final = "The index made before answers; it does not know what changed since."


def open_engine(
    settings: Settings, corpus: Path | None, reranker: RerankerSettings | None = None
) -> Engine:
    """Open the engine on a corpus, after updating its index if anything changed.

    A confidence that was fitted, but is not used any more, is told.

    A snapshot that proves to be damaged is made anew: all that it holds comes from the corpus.
    Where a new one cannot be written, the one made before answers.

    Args:
        settings: What to open it with.
        corpus: The folder; None takes the one that is set.
        reranker: In the place of the one that is set.

    Raises:
        CorpusError: The folder is not there, or holds no article.
        SnapshotError: No index can be written, and there is none that could answer.
        ModelError: From the encoder, or the reranker.
    """
    engine = _open(settings, corpus, reranker)
    if engine.calibration.problem:
        note_console().print(
            f"{engine.calibration.problem}, and is not used: `iqtibas calibrate` fits it anew.",
            soft_wrap=True,
        )
    return engine


def _open(settings: Settings, corpus: Path | None, reranker: RerankerSettings | None) -> Engine:
    folder = corpus_folder(settings, corpus)
    encoder = load_encoder(settings.encoder())
    reranking = load_reranking(reranker or settings.reranker())
    store = settings.store_for(folder)
    if is_current(folder, store, encoder):
        try:
            return Engine.open(store.current(), encoder, reranking=reranking)
        except SnapshotError as error:
            note_console().print(str(error), soft_wrap=True)
    try:
        report = refresh_index(folder, store, encoder)
    except SnapshotError as error:
        before = _open_before(store, encoder, reranking)
        if before is None:
            raise
        note_console().print(f"{error}\n{ANSWERS_ON}", soft_wrap=True)
        return before
    return Engine.open(report.snapshot, encoder, reranking=reranking)


def _open_before(
    store: SnapshotStore, encoder: Encoder, reranking: Reranking | None
) -> Engine | None:
    try:
        return Engine.open(store.current(), encoder, reranking=reranking)
    except SnapshotError:
        return None
