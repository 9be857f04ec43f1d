"""Guest mode: somebody names the bot in a chat that it is not in, and gets one message there.

That message is all the bot may ever say in it. So it holds the first page of quotes, and only
buttons that need no answer; the chat's language and digits are those of whoever asks.
"""

import structlog
from telegram import InlineKeyboardMarkup, InlineQueryResultArticle, Message, Update
from telegram.error import BadRequest
from telegram.ext import MessageHandler, filters

from bot.errors import AnswerTimeoutError, EngineBusyError
from bot.reader_links import Reader
from bot.statistics.counting import count_question
from bot.storage.questions import Place
from bot.telegram.addressing import Addressee, find_question
from bot.telegram.context import Context
from bot.telegram.inline_results import links_under, message_of
from bot.telegram.quota import Admission
from bot.telegram.rendering import render_page, split_pages
from bot.telegram.replying import page_size
from retrieval.datatypes import Conversation, Outcome

_log = structlog.get_logger(__name__)


def handler() -> MessageHandler[Context, None]:
    """Return what answers messages that call the bot into a chat."""
    return MessageHandler(filters.UpdateType.GUEST_MESSAGE, _answer_call)


async def _answer_call(_update: Update, context: Context) -> None:
    message = context.message
    if not message.guest_query_id or _is_by_other_bot(message):
        return
    markup, keyboard = await _say(_question_in(message, context), context)
    reply = InlineQueryResultArticle(
        "answer", context.bot.first_name, message_of(markup), reply_markup=keyboard
    )
    try:
        await context.bot.answer_guest_query(message.guest_query_id, reply)
    except BadRequest as error:
        if "query is too old" not in str(error).lower():
            raise
        # It comes again after a restart, too, and may have been answered before it.
        _log.debug("a call was answered too late, or before", reason=str(error))


async def _say(question: str, context: Context) -> tuple[str, InlineKeyboardMarkup | None]:
    """Return the HTML of the answer, or of why there is none, and its buttons."""
    services, wording = context.services, context.wording
    max_chars = services.settings.max_question_chars
    if len(question) > max_chars:
        limit = wording.count(max_chars, "letter")
        return wording.say(wording.texts.too_long, limit=limit), None
    if services.quota.admit(context.asker_id, context.message.chat_id) is not Admission.ADMITTED:
        # A call has one answer, so each is told.
        return wording.say(wording.texts.too_many), None
    n_quotes, answer = page_size(context), None
    started_at = services.clock.now()
    try:
        answer = await services.answering.ask(
            lambda engine: engine.answer(question, conversation=Conversation(), n_quotes=n_quotes)
        )
    except (EngineBusyError, AnswerTimeoutError) as error:
        _log.warning("a call was turned away", reason=str(error))
    count_question(services.question_log, Place.GUEST, question, answer, started_at)
    if answer is None:
        return wording.say(wording.texts.busy), None
    if answer.outcome is Outcome.NONE:
        return wording.say(wording.texts.why_none(answer.read_as or question)), None
    page, *_ = split_pages(answer.quotes, n_quotes, wording)
    quotes = answer.quotes[page.start : page.stop]
    heading = wording.say(wording.texts.weak) if answer.outcome is Outcome.WEAK else ""
    markup = render_page(quotes, 0, wording, heading=heading)
    if not context.preferences.has_buttons:
        return markup, None
    return markup, links_under(quotes, wording, Reader.of(services.settings, is_private=False))


def _question_in(message: Message, context: Context) -> str:
    """Return what a message asks: the bot's name aside, or what it replies to if only that."""
    to = Addressee.of(context.bot, context.services.settings.triggers)
    question = find_question(message, to)
    return question.text if question else message.text or message.caption or ""


def _is_by_other_bot(message: Message) -> bool:
    """Tell a bot's message from those of people who speak in a chat's name."""
    sender = message.from_user
    return message.sender_chat is None and sender is not None and sender.is_bot
