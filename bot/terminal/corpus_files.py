"""Files into the corpus folder and out of it: ``iqtibas corpus add``, ``remove``, ``restore``."""

import shlex
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from bot.collecting.adding import add_file
from bot.collecting.bin import Bin, Removed
from bot.errors import AddingError, RemovalError, RemovalFailure
from bot.settings import Settings
from bot.telegram.clock import SystemClock
from bot.terminal.corpus_fetching import show_kept
from bot.terminal.failures import complain
from bot.terminal.indexing import corpus_folder
from bot.terminal.streams import note_console, result_console
from retrieval.corpus.source import SkippedFile
from retrieval.datatypes import DocumentId
from retrieval.errors import SnapshotError
from retrieval.index.snapshot import read_sources
from retrieval.index.sources import SourceRecord
from retrieval.index.store import SnapshotStore


def run_add(settings: Settings, corpus: Path | None, files: Sequence[Path]) -> bool:
    """Copy files into the corpus folder, and print what each gave.

    Returns:
        Whether none was refused.
    """
    folder = corpus_folder(settings, corpus)
    n_refused = 0
    for file in files:
        try:
            added = add_file(folder, file.expanduser())
        except AddingError as error:
            n_refused += 1
            complain(str(error))
            continue
        if isinstance(added, SkippedFile):
            n_refused += 1
            complain(f"{file}: {added.reason}")
        else:
            show_kept(added)
    return not n_refused


def run_remove(settings: Settings, corpus: Path | None, document_ids: Sequence[str]) -> bool:
    """Move articles to the bin; return whether all were there.

    Of one that is a part of a file, say what file that is, and how many articles it gives.
    """
    opened = open_bin(settings, corpus)
    store = settings.store_for(corpus_folder(settings, corpus))

    def remove(document_id: DocumentId) -> Removed:
        try:
            return opened.remove(document_id)
        except RemovalError as error:
            if error.reason is RemovalFailure.PART and (whole := _file_of(document_id, store)):
                counted = f"{whole.document_id}, which gives {whole.n_documents} articles"
                remedy = f"`iqtibas corpus remove {shlex.quote(whole.document_id)}` removes all"
                note_console().print(
                    f"{document_id} is a part of {counted}; {remedy}", soft_wrap=True
                )
            raise

    return _each(document_ids, remove, "removed")


def run_restore(settings: Settings, corpus: Path | None, document_ids: Sequence[str]) -> bool:
    """Put articles back from the bin, or list it; return whether all were there."""
    opened = open_bin(settings, corpus)
    if document_ids:
        return _each(document_ids, opened.restore, "restored")
    for entry in opened.removed():
        moment = datetime.fromtimestamp(entry.removed_at).astimezone()
        result_console().print(
            f"removed {moment:%Y-%m-%d %H:%M}  {entry.document_id}", soft_wrap=True
        )
    return True


def open_bin(settings: Settings, corpus: Path | None) -> Bin:
    """Return the bin of a corpus."""
    folder = corpus_folder(settings, corpus)
    return Bin(folder, settings.bin_for(folder), SystemClock())


def _file_of(document_id: DocumentId, store: SnapshotStore) -> SourceRecord | None:
    """Return the file that gave a document, as the current snapshot read it, if it did."""
    try:
        records = read_sources(store.current())
    except SnapshotError:
        return None
    return next(
        (
            record
            for record in records
            if document_id.startswith((f"{record.document_id}#", f"{record.document_id}/"))
        ),
        None,
    )


def _each(document_ids: Sequence[str], act: Callable[[DocumentId], Removed], done: str) -> bool:
    n_failed = 0
    for document_id in document_ids:
        try:
            act(DocumentId(document_id))
        except RemovalError as error:
            n_failed += 1
            complain(str(error))
        else:
            result_console().print(f"{done:<10}{document_id}", soft_wrap=True)
    return not n_failed
