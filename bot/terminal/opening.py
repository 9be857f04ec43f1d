"""From settings and a corpus folder to an open engine, indexing first where needed."""

from pathlib import Path

from bot.settings import Settings
from bot.terminal.indexing import corpus_folder, refresh_index
from bot.terminal.streams import note_console
from retrieval.engine import Engine, is_current, load_encoder
from retrieval.errors import SnapshotError


def open_engine(settings: Settings, corpus: Path | None) -> Engine:
    """Open the engine on a corpus, after updating its index if anything changed.

    A snapshot that proves to be damaged is made anew: all that it holds comes from the corpus.
    """
    folder = corpus_folder(settings, corpus)
    encoder = load_encoder(settings.encoder())
    store = settings.store_for(folder)
    if is_current(folder, store, encoder):
        try:
            return Engine.open(store.current(), encoder)
        except SnapshotError as error:
            note_console().print(str(error), soft_wrap=True)
    report = refresh_index(folder, store, encoder)
    return Engine.open(report.snapshot, encoder)
