"""Everything the bot says, by language, from `wording/`; and how it is said in one chat.

The data files hold plain text and HTML without any control characters: `Wording.say` puts the
values in, escaped, and sees to the direction of each line.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from bot.preferences import Digits
from bot.telegram.display import escape, right_to_left, right_to_left_html
from retrieval.arabic.questions import QuestionKind, analyse_question

Noun = Literal["document", "passage", "file", "letter", "second"]


_TO_ARABIC_INDIC: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


class Plural(BaseModel):
    """A counted noun in the six forms of Arabic; ``{n}`` is the number."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zero: str
    one: str
    two: str
    few: str
    many: str
    other: str

    def form(self, n: int) -> str:
        """Return the form for a whole number.

        Source:
            Unicode CLDR, plural rules for `ar`.
        """
        if n in {0, 1, 2}:
            return (self.zero, self.one, self.two)[n]
        if 3 <= n % 100 <= 10:
            return self.few
        return self.many if 11 <= n % 100 <= 99 else self.other


class Buttons(BaseModel):
    """What stands on buttons; ``{n}`` is the number of a quote."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    context: str
    numbered_context: str
    back: str
    more: str
    earlier: str
    source: str
    copy_quote: str
    numbered_copy: str
    share: str
    up: str
    down: str


class Toasts(BaseModel):
    """What a press is answered with, in a line that goes by itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    thanks: str
    taken_back: str
    not_yours: str
    expired: str
    changed: str
    busy: str
    failed: str


class Texts(BaseModel):
    """One language. A key that is missing or unknown is an error when the file is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: str
    help: str
    help_admin: str
    ask_usage: str
    unknown_command: str
    weak: str
    none: str
    cut: str
    suggestions: str
    suggestion: str
    list_separator: str
    buttons: Buttons
    toasts: Toasts
    no_question: str
    no_content: str
    small_talk: str
    arabizi: str
    foreign: str
    too_long: str
    text_only: str
    busy: str
    failed: str
    admins_only: str
    reload_started: str
    reload_progress: str
    reload_stages: dict[str, str]
    reload_done: str
    reload_unchanged: str
    reload_totals: str
    reload_added: str
    reload_changed: str
    reload_removed: str
    reload_kept: str
    reload_skipped: str
    reload_skipped_file: str
    reload_skipped_more: str
    reload_failed: str
    reload_reasons: dict[str, str]
    commands: dict[str, str]
    description: str
    short_description: str
    months: tuple[str, ...]
    counted: dict[Noun, Plural]

    @classmethod
    def load(cls, language: str) -> "Texts":
        """Read a language that comes with the package, such as "ar"."""
        source = files("bot.telegram").joinpath("wording", f"{language}.json")
        return cls.model_validate_json(source.read_text(encoding="utf-8"))

    def why_none(self, question: str) -> str:
        """Say why nothing answers: more than «not found» to what was no question for articles."""
        match analyse_question(question).kind:
            case QuestionKind.EMPTY:
                return self.no_question
            case QuestionKind.SMALL_TALK:
                return self.small_talk
            case QuestionKind.NO_CONTENT:
                return self.no_content
            case QuestionKind.ARABIZI:
                return self.arabizi
            case QuestionKind.FOREIGN:
                return self.foreign
            case QuestionKind.QUESTION:
                return self.none


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts as one chat reads them."""

    texts: Texts
    digits: Digits = Digits.ARABIC_INDIC

    def number(self, n: int) -> str:
        """Write a whole number."""
        written = str(n)
        if self.digits is Digits.ARABIC_INDIC:
            return written.translate(_TO_ARABIC_INDIC)
        return written

    def count(self, n: int, noun: Noun) -> str:
        """Write a number of things: «مقالان», «٣ مقالات»."""
        return self.texts.counted[noun].form(n).format(n=self.number(n))

    def list(self, items: Iterable[str]) -> str:
        """Write several things one after another."""
        return f"{self.texts.list_separator} ".join(items)

    def date(self, written: str) -> str:
        """Write an ISO 8601 date with the month's name; anything else as its source states it."""
        try:
            day = datetime.fromisoformat(written)
        except ValueError:
            return written
        return f"{self.number(day.day)} {self.texts.months[day.month - 1]} {self.number(day.year)}"

    def say(self, markup: str, **values: str) -> str:
        """Return HTML of ours, values put in and escaped, each line from right to left."""
        escaped = {name: escape(value) for name, value in values.items()}
        return right_to_left_html(markup.format(**escaped) if values else markup)

    def plain(self, text: str) -> str:
        """Return a text for places without HTML, such as the list of commands."""
        return right_to_left(text)
