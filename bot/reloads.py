"""How readings of the corpus go and end: told to the log, and counted."""

import asyncio
from dataclasses import dataclass
from typing import Final

import structlog

from bot.errors import BotError, IndexingError, IndexingFailure
from bot.served_engine import ServedEngine
from retrieval.engine import Engine, Progress, UpdateReport

_log = structlog.get_logger(__name__)

_WANTED: Final = (IndexingFailure.STOPPED, IndexingFailure.CANCELLED)


@dataclass(slots=True)
class ReloadTally:
    """How reloads ended since the start: stopped and cancelled ones were wanted so."""

    n_done: int = 0
    n_failed: int = 0
    n_cancelled: int = 0

    def note(self, task: "asyncio.Task[UpdateReport]") -> None:
        """Count a reload that has ended, and log how."""
        if task.cancelled():
            self.n_cancelled += 1
            _log.info("reload stopped")
        elif (error := task.exception()) is None:
            self.n_done += 1
            log_report(task.result())
        elif isinstance(error, IndexingError) and error.reason in _WANTED:
            self.n_cancelled += 1
            _log.info("reload ended; serving what was served before", reason=str(error))
        elif isinstance(error, BotError):
            self.n_failed += 1
            _log.warning("reload failed; serving what was served before", reason=str(error))
        else:
            self.n_failed += 1
            _log.error("reload failed unexpectedly", exc_info=error)


def log_progress(progress: Progress) -> None:
    """Log how far a reading is."""
    _log.info("indexing", stage=progress.stage.value, done=progress.done, total=progress.total)


def log_report(report: UpdateReport) -> None:
    """Log what a reading brought, and what it left out."""
    _log.info(
        "corpus read",
        snapshot=report.snapshot.name,
        n_documents=report.n_documents,
        n_passages=report.n_passages,
        n_added=len(report.added),
        n_changed=len(report.changed),
        n_removed=len(report.removed),
        took_s=round(report.took_s, 2),
    )
    if report.untidy:
        _log.warning("what is not wanted any more could not be removed", reason=report.untidy)
    for skipped in report.skipped:
        _log.warning("not read", path=skipped.path, reason=skipped.reason)


def tell_calibration(engine: Engine | ServedEngine) -> None:
    """Say that a confidence that was fitted is not in use any more."""
    if engine.calibration.problem:
        _log.warning("the bundled confidence is in use", reason=engine.calibration.problem)
