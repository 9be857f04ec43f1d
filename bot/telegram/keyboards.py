"""The buttons under an answer."""

from collections.abc import Sequence
from typing import Final

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, WebAppInfo

from bot.reader_links import Reader
from bot.storage.answers import AnswerId, StoredAnswer
from bot.telegram.display import collapse_spaces, replace_surrogates, utf16_length
from bot.telegram.presses import Action, Press
from bot.telegram.rendering import source_link
from bot.telegram.text_fragments import is_web_address
from bot.telegram.texts import Wording
from retrieval.datatypes import Quote

_MAX_COPIED_UNITS: Final = 256
_MAX_SHARED_UNITS: Final = 200
_MAX_IN_A_ROW: Final = 5

Row = list[InlineKeyboardButton]
_Page = Sequence[tuple[int, Quote, int]]
"""Of each quote its number in the message, less one; the quote; and its place in the answer."""


class AnswerKeyboard:
    """Builds the buttons of one answer.

    Args:
        answer: As it is stored.
        wording: How the chat reads.
        is_interactive: Whether somebody may turn its pages; nobody may in a channel, where
            what is left is harmless in anybody's hands.
        can_share: Whether people can share it by the bot's inline mode.
        reader: Shows articles; None where nobody can reach it.
    """

    def __init__(
        self,
        answer: StoredAnswer,
        wording: Wording,
        *,
        is_interactive: bool,
        can_share: bool,
        reader: Reader | None = None,
    ) -> None:
        self._answer = answer
        self._wording = wording
        self._labels = wording.texts.buttons
        self._is_interactive = is_interactive
        self._can_share = can_share
        self._reader = reader

    def under_page(
        self,
        quotes: Sequence[Quote],
        positions: Sequence[int],
        pages: Sequence[range],
        number: int,
    ) -> InlineKeyboardMarkup:
        """Return the buttons under a page.

        Args:
            quotes: All that are shown, over all pages.
            positions: Where each stands among the answer's own.
            pages: Which of them are on each page.
            number: Of the page that is shown, from 0.
        """
        page = [(nth, quotes[nth], positions[nth]) for nth in pages[number]]
        if len(page) == 1:
            [(_, quote, position)] = page
            rows = [self._of_one(quote, position)]
        else:
            rows = [*self._contexts(page), *self._articles(page), *self._copies(page)]
        if self._is_interactive:
            rows.append(self._turning(number, len(pages)))
        rows.append(self._last_row())
        return InlineKeyboardMarkup([row for row in rows if row])

    def under_context(self, quote: Quote, position: int, page_number: int) -> InlineKeyboardMarkup:
        """Return the buttons under a quote in its paragraph; back leads to the quote's page."""
        back = self._button(self._labels.back, Action.PAGE, page_number)
        return InlineKeyboardMarkup([[back, *self._source(quote, position), *self._copy(quote)]])

    def _of_one(self, quote: Quote, position: int) -> Row:
        row = []
        if self._is_interactive:
            row.append(self._button(self._labels.context, Action.CONTEXT, position))
        return [*row, *self._source(quote, position), *self._copy(quote)]

    def _contexts(self, page: _Page) -> list[Row]:
        if not self._is_interactive:
            return []
        return _in_rows(
            [
                self._button(
                    self._numbered(self._labels.numbered_context, nth), Action.CONTEXT, position
                )
                for nth, _, position in page
            ]
        )

    def _articles(self, page: _Page) -> list[Row]:
        """Return the buttons that open articles, or send those whose titles lead nowhere."""
        opening = [
            button
            for nth, quote, _ in page
            for button in self._opening(quote, self._numbered(self._labels.numbered_source, nth))
        ]
        if opening:
            return _in_rows(opening)
        if not self._is_interactive:
            return []
        firsts = {quote.document_id: nth for nth, quote, _ in reversed(page)}
        return _in_rows(
            [
                self._button(
                    self._numbered(self._labels.numbered_source, nth), Action.SOURCE, position
                )
                for nth, quote, position in page
                if firsts[quote.document_id] == nth and not source_link(quote)
            ]
        )

    def _copies(self, page: _Page) -> list[Row]:
        buttons = []
        for nth, quote, _ in page:
            buttons += self._copy(quote, self._numbered(self._labels.numbered_copy, nth))
        return _in_rows(buttons)

    def _turning(self, number: int, n_pages: int) -> Row:
        row = []
        if number > 0:
            row.append(self._button(self._labels.earlier, Action.PAGE, number - 1))
        if number < n_pages - 1:
            row.append(self._button(self._labels.more, Action.PAGE, number + 1))
        return row

    def _last_row(self) -> Row:
        row = [
            self._button(self._labels.up, Action.UP),
            self._button(self._labels.down, Action.DOWN),
        ]
        # By itself «ومتى؟» asks nothing where it is shared: what it leans on goes along.
        asked = " ".join((*self._answer.previous[:1], self._answer.question))
        shared = replace_surrogates(collapse_spaces(asked))
        # Telegram refuses the button that shares in channels.
        can_share = self._can_share and self._is_interactive
        if can_share and utf16_length(shared) <= _MAX_SHARED_UNITS:
            row.append(InlineKeyboardButton(self._labels.share, switch_inline_query=shared))
        return row

    def _source(self, quote: Quote, position: int) -> Row:
        if opening := self._opening(quote, self._labels.source):
            return opening
        if link := source_button(quote, self._labels.source):
            return link
        if not self._is_interactive:
            return []
        return [self._button(self._labels.source, Action.SOURCE, position)]

    def _opening(self, quote: Quote, label: str) -> Row:
        return reader_button(self._reader, quote, label, self._answer.answer_id)

    def _copy(self, quote: Quote, label: str | None = None) -> Row:
        return copy_button(quote, label or self._labels.copy_quote)

    def _button(
        self, label: str, action: Action, argument: int | str = ""
    ) -> InlineKeyboardButton:
        press = Press(action, self._answer.answer_id, str(argument))
        return InlineKeyboardButton(label, callback_data=press.encode())

    def _numbered(self, label: str, nth: int) -> str:
        return label.format(n=self._wording.number(nth + 1))


