"""Presses of the buttons under an answer: its pages, a quote's paragraph, the article, votes.

A press is always answered, with a line or silently, or the button would spin. What is stored of
the answer decides whether it can be done; a stranger's press changes nothing.
"""

import re
from dataclasses import replace
from typing import Final

import structlog
from telegram import CallbackQuery, Chat, InputFile, ReplyParameters, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, TelegramError
from telegram.ext import CallbackQueryHandler

from bot.answering import Answerer
from bot.errors import AnswerTimeoutError, EngineBusyError
from bot.storage.answers import StoredAnswer, Vote
from bot.storage.quotes import StoredQuote
from bot.telegram.answer_messages import (
    AnswerMessage,
    recut,
    recut_quote,
    recut_with_context,
    show_context,
    show_page,
)
from bot.telegram.context import NO_PREVIEW, Context
from bot.telegram.native_quotes import is_native
from bot.telegram.presses import Action, Press
from bot.telegram.replying import surroundings_of
from bot.telegram.rights import is_administrator
from retrieval.datatypes import Document

_log = structlog.get_logger(__name__)

_VOTES: Final = {Action.UP: Vote.UP, Action.DOWN: Vote.DOWN}
_MAX_FILE_NAME: Final = 60
_OFF_A_FILE_NAME = re.compile(r"[^\w.-]+")


def handler() -> CallbackQueryHandler[Context, None]:
    """Return what answers presses."""
    return CallbackQueryHandler(_answer_press)


async def _answer_press(update: Update, context: Context) -> None:
    query = update.callback_query
    if query is None:
        raise ValueError("this update is no press")
    toast = await _toast_for(query, context)
    try:
        await query.answer(toast or None)
    except BadRequest as error:
        # A press is answered within seconds or not at all; what it asked for is done anyhow.
        _log.debug("a press was answered too late", reason=str(error))


async def _toast_for(query: CallbackQuery, context: Context) -> str:
    """Do what a press asks for; return the line that its presser sees, if any."""
    toasts = context.wording.texts.toasts
    press = Press.decode(query.data or "")
    answer = await _answer_of(query, press, context)
    if press is None or answer is None:
        return toasts.expired
    if press.action in _VOTES:
        return await _vote(query, answer, _VOTES[press.action], context)
    return await _turn(query, answer, press, context)


async def _turn(query: CallbackQuery, answer: StoredAnswer, press: Press, context: Context) -> str:
    """Show or send something else of an answer, for whoever may ask for that."""
    toasts = context.wording.texts.toasts
    if not surroundings_of(context).is_interactive:
        return toasts.expired
    if not await _may_press(query, answer, context):
        return toasts.not_yours
    try:
        if press.action is Action.SOURCE:
            return await _send_source(query, answer, press.number, context)
        return await _show(query, answer, press, context)
    except (EngineBusyError, AnswerTimeoutError):
        return toasts.busy
    except (BadRequest, ChatMigrated) as error:
        _log.info("what a button asked for was refused", reason=str(error))
        return toasts.failed


async def _answer_of(
    query: CallbackQuery, press: Press | None, context: Context
) -> StoredAnswer | None:
    """Return the answer that a button acts on, if it was given in this chat and is kept."""
    if press is None or query.message is None:
        return None
    answer = await context.services.storage.answers.get(press.answer_id)
    return answer if answer and answer.chat_id == query.message.chat.id else None


async def _vote(query: CallbackQuery, answer: StoredAnswer, vote: Vote, context: Context) -> str:
    stands = await context.services.storage.answers.vote(
        answer.answer_id, query.from_user.id, vote
    )
    toasts = context.wording.texts.toasts
    return toasts.thanks if stands else toasts.taken_back


