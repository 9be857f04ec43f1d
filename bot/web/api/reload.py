"""``POST /api/v1/reload``: administrators have the articles read anew, and wait for the report.

Whatever they are told names no folder of this machine: reasons are words, files are paths below
the corpus folder.
"""

from http import HTTPStatus
from typing import Any, Final

from aiohttp import web

from bot.errors import IndexingError, IndexingFailure
from bot.web.api.keys import check_key
from bot.web.api.replies import reply
from bot.web.context import SERVICES
from bot.web.problems import Problem, ProblemError
from retrieval.corpus.source import SkippedFile
from retrieval.engine import UpdateReport

_FAILURES: Final = {
    IndexingFailure.CANCELLED: (HTTPStatus.CONFLICT, "the reload was cancelled"),
    IndexingFailure.STOPPED: (HTTPStatus.SERVICE_UNAVAILABLE, "the service is stopping"),
}
_OTHER_FAILURE: Final = (
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "the articles could not be read anew; the log tells why",
)


async def reload(request: web.Request) -> web.Response:
    """Read the articles anew; a reload that runs already is joined."""
    services = request.app[SERVICES]
    check_key(request, services.settings.admin_api_key)
    try:
        report = await services.library.reload()
    except IndexingError as error:
        status, detail = _FAILURES.get(error.reason, _OTHER_FAILURE)
        told = f"{detail}; what was served before still is"
        raise ProblemError(
            Problem(status, told, members={"reason": error.reason.value})
        ) from error
    return reply(_report_record(report))


def _report_record(report: UpdateReport) -> dict[str, Any]:
    return {
        "snapshot": report.snapshot.name,
        "is_new": report.is_new,
        "documents": report.n_documents,
        "sentences": report.n_sentences,
        "passages": report.n_passages,
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "unchanged": report.n_unchanged,
        "encoded": report.n_encoded,
        "foreign": report.n_foreign,
        "skipped": [_skipped_record(file) for file in report.skipped],
        "is_rebuilt": bool(report.rebuilt_because),
        "took_s": round(report.took_s, 3),
    }


def _skipped_record(file: SkippedFile) -> dict[str, Any]:
    return {
        "path": file.path,
        "line": file.line,
        "refusal": file.refusal.value,
        "reason": file.reason,
        "is_remark": file.is_remark,
    }
