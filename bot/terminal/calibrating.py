"""Fitting the confidence to an operator's questions: the report of ``iqtibas calibrate``."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.settings import Settings
from bot.terminal.opening import open_engine
from bot.terminal.progress import counting_bar
from bot.terminal.streams import note_console, result_console
from retrieval.datatypes import Outcome
from retrieval.evaluation.calibrate import CalibrationReport, Reliability, calibrate
from retrieval.evaluation.own_questions import read_own_questions
from retrieval.search.calibration import Adjustment

_NO_HURRY_MS: Final = 3_600_000
"""For a question: an order for want of time is not what is fitted."""


def run_calibrate(settings: Settings, corpus: Path | None, path: Path) -> None:
    """Fit the confidence on the questions of `path`, keep it, and print what it is worth."""
    questions = read_own_questions(path)
    notes = note_console()
    reranker = replace(settings.reranker(), budget_ms=_NO_HURRY_MS)
    engine = open_engine(settings, corpus, reranker)
    asking = counting_bar("Asking", notes)
    try:
        with asking:
            task = asking.add_task("", total=len(questions))
            report = calibrate(
                engine,
                questions,
                path,
                fitted_at=datetime.now(UTC).isoformat(timespec="seconds"),
                on_question=lambda done, _total: asking.update(task, completed=done),
            )
        place = report.calibration.write(engine.summary.path.parent)
    finally:
        engine.close()
    for line in [*report_lines(report), f"wrote {place}"]:
        result_console().print(line, soft_wrap=True)


def report_lines(report: CalibrationReport) -> list[str]:
    """Lay out what was fitted on, the reliability before and after, and the thresholds."""
    fitted = report.calibration
    counts = (
        f"fitted on {fitted.n_answered} answered and {fitted.n_unanswerable} unanswerable "
        f"questions; left out: {report.n_elsewhere} whose first quote is not the right one, "
        f"{report.n_empty} for which nothing was found"
    )
    return [
        counts,
        *_columns(report.before, report.after),
        *_bins(report.before, report.after),
        _thresholds("built-in order", fitted.built_in),
        *([_thresholds("with the reranker", fitted.reranked)] if fitted.reranked else []),
    ]


def _columns(before: Reliability, after: Reliability) -> list[str]:
    lines = [
        f"{'':<26}before  after",
        _figure("calibration error", before.error, after.error),
        _figure("Brier score", before.brier, after.brier),
        _figure("AUROC", before.auroc, after.auroc),
    ]
    for kind, earlier, later in (
        ("answered", before.answered, after.answered),
        ("unanswerable", before.unanswerable, after.unanswerable),
    ):
        lines += [
            _figure(f"{kind}: {outcome.value}", earlier[outcome], later[outcome])
            for outcome in (Outcome.ANSWER, Outcome.WEAK, Outcome.NONE)
        ]
    return lines


def _figure(name: str, before: float, after: float) -> str:
    return f"  {name:<24}{before:>6.3f} {after:>6.3f}"


def _bins(before: Reliability, after: Reliability) -> list[str]:
    """Lay out, by the confidence, the share of answers; both kinds of question weigh the same."""
    lines = ["confidence    answers (questions) before     after"]
    for earlier, later in zip(before.bins, after.bins, strict=True):
        cells = [
            f"{each.right:.3f} ({each.n_questions})" if each.n_questions else "-"
            for each in (earlier, later)
        ]
        lines.append(f"  {earlier.start:.1f} to {earlier.end:.1f}  {cells[0]:>24}{cells[1]:>15}")
    return lines


def _thresholds(name: str, adjustment: Adjustment) -> str:
    return (
        f"{name}: shown from {adjustment.weak_from:.3f}, as an answer from "
        f"{adjustment.answer_from:.3f}"
    )
