"""``/sources``: the articles, page by page, all of them or those that a search finds."""

from telegram import CallbackQuery, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.storage.searches import SearchId
from bot.telegram.context import Context
from bot.telegram.handlers.administration import admin_command, admin_presses
from bot.telegram.own_messages import edit_own
from bot.telegram.presses import Action, Press
from bot.telegram.source_pages import LISTED, n_pages_of, render_list, turning_row


def handler() -> CommandHandler[Context, None]:
    """Return what answers ``/sources``."""
    return admin_command("sources", _sources)


def press_handler() -> CallbackQueryHandler[Context, None]:
    """Return what turns the pages of the list."""
    return admin_presses({Action.LIST: _turn})


async def _sources(_update: Update, context: Context) -> None:
    services, words = context.services, " ".join(context.args or ())
    search_id = await services.storage.searches.keep(words, services.clock.unix_time())
    markup, keyboard = await _page(words, search_id, 0, context)
    await context.reply(markup, keyboard)


async def _turn(query: CallbackQuery, press: Press, context: Context) -> str:
    search_id = SearchId(press.subject)
    words = await context.services.storage.searches.words(search_id)
    if words is None or press.number < 0 or query.message is None:
        return context.wording.texts.toasts.outdated
    markup, keyboard = await _page(words, search_id, press.number, context)
    await edit_own(context.bot, query.message, markup, keyboard)
    return ""


async def _page(
    words: str, search_id: SearchId, page: int, context: Context
) -> tuple[str, InlineKeyboardMarkup]:
    holdings = await context.services.keeping.holdings.read()
    found = holdings.search(words)
    n_pages = n_pages_of(found, LISTED)
    # There may be fewer articles than when the button was made.
    page = min(page, n_pages - 1)
    markup = render_list(holdings, found, words, page, context.wording)
    row = turning_row(Action.LIST, search_id, page, n_pages, context.wording)
    return markup, InlineKeyboardMarkup([row] if row else [])
