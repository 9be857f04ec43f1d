"""``/settings``: what a chat may choose, in one message that edits itself.

Each press is stored at once. In groups only administrators choose, and whether somebody is one is
asked anew at every command and press; another's press gets a line, and changes nothing.
"""

from telegram import CallbackQuery, Chat, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.preferences import Preferences
from bot.telegram.context import Context
from bot.telegram.handlers.commands import command
from bot.telegram.own_messages import edit_own, show_toast
from bot.telegram.presses import VERSION, Action, Press
from bot.telegram.profile import offer_menu
from bot.telegram.rights import is_administrator, is_from_administrator
from bot.telegram.settings_menu import SettingsMenu, Subject, change_of
from bot.telegram.texts import Wording


def handler() -> CommandHandler[Context, None]:
    """Return what answers ``/settings``."""
    return command("settings", _settings)


def press_handler() -> CallbackQueryHandler[Context, None]:
    """Return what answers the buttons of the settings."""
    return CallbackQueryHandler(_answer_press, pattern=f"^{VERSION}{Action.SETTING}:")


async def _settings(_update: Update, context: Context) -> None:
    chat, wording = context.message.chat, context.wording
    is_private = chat.type == Chat.PRIVATE
    if not is_private and not await is_from_administrator(context.bot, context.message):
        await context.reply(wording.say(wording.texts.settings.admins_only))
        return
    menu = _menu(chat, context.preferences, context)
    await context.reply(menu.render(), menu.keyboard())


async def _answer_press(update: Update, context: Context) -> None:
    query = update.callback_query
    if query is None:
        raise ValueError("this update is no press")
    before = context.preferences
    await show_toast(query, await _toast_for(query, context))
    after = context.preferences
    if query.message and after.language is not before.language:
        await offer_menu(context.bot, query.message.chat, context.services, after.language)


async def _toast_for(query: CallbackQuery, context: Context) -> str:
    """Do what a press asks for; return the line that its presser sees, if any."""
    texts = context.wording.texts
    press, message = Press.decode(query.data or ""), query.message
    if press is None or message is None:
        return texts.toasts.expired
    chat = message.chat
    if chat.type != Chat.PRIVATE and not await is_administrator(
        context.bot, chat.id, query.from_user.id
    ):
        return texts.settings.admins_only
    if press.subject == Subject.DONE:
        await edit_own(context.bot, message, _menu(chat, context.preferences, context).render())
        return ""
    change = change_of(press)
    if change is None:
        return texts.toasts.expired
    context.preferences = await context.services.storage.chats.change(chat.id, change)
    menu = _menu(chat, context.preferences, context)
    await edit_own(context.bot, message, menu.render(), menu.keyboard())
    return ""


def _menu(chat: Chat, preferences: Preferences, context: Context) -> SettingsMenu:
    languages = context.services.languages
    return SettingsMenu(
        preferences=preferences,
        n_quotes=preferences.n_quotes or context.services.settings.n_quotes,
        wording=Wording(languages[preferences.language], preferences.digits),
        language_names={name: texts.language_name for name, texts in languages.items()},
        is_group=chat.type != Chat.PRIVATE,
    )
