"""`/articles/{id}`: the page of an article, or why there is none.

An id is looked up in the index and nowhere else: no file is opened by it. A large article is laid
out and rendered aside, since the event loop has other things to do.
"""

import asyncio
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Self

import structlog
from aiohttp import web

from bot.answering import run_aside
from bot.errors import StorageError
from bot.reader_links import IN_TELEGRAM, article_path
from bot.storage.answers import AnswerId, StoredAnswer
from bot.telegram.rendering import shortened, source_link
from bot.telegram.text_fragments import is_web_address
from bot.web.asking import WEB_CHAT
from bot.web.context import SERVICES, WebServices
from bot.web.guarding import client_of
from bot.web.pages.links import answer_address
from bot.web.pages.look import LOOK, Look
from bot.web.policy import CONTENT_SECURITY_POLICY, content_security_policy
from bot.web.reader.finding import Reading, read
from bot.web.reader.layout import lay_out
from bot.web.reader_texts import ReaderProblem
from retrieval.datatypes import DocumentId, Quote, Span

_log = structlog.get_logger(__name__)

TELEGRAM_SCRIPT: Final = "https://telegram.org/js/telegram-web-app.js"
"""The one foreign file there is: within Telegram, which serves it, and nowhere else."""
_MINI_APP_POLICY: Final = content_security_policy(
    scripts="'self' https://telegram.org", framed_by="https://*.telegram.org"
)
LAID_OUT_AT_ONCE: Final = web.AppKey("laid_out_at_once", asyncio.Semaphore)
"""Lets a few articles be laid out and the others wait: a book takes a second, and its page is held
in memory until then. The threads aside are few, too, and Telegram's names are looked up there."""
MOST_AT_ONCE: Final = 2
_NUMBER = re.compile(r"[0-9]{1,9}")
_ANSWER_ID = re.compile(r"[A-Za-z0-9_-]{8}")
_MAX_NAME_UNITS: Final = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for.

    Attributes:
        mark: Characters of the document; None for none.
        answer: That the mark may be a quote of.
        is_mini_app: Whether Telegram shows the page.
    """

    document_id: DocumentId
    mark: Span | None
    answer: AnswerId | None
    is_mini_app: bool

    @classmethod
    def of(cls, request: web.Request, services: WebServices) -> Self:
        """Read a request.

        Raises:
            ValueError: It names a place in a way that none can be named.
        """
        query = request.query
        answer = query.get("answer", "")
        return cls(
            document_id=DocumentId(request.match_info["document_id"]),
            mark=_mark_of(query.get("start"), query.get("end")),
            answer=AnswerId(answer) if _ANSWER_ID.fullmatch(answer) else None,
            is_mini_app=bool(services.settings.public_url) and query.get(IN_TELEGRAM) == "1",
        )


async def show_article(request: web.Request) -> web.Response:
    """Show an article, with its mark."""
    services, look = request.app[SERVICES], request.app[LOOK]
    texts = look.texts.reader
    try:
        wanted = Wanted.of(request, services)
    except ValueError:
        return _problem(look, HTTPStatus.BAD_REQUEST, texts.wrong_place)
    services.readings.admit(client_of(request, services.settings))
    answer = await _answer_of(services, wanted)
    reading = await services.answering.ask(
        lambda engine: read(engine, wanted.document_id, wanted.mark, answer)
    )
    if reading is None:
        return _problem(look, HTTPStatus.NOT_FOUND, texts.no_article)
    if wanted.mark and reading.mark is None and not reading.is_changed:
        return _problem(look, HTTPStatus.NOT_FOUND, texts.no_place)
    headers = {CONTENT_SECURITY_POLICY: _MINI_APP_POLICY} if wanted.is_mini_app else None
    async with request.app[LAID_OUT_AT_ONCE]:
        return await run_aside(_page, look, wanted, reading, answer, headers)


def _page(
    look: Look,
    wanted: Wanted,
    reading: Reading,
    answer: StoredAnswer | None,
    headers: dict[str, str] | None,
) -> web.Response:
    document, turning = reading.article.document, reading.turning
    return look.page(
        "reader.html",
        headers=headers,
        title=shortened(document.title, _MAX_NAME_UNITS),
        source=shortened(document.source, _MAX_NAME_UNITS),
        date=shortened(look.wording.date(document.date), _MAX_NAME_UNITS),
        original=_original(reading),
        language=document.language or "ar",
        blocks=lay_out(reading.article, reading.mark),
        has_mark=reading.mark is not None,
        is_changed=reading.is_changed,
        turning=turning,
        earlier=_path_of(turning.earlier if turning else None, wanted),
        later=_path_of(turning.later if turning else None, wanted),
        answer=_back_to(answer, wanted),
        votes_on=answer.answer_id if answer and wanted.is_mini_app else "",
        telegram_script=TELEGRAM_SCRIPT if wanted.is_mini_app else "",
    )


def _original(reading: Reading) -> str:
    """Return where the article was published, at its quoted words where that is known, or ""."""
    if reading.quote:
        return source_link(reading.quote)
    url = reading.article.document.url
    return url if is_web_address(url) else ""


def _path_of(quote: Quote | None, wanted: Wanted) -> str:
    if quote is None:
        return ""
    return article_path(
        quote.document_id,
        quote.start,
        quote.end,
        answer=wanted.answer,
        is_in_telegram=wanted.is_mini_app,
    )


def _back_to(answer: StoredAnswer | None, wanted: Wanted) -> str:
    """Return where the answer stands, if that is on a page and not in somebody's chat."""
    if answer is None or answer.chat_id != WEB_CHAT or wanted.is_mini_app:
        return ""
    return answer_address(answer.answer_id, ())


async def _answer_of(services: WebServices, wanted: Wanted) -> StoredAnswer | None:
    """Return the answer that is named; an article can be read without it."""
    if wanted.answer is None:
        return None
    try:
        return await services.storage.answers.get(wanted.answer)
    except StorageError as error:
        _log.error("the reader does without an answer", reason=str(error))
        return None


def _mark_of(start: str | None, end: str | None) -> Span | None:
    if start is None and end is None:
        return None
    if not _NUMBER.fullmatch(start or "") or not _NUMBER.fullmatch(end or ""):
        raise ValueError("expected two whole numbers")
    mark = Span(int(start or ""), int(end or ""))
    if mark.start >= mark.end:
        raise ValueError("expected a place that is not empty")
    return mark


def _problem(look: Look, status: HTTPStatus, told: ReaderProblem) -> web.Response:
    return look.page("problem.html", status=status, title=told.title, detail=told.detail)
