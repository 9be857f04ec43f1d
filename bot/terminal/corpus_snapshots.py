"""The index as a thing by itself: ``iqtibas corpus verify`` and ``rollback``."""

import json
import sys
from pathlib import Path
from typing import Final

from bot.collecting.verification import Discrepancy, Verification, verify_snapshot
from bot.settings import Settings
from bot.terminal.indexing import corpus_folder
from bot.terminal.progress import counting_bar
from bot.terminal.rendering import printable
from bot.terminal.streams import note_console, result_console
from retrieval.engine import Engine, load_encoder
from retrieval.index.history import KeptSnapshot, read_history
from retrieval.index.snapshot import Snapshot

_SHOWN: Final = 50


def run_verify(settings: Settings, corpus: Path | None) -> bool:
    """Compare the current snapshot with the files; return whether they say the same."""
    folder = corpus_folder(settings, corpus)
    snapshot = Snapshot.open(settings.store_for(folder).current())
    notes = note_console()
    bar = counting_bar("Reading articles", notes)
    try:
        with bar:
            task = bar.add_task("")
            verification = verify_snapshot(
                snapshot,
                folder,
                lambda done, total: bar.update(task, completed=done, total=total),
            )
    finally:
        snapshot.close()
    for line in _verification_lines(folder, verification):
        result_console().print(printable(line), soft_wrap=True)
    return not verification.differences


def run_list_snapshots(settings: Settings, corpus: Path | None, *, is_json: bool) -> None:
    """Print the snapshots there are, newest first."""
    for snapshot in read_history(settings.store_for(corpus_folder(settings, corpus))).snapshots:
        if is_json:
            sys.stdout.write(json.dumps(_record(snapshot), ensure_ascii=False) + "\n")
            continue
        mark = "held" if snapshot.is_held else "current" if snapshot.is_current else ""
        result_console().print(
            f"{snapshot.name}  {mark:<7}  {snapshot.n_documents} documents, "
            f"{snapshot.n_sentences} sentences, {snapshot.n_passages} passages, "
            f"{snapshot.encoder}, {_megabytes(snapshot):.1f} MB",
            soft_wrap=True,
        )


def run_rollback(settings: Settings, corpus: Path | None, name: str) -> None:
    """Answer from another snapshot, after making sure that it can be.

    Raises:
        SnapshotError: There is none of this name, or it cannot be answered from.
    """
    store = settings.store_for(corpus_folder(settings, corpus))
    snapshot = store.find(name)
    Engine.open(snapshot, load_encoder(settings.encoder())).close()
    store.hold(snapshot)
    note_console().print(
        f"{snapshot.name} answers from now on; `iqtibas index` goes back to what the files say.",
        soft_wrap=True,
    )


def _record(snapshot: KeptSnapshot) -> dict[str, object]:
    return {
        "name": snapshot.name,
        "created_at": snapshot.created_at,
        "documents": snapshot.n_documents,
        "sentences": snapshot.n_sentences,
        "passages": snapshot.n_passages,
        "encoder": snapshot.encoder,
        "megabytes": _megabytes(snapshot),
        "is_current": snapshot.is_current,
        "is_held": snapshot.is_held,
    }


def _megabytes(snapshot: KeptSnapshot) -> float:
    return round(snapshot.n_bytes / 1e6, 1)


def _verification_lines(folder: Path, verification: Verification) -> list[str]:
    counted = (
        f"{verification.n_documents} documents, {verification.n_sentences} sentences, "
        f"{verification.n_passages} passages"
    )
    differences = verification.differences
    if not differences:
        return [f"{folder}: {counted}: every offset cuts the words that stand in the files"]
    lines = [f"{folder}: {counted} compared, {len(differences)} documents differ"]
    for difference in differences[:_SHOWN]:
        detail = f": {difference.detail}" if difference.detail else ""
        lines.append(f"  {difference.discrepancy:<8}{difference.document_id}{detail}")
    if len(differences) > _SHOWN:
        lines.append(f"  ... and {len(differences) - _SHOWN} more")
    if any(each.discrepancy is not Discrepancy.SHA256 for each in differences):
        lines.append(f"iqtibas index --corpus {folder} brings the index up to date")
    return lines
