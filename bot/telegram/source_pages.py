"""The articles as administrators see them in a chat: pages of a list, and buttons to choose by."""

from collections.abc import Sequence
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.collecting.holdings import FileState, Held, Holdings
from bot.storage.searches import SearchId
from bot.telegram.display import escape
from bot.telegram.presses import Action, Press
from bot.telegram.rendering import shortened
from bot.telegram.texts import Wording
from retrieval.corpus.languages import ARABIC, OTHER

LISTED: Final = 10
"""Articles on a page of the list."""
OFFERED: Final = 6
"""Articles on a page of buttons."""
_MAX_TITLE_UNITS: Final = 100
_MAX_LABEL_UNITS: Final = 60
_MAX_SOURCE_UNITS: Final = 60

Row = list[InlineKeyboardButton]


def render_list(
    holdings: Holdings, found: Sequence[Held], words: str, page: int, wording: Wording
) -> str:
    """Return a page of the list as HTML.

    Args:
        holdings: What is served.
        found: Of them, what was searched for; all of them where nothing was.
        words: That were searched for, or "".
        page: From 0, and there.
        wording: Of the chat.
    """
    texts, say = wording.texts.sources, wording.say
    documents = wording.count(len(found), "document")
    if words:
        lines = [say(texts.heading_search, words=short_words(words), documents=documents)]
    else:
        passages = wording.count(holdings.n_passages, "passage")
        lines = [say(texts.heading, documents=documents, passages=passages)]
        lines += _unread_lines(holdings, wording)
    start = page * LISTED
    for number, article in enumerate(found[start : start + LISTED], start=start + 1):
        title = title_of(article)
        lines += ["", say(texts.item, n=wording.number(number), title=title)]
        if details := _details(article, wording):
            lines.append(details)
    n_pages = n_pages_of(found, LISTED)
    if n_pages > 1:
        at, total = wording.number(page + 1), wording.number(n_pages)
        lines += ["", say(texts.page, number=at, total=total)]
    return "\n".join([*lines, "", say(texts.hint)])


def render_choice(article: Held, wording: Wording) -> str:
    """Return the question whether an article is to be removed, as HTML."""
    texts, say = wording.texts.removal, wording.say
    parts = [
        say(texts.confirm, title=title_of(article)),
        _details(article, wording),
        say(texts.file, name=shortened(article.entry.document_id, 2 * _MAX_TITLE_UNITS)),
        wording.line([wording.count(article.entry.n_passages, "passage")]),
        say(texts.kept),
    ]
    return "\n".join(part for part in parts if part)


def turning_row(
    action: Action, search_id: SearchId, page: int, n_pages: int, wording: Wording
) -> Row:
    """Return the buttons to the pages before and after, where there are such."""
    labels = wording.texts.buttons
    row = []
    if page > 0:
        row.append(_button(labels.earlier, Press(action, search_id, str(page - 1))))
    if page + 1 < n_pages:
        row.append(_button(labels.more, Press(action, search_id, str(page + 1))))
    return row


def choosing_rows(found: Sequence[Held], page: int, wording: Wording) -> list[Row]:
    """Return a button for each article of a page of those that may be removed."""
    return [
        [_button(_label(article, wording), Press(Action.CHOOSE, article.key))]
        for article in found[page * OFFERED : (page + 1) * OFFERED]
    ]


def confirming_keyboard(article: Held, wording: Wording) -> InlineKeyboardMarkup:
    """Return the buttons under the question whether an article is to be removed."""
    labels = wording.texts.buttons
    return InlineKeyboardMarkup(
        [
            [
                _button(labels.remove, Press(Action.REMOVE, article.key)),
                _button(labels.cancel, Press(Action.KEEP, article.key)),
            ]
        ]
    )


def undo_keyboard(key: str, wording: Wording) -> InlineKeyboardMarkup:
    """Return the button that puts an article back."""
    return InlineKeyboardMarkup(
        [[_button(wording.texts.buttons.undo, Press(Action.RESTORE, key))]]
    )


def n_pages_of(found: Sequence[Held], per_page: int) -> int:
    """Return how many pages there are, at least one."""
    return max(1, -(-len(found) // per_page))


def title_of(article: Held) -> str:
    """Return how an article is called in a list."""
    return shortened(article.entry.title or article.entry.document_id, _MAX_TITLE_UNITS)


def short_words(words: str) -> str:
    """Return what was searched for, as far as it need be repeated."""
    return shortened(words, _MAX_TITLE_UNITS)


def _unread_lines(holdings: Holdings, wording: Wording) -> list[str]:
    texts, say = wording.texts.sources, wording.say
    counts = (
        (texts.new, holdings.n_new),
        (texts.changed, holdings.n_changed),
        (texts.gone, holdings.n_gone),
    )
    lines = [say(text, files=wording.count(n, "file")) for text, n in counts if n]
    return ["", say(texts.unread), *lines] if lines else []


def _details(article: Held, wording: Wording) -> str:
    texts, entry = wording.texts.sources, article.entry
    state = {
        FileState.READ: "",
        FileState.CHANGED: texts.file_changed,
        FileState.GONE: texts.file_gone,
    }[article.state]
    source = escape(shortened(entry.source, _MAX_SOURCE_UNITS))
    parts = [source, escape(wording.date(entry.date)), _language(entry.language, wording), state]
    return wording.line(parts) if any(parts) else ""


def _language(code: str, wording: Wording) -> str:
    """Return what an article is written in, where that is not plain Arabic."""
    if code in {"", ARABIC}:
        return ""
    names = wording.texts.sources.languages
    return names.get(code, names[OTHER])


def _label(article: Held, wording: Wording) -> str:
    date = wording.date(article.entry.date)
    title = shortened(title_of(article), _MAX_LABEL_UNITS)
    return wording.plain(f"{title} · {date}" if date else title)


def _button(label: str, press: Press) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=press.encode())
