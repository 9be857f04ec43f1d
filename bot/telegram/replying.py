"""Answering a question where it was asked: searched for, stored, shown; edited if it is edited."""

from dataclasses import replace
from typing import Final

import structlog
from telegram import Chat
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.conversing import asked_before, understood_with
from bot.errors import AnswerTimeoutError, EngineBusyError, StorageError
from bot.reader_links import Reader
from bot.statistics.counting import count_question
from bot.storage.answers import AnswerId, StoredAnswer, new_answer_id
from bot.storage.quotes import StoredQuote
from bot.telegram.addressing import Question
from bot.telegram.answer_messages import (
    AnswerMessage,
    StandingQuotes,
    Surroundings,
    show_page,
)
from bot.telegram.context import NO_PREVIEW, Context
from bot.telegram.counting import place_of
from bot.telegram.native_quotes import may_be_native, reply_natively, take_back
from bot.telegram.quota import Admission
from bot.telegram.rendering import shortened
from bot.telegram.typing_signal import typing_shown
from retrieval.datatypes import Answer, Conversation, Outcome

_log = structlog.get_logger(__name__)

MAX_QUOTES_KEPT: Final = 12
"""Quotes of an answer, over all its pages."""
_MAX_SUGGESTIONS: Final = 3
_MAX_SUGGESTED_UNITS: Final = 80


async def answer_question(context: Context, question: Question) -> None:
    """Reply to the message at hand with quotes, or with why there are none.

    A message that was answered already, as when it comes again after a restart, is left.
    """
    chat_id, message_id = context.message.chat_id, context.message.message_id
    answers = context.services.storage.answers
    earlier = await answers.of_question(chat_id, message_id)
    if earlier and earlier.message_id:
        return
    if not await _is_admitted(context, question):
        return
    with answers.in_hand(chat_id, message_id, context.asker_id):
        stored, shown = await _answer_now(context, question, new_answer_id())
        await _send(context, question, stored, await _store(context, stored, shown))


async def answer_again(context: Context, earlier: StoredAnswer, question: Question) -> None:
    """Edit the answer that a message was given, since the message was edited.

    What the message asks is stored when its answer is shown: if the process ends before that, the
    next one is given the edit again, and must not take it for one that changes nothing.
    """
    if earlier.message_id is None or question.text == earlier.question:
        return
    if not await _is_admitted(context, question):
        return
    answers = context.services.storage.answers
    with answers.in_hand(earlier.chat_id, earlier.question_id, context.asker_id):
        stored, shown = await _answer_now(context, question, earlier.answer_id)
        not_shown = replace(stored, question="", message_id=earlier.message_id)
        shown = await _store(context, not_shown, shown)
        if may_be_native(earlier, context.message):
            await _send(context, question, stored, shown)
            await take_back(context, earlier)
        else:
            await _edit(context, earlier, shown)
            await _note_shown(context, stored, earlier.message_id)


async def _edit(context: Context, earlier: StoredAnswer, shown: AnswerMessage) -> None:
    """Show an answer in the message of an earlier one."""
    try:
        await context.bot.edit_message_text(
            shown.markup,
            earlier.chat_id,
            earlier.message_id,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=shown.keyboard,
        )
    except BadRequest as error:
        # Deleted meanwhile, or the new question has the old answer: nothing is to be said.
        _log.debug("an answer could not be edited", reason=str(error))


async def _is_admitted(context: Context, question: Question) -> bool:
    """Tell whether a question is within what may be asked; say so once if it is not."""
    admission = context.services.quota.admit(context.asker_id, context.message.chat_id)
    if admission is Admission.TOLD:
        too_many = context.wording.say(context.wording.texts.too_many)
        await context.reply(too_many, reply_to=question.reply_to)
    return admission is Admission.ADMITTED


def show_answer(context: Context, stored: StoredAnswer, answer: Answer) -> AnswerMessage:
    """Show an answer's first page, or say why there is none."""
    wording = context.wording
    if answer.outcome is not Outcome.NONE:
        standing = StandingQuotes.all_of(answer.quotes)
        return show_page(stored, standing, 0, surroundings_of(context))
    lines = [wording.say(wording.texts.why_none(answer.read_as or answer.question))]
    if answer.suggestions:
        lines += ["", wording.say(wording.texts.suggestions)]
        lines += [
            wording.say(
                wording.texts.suggestion, title=shortened(suggestion.title, _MAX_SUGGESTED_UNITS)
            )
            for suggestion in answer.suggestions[:_MAX_SUGGESTIONS]
        ]
    return AnswerMessage("\n".join(lines), None)


def surroundings_of(context: Context) -> Surroundings:
    """Return how answers are shown in the update's chat."""
    chat = context.incoming.effective_chat if context.incoming else None
    kind = chat.type if chat else ""
    return Surroundings(
        wording=context.wording,
        has_buttons=context.preferences.has_buttons,
        is_interactive=kind != Chat.CHANNEL,
        is_group=kind in {Chat.GROUP, Chat.SUPERGROUP},
        can_share=bool(context.bot.bot.supports_inline_queries),
        reader=Reader.of(context.services.settings, is_private=kind == Chat.PRIVATE),
    )