async def _show(query: CallbackQuery, answer: StoredAnswer, press: Press, context: Context) -> str:
    """Turn to a page, or open a paragraph."""
    answering = context.services.answering
    # Who presses a button has buttons, and keeps them, whatever the chat has chosen since.
    surroundings = replace(surroundings_of(context), has_buttons=True)
    toasts = context.wording.texts.toasts
    if press.action is Action.PAGE:
        standing = await answering.ask(lambda engine: recut(answer, engine))
        if standing is None or press.number < 0:
            return toasts.changed
        surroundings = replace(surroundings, is_native=is_native(query.message))
        shown = show_page(answer, standing, press.number, surroundings)
        return await _edit(query, answer, shown, context)
    if not 0 <= press.number < len(answer.quotes):
        return toasts.expired
    found = await answering.ask(lambda engine: recut_with_context(answer, press.number, engine))
    if found is None:
        return toasts.changed
    standing, paragraph = found
    shown = show_context(answer, standing, press.number, paragraph, surroundings)
    return await _edit(query, answer, shown, context)


async def _edit(
    query: CallbackQuery, answer: StoredAnswer, shown: AnswerMessage, context: Context
) -> str:
    """Edit the pressed message, also one so old that Telegram no longer shows it to bots."""
    if query.message is None:
        return context.wording.texts.toasts.expired
    try:
        await context.bot.edit_message_text(
            shown.markup,
            answer.chat_id,
            query.message.message_id,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=shown.keyboard,
        )
    except (BadRequest, ChatMigrated) as error:
        # Pressed twice, or the message is gone, or its group is.
        _log.debug("an answer could not be turned", reason=str(error))
        if "not modified" not in str(error).lower():
            return context.wording.texts.toasts.expired
    return ""


async def _send_source(
    query: CallbackQuery, answer: StoredAnswer, position: int, context: Context
) -> str:
    """Send the article of a quote as a file, once in a while however often that is asked for."""
    services, toasts = context.services, context.wording.texts.toasts
    if query.message is None or not 0 <= position < len(answer.quotes):
        return toasts.expired
    stored = answer.quotes[position]
    document = await services.answering.ask(lambda engine: _article_of(stored, engine))
    if document is None:
        return toasts.changed
    document_id = document.document_id
    if not services.sent_articles.take(answer.answer_id, document_id):
        return toasts.sent_already
    if not services.quota.admits_article(query.from_user.id):
        services.sent_articles.give_back(answer.answer_id, document_id)
        return toasts.busy
    try:
        await context.bot.send_document(
            answer.chat_id,
            InputFile(_as_file(document), filename=_file_name(document)),
            message_thread_id=answer.thread_id,
            reply_parameters=ReplyParameters(
                query.message.message_id, allow_sending_without_reply=True
            ),
        )
    except TelegramError:
        services.sent_articles.give_back(answer.answer_id, document_id)
        raise
    return ""


def _article_of(stored: StoredQuote, engine: Answerer) -> Document | None:
    """Return the article that a quote is shown from; its own, however changed, if from none."""
    quote = recut_quote(stored, engine)
    return engine.document(quote.document_id if quote else stored.document_id)


def _as_file(document: Document) -> bytes:
    return document.text.encode("utf-8", "replace")


def _file_name(document: Document) -> str:
    name = _OFF_A_FILE_NAME.sub(" ", document.title).strip(" .")[:_MAX_FILE_NAME].strip(" .")
    return f"{name or 'مقال'}.txt"


async def _may_press(query: CallbackQuery, answer: StoredAnswer, context: Context) -> bool:
    """Tell whether somebody may turn an answer: who asked, or who keeps the group.

    Whoever asked in a chat's name, as anonymous administrators do, presses in their own.
    """
    if query.message is None:
        return False
    chat = query.message.chat
    if chat.type == Chat.PRIVATE or query.from_user.id == answer.asker_id:
        return True
    try:
        return await is_administrator(context.bot, chat.id, query.from_user.id)
    except TelegramError as error:
        _log.info("could not ask who may press", reason=str(error))
        return False
