"""What administrators are told of a reload. Paths are those below the corpus folder only."""

from typing import Final

from bot.errors import IndexingError
from bot.telegram.texts import Wording
from retrieval.engine import Progress, UpdateReport

_SKIPPED_SHOWN: Final = 8
_REASON_CHARS: Final = 200


def render_progress(progress: Progress, wording: Wording) -> str:
    """Say what is being done and how far it has come."""
    percent = 100 * progress.done // max(progress.total, 1)
    return wording.say(
        wording.texts.reload_progress,
        stage=wording.texts.reload_stages[progress.stage.value],
        percent=wording.number(percent),
    )


def render_failure(error: IndexingError, wording: Wording) -> str:
    """Say that the old articles serve on; the error's message is for the log, not for a chat."""
    reason = wording.texts.reload_reasons[error.reason.value]
    return wording.say(wording.texts.reload_failed, reason=reason)


def render_report(report: UpdateReport, wording: Wording) -> str:
    """Sum up what was found: what changed, what did not, and what could not be read."""
    texts = wording.texts
    changes = [
        (texts.reload_added, len(report.added)),
        (texts.reload_changed, len(report.changed)),
        (texts.reload_removed, len(report.removed)),
        (texts.reload_kept, report.n_unchanged),
    ]
    changed = sum(n for _, n in changes[:3])
    if changed:
        seconds = wording.count(round(report.took_s), "second")
        lines = [wording.say(texts.reload_done, seconds=seconds)]
        lines += [
            wording.say(text, documents=wording.count(n, "document")) for text, n in changes if n
        ]
    else:
        lines = [wording.say(texts.reload_unchanged)]
    lines.append(
        wording.say(
            texts.reload_totals,
            documents=wording.count(report.n_documents, "document"),
            passages=wording.count(report.n_passages, "passage"),
        )
    )
    return "\n".join(lines + _skipped_lines(report, wording))


def _skipped_lines(report: UpdateReport, wording: Wording) -> list[str]:
    if not report.skipped:
        return []
    texts = wording.texts
    n_skipped = len(report.skipped)
    lines = ["", wording.say(texts.reload_skipped, files=wording.count(n_skipped, "file"))]
    lines += [
        wording.say(
            texts.reload_skipped_file,
            path=skipped.path[:_REASON_CHARS],
            reason=skipped.reason[:_REASON_CHARS],
        )
        for skipped in report.skipped[:_SKIPPED_SHOWN]
    ]
    if n_skipped > _SKIPPED_SHOWN:
        more = wording.count(n_skipped - _SKIPPED_SHOWN, "file")
        lines.append(wording.say(texts.reload_skipped_more, files=more))
    return lines