def source_button(quote: Quote, label: str) -> Row:
    """Return the button that opens a quote's source; none if it has no address."""
    link = source_link(quote)
    return [InlineKeyboardButton(label, url=link)] if link else []


def reader_button(
    reader: Reader | None, quote: Quote, label: str, answer: AnswerId | None = None
) -> Row:
    """Return the button that opens a quote in its article; none without a reader.

    Args:
        reader: As the chat is led to it.
        quote: Marked there.
        label: Of the button.
        answer: That the quote is of, if one is stored.
    """
    address = reader.address(quote, answer) if reader else ""
    # A name of many letters makes an address that is too long.
    if reader is None or not is_web_address(address):
        return []
    if reader.is_mini_app:
        return [InlineKeyboardButton(label, web_app=WebAppInfo(address))]
    return [InlineKeyboardButton(label, url=address)]


def copy_button(quote: Quote, label: str) -> Row:
    """Return the button that copies a quote; none if Telegram cannot copy so much, or nothing."""
    words = replace_surrogates(collapse_spaces(quote.text))
    if not 1 <= utf16_length(words) <= _MAX_COPIED_UNITS:
        return []
    return [InlineKeyboardButton(label, copy_text=CopyTextButton(words))]


def _in_rows(buttons: Sequence[InlineKeyboardButton]) -> list[Row]:
    """Share buttons out over as few rows as hold them, evenly."""
    if not buttons:
        return []
    n_rows = -(-len(buttons) // _MAX_IN_A_ROW)
    per_row = -(-len(buttons) // n_rows)
    return [list(buttons[i : i + per_row]) for i in range(0, len(buttons), per_row)]
