"""``/privacy``: what is stored, and for how long; ``/forget_me`` deletes it once confirmed.

The confirming button carries whose data it deletes, since in a group everybody can press it. Data
of whoever asked in a chat's name, as anonymous administrators do, is deleted by an administrator
of that chat.
"""

from typing import Final

from telegram import CallbackQuery, Chat, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import Forbidden
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.housekeeping import DAY_S
from bot.preferences import Language
from bot.statistics.figures import DAYS
from bot.storage.searches import KEPT_S
from bot.telegram.context import Context
from bot.telegram.handlers.commands import command
from bot.telegram.own_messages import edit_own, show_toast
from bot.telegram.presses import VERSION, Action, Press
from bot.telegram.profile import offer_menu
from bot.telegram.rights import is_administrator

_CONFIRM: Final = "y"
_CANCEL: Final = "n"
_S_PER_MINUTE: Final = 60


def handler() -> CommandHandler[Context, None]:
    """Return what answers ``/privacy``."""
    return command("privacy", _privacy)


def forget_me_handler() -> CommandHandler[Context, None]:
    """Return what answers ``/forget_me``."""
    return command("forget_me", _ask_for_confirmation)


def press_handler() -> CallbackQueryHandler[Context, None]:
    """Return what answers the buttons under ``/forget_me``."""
    return CallbackQueryHandler(_answer_press, pattern=f"^{VERSION}{Action.FORGET}:")


async def _privacy(_update: Update, context: Context) -> None:
    wording, settings = context.wording, context.services.settings
    minutes = round(settings.follow_up_window_s / _S_PER_MINUTE)
    await context.reply(
        wording.say(
            wording.texts.privacy,
            days=wording.count(settings.answers_kept_days, "day"),
            minutes=wording.count(minutes, "minute"),
            count_days=wording.count(DAYS, "day"),
            search_days=wording.count(round(KEPT_S / DAY_S), "day"),
        )
    )


async def _ask_for_confirmation(_update: Update, context: Context) -> None:
    texts = context.wording.texts.forget_me
    is_private = context.message.chat.type == Chat.PRIVATE
    subject = str(context.asker_id)
    keyboard = InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(
                    label, callback_data=Press(Action.FORGET, subject, argument).encode()
                )
                for label, argument in ((texts.confirm, _CONFIRM), (texts.cancel, _CANCEL))
            ]
        ]
    )
    ask = texts.ask_private if is_private else texts.ask
    await context.reply(context.wording.say(ask), keyboard)


async def _answer_press(update: Update, context: Context) -> None:
    query = update.callback_query
    if query is None:
        raise ValueError("this update is no press")
    await show_toast(query, await _toast_for(query, context))


async def _toast_for(query: CallbackQuery, context: Context) -> str:
    """Delete what was stored, or do not; return the line that the presser sees, if any."""
    wording = context.wording
    press, message = Press.decode(query.data or ""), query.message
    owner_id = _number(press.subject) if press else None
    if press is None or message is None or owner_id is None:
        return wording.texts.toasts.expired
    if not await _may_delete(owner_id, query, context):
        return wording.texts.forget_me.not_yours
    if press.argument == _CONFIRM:
        result = await _delete(owner_id, message.chat, context)
    else:
        result = wording.say(wording.texts.forget_me.cancelled)
    await edit_own(context.bot, message, result)
    return ""


async def _may_delete(owner_id: int, query: CallbackQuery, context: Context) -> bool:
    if owner_id > 0:
        return owner_id == query.from_user.id
    try:
        return await is_administrator(context.bot, owner_id, query.from_user.id)
    except Forbidden:
        # A channel in whose name somebody asked, and in which the bot is not.
        return False


async def _delete(owner_id: int, chat: Chat, context: Context) -> str:
    """Delete what is stored of somebody; return how to say what that was."""
    storage, wording = context.services.storage, context.wording
    forgotten = await storage.answers.forget_user(owner_id)
    deleted = []
    if forgotten.n_questions:
        deleted.append(wording.count(forgotten.n_questions, "question"))
    if forgotten.n_votes:
        deleted.append(wording.count(forgotten.n_votes, "vote"))
    if chat.type == Chat.PRIVATE and await storage.chats.forget(chat.id):
        deleted.append(wording.texts.forget_me.preferences)
        if context.preferences.language is not Language.ARABIC:
            await offer_menu(context.bot, chat, context.services, Language.ARABIC)
    if not deleted:
        return wording.say(wording.texts.forget_me.nothing)
    return wording.say(wording.texts.forget_me.done, deleted=wording.list(deleted))


def _number(text: str) -> int | None:
    return int(text) if text.removeprefix("-").isdecimal() else None
