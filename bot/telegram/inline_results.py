"""Quotes for chats that the bot is not in: rows to choose from, and the messages they become.

Whoever types after the bot's name sees a list of rows, each a line in bold with two or three
small ones below: the quote's own words come first, as they are what is chosen by, then its
source. What stands in a list may be inserted a year later, and what is inserted stays in a chat
that the bot cannot see: such a message carries its source and no button that asks the bot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from telegram import InlineKeyboardMarkup, InlineQueryResultArticle, InputTextMessageContent
from telegram.constants import ParseMode

from bot.reader_links import Reader
from bot.telegram.context import NO_PREVIEW
from bot.telegram.display import collapse_spaces, replace_surrogates
from bot.telegram.keyboards import Row, copy_button, reader_button, source_button
from bot.telegram.rendering import also_cited, render_quotes
from bot.telegram.texts import Wording
from retrieval.datatypes import Quote

PAGE_SIZE: Final = 10
"""Rows that are sent at once; further ones when somebody scrolls down to them."""
MAX_ROWS: Final = 50
"""Rows of one question, over all pages."""
_ID_BYTES: Final = 16
_TITLE_CHARS: Final = 48
_WORDS_CHARS: Final = 90
_SOURCE_CHARS: Final = 60


@dataclass(frozen=True, slots=True)
class RowPage:
    """Some of the rows.

    Attributes:
        next_offset: What Telegram sends to have the next ones; "" if these are the last.
    """

    rows: tuple[InlineQueryResultArticle, ...]
    next_offset: str


def first_row(offset: str) -> int | None:
    """Return the position of the first row of a page; None if no page begins with `offset`."""
    if not offset:
        return 0
    first = int(offset) if offset.isascii() and offset.isdecimal() and len(offset) <= 3 else -1
    return first if 0 < first < MAX_ROWS else None


def n_needed(first: int) -> int:
    """Return how many quotes a page takes, with one more that tells whether it is the last."""
    return min(first + PAGE_SIZE + 1, MAX_ROWS)


def page_of_rows(
    quotes: Sequence[Quote], first: int, wording: Wording, reader: Reader | None = None
) -> RowPage:
    """Return the rows of a page.

    Args:
        quotes: Best first, at least `n_needed(first)` if there are so many.
        first: Position of the page's first row.
        wording: How the person reads.
        reader: Shows articles; None where nobody can reach it.
    """
    end = first + PAGE_SIZE
    rows: dict[str, InlineQueryResultArticle] = {}
    for quote in quotes[first:end]:
        row = quote_row(quote, wording, reader)
        rows.setdefault(row.id, row)
    return RowPage(tuple(rows.values()), str(end) if len(quotes) > end else "")


def quote_row(
    quote: Quote, wording: Wording, reader: Reader | None = None
) -> InlineQueryResultArticle:
    """Return the row of one quote; inserted, it is the quote with its source."""
    words = replace_surrogates(collapse_spaces(quote.text))
    title, rest = _split_words(words, _TITLE_CHARS)
    beneath = _shortened(rest, _WORDS_CHARS)
    source = wording.plain(" · ".join(_names(quote, wording)))
    return InlineQueryResultArticle(
        _row_id(quote),
        f"{title}…" if rest else title,
        message_of(render_quotes([quote], wording)),
        reply_markup=links_under([quote], wording, reader),
        description="\n".join(line for line in (beneath and f"…{beneath}", source) if line),
    )


def none_row(question: str, wording: Wording) -> InlineQueryResultArticle:
    """Return the row that says that nothing was found; inserted, it says so of the question."""
    texts = wording.texts.inline
    return InlineQueryResultArticle(
        "none",
        wording.plain(texts.none_title),
        message_of(wording.say(texts.none_message, question=collapse_spaces(question))),
        description=wording.plain(texts.none_description),
    )


def message_of(markup: str) -> InputTextMessageContent:
    """Return HTML as a message for a chat that the bot is not in."""
    return InputTextMessageContent(
        markup, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
    )


def links_under(
    quotes: Sequence[Quote], wording: Wording, reader: Reader | None = None
) -> InlineKeyboardMarkup | None:
    """Return the buttons that work anywhere: to the source, if it is one, and to copy a quote."""
    labels = wording.texts.buttons
    rows: list[Row] = []
    if len(quotes) == 1:
        [quote] = quotes
        source = reader_button(reader, quote, labels.source)
        source = source or source_button(quote, labels.source)
        rows.append([*source, *copy_button(quote, labels.copy_quote)])
    else:
        for position, quote in enumerate(quotes):
            label = labels.numbered_copy.format(n=wording.number(position + 1))
            rows.append(copy_button(quote, label))
    filled = [row for row in rows if row]
    return InlineKeyboardMarkup(filled) if filled else None


def _row_id(quote: Quote) -> str:
    place = f"{quote.document_id}\n{quote.start}\n{quote.end}"
    return blake2b(place.encode("utf-8", "surrogatepass"), digest_size=_ID_BYTES).hexdigest()


def _names(quote: Quote, wording: Wording) -> list[str]:
    """Name a quote's source, and the first of the others that say the same."""
    names = [quote.title, quote.source]
    if also := also_cited(quote):
        names.append(f"{wording.texts.also} {also[0].source or also[0].title}")
    return [_shortened(name, _SOURCE_CHARS) for name in names if name]


def _split_words(words: str, max_chars: int) -> tuple[str, str]:
    """Split text after the last word that fits, or within the first one."""
    if len(words) <= max_chars:
        return words, ""
    end = words.rfind(" ", 1, max_chars + 1)
    end = max_chars if end < 0 else end
    return words[:end], words[end:].strip()


def _shortened(text: str, max_chars: int) -> str:
    shown, rest = _split_words(replace_surrogates(collapse_spaces(text)), max_chars)
    return f"{shown}…" if rest else shown
