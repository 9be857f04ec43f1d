"""What administrators are told of a reload. Paths are those below the corpus folder only."""

from collections.abc import Sequence
from typing import Final

from bot.errors import IndexingError, IndexingFailure
from bot.telegram.refusals import reason_of
from bot.telegram.texts import Wording
from retrieval.corpus.source import SkippedFile
from retrieval.engine import Progress, Stage, UpdateReport

_SKIPPED_SHOWN: Final = 8
_PATH_CHARS: Final = 120
_S_PER_MINUTE: Final = 60


def render_progress(progress: Progress, wording: Wording) -> str:
    """Say what is being done, how far it has come, how fast, and how long it will take."""
    texts, say = wording.texts, wording.say
    percent = 100 * progress.done // max(progress.total, 1)
    lines = [
        say(
            texts.reload_progress,
            stage=texts.reload_stages[progress.stage.value],
            percent=wording.number(percent),
        )
    ]
    if progress.rebuilt_because:
        lines.append(say(texts.reload_rebuilt))
    if progress.stage is Stage.READ and progress.n_all_files:
        done, total = wording.number(progress.n_files), wording.number(progress.n_all_files)
        lines.append(say(texts.reload_files, done=done, total=total))
        if progress.n_passages:
            rate = wording.number(round(progress.passages_per_s))
            n_passages = wording.number(progress.n_passages)
            lines.append(say(texts.reload_passages, n=n_passages, rate=rate))
        if progress.left_s is not None:
            lines.append(say(texts.reload_left, time=_duration(progress.left_s, wording)))
    return "\n".join(lines)


def render_failure(error: IndexingError, wording: Wording) -> str:
    """Say that the old articles serve on; the error's message is for the log, not for a chat."""
    if error.reason is IndexingFailure.CANCELLED:
        return wording.say(wording.texts.reload_cancelled)
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
        if report.n_foreign:
            documents = wording.count(report.n_foreign, "document")
            lines.append(wording.say(texts.reload_foreign, documents=documents))
    else:
        lines = [wording.say(texts.reload_unchanged)]
    lines.append(
        wording.say(
            texts.reload_totals,
            documents=wording.count(report.n_documents, "document"),
            passages=wording.count(report.n_passages, "passage"),
        )
    )
    if report.left:
        lines.append(wording.say(texts.reload_left_held))
    if report.untidy:
        lines.append(wording.say(texts.reload_untidy))
    return "\n".join(lines + _skipped_lines(report.skipped, wording))


def list_skipped(skipped: Sequence[SkippedFile], wording: Wording) -> str:
    """Return a file that names whatever was not read; "" where the summary has room for that.

    Each line has the path, the reason in the chat's language, and its details, which are English.
    """
    if len(skipped) <= _SKIPPED_SHOWN:
        return ""
    return "".join(f"{file.path}\t{reason_of(file, wording)}\t{file.reason}\n" for file in skipped)


def _skipped_lines(skipped: Sequence[SkippedFile], wording: Wording) -> list[str]:
    texts = wording.texts
    left_out = [file for file in skipped if not file.is_remark]
    remarked = [file for file in skipped if file.is_remark]
    lines = []
    if left_out:
        n_files = wording.count(len(left_out), "file")
        lines += ["", wording.say(texts.reload_skipped, files=n_files)]
        lines += _reasons(left_out[:_SKIPPED_SHOWN], wording)
    if n_more := len(left_out[_SKIPPED_SHOWN:]):
        lines.append(wording.say(texts.reload_skipped_more, files=wording.count(n_more, "file")))
    if remarked:
        n_documents = wording.count(len(remarked), "document")
        lines += ["", wording.say(texts.reload_remarked, documents=n_documents)]
        lines += _reasons(remarked[: _SKIPPED_SHOWN - len(left_out[:_SKIPPED_SHOWN])], wording)
    return lines


def _reasons(files: Sequence[SkippedFile], wording: Wording) -> list[str]:
    return [
        wording.say(
            wording.texts.reload_skipped_file,
            path=file.path[:_PATH_CHARS],
            reason=reason_of(file, wording),
        )
        for file in files
    ]


def _duration(seconds: float, wording: Wording) -> str:
    if seconds < _S_PER_MINUTE:
        return wording.count(max(1, round(seconds)), "second")
    return wording.count(round(seconds / _S_PER_MINUTE), "minute")
