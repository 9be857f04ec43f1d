"""What stands on the page of a conversation: answers given before, and quotes in their articles.

An answer that is forgotten, or cannot be read at this moment, is left out: the page shows less,
and the question at hand is answered all the same.
"""

import asyncio
from collections.abc import Iterable, Sequence

import structlog

from bot.answering import Answerer
from bot.errors import AnswerTimeoutError, EngineBusyError, StorageError
from bot.storage.answers import AnswerId, StoredAnswer
from bot.web.asking import WEB_CHAT
from bot.web.context import WebServices
from bot.web.pages.turns import Exchange, Found, Turn, TurnMaker, find_again
from retrieval.datatypes import Quote

_log = structlog.get_logger(__name__)


async def kept_answer(services: WebServices, answer_id: AnswerId) -> StoredAnswer | None:
    """Return an answer if it was given over HTTP and is kept.

    Raises:
        StorageError: It cannot be told.
    """
    answer = await services.storage.answers.get(answer_id)
    return answer if answer and answer.chat_id == WEB_CHAT else None


async def kept_answers(services: WebServices, ids: Iterable[AnswerId]) -> list[StoredAnswer]:
    """Return those answers that were given over HTTP and are kept, in their order."""
    try:
        found = await asyncio.gather(*(kept_answer(services, each) for each in ids))
    except StorageError as error:
        _log.error("earlier answers cannot be read", reason=str(error))
        return []
    return [answer for answer in found if answer]


async def in_context(services: WebServices, quotes: Sequence[Quote], limit: int) -> Found:
    """Return the first quotes of an answer, with their paragraphs if there is time for them."""
    found = Found.first_of(quotes, limit)
    if not quotes:
        return found
    try:
        return await services.answering.ask(found.in_context)
    except (EngineBusyError, AnswerTimeoutError):
        return found


async def turns_of(
    services: WebServices, maker: TurnMaker, answers: Sequence[StoredAnswer]
) -> list[Turn]:
    """Return turns for answers given before, without paragraphs; none if there is no time."""
    if not answers:
        return []

    def find(engine: Answerer) -> list[Found | None]:
        return [find_again(engine, answer, answer.page_size) for answer in answers]

    try:
        found = await services.answering.ask(find)
    except (EngineBusyError, AnswerTimeoutError):
        return []
    ids = [answer.answer_id for answer in answers]
    return [
        maker.answered(Exchange.of_stored(answer), found[i], ids[:i])
        for i, answer in enumerate(answers)
    ]
