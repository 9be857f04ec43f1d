"""``/rollback``: answers from an earlier snapshot of the articles, chosen and confirmed.

The files stay as they are: the snapshot is held until somebody has the articles read again, and
both messages say so.
"""

from datetime import datetime

import structlog
from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.telegram.context import Context
from bot.telegram.handlers.administration import admin_command, admin_presses
from bot.telegram.own_messages import edit_own
from bot.telegram.presses import Action, Press
from bot.telegram.texts import Wording
from retrieval.errors import SnapshotError, SnapshotMismatchError, SnapshotMissingError
from retrieval.index.history import History, KeptSnapshot

_log = structlog.get_logger(__name__)


def handler() -> CommandHandler[Context, None]:
    """Return what answers ``/rollback``."""
    return admin_command("rollback", _rollback)


def press_handler() -> CallbackQueryHandler[Context, None]:
    """Return what answers the buttons under it."""
    return admin_presses({Action.VIEW: _view, Action.ROLL_BACK: _roll_back, Action.STAY: _stay})


async def _rollback(_update: Update, context: Context) -> None:
    history = await context.services.library.snapshots()
    await context.reply(_render(history, context.wording), _choices(history, context.wording))


async def _view(query: CallbackQuery, press: Press, context: Context) -> str:
    """Ask whether a snapshot is to be gone back to."""
    wording, message = context.wording, query.message
    snapshot = _find(await context.services.library.snapshots(), press.subject)
    if snapshot is None or message is None:
        return wording.texts.toasts.snapshot_gone
    texts, labels = wording.texts.rollback, wording.texts.buttons
    parts = [
        wording.say(texts.confirm),
        wording.line(_summary_parts(snapshot, wording)),
        wording.say(texts.effect),
    ]
    choices = ((labels.go_back, Action.ROLL_BACK), (labels.cancel, Action.STAY))
    keyboard = [_button(label, Press(action, snapshot.name)) for label, action in choices]
    await edit_own(context.bot, message, "\n".join(parts), InlineKeyboardMarkup([keyboard]))
    return ""


async def _stay(query: CallbackQuery, _press: Press, context: Context) -> str:
    if query.message:
        stayed = context.wording.say(context.wording.texts.rollback.stayed)
        await edit_own(context.bot, query.message, stayed)
    return ""


async def _roll_back(query: CallbackQuery, press: Press, context: Context) -> str:
    wording, message = context.wording, query.message
    texts, library = wording.texts.rollback, context.services.library
    snapshot = _find(await library.snapshots(), press.subject)
    if snapshot is None or message is None:
        return wording.texts.toasts.snapshot_gone
    try:
        await library.roll_back(snapshot.name)
    except SnapshotError as error:
        _log.warning("an earlier snapshot cannot be served", reason=str(error))
        parts = [wording.say(texts.failed), wording.say(_reason(error, wording))]
    else:
        parts = [
            wording.say(texts.done),
            wording.line(_summary_parts(snapshot, wording)),
            wording.say(texts.effect),
        ]
    await edit_own(context.bot, message, "\n".join(parts))
    return ""


def _render(history: History, wording: Wording) -> str:
    texts, say = wording.texts.rollback, wording.say
    lines = [say(texts.heading)]
    for number, snapshot in enumerate(history.snapshots, start=1):
        _, *rest = _summary_parts(snapshot, wording)
        item = _label(number, snapshot, wording)
        lines.append(wording.line([item, *rest, _mark(snapshot, wording)]))
    megabytes = wording.number(round(history.n_bytes / 1e6))
    lines += ["", say(texts.size, size=megabytes)]
    if all(snapshot.is_current for snapshot in history.snapshots):
        lines.append(say(texts.only_one))
    return "\n".join(lines)


def _choices(history: History, wording: Wording) -> InlineKeyboardMarkup:
    rows = []
    for number, snapshot in enumerate(history.snapshots, start=1):
        if not snapshot.is_current:
            label = wording.plain(_label(number, snapshot, wording))
            rows.append([_button(label, Press(Action.VIEW, snapshot.name))])
    return InlineKeyboardMarkup(rows)


def _find(history: History, name: str) -> KeptSnapshot | None:
    return next((snapshot for snapshot in history.snapshots if snapshot.name == name), None)


def _summary_parts(snapshot: KeptSnapshot, wording: Wording) -> list[str]:
    return [
        _moment(snapshot, wording),
        wording.count(snapshot.n_documents, "document"),
        wording.count(snapshot.n_passages, "passage"),
    ]


def _label(number: int, snapshot: KeptSnapshot, wording: Wording) -> str:
    """Return how a snapshot is called in the list and on its button.

    The number tells two of one minute apart.
    """
    moment = _moment(snapshot, wording)
    return wording.texts.rollback.item.format(n=wording.number(number), moment=moment)


def _moment(snapshot: KeptSnapshot, wording: Wording) -> str:
    """Return when a snapshot was made: there may be many of a day."""
    time = wording.clock_time(datetime.fromisoformat(snapshot.created_at))
    date = wording.date(snapshot.created_at)
    return wording.texts.rollback.moment.format(date=date, time=time)


def _mark(snapshot: KeptSnapshot, wording: Wording) -> str:
    texts = wording.texts.rollback
    if snapshot.is_held:
        return texts.held
    return texts.current if snapshot.is_current else ""


def _reason(error: SnapshotError, wording: Wording) -> str:
    texts = wording.texts.rollback
    match error:
        case SnapshotMissingError():
            return texts.missing
        case SnapshotMismatchError():
            return texts.mismatch
        case _:
            return texts.damaged


def _button(label: str, press: Press) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=press.encode())
