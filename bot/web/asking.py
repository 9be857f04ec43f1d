"""A question over HTTP: let in, answered, counted and stored, for pages and programs alike.

Stored like the questions of Telegram, so that administrators see it in /stats and /unanswered and
somebody can vote on its answer; but as nobody's, in a chat that no chat of Telegram's is.
"""

import secrets
from dataclasses import dataclass
from typing import Final

import structlog

from bot.conversing import understood_with
from bot.errors import AnswerTimeoutError, EngineBusyError, QuestionTooLongError, StorageError
from bot.statistics.counting import count_question
from bot.storage.answers import AnswerId, StoredAnswer, new_answer_id
from bot.storage.questions import Place
from bot.storage.quotes import StoredQuote
from bot.web.context import WebServices
from retrieval.datatypes import Answer, Conversation

_log = structlog.get_logger(__name__)

WEB_CHAT: Final = 0
"""Stands for a chat in what is stored; no chat of Telegram's has this id."""
WEB_VOTER: Final = 0
"""Stands for who votes; no person on Telegram has this id."""
_QUESTION_BITS: Final = 62
_MS: Final = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's answer.

    Attributes:
        answer_id: What a vote names; None if it could not be stored.
        took_ms: From taking the question up to its answer.
    """

    answer: Answer
    answer_id: AnswerId | None
    took_ms: float


async def ask(
    services: WebServices,
    client: str,
    question: str,
    n_quotes: int,
    *,
    previous: tuple[str, ...] = (),
) -> Asked:
    """Answer a question.

    Args:
        services: What answers it.
        client: Who asks, as `bot.web.guarding.client_of` tells.
        question: As it was written.
        n_quotes: Quotes at most.
        previous: What was asked before in this conversation, oldest first.

    Raises:
        QuestionTooLongError: It is not searched for.
        TooManyQuestionsError: The client has asked enough for now.
        EngineBusyError: Too many questions wait.
        AnswerTimeoutError: It took too long.
    """
    limit = services.settings.max_question_chars
    if len(question) > limit:
        raise QuestionTooLongError(limit)
    services.quota.admit(client)
    conversation = Conversation(previous)
    started_at = services.clock.now()
    with services.kept_answers.coming():
        answer = await _answer(services, question, conversation, n_quotes, started_at)
    took_ms = (services.clock.now() - started_at) * _MS
    return Asked(answer, await _store(services, question, conversation, answer), took_ms)


async def _answer(
    services: WebServices,
    question: str,
    conversation: Conversation,
    n_quotes: int,
    started_at: float,
) -> Answer:
    log = services.question_log
    try:
        answer = await services.answering.ask(
            lambda engine: engine.answer(question, conversation=conversation, n_quotes=n_quotes)
        )
    except (EngineBusyError, AnswerTimeoutError) as error:
        _log.warning("a question was turned away", reason=str(error))
        count_question(log, Place.WEB, question, None, started_at)
        raise
    count_question(log, Place.WEB, question, answer, started_at)
    return answer


async def _store(
    services: WebServices, question: str, conversation: Conversation, answer: Answer
) -> AnswerId | None:
    """Store an answer; without that, it is given all the same."""
    stored = StoredAnswer(
        answer_id=new_answer_id(),
        chat_id=WEB_CHAT,
        thread_id=None,
        question_id=secrets.randbits(_QUESTION_BITS),
        asker_id=None,
        question=question,
        previous=understood_with(conversation.previous, question, answer),
        outcome=answer.outcome,
        quotes=tuple(map(StoredQuote.of, answer.quotes)),
        page_size=services.settings.n_quotes,
        asked_at=services.clock.unix_time(),
    )
    try:
        await services.kept_answers.add(stored)
    except StorageError as error:
        _log.error("an answer could not be stored", reason=str(error))
        return None
    return stored.answer_id