def page_size(context: Context) -> int:
    """Return how many quotes the chat wants in a message, at most."""
    return context.preferences.n_quotes or context.services.settings.n_quotes


async def _answer_now(
    context: Context, question: Question, answer_id: AnswerId
) -> tuple[StoredAnswer, AnswerMessage]:
    """Search for a question; return what is stored of its answer, and what is shown."""
    conversation = await _conversation(context)
    if refusal := _refusal(context, question.text):
        return _as_stored(context, answer_id, "", conversation), AnswerMessage(refusal, None)
    answer = await _search(context, question.text, conversation)
    if answer is None:
        busy = context.wording.say(context.wording.texts.busy)
        return _as_stored(context, answer_id, "", conversation), AnswerMessage(busy, None)
    stored = _as_stored(context, answer_id, question.text, conversation, answer)
    return stored, show_answer(context, stored, answer)


def _refusal(context: Context, question: str) -> str:
    """Return what is said to a question that is not searched for, or ""."""
    wording = context.wording
    max_chars = context.services.settings.max_question_chars
    if len(question) <= max_chars:
        return ""
    return wording.say(wording.texts.too_long, limit=wording.count(max_chars, "letter"))


async def _search(context: Context, question: str, conversation: Conversation) -> Answer | None:
    """Ask the engine; None if it is busy."""
    services, answer = context.services, None
    started_at = services.clock.now()
    try:
        async with typing_shown(context.message, services.clock):
            answer = await services.answering.ask(
                lambda engine: engine.answer(
                    question, conversation=conversation, n_quotes=MAX_QUOTES_KEPT
                )
            )
    except (EngineBusyError, AnswerTimeoutError) as error:
        _log.warning("a question was turned away", reason=str(error))
    place = place_of(context.message.chat)
    count_question(services.question_log, place, question, answer, started_at)
    return answer


async def _conversation(context: Context) -> Conversation:
    """Return what the message's writer asked before, here and lately, or is replying to."""
    message, answers = context.message, context.services.storage.answers
    answered = message.reply_to_message
    earlier = None
    if answered and answered.from_user and answered.from_user.id == context.bot.id:
        earlier = await answers.of_message(message.chat_id, answered.message_id)
    is_reply = earlier is not None
    if earlier is None and context.asker_id is not None:
        earlier = await answers.last_of(
            context.asker_id,
            message.chat_id,
            context.thread_id,
            before=message.message_id,
            since=message.date.timestamp() - context.services.settings.follow_up_window_s,
        )
    if earlier is None:
        return Conversation()
    return Conversation(asked_before(earlier.previous, earlier.question), is_reply=is_reply)


def _as_stored(
    context: Context,
    answer_id: AnswerId,
    question: str,
    conversation: Conversation,
    answer: Answer | None = None,
) -> StoredAnswer:
    """Return what is stored of an answer.

    Args:
        context: Of the message that asks.
        answer_id: What its buttons carry.
        question: Its text, "" if it was not searched for.
        conversation: What was said before.
        answer: None if it was not searched for.
    """
    message = context.message
    return StoredAnswer(
        answer_id=answer_id,
        chat_id=message.chat_id,
        thread_id=context.thread_id,
        question_id=message.message_id,
        asker_id=context.asker_id,
        question=question,
        previous=understood_with(conversation.previous, question, answer),
        outcome=answer.outcome if answer else Outcome.NONE,
        quotes=tuple(map(StoredQuote.of, answer.quotes)) if answer else (),
        page_size=page_size(context),
        asked_at=message.date.timestamp(),
    )


async def _send(
    context: Context, question: Question, stored: StoredAnswer, shown: AnswerMessage
) -> None:
    """Reply with a stored answer, and note which message shows it."""
    sent = await reply_natively(context, stored, shown, surroundings_of(context))
    if sent is None:
        sent = await context.reply(shown.markup, shown.keyboard, reply_to=question.reply_to)
    await _note_shown(context, stored, sent.message_id)


async def _note_shown(context: Context, stored: StoredAnswer, message_id: int) -> None:
    answers = context.services.storage.answers
    try:
        await answers.note_shown(stored.answer_id, message_id, stored.question)
    except StorageError as error:
        _log.error("an answer's message could not be noted", reason=str(error))


async def _store(context: Context, stored: StoredAnswer, shown: AnswerMessage) -> AnswerMessage:
    """Store an answer before it is shown; without that, it is shown without buttons."""
    try:
        is_stored = await context.services.storage.answers.add(stored)
    except StorageError as error:
        _log.error("an answer could not be stored", reason=str(error))
        is_stored = False
    return shown if is_stored else AnswerMessage(shown.markup, None)
