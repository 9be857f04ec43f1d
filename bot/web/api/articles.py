"""``GET /api/v1/articles/{id}``, ``/api/v1/context``: what is quoted, and what is around it.

Ids are looked up in the open snapshot and nowhere else: nothing is read from the file system by
what a stranger writes. The context is no path below the article's, since an id may end in any way.
"""

import re
from http import HTTPStatus
from typing import Final

from aiohttp import web

from bot.answering import Answerer
from bot.records import place_record
from bot.web.api.keys import check_key
from bot.web.api.members import Fault, invalid
from bot.web.api.replies import Content, reply, reply_tagged
from bot.web.context import SERVICES, WebServices
from bot.web.guarding import client_of
from bot.web.problems import Problem, ProblemError
from retrieval.datatypes import DocumentId, Quote

_OFFSET: Final = re.compile("[0-9]{1,9}")


async def read_article(request: web.Request) -> web.Response:
    """Answer with an article as it is stored."""
    services = _let_in(request)
    document_id = DocumentId(request.match_info["id"])
    content = await services.answering.ask(lambda engine: _article(engine, document_id))
    if content is None:
        raise _not_found("the id of an article")
    return reply_tagged(request, content)


async def read_context(request: web.Request) -> web.Response:
    """Answer with the paragraph around a quote."""
    services = _let_in(request)
    document_id, start, end = _place(request)
    context = await services.answering.ask(
        lambda engine: _context(engine, document_id, start, end)
    )
    if context is None:
        raise _not_found("the place of a quote in an article")
    return reply(place_record(context))


def _let_in(request: web.Request) -> WebServices:
    """Return the services to whoever may read, and has not read too much.

    Raises:
        ProblemError: It is somebody else.
        TooManyQuestionsError: It is too much.
    """
    services = request.app[SERVICES]
    check_key(request, services.settings.api_key)
    services.readings.admit(client_of(request, services.settings))
    return services


def _article(engine: Answerer, document_id: DocumentId) -> Content | None:
    """Write an article, in the engine's thread: it may be a book."""
    document = engine.document(document_id)
    if document is None:
        return None
    return Content.of(
        {
            "id": document.document_id,
            "title": document.title,
            "source": document.source,
            "url": document.url,
            "date": document.date,
            "language": document.language,
            "text": document.text,
        }
    )


def _context(engine: Answerer, document_id: DocumentId, start: int, end: int) -> Quote | None:
    quote = engine.quote(document_id, start, end, matches=())
    return None if quote is None else engine.context(quote)


def _place(request: web.Request) -> tuple[DocumentId, int, int]:
    """Return what the query names.

    Raises:
        ProblemError: Something is missing in it, there twice, or no place.
    """
    document, start, end = (_once(request, name) for name in ("document", "start", "end"))
    faults = [
        Fault("expected a whole number from 0 to 999999999, once", parameter=name)
        for name, offset in (("start", start), ("end", end))
        if not _OFFSET.fullmatch(offset)
    ]
    if not document:
        faults.append(Fault("expected the id of an article, once", parameter="document"))
    if faults:
        raise invalid(faults)
    return DocumentId(document), int(start), int(end)


def _once(request: web.Request, name: str) -> str:
    """Return a parameter's value; "" if it is missing, or has several."""
    values = request.query.getall(name, [])
    return values[0] if len(values) == 1 else ""


def _not_found(expected: str) -> ProblemError:
    return ProblemError(
        Problem(HTTPStatus.NOT_FOUND, f"expected {expected}; there is none here, or not any more")
    )
