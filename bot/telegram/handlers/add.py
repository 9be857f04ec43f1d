"""``/add``: articles by their addresses, and files and texts that were sent.

The update is handled once all of it is in the corpus folder: a bot that is killed before that does
it again when it starts. Then the articles are read anew, and the message says what came of each.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

import structlog
from telegram import Document, Message, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import CommandHandler, MessageHandler, filters

from bot.answering import Answerer, run_aside
from bot.collecting.adding import add_file
from bot.collecting.identity import fit_name
from bot.collecting.messages import SentText, file_of
from bot.collecting.shelf import Kept
from bot.errors import (
    AddingError,
    AnswerTimeoutError,
    EngineBusyError,
    FetchError,
    StorageError,
)
from bot.telegram.additions import (
    MOST,
    Outcome,
    SentFile,
    Wanted,
    find_wanted,
    name_of,
    render_outcomes,
)
from bot.telegram.context import Context
from bot.telegram.handlers.administration import admin_command, for_administrators
from bot.telegram.handlers.audience import PRIVATE
from bot.telegram.own_messages import edit_own
from bot.telegram.progress import ProgressMessage
from bot.telegram.refusals import adding_refusal, fetch_refusal, file_refusal
from bot.telegram.rereads import follow_reread
from bot.telegram.stopping import fetching_keyboard
from retrieval.corpus.folder import skip_by_name
from retrieval.corpus.source import SkippedFile
from retrieval.datatypes import Answer, Conversation
from retrieval.datatypes import Outcome as AnswerOutcome

_log = structlog.get_logger(__name__)

MAX_FILE_BYTES: Final = 20 << 20
"""Source: https://core.telegram.org/bots/api#getfile. A server of one's own hands out more."""
_DOWNLOAD_TIMEOUT_S: Final = 60.0
_FEWEST_WORDS: Final = 2
"""Of a title that is offered as a question: one word alone asks nothing."""
_COMMAND: Final = re.compile(r"/add(@\w+)?(\s|$)")
_NOT_IN_A_NAME: Final = re.compile(r"[\x00-\x1f\x7f-\x9f/\\]+")
# ARABIC LETTER MARK; LEFT-TO-RIGHT and RIGHT-TO-LEFT MARK; LEFT-TO-RIGHT EMBEDDING up to
# RIGHT-TO-LEFT OVERRIDE; LEFT-TO-RIGHT ISOLATE up to POP DIRECTIONAL ISOLATE; BYTE ORDER MARK.
_UNSEEN: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""What would make a name read as another, such as one that seems to end in .txt."""


def handler() -> CommandHandler[Context, None]:
    """Return what answers ``/add``."""
    return admin_command("add", _add)


def file_handler() -> MessageHandler[Context, None]:
    """Return what answers a file that is sent with the command under it."""
    sent = PRIVATE & filters.Document.ALL & filters.CaptionRegex(_COMMAND)
    return MessageHandler(sent, for_administrators(_add))


async def _add(_update: Update, context: Context) -> None:
    texts, wording = context.wording.texts.adding, context.wording
    wanted = find_wanted(context.message, context.args or ())
    if not wanted:
        await context.reply(wording.say(texts.usage))
        return
    started = wording.say(texts.started)
    message = await context.reply(started, fetching_keyboard(wording))
    wanted, n_wanted = wanted[:MOST], len(wanted)
    outcomes = await _add_each(wanted, started, message, context)
    said = render_outcomes(outcomes, wording)
    if len(outcomes) < len(wanted):
        rest = wording.say(texts.stopped)
    else:
        rest = wording.say(texts.too_many, n=wording.number(MOST)) if n_wanted > MOST else ""
    shown = "\n".join(filter(None, (said, rest)))
    await edit_own(context.bot, message, shown)
    if any(outcome.is_new for outcome in outcomes):
        conclude = partial(_conclude, outcomes, rest, context)
        # In the background, or the administrator's next question would wait for the end.
        context.application.create_task(follow_reread(context, message, shown, conclude))


async def _add_each(
    wanted: Sequence[Wanted], started: str, message: Message, context: Context
) -> list[Outcome]:
    """Return what became of each, up to where a press of the button ended it."""
    keyboard, clock = fetching_keyboard(context.wording), context.services.clock
    progress = ProgressMessage(context.bot, message, started, clock, keyboard)
    outcomes: list[Outcome] = []
    try:
        for thing in wanted:
            outcome = await context.services.fetches.follow(message, _add_one(thing, context))
            if outcome is None:
                break
            outcomes.append(outcome)
            progress.show(f"{started}\n{render_outcomes(outcomes, context.wording)}")
    finally:
        await progress.stop()
    return outcomes


async def _conclude(
    outcomes: Sequence[Outcome], rest: str, context: Context, problem: str
) -> tuple[str, None]:
    texts, wording = context.wording.texts.adding, context.wording
    if problem:
        lines = [
            render_outcomes(outcomes, wording),
            rest,
            wording.say(problem),
            wording.say(texts.not_quoted_yet),
        ]
    else:
        holdings = await context.services.keeping.holdings.read()
        lines = [render_outcomes(outcomes, wording, holdings), rest, wording.say(texts.quoted)]
        if question := await _question_to_try(outcomes, context):
            lines.append(wording.say(texts.try_it, question=question))
    return "\n".join(filter(None, lines)), None


async def _question_to_try(outcomes: Sequence[Outcome], context: Context) -> str:
    """Return a new title that, asked as a question, is answered from its article, or ""."""
    for kept in (outcome.kept for outcome in outcomes if outcome.is_new):
        most = context.services.settings.max_question_chars
        if kept is None or len(kept.title) > most or len(kept.title.split()) < _FEWEST_WORDS:
            continue
        ask = partial(_answer_to, kept.title)
        try:
            answer = await context.services.answering.ask(ask)
        except (EngineBusyError, AnswerTimeoutError):
            return ""
        first = answer.quotes[0].document_id if answer.quotes else ""
        is_own = first == kept.document_id or first.startswith(
            (f"{kept.document_id}#", f"{kept.document_id}/")
        )
        if answer.outcome is AnswerOutcome.ANSWER and is_own:
            return kept.title
    return ""


def _answer_to(question: str, engine: Answerer) -> Answer:
    return engine.answer(question, conversation=Conversation(), n_quotes=1)


async def _add_one(wanted: Wanted, context: Context) -> Outcome:
    name, wording = name_of(wanted), context.wording
    try:
        match wanted:
            case SentFile():
                found = await _add_document(wanted, context)
            case SentText():
                found = await run_aside(_add_content, context, *file_of(wanted))
            case _:
                found = await context.services.keeping.collector.collect(wanted)
    except FetchError as error:
        return Outcome(name, None, fetch_refusal(error, wording))
    except AddingError as error:
        return Outcome(name, None, adding_refusal(error, wording))
    except StorageError as error:
        _log.error("an article could not be stored", reason=str(error))
        return Outcome(name, None, wording.say(wording.texts.adding.not_stored))
    if isinstance(found, SkippedFile):
        return Outcome(name, None, file_refusal(found, wording))
    if isinstance(found, str):
        return Outcome(name, None, found)
    return Outcome(name, found)


async def _add_document(sent: SentFile, context: Context) -> Kept | SkippedFile | str:
    """Download a file that was sent, and take it in; what cannot be is not downloaded.

    Returns:
        What became of it, or why it is not downloaded, as HTML.
    """
    wording, settings, document = context.wording, context.services.settings, sent.document
    limit = wording.number(MAX_FILE_BYTES >> 20)
    too_large = wording.say(wording.texts.adding.too_large, limit=limit)
    name = _file_name(document)
    if skipped := skip_by_name(name):
        return skipped
    # A server of one's own has no such limit, and no others either.
    if settings.telegram_limits and (document.file_size or 0) > MAX_FILE_BYTES:
        return too_large
    with TemporaryDirectory(prefix="iqtibas-") as folder:
        path = Path(folder) / name
        try:
            file = await context.bot.get_file(document.file_id)
            await file.download_to_drive(path, read_timeout=_DOWNLOAD_TIMEOUT_S)
        except BadRequest as error:
            if "too big" in str(error).lower():
                return too_large
            _log.info("a file could not be had", reason=str(error))
            return wording.say(wording.texts.adding.not_downloaded)
        except TelegramError as error:
            _log.warning("a file could not be downloaded", reason=str(error))
            return wording.say(wording.texts.adding.not_downloaded)
        return await run_aside(add_file, settings.corpus_dir, path, _stated(sent, context))


def _stated(sent: SentFile, context: Context) -> dict[str, str]:
    """Return what is to stand beside a file in the corpus."""
    added_at = datetime.fromtimestamp(context.services.clock.unix_time(), UTC)
    message = sent.message
    return {
        "source": message.source,
        "url": message.url,
        "date": message.date,
        "added_at": added_at.isoformat(timespec="seconds"),
    }


def _add_content(context: Context, name: str, content: bytes) -> Kept | SkippedFile:
    with TemporaryDirectory(prefix="iqtibas-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return add_file(context.services.settings.corpus_dir, path)


def _file_name(document: Document) -> str:
    """Return a name that a file of the corpus can have, as near as can be to its own."""
    seen = _UNSEEN.sub("", document.file_name or "")
    given = _NOT_IN_A_NAME.sub(" ", seen).strip(" .")
    path = PurePosixPath(given or "file")
    return f"{fit_name(path.stem).strip()}{path.suffix}"
