"""Everything the bot says, by language, from `wording/`; and how it is said in one chat.

The data files hold plain text and HTML without any control characters: `Wording.say` puts the
values in, escaped, and sees to the direction of each line.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Final, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, model_validator

from bot.preferences import Digits, Language
from bot.telegram.admin_texts import (
    AddingTexts,
    RefusalTexts,
    RemovalTexts,
    RollbackTexts,
    SourcesTexts,
)
from bot.telegram.chat_texts import Buttons, ForgetMe, Inline, SettingsTexts, Toasts
from bot.telegram.courtesies import Courtesy, courtesy_of
from bot.telegram.display import (
    escape,
    isolate_arabic_whole,
    isolate_latin_whole,
    left_to_right,
    left_to_right_html,
    right_to_left,
    right_to_left_html,
    without_steering,
)
from bot.telegram.operating_texts import DoctorTexts, FeedsTexts, StatsTexts, UnansweredTexts
from bot.telegram.plurals import FORMS, PluralForm, plural_form
from retrieval.arabic.questions import QuestionKind, analyse_question

Noun = Literal[
    "document",
    "passage",
    "file",
    "letter",
    "second",
    "minute",
    "day",
    "question",
    "vote",
    "answer",
    "time",
    "entry",
    "megabyte",
]


_TO_ARABIC_INDIC: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


class Texts(BaseModel):
    """One language. A key that is missing or unknown is an error when the file is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: Language
    language_name: str
    start: str
    help: str
    help_inline: str
    help_commands: str
    help_admin: str
    help_group: str
    trigger: str
    added_to_group: str
    about: str
    privacy: str
    forget_me: ForgetMe
    conversation_closed: str
    settings: SettingsTexts
    ask_usage: str
    unknown_command: str
    weak: str
    weak_page: str
    page: str
    leant_on: str
    none: str
    cut: str
    suggestions: str
    also: str
    suggestion: str
    asked: str
    list_separator: str
    buttons: Buttons
    toasts: Toasts
    inline: Inline
    no_question: str
    no_content: str
    small_talk: str
    thanks: str
    farewell: str
    arabizi: str
    foreign: str
    too_long: str
    text_only: str
    busy: str
    queue_full: str
    too_many: str
    failed: str
    admins_only: str
    stats: StatsTexts
    unanswered: UnansweredTexts
    feeds: FeedsTexts
    doctor: DoctorTexts
    reload_started: str
    reload_joined: str
    reload_progress: str
    reload_stages: dict[str, str]
    reload_rebuilt: str
    reload_files: str
    reload_passages: str
    reload_left: str
    reload_cancelled: str
    reload_done: str
    reload_unchanged: str
    reload_totals: str
    reload_added: str
    reload_changed: str
    reload_removed: str
    reload_kept: str
    reload_foreign: str
    reload_skipped: str
    reload_skipped_file: str
    reload_skipped_more: str
    reload_remarked: str
    reload_skipped_name: str
    reload_left_held: str
    reload_untidy: str
    reload_failed: str
    reload_reasons: dict[str, str]
    sources: SourcesTexts
    removal: RemovalTexts
    adding: AddingTexts
    rollback: RollbackTexts
    refusals: RefusalTexts
    commands: dict[str, str]
    description: str
    short_description: str
    months: tuple[str, ...]
    counted: dict[Noun, dict[PluralForm, str]]

    @classmethod
    def load(cls, language: str) -> "Texts":
        """Read a language that comes with the package, such as "ar"."""
        source = files("bot.telegram").joinpath("wording", f"{language}.json")
        return cls.model_validate_json(source.read_text(encoding="utf-8"))

    @model_validator(mode="after")
    def _check_counted(self) -> Self:
        """See that every noun is there, in all the forms that its language has."""
        if missing := set(get_args(Noun)) - set(self.counted):
            raise ValueError(f"expected every noun, found none of {sorted(missing)}")
        for noun, forms in self.counted.items():
            # A language without a form for zero may still say nothing in its own way.
            if set(forms) - {PluralForm.ZERO} != FORMS[self.language] - {PluralForm.ZERO}:
                raise ValueError(f"expected the plural forms of {self.language}: {noun}")
            if PluralForm.ZERO in FORMS[self.language] - set(forms):
                raise ValueError(f"expected a form for zero: {noun}")
        return self

    def why_none(self, question: str) -> str:
        """Say why nothing answers: more than «not found» to what was no question for articles."""
        match analyse_question(question).kind:
            case QuestionKind.EMPTY:
                return self.no_question
            case QuestionKind.SMALL_TALK:
                return {
                    Courtesy.THANKS: self.thanks,
                    Courtesy.FAREWELL: self.farewell,
                    Courtesy.GREETING: self.small_talk,
                }[courtesy_of(question)]
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
        return self._in_digits(str(n))

    def count(self, n: int, noun: Noun) -> str:
        """Write a number of things: «مقالان», «٣ مقالات»."""
        forms = self.texts.counted[noun]
        form = plural_form(self.texts.language, n)
        if n == 0 and PluralForm.ZERO in forms:
            form = PluralForm.ZERO
        return forms[form].format(n=self.number(n))

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

    def clock_time(self, moment: datetime) -> str:
        """Write hours and minutes."""
        return self._in_digits(f"{moment:%H:%M}")

    def say(self, markup: str, **values: str) -> str:
        """Return HTML of ours, values put in and escaped, each line in the language's direction.

        Args:
            markup: One of the texts.
            **values: Plain text; one that reads the other way throughout keeps together, as does
                any Arabic one in a line from left to right.
        """
        escaped = {name: escape(without_steering(value)) for name, value in values.items()}
        if self._is_right_to_left:
            whole = {name: isolate_latin_whole(value) for name, value in escaped.items()}
            return right_to_left_html(markup.format(**whole) if values else markup)
        kept_together = {name: isolate_arabic_whole(value) for name, value in escaped.items()}
        return left_to_right_html(markup.format(**kept_together) if values else markup)

    def line(self, parts: Iterable[str], *, label: str = "") -> str:
        """Put pieces of HTML into one line, a dot between two; nothing stands for an empty one.

        A label is one of the texts, and says at the beginning what they are.

        The line has the direction of the interface, as all lines of ours have, even if most of it
        is an article's title in another script: what is isolated in it reads in its own.
        """
        pieces = [part for part in parts if part]
        lead = f"{label} " if label else ""
        if self._is_right_to_left:
            return right_to_left_html(lead + " · ".join(pieces))
        return left_to_right_html(lead + " · ".join(map(isolate_arabic_whole, pieces)))

    def plain(self, text: str) -> str:
        """Return a text for places without HTML, such as the list of commands."""
        return right_to_left(text) if self._is_right_to_left else left_to_right(text)

    def _in_digits(self, written: str) -> str:
        if self.digits is Digits.ARABIC_INDIC:
            return written.translate(_TO_ARABIC_INDIC)
        return written

    @property
    def _is_right_to_left(self) -> bool:
        return self.texts.language is Language.ARABIC
