"""An answer as a message: a page of its quotes, or one quote in its paragraph, with buttons.

The first page is rendered from the answer itself; later ones, and paragraphs, from what is stored
of it, cut again from the articles as they are then. A quote whose article has changed is left out,
unless another article still says the same; the others keep the buttons they had.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from telegram import InlineKeyboardMarkup

from bot.answering import Answerer
from bot.reader_links import Reader
from bot.storage.answers import StoredAnswer
from bot.storage.quotes import StoredQuote
from bot.telegram.keyboards import AnswerKeyboard
from bot.telegram.rendering import render_context, render_page, shortened, split_pages
from bot.telegram.texts import Wording
from retrieval.datatypes import Outcome, Quote

_MAX_LEANT_ON_UNITS: Final = 80
_MAX_ASKED_UNITS: Final = 60


@dataclass(frozen=True, slots=True)
class AnswerMessage:
    """What is sent: HTML, and buttons if the chat wants them."""

    markup: str
    keyboard: InlineKeyboardMarkup | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where an answer is shown.

    Attributes:
        has_buttons: Whether the chat wants any.
        is_interactive: Whether somebody there may turn pages.
        is_group: Whether others' messages may stand between two questions.
        can_share: Whether the bot can be used inline.
        is_native: Whether the message replies to the post of its first quote; see `native_quotes`.
        reader: Shows articles; None where nobody can reach it.
    """

    wording: Wording
    has_buttons: bool
    is_interactive: bool
    is_group: bool
    can_share: bool
    is_native: bool = False
    reader: Reader | None = None

    def keyboard(self, answer: StoredAnswer) -> AnswerKeyboard:
        """Return what builds the answer's buttons."""
        return AnswerKeyboard(
            answer,
            self.wording,
            is_interactive=self.is_interactive,
            can_share=self.can_share,
            reader=self.reader,
        )


@dataclass(frozen=True, slots=True)
class StandingQuotes:
    """The quotes of an answer that still stand in their articles, best first.

    Attributes:
        positions: Where each stands among all of the answer's, which its buttons carry.
    """

    quotes: Sequence[Quote]
    positions: Sequence[int]

    @classmethod
    def all_of(cls, quotes: Sequence[Quote]) -> Self:
        """Return the quotes of an answer that was given just now."""
        return cls(quotes, range(len(quotes)))


def show_page(
    answer: StoredAnswer, standing: StandingQuotes, number: int, surroundings: Surroundings
) -> AnswerMessage:
    """Show a page of quotes.

    Args:
        answer: As it is stored.
        standing: Its quotes, at least one.
        number: From 0; beyond the last one, the last one is shown.
        surroundings: Where it is shown.
    """
    wording, quotes = surroundings.wording, standing.quotes
    pages = split_pages(quotes, answer.page_size, wording)
    number = min(number, len(pages) - 1)
    page = pages[number]
    markup = render_page(
        quotes[page.start : page.stop],
        page.start,
        wording,
        heading=_heading(answer, number, len(pages), surroundings),
        omits_first=surroundings.is_native and number == 0 and standing.positions[0] == 0,
    )
    keyboard = None
    if surroundings.has_buttons:
        keyboard = surroundings.keyboard(answer).under_page(
            quotes, standing.positions, pages, number
        )
    return AnswerMessage(markup, keyboard)


def show_context(
    answer: StoredAnswer,
    standing: StandingQuotes,
    position: int,
    context: Quote,
    surroundings: Surroundings,
) -> AnswerMessage:
    """Show one quote in its paragraph, and the way back to its page; otherwise as `show_page`."""
    pages = split_pages(standing.quotes, answer.page_size, surroundings.wording)
    nth = standing.positions.index(position)
    page_number = next(number for number, page in enumerate(pages) if nth in page)
    quote = standing.quotes[nth]
    return AnswerMessage(
        render_context(quote, context, surroundings.wording),
        surroundings.keyboard(answer).under_context(quote, position, page_number),
    )


def _heading(answer: StoredAnswer, number: int, n_pages: int, surroundings: Surroundings) -> str:
    """Return what stands above a page: how it is meant, and which one it is."""
    wording, texts = surroundings.wording, surroundings.wording.texts
    lines = []
    if surroundings.is_native and (surroundings.is_group or not surroundings.is_interactive):
        # It replies to the post, so nothing else shows whose question it answers.
        asked = shortened(answer.question, _MAX_ASKED_UNITS)
        lines.append(wording.say(texts.asked, question=asked))
    if answer.previous and surroundings.is_group:
        # In private the question before stands right above.
        leant_on = shortened(answer.previous[0], _MAX_LEANT_ON_UNITS)
        lines.append(wording.say(texts.leant_on, question=leant_on))
    is_weak = answer.outcome is Outcome.WEAK
    if number:
        which = {"number": wording.number(number + 1), "total": wording.number(n_pages)}
        lines.append(wording.say(texts.weak_page if is_weak else texts.page, **which))
    elif is_weak:
        lines.append(wording.say(texts.weak))
    return "\n".join(lines)


def recut(answer: StoredAnswer, engine: Answerer) -> StandingQuotes | None:
    """Cut the quotes of a stored answer again; None if none of them stands as it did.

    Args:
        answer: As it is stored.
        engine: What serves now; asked in its thread.
    """
    standing: dict[int, Quote] = {}
    for position, stored in enumerate(answer.quotes):
        if quote := recut_quote(stored, engine):
            standing[position] = quote
    return StandingQuotes(tuple(standing.values()), tuple(standing)) if standing else None


def recut_quote(stored: StoredQuote, engine: Answerer) -> Quote | None:
    """Cut one quote again, out of the first of its articles that still says so."""
    places: list[Quote] = []
    for place in (stored, *stored.twins):
        quote = engine.quote(place.document_id, place.start, place.end, matches=place.matches)
        if quote and place.is_same(quote):
            places.append(quote)
    return replace(places[0], twins=tuple(places[1:])) if places else None


def recut_with_context(
    answer: StoredAnswer, position: int, engine: Answerer
) -> tuple[StandingQuotes, Quote] | None:
    """Cut the quotes again, and the paragraph around one; None if that one does not stand."""
    standing = recut(answer, engine)
    if standing is None or position not in standing.positions:
        return None
    context = engine.context(standing.quotes[standing.positions.index(position)])
    return None if context is None else (standing, context)
