"""Bringing the index of a corpus up to date, and the report of what that did."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from bot.settings import Settings
from bot.terminal.progress import progress_shown
from bot.terminal.rendering import printable
from bot.terminal.streams import note_console, result_console
from retrieval.engine import UpdateReport, load_encoder, update_snapshot
from retrieval.index.store import SnapshotStore
from retrieval.protocols import Encoder

_SHOWN: Final = 20
"""Names listed of each kind; the rest are counted."""


def run_index(settings: Settings, corpus: Path | None) -> None:
    """Bring the index of a corpus up to date and print what changed."""
    folder = corpus_folder(settings, corpus)
    encoder = load_encoder(settings.encoder())
    report = update_index(folder, settings.store_for(folder), encoder)
    console = result_console()
    for line in report_lines(folder, report):
        console.print(line, soft_wrap=True)


def corpus_folder(settings: Settings, corpus: Path | None) -> Path:
    """Return the folder that was asked for, or else the one that is set."""
    return settings.corpus_dir if corpus is None else corpus.expanduser()


def update_index(folder: Path, store: SnapshotStore, encoder: Encoder) -> UpdateReport:
    """Bring the index of `folder` up to date, with a progress bar on standard error."""
    notes = note_console()
    notes.print(f"Indexing {folder} ...", soft_wrap=True)
    with progress_shown(notes) as advance:
        return update_snapshot(folder, store, encoder, on_progress=advance)


def refresh_index(folder: Path, store: SnapshotStore, encoder: Encoder) -> UpdateReport:
    """Do the same on the way to something else; of the report only what was skipped is told."""
    report = update_index(folder, store, encoder)
    for line in [*_left_out_lines(report), *_remark_lines(report)]:
        note_console().print(line, soft_wrap=True)
    return report


def report_lines(folder: Path, report: UpdateReport) -> list[str]:
    """Lay out a report: totals, what changed, what was skipped and why."""
    totals = (
        f"{report.n_documents} documents, {report.n_sentences} sentences, "
        f"{report.n_passages} passages ({report.n_encoded} encoded now)"
    )
    return [
        f"{folder}: {totals}",
        *_listed("added", report.added),
        *_listed("changed", report.changed),
        *_listed("removed", report.removed),
        f"unchanged: {report.n_unchanged}",
        *([f"not in Arabic, of the new and changed: {report.n_foreign}"] * (report.n_foreign > 0)),
        *(_left_out_lines(report) or ["skipped: 0"]),
        *_remark_lines(report),
        f"{'wrote' if report.is_new else 'kept'} {report.snapshot} in {report.took_s:.1f} s",
        *([f"encoded {report.encoded_per_s:.0f} passages a second"] if report.n_encoded else []),
        f"all snapshots: {report.n_bytes / 1e6:.1f} MB",
        *([f"left {report.left}, which was gone back to"] if report.left else []),
        *([f"could not be tidied up: {printable(report.untidy)}"] if report.untidy else []),
    ]


def _left_out_lines(report: UpdateReport) -> list[str]:
    """Lay out what gave no document, and why; nothing where all did."""
    left_out = [f"{file.path}: {file.reason}" for file in report.skipped if not file.is_remark]
    return [*_listed("skipped", left_out)] if left_out else []


def _remark_lines(report: UpdateReport) -> list[str]:
    """Lay out the remarks on what did give one; nothing where there are none."""
    remarks = [f"{file.path}: {file.reason}" for file in report.skipped if file.is_remark]
    return [*_listed("read, with a remark", remarks)] if remarks else []


def _listed(label: str, names: Sequence[str]) -> Iterator[str]:
    yield f"{label}: {len(names)}"
    yield from (f"  {printable(name)}" for name in names[:_SHOWN])
    if len(names) > _SHOWN:
        yield f"  ... and {len(names) - _SHOWN} more"
