"""``/remove``: an article is searched, chosen, and taken out of the corpus once that is confirmed.

For a day it lies in the bin, and a button under the message puts it back. The articles are read
anew after both, so that what is quoted is what the folder holds.
"""

from functools import partial
from typing import Final

import structlog
from telegram import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Update,
)
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.answering import run_aside
from bot.collecting.bin import Removed
from bot.collecting.holdings import Held, key_of
from bot.errors import RemovalError, RemovalFailure, StorageError
from bot.storage.searches import EVERYTHING, SearchId
from bot.telegram.context import Context
from bot.telegram.handlers.administration import admin_command, admin_presses
from bot.telegram.own_messages import edit_own
from bot.telegram.presses import Action, Press
from bot.telegram.rereads import follow_reread
from bot.telegram.source_pages import (
    OFFERED,
    choosing_rows,
    confirming_keyboard,
    n_pages_of,
    render_choice,
    short_words,
    title_of,
    turning_row,
    undo_keyboard,
)
from bot.telegram.texts import Wording

_log = structlog.get_logger(__name__)

Page = tuple[str, InlineKeyboardMarkup | None]
_RESTORABLE_SHOWN: Final = 10
_WHOLE_FILE: Final = "file"


def handler() -> CommandHandler[Context, None]:
    """Return what answers ``/remove``."""
    return admin_command("remove", _remove)


def press_handler() -> CallbackQueryHandler[Context, None]:
    """Return what answers the buttons under it."""
    return admin_presses(
        {
            Action.FIND: _turn,
            Action.CHOOSE: _choose,
            Action.KEEP: _keep,
            Action.REMOVE: _confirm,
            Action.RESTORE: _restore,
        }
    )


async def _remove(_update: Update, context: Context) -> None:
    services, words = context.services, " ".join(context.args or ())
    if not words:
        await context.reply(*await _usage(context))
        return
    search_id = await services.storage.searches.keep(words, services.clock.unix_time())
    await context.reply(*await _found(words, search_id, 0, context))


async def _usage(context: Context) -> Page:
    """Say what comes after the command, and offer what can be put back."""
    texts, wording = context.wording.texts.removal, context.wording
    try:
        removed = (await run_aside(context.services.keeping.bin.removed))[:_RESTORABLE_SHOWN]
    except StorageError as error:
        _log.error("what was removed lately cannot be read", reason=str(error))
        removed = []
    if not removed:
        return wording.say(texts.usage), None
    names = [short_words(entry.document_id) for entry in removed]
    lines = [wording.say(texts.restorable_item, name=name) for name in names]
    rows = [
        [
            InlineKeyboardButton(
                wording.plain(name),
                callback_data=Press(Action.RESTORE, key_of(entry.document_id)).encode(),
            )
        ]
        for name, entry in zip(names, removed, strict=True)
    ]
    parts = [wording.say(texts.usage), "", wording.say(texts.restorable), *lines]
    return "\n".join(parts), InlineKeyboardMarkup(rows)


async def _found(words: str, search_id: SearchId, page: int, context: Context) -> Page:
    wording = context.wording
    found = (await context.services.keeping.holdings.read()).search(words)
    if not found:
        none = wording.say(wording.texts.removal.none, words=short_words(words))
        return none, None
    n_pages = n_pages_of(found, OFFERED)
    page = min(page, n_pages - 1)
    rows = choosing_rows(found, page, wording)
    rows.append(turning_row(Action.FIND, search_id, page, n_pages, wording))
    documents = wording.count(len(found), "document")
    choose = wording.texts.removal.choose
    markup = wording.say(choose, words=short_words(words), documents=documents)
    return markup, InlineKeyboardMarkup([row for row in rows if row])


async def _turn(query: CallbackQuery, press: Press, context: Context) -> str:
    search_id = SearchId(press.subject)
    words = await context.services.storage.searches.words(search_id)
    if not words or search_id == EVERYTHING or press.number < 0 or query.message is None:
        return context.wording.texts.toasts.outdated
    markup, keyboard = await _found(words, search_id, press.number, context)
    await edit_own(context.bot, query.message, markup, keyboard)
    return ""


async def _choose(query: CallbackQuery, press: Press, context: Context) -> str:
    holdings = await context.services.keeping.holdings.read()
    article, wording = holdings.find(press.subject), context.wording
    if article is None or query.message is None:
        return wording.texts.toasts.article_gone
    if article.is_part:
        question = _render_part(article, holdings.count_in(article.entry.file), wording)
        keyboard = _part_keyboard(article, wording)
    else:
        question = render_choice(article, wording)
        keyboard = confirming_keyboard(article, wording)
    await edit_own(context.bot, query.message, question, keyboard)
    return ""


async def _keep(query: CallbackQuery, _press: Press, context: Context) -> str:
    if query.message:
        cancelled = context.wording.say(context.wording.texts.removal.cancelled)
        await edit_own(context.bot, query.message, cancelled)
    return ""


