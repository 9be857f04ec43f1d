"""``@bot سؤال`` in any chat: quotes to choose from and insert.

Each pause in typing is a query, and what is not asked for any more is not answered (see
`ordering`). Nothing of it is stored: the message that comes of it stays in a chat that is none of
the bot's business.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog
from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    Update,
)
from telegram.error import BadRequest
from telegram.ext import InlineQueryHandler

from bot.errors import AnswerTimeoutError, EngineBusyError
from bot.reader_links import Reader
from bot.statistics.counting import count_question
from bot.storage.questions import Place
from bot.telegram.chat_texts import Inline
from bot.telegram.context import Context
from bot.telegram.inline_results import first_row, n_needed, none_row, page_of_rows
from retrieval.arabic.questions import QuestionKind, analyse_question
from retrieval.datatypes import Answer, Conversation, Outcome

_log = structlog.get_logger(__name__)

START_PARAMETER: Final = "inline"
"""What ``/start`` is sent with by whoever came by the button above the list."""

# Telegram repeats an answer to whoever types the same; the articles may change meanwhile.
_KEPT: Final = timedelta(seconds=60)
_NOT_KEPT: Final = timedelta(0)


@dataclass(frozen=True, slots=True)
class _Listing:
    """What is shown for a query.

    Attributes:
        button: What the button above the rows says, which opens the bot; "" for none.
        kept: How long Telegram may show it again.
    """

    rows: tuple[InlineQueryResultArticle, ...] = ()
    next_offset: str = ""
    button: str = ""
    kept: timedelta = _KEPT


def handler() -> InlineQueryHandler[Context, None]:
    """Return what answers inline queries."""
    return InlineQueryHandler(_answer_query)


async def _answer_query(update: Update, context: Context) -> None:
    query = update.inline_query
    if query is None:
        raise ValueError("this update is no inline query")
    listing = await _list(query, context)
    button = None
    if listing.button:
        label = context.wording.plain(listing.button)
        button = InlineQueryResultsButton(label, start_parameter=START_PARAMETER)
    try:
        await query.answer(
            listing.rows,
            cache_time=listing.kept,
            is_personal=True,
            next_offset=listing.next_offset,
            button=button,
        )
    except BadRequest as error:
        if "query is too old" not in str(error).lower():
            raise
        _log.debug("an inline query was answered too late", reason=str(error))


async def _list(query: InlineQuery, context: Context) -> _Listing:
    """Return the rows of the page that is asked for, or say why there are none."""
    texts = context.wording.texts.inline
    question, first = query.query.strip(), first_row(query.offset)
    if first is None:
        return _Listing()
    if not question or len(question) > context.services.settings.max_question_chars:
        return _Listing(button=texts.too_long if question else texts.ask)
    if not context.services.quota.admits_inline(query.from_user.id):
        return _Listing(button=texts.busy, kept=_NOT_KEPT)
    services, answer = context.services, None
    started_at = services.clock.now()
    try:
        answer = await services.answering.ask(
            lambda engine: engine.answer(
                question, conversation=Conversation(), n_quotes=n_needed(first)
            )
        )
    except (EngineBusyError, AnswerTimeoutError) as error:
        _log.warning("an inline query was turned away", reason=str(error))
    if first == 0:
        count_question(services.question_log, Place.INLINE, question, answer, started_at)
    if answer is None:
        return _Listing(button=texts.busy, kept=_NOT_KEPT)
    if answer.outcome is Outcome.NONE:
        return _list_nothing(answer, context)
    page = page_of_rows(
        answer.quotes, first, context.wording, Reader.of(services.settings, is_private=False)
    )
    button = texts.weak if answer.outcome is Outcome.WEAK else texts.open
    return _Listing(page.rows, page.next_offset, button)


def _list_nothing(answer: Answer, context: Context) -> _Listing:
    """Say why there is nothing to insert; only of a question can it be told in the chat."""
    texts = context.wording.texts.inline
    kind = analyse_question(answer.read_as or answer.question).kind
    if kind is QuestionKind.QUESTION:
        return _Listing((none_row(answer.question, context.wording),), button=texts.none)
    return _Listing(button=_why_nothing(kind, texts))


def _why_nothing(kind: QuestionKind, texts: Inline) -> str:
    match kind:
        case QuestionKind.ARABIZI:
            return texts.arabizi
        case QuestionKind.FOREIGN:
            return texts.foreign
        case QuestionKind.NO_CONTENT:
            return texts.no_content
        case _:
            return texts.ask
