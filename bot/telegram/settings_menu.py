"""The message in which a chat chooses: what stands now, and a button for everything it may be.

A button carries the value it sets, not a step up or down: pressed twice, or long after, it still
does what it says.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.preferences import Digits, Language, Preferences
from bot.telegram.presses import Action, Press
from bot.telegram.texts import Wording

_ON: Final = "on"
_OFF: Final = "off"
_MAX_QUOTES: Final = 10
_IN_A_ROW: Final = 5

Row = list[InlineKeyboardButton]
Change = Callable[[Preferences], Preferences]


class Subject(StrEnum):
    """What a press of these buttons is about; each stands in the data."""

    N_QUOTES = "quotes"
    DIGITS = "digits"
    BUTTONS = "buttons"
    LANGUAGE = "language"
    DONE = "done"
    """Close the message."""


@dataclass(frozen=True, slots=True)
class SettingsMenu:
    """What a chat chose, as it is shown to it.

    Attributes:
        preferences: What it chose.
        n_quotes: Quotes in a message, at most: its own number or the operator's.
        wording: In its language.
        language_names: Every language there is, in its own words.
        is_group: Whether several people read it.
    """

    preferences: Preferences
    n_quotes: int
    wording: Wording
    language_names: dict[Language, str]
    is_group: bool

    def render(self) -> str:
        """Return what stands now as HTML."""
        texts, say = self.wording.texts.settings, self.wording.say
        return "\n".join(
            [
                say(texts.heading_group if self.is_group else texts.heading),
                "",
                say(texts.n_quotes, n=self.wording.number(self.n_quotes)),
                say(texts.digits, digits=self.preferences.digits.value),
                say(
                    texts.buttons,
                    state=texts.shown if self.preferences.has_buttons else texts.hidden,
                ),
                say(texts.language, language=self.language_names[self.preferences.language]),
            ]
        )

    def keyboard(self) -> InlineKeyboardMarkup:
        """Return a button for every choice; those that stand are marked."""
        texts, chosen = self.wording.texts.settings, self.preferences
        numbers = [
            self._button(
                Subject.N_QUOTES, str(n), self.wording.number(n), is_chosen=n == self.n_quotes
            )
            for n in range(1, _MAX_QUOTES + 1)
        ]
        return InlineKeyboardMarkup(
            [
                *(numbers[i : i + _IN_A_ROW] for i in range(0, len(numbers), _IN_A_ROW)),
                self._row(Subject.DIGITS, ((d.name, d.value, d is chosen.digits) for d in Digits)),
                self._row(
                    Subject.BUTTONS,
                    (
                        (_ON, texts.with_buttons, chosen.has_buttons),
                        (_OFF, texts.without_buttons, not chosen.has_buttons),
                    ),
                ),
                self._row(
                    Subject.LANGUAGE,
                    (
                        (language.value, name, language is chosen.language)
                        for language, name in self.language_names.items()
                    ),
                ),
                [self._button(Subject.DONE, "", texts.done, is_chosen=False)],
            ]
        )

    def _row(self, subject: Subject, choices: Iterable[tuple[str, str, bool]]) -> Row:
        return [
            self._button(subject, value, label, is_chosen=is_chosen)
            for value, label, is_chosen in choices
        ]

    def _button(
        self, subject: Subject, value: str, label: str, *, is_chosen: bool
    ) -> InlineKeyboardButton:
        if is_chosen:
            label = self.wording.texts.settings.chosen.format(label=label)
        press = Press(Action.SETTING, subject, value)
        return InlineKeyboardButton(label, callback_data=press.encode())


def change_of(press: Press) -> Change | None:
    """Return what a press changes; None for what no button of this version carries."""
    value = press.argument
    match press.subject:
        case Subject.N_QUOTES if 1 <= press.number <= _MAX_QUOTES:
            return lambda chosen: replace(chosen, n_quotes=press.number)
        case Subject.DIGITS if value in Digits.__members__:
            return lambda chosen: replace(chosen, digits=Digits[value])
        case Subject.BUTTONS if value in {_ON, _OFF}:
            return lambda chosen: replace(chosen, has_buttons=value == _ON)
        case Subject.LANGUAGE if value in set(Language):
            return lambda chosen: chosen.in_language(Language(value))
    return None