async def _confirm(query: CallbackQuery, press: Press, context: Context) -> str:
    """Remove an article, or the file that it is a part of, and have the others read."""
    toasts, message = context.wording.texts.toasts, query.message
    article = await _article_of(press, context)
    if article is None or message is None:
        is_in_bin = await _find_removed(press.subject, context)
        return toasts.done_before if is_in_bin else toasts.article_gone
    whole = press.argument == _WHOLE_FILE
    document_id = article.entry.file if whole else article.entry.document_id
    key = key_of(document_id)
    try:
        await run_aside(context.services.keeping.bin.remove, document_id)
    except RemovalError as error:
        # Pressed twice: the first press says in the message how that went.
        if error.reason is RemovalFailure.MISSING and await _find_removed(key, context):
            return toasts.done_before
        await edit_own(context.bot, message, _refused(error, article, context.wording))
        return ""
    except StorageError as error:
        _log.error("an article could not be removed", reason=str(error))
        await edit_own(context.bot, message, _not_stored(article, context.wording))
        return ""
    wording = context.wording
    texts = wording.texts.removal
    if whole:
        removed = wording.say(texts.removed_file, name=short_words(document_id))
    else:
        removed = wording.say(texts.removed, title=title_of(article))
    await edit_own(context.bot, message, removed)
    conclude = partial(_conclude_removal, removed, key, context)
    # In the background, or the administrator's next question would wait for the end.
    context.application.create_task(follow_reread(context, message, removed, conclude))
    return ""


async def _conclude_removal(removed: str, key: str, context: Context, problem: str) -> Page:
    wording = context.wording
    texts, keyboard = wording.texts.removal, undo_keyboard(key, wording)
    if problem:
        lines = [removed, wording.say(problem), wording.say(texts.still_quoted)]
    else:
        lines = [removed, wording.say(texts.no_longer_quoted)]
    return "\n".join(lines), keyboard


async def _restore(query: CallbackQuery, press: Press, context: Context) -> str:
    """Put an article back, and have it read."""
    wording, message = context.wording, query.message
    if message is None:
        return wording.texts.toasts.outdated
    try:
        entry = await _find_removed(press.subject, context)
    except StorageError as error:
        _log.error("what was removed lately cannot be read", reason=str(error))
        return wording.texts.adding.not_stored
    if entry is None:
        return wording.texts.refusals.removal[RemovalFailure.NOT_IN_BIN]
    name = short_words(entry.document_id)
    try:
        await run_aside(context.services.keeping.bin.restore, entry.document_id)
    except RemovalError as error:
        reason = wording.texts.refusals.removal[error.reason]
        refused = wording.say(wording.texts.removal.not_restored, title=name, reason=reason)
        await edit_own(context.bot, message, refused, undo_keyboard(press.subject, wording))
        return ""
    except StorageError as error:
        _log.error("an article could not be put back", reason=str(error))
        reason = wording.texts.adding.not_stored
        refused = wording.say(wording.texts.removal.not_restored, title=name, reason=reason)
        await edit_own(context.bot, message, refused, undo_keyboard(press.subject, wording))
        return ""
    restored = wording.say(wording.texts.removal.restored, title=name)
    await edit_own(context.bot, message, restored)
    conclude = partial(_conclude_restoring, restored, press, context)
    context.application.create_task(follow_reread(context, message, restored, conclude))
    return ""


async def _conclude_restoring(restored: str, press: Press, context: Context, problem: str) -> Page:
    wording = context.wording
    texts = wording.texts.removal
    if problem:
        lines = [restored, wording.say(problem), wording.say(texts.not_quoted_yet)]
        return "\n".join(lines), None
    if article := await _article_of(press, context):
        restored = wording.say(texts.restored, title=title_of(article))
    return f"{restored}\n{wording.say(texts.quoted_again)}", None


async def _article_of(press: Press, context: Context) -> Held | None:
    return (await context.services.keeping.holdings.read()).find(press.subject)


async def _find_removed(key: str, context: Context) -> Removed | None:
    """Return what lies in the bin under the key of a button; the newest of that name."""
    removed = await run_aside(context.services.keeping.bin.removed)
    return next((entry for entry in removed if key_of(entry.document_id) == key), None)


def _render_part(article: Held, n_documents: int, wording: Wording) -> str:
    """Return the question whether the file is to be removed that an article is a part of."""
    texts, say = wording.texts.removal, wording.say
    documents = wording.count(n_documents, "document")
    parts = [
        say(texts.confirm, title=title_of(article)),
        say(texts.part, documents=documents),
        say(texts.file, name=short_words(article.entry.file)),
        say(texts.kept),
    ]
    return "\n".join(parts)


def _part_keyboard(article: Held, wording: Wording) -> InlineKeyboardMarkup:
    labels = wording.texts.buttons
    choices = (
        (labels.remove_file, Press(Action.REMOVE, article.key, _WHOLE_FILE)),
        (labels.cancel, Press(Action.KEEP, article.key)),
    )
    row = [InlineKeyboardButton(label, callback_data=press.encode()) for label, press in choices]
    return InlineKeyboardMarkup([row])


def _not_stored(article: Held, wording: Wording) -> str:
    reason = wording.texts.adding.not_stored
    return wording.say(wording.texts.removal.refused, title=title_of(article), reason=reason)


def _refused(error: RemovalError, article: Held, wording: Wording) -> str:
    reason = wording.texts.refusals.removal[error.reason]
    return wording.say(wording.texts.removal.refused, title=title_of(article), reason=reason)
