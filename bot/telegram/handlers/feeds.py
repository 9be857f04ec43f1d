"""``/feeds``: where articles come from by themselves, what that brought last, add and remove.

A feed is looked at before it is added, which takes as long as its site takes; that is done in the
background, or the administrator's next message would wait for it.
"""

from typing import Final

from telegram import CallbackQuery, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.collecting.addresses import without_password
from bot.errors import FetchError, StorageError
from bot.telegram.context import Context
from bot.telegram.feed_pages import (
    feeds_keyboard,
    key_of,
    n_pages_of,
    render_feeds,
    render_found,
)
from bot.telegram.handlers.administration import admin_command, admin_presses
from bot.telegram.own_messages import edit_own
from bot.telegram.presses import Action, Press
from bot.telegram.refusals import fetch_refusal
from bot.telegram.rendering import shortened
from bot.telegram.stopping import fetching_keyboard

_MAX_UNITS: Final = 140


def handler() -> CommandHandler[Context, None]:
    """Return what answers ``/feeds``."""
    return admin_command("feeds", _feeds)


def press_handler() -> CallbackQueryHandler[Context, None]:
    """Return what turns the pages of the list, and removes feeds."""
    return admin_presses({Action.FEEDS: _turn, Action.UNFEED: _remove})


async def _feeds(update: Update, context: Context) -> None:
    words = [word for word in context.args or () if word.casefold() != "add"]
    if words:
        context.application.create_task(_add(words[0], context), update=update)
        return
    markup, keyboard = await _page(0, context)
    await context.reply(markup, keyboard)


async def _add(url: str, context: Context) -> None:
    wording, schedule = context.wording, context.services.feeds
    looking = wording.say(wording.texts.feeds.looking)
    message = await context.reply(looking, fetching_keyboard(wording))
    try:
        added = await context.services.fetches.follow(message, schedule.add(url))
    except FetchError as error:
        name = shortened(without_password(url), _MAX_UNITS)
        refused = wording.say(wording.texts.feeds.not_added, url=name)
        shown = f"{refused}\n{fetch_refusal(error, wording)}"
    except StorageError:
        await edit_own(context.bot, message, wording.say(wording.texts.feeds.not_stored))
        raise
    else:
        shown = wording.say(wording.texts.feeds.stopped)
        if added:
            found, is_new = added
            minutes = context.services.settings.feeds_every_minutes
            shown = render_found(url, found, wording, is_new=is_new, minutes=minutes)
    await edit_own(context.bot, message, shown)


async def _turn(query: CallbackQuery, press: Press, context: Context) -> str:
    if press.number < 0:
        return context.wording.texts.toasts.outdated
    await _show(query, press.number, context)
    return ""


async def _remove(query: CallbackQuery, press: Press, context: Context) -> str:
    schedule, toasts = context.services.feeds, context.wording.texts.toasts
    urls = {key_of(state.url): state.url for state in await schedule.states()}
    url = urls.get(press.subject)
    if url is None or press.number < 0:
        return toasts.outdated
    await schedule.remove(url)
    await _show(query, press.number, context)
    return context.wording.texts.feeds.removed


async def _show(query: CallbackQuery, page: int, context: Context) -> None:
    if query.message:
        markup, keyboard = await _page(page, context)
        await edit_own(context.bot, query.message, markup, keyboard)


async def _page(page: int, context: Context) -> tuple[str, InlineKeyboardMarkup]:
    states = await context.services.feeds.states()
    # There may be fewer feeds than when the button was made.
    page = min(page, n_pages_of(states) - 1)
    minutes = context.services.settings.feeds_every_minutes
    markup = render_feeds(states, page, minutes, context.wording)
    return markup, feeds_keyboard(states, page, context.wording)
