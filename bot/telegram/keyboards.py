"""The buttons under an answer."""

from collections.abc import Sequence
from typing import Final

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.storage.answers import StoredAnswer
from bot.telegram.display import collapse_spaces, replace_surrogates, utf16_length
from bot.telegram.presses import Action, Press
from bot.telegram.rendering import source_link
from bot.telegram.texts import Wording
from retrieval.datatypes import Quote

_MAX_COPIED_UNITS: Final = 256
_MAX_SHARED_UNITS: Final = 200
_MAX_IN_A_ROW: Final = 5

Row = list[InlineKeyboardButton]


class AnswerKeyboard:
    """Builds the buttons of one answer.

    Args:
        answer: As it is stored.
        wording: How the chat reads.
        is_interactive: Whether somebody may turn its pages; nobody may in a channel, where
            what is left is harmless in anybody's hands.
        can_share: Whether people can share it by the bot's inline mode.
    """

    def __init__(
        self, answer: StoredAnswer, wording: Wording, *, is_interactive: bool, can_share: bool
    ) -> None:
        self._answer = answer
        self._wording = wording
        self._labels = wording.texts.buttons
        self._is_interactive = is_interactive
        self._can_share = can_share

    def under_page(
        self, quotes: Sequence[Quote], pages: Sequence[range], number: int
    ) -> InlineKeyboardMarkup:
        """Return the buttons under a page.

        Args:
            quotes: All of the answer.
            pages: Positions of the quotes of each page.
            number: Of the page that is shown, from 0.
        """
        page = pages[number]
        if len(page) == 1:
            rows = [self._of_one(quotes[page.start], page.start)]
        else:
            rows = [
                *self._contexts(page),
                *self._articles(quotes, page),
                *self._copies(quotes, page),
            ]
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

    def _contexts(self, page: range) -> list[Row]:
        if not self._is_interactive:
            return []
        return _in_rows(
            [
                self._button(
                    self._numbered(self._labels.numbered_context, position),
                    Action.CONTEXT,
                    position,
                )
                for position in page
            ]
        )

    def _articles(self, quotes: Sequence[Quote], page: range) -> list[Row]:
        """Return the buttons that send articles; titles of those with an address lead there."""
        if not self._is_interactive:
            return []
        firsts = {quotes[position].document_id: position for position in reversed(page)}
        return _in_rows(
            [
                self._button(
                    self._numbered(self._labels.numbered_source, position), Action.SOURCE, position
                )
                for position in page
                if firsts[quotes[position].document_id] == position
                and not source_link(quotes[position])
            ]
        )

    def _copies(self, quotes: Sequence[Quote], page: range) -> list[Row]:
        buttons = []
        for position in page:
            label = self._numbered(self._labels.numbered_copy, position)
            buttons += self._copy(quotes[position], label)
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
        question = collapse_spaces(self._answer.question)
        # Telegram refuses the button that shares in channels.
        can_share = self._can_share and self._is_interactive
        if can_share and utf16_length(question) <= _MAX_SHARED_UNITS:
            row.append(
                InlineKeyboardButton(
                    self._labels.share, switch_inline_query=replace_surrogates(question)
                )
            )
        return row

    def _source(self, quote: Quote, position: int) -> Row:
        if link := source_button(quote, self._labels.source):
            return link
        if not self._is_interactive:
            return []
        return [self._button(self._labels.source, Action.SOURCE, position)]

    def _copy(self, quote: Quote, label: str | None = None) -> Row:
        return copy_button(quote, label or self._labels.copy_quote)

    def _button(
        self, label: str, action: Action, argument: int | str = ""
    ) -> InlineKeyboardButton:
        press = Press(action, self._answer.answer_id, str(argument))
        return InlineKeyboardButton(label, callback_data=press.encode())

    def _numbered(self, label: str, position: int) -> str:
        return label.format(n=self._wording.number(position + 1))


def source_button(quote: Quote, label: str) -> Row:
    """Return the button that opens a quote's source; none if it has no address."""
    link = source_link(quote)
    return [InlineKeyboardButton(label, url=link)] if link else []


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
