"""A question and its answer as a page shows them: what templates need, ready to be put in. Pure.

Answered in the engine's thread: paragraphs around quotes, and quotes of earlier answers, which are
cut again from their articles. One whose article has changed is left out, as on Telegram.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Self

from bot.answering import Answerer
from bot.errors import BotError, QuestionTooLongError, TooManyQuestionsError
from bot.marking import Piece, flowing_pieces
from bot.reader_links import article_path, document_path
from bot.storage.answers import AnswerId, StoredAnswer
from bot.telegram.answer_messages import recut
from bot.telegram.display import visible_text
from bot.telegram.rendering import also_cited, render_source, shortened, source_link
from bot.telegram.text_fragments import is_web_address
from bot.telegram.texts import Wording
from bot.web.pages.links import answer_address
from retrieval.datatypes import Outcome, Quote, Suggestion

VOTES: Final = ("up", "down")
_MAX_TITLE_UNITS: Final = 160
_MAX_LEANT_ON_UNITS: Final = 120
_MAX_REFUSED_UNITS: Final = 160
"""Of a question that is refused; it stands whole in the field, to be asked again."""
_MAX_SUGGESTIONS: Final = 3


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """Where a quote stands.

    Attributes:
        title: "" where it need not be said again.
        date: As it is read.
        day: The date as ISO 8601, or "".
        path: The article on this server.
        original: Where it was published, or "".
    """

    title: str
    source: str
    date: str
    day: str
    path: str
    original: str


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """A quote.

    Attributes:
        number: In its answer; "" for an only one.
        also: Other sources of the same words.
        context: The paragraph around it, the quote marked; empty if that holds nothing else.
        cited: Its source in plain text, to be copied below it.
    """

    number: str
    pieces: Sequence[Piece]
    place: ShownPlace
    also: Sequence[ShownPlace]
    context: Sequence[Piece]
    cited: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, and what is said to it.

    Attributes:
        answer_id: None if it is not kept.
        earlier: The answers before it on the page, oldest first.
        quotes: Those that are shown.
        n_more: Further ones.
        more: Where they are shown, or "".
        leant_on: The earlier question that this one was understood with, or "".
        lines: Said where there are no quotes.
        is_failed: Whether the lines say why it could not be answered.
        suggestions: Articles that are near the question: title and address.
        voted: "up", "down" or "".
        is_told: Whether a vote was just taken, or taken back, and that is to be said.
    """

    question: str
    answer_id: AnswerId | None = None
    earlier: Sequence[AnswerId] = ()
    is_weak: bool = False
    quotes: Sequence[ShownQuote] = ()
    n_more: int = 0
    more: str = ""
    leant_on: str = ""
    lines: Sequence[str] = ()
    is_failed: bool = False
    suggestions: Sequence[tuple[str, str]] = ()
    voted: str = ""
    is_told: bool = False

    def voted_as(self, said: str) -> Self:
        """Return it with the vote that its reader gave just now; "" is none."""
        voted = said if said in VOTES else ""
        return replace(self, voted=voted, is_told=bool(said))


@dataclass(frozen=True, slots=True)
class Found:
    """The quotes of an answer with the paragraphs around them, as far as they are to be shown.

    Attributes:
        contexts: Of each quote; None where there is none.
        n_more: Quotes that are not shown.
    """

    quotes: Sequence[Quote]
    contexts: Sequence[Quote | None]
    n_more: int

    @classmethod
    def first_of(cls, quotes: Sequence[Quote], limit: int) -> Self:
        """Return the first quotes, without their paragraphs."""
        shown = quotes[:limit]
        return cls(shown, [None] * len(shown), len(quotes) - len(shown))

    def in_context(self, engine: Answerer) -> "Found":
        """Return them with their paragraphs."""
        return replace(self, contexts=[engine.context(quote) for quote in self.quotes])


def find_again(engine: Answerer, answer: StoredAnswer, limit: int) -> Found | None:
    """Return the first quotes of a stored answer that still stand; None if none does."""
    standing = recut(answer, engine)
    return None if standing is None else Found.first_of(standing.quotes, limit)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question that was answered, just now or earlier.

    Attributes:
        answer_id: None if the answer could not be stored.
        previous: The questions that it was understood with, oldest first.
        suggestions: Articles near it, if nothing answers it.
        read_as: It in Arabic letters, if it came in Latin ones and was read.
    """

    question: str
    answer_id: AnswerId | None
    outcome: Outcome
    previous: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    read_as: str = ""

    @classmethod
    def of_stored(cls, answer: StoredAnswer) -> Self:
        """Return what a stored answer says of it."""
        return cls(answer.question, answer.answer_id, answer.outcome, answer.previous)


@dataclass(frozen=True, slots=True)
class TurnMaker:
    """Makes turns of answers.

    Args:
        wording: How the pages say things.
    """

    wording: Wording

    def answered(
        self, exchange: Exchange, found: Found | None, earlier: Sequence[AnswerId]
    ) -> Turn:
        """Show an answer.

        Args:
            exchange: Question and answer.
            found: Its quotes; None if none of them stands any more.
            earlier: The answers before it on the page, oldest first.
        """
        leant_on = exchange.previous[0] if exchange.previous else ""
        turn = Turn(
            question=exchange.question,
            answer_id=exchange.answer_id,
            earlier=earlier,
            leant_on=shortened(leant_on, _MAX_LEANT_ON_UNITS),
        )
        if exchange.outcome is Outcome.NONE:
            return replace(
                turn,
                lines=self.wording.texts.why_none(
                    exchange.read_as or exchange.question
                ).splitlines(),
                suggestions=[
                    (_named(suggestion.title), document_path(suggestion.document_id))
                    for suggestion in exchange.suggestions[:_MAX_SUGGESTIONS]
                ],
            )
        if found is None:
            return replace(turn, lines=[self.wording.texts.toasts.changed])
        return replace(
            turn,
            is_weak=exchange.outcome is Outcome.WEAK,
            quotes=self._quotes(exchange.answer_id, found),
            n_more=found.n_more,
            more=answer_address(exchange.answer_id, earlier) if exchange.answer_id else "",
        )

    def failed(self, question: str, error: BotError) -> Turn:
        """Show why a question is not answered."""
        texts = self.wording.texts
        match error:
            case QuestionTooLongError():
                limit = self.wording.count(error.limit, "letter")
                line = texts.too_long.format(limit=limit)
            case TooManyQuestionsError():
                line = texts.too_many
            case _:
                line = texts.busy
        asked = shortened(question, _MAX_REFUSED_UNITS)
        return Turn(question=asked, lines=[line], is_failed=True)

    def _quotes(self, answer_id: AnswerId | None, found: Found) -> list[ShownQuote]:
        quotes = found.quotes
        is_numbered = len(quotes) + found.n_more > 1
        return [
            ShownQuote(
                number=self.wording.number(i + 1) if is_numbered else "",
                pieces=flowing_pieces(quote.text, quote.matches),
                place=self._place(quote, answer_id),
                also=[self._also(place, quote) for place in also_cited(quote)],
                context=_around(quote, found.contexts[i]),
                cited=self._cited(quote),
            )
            for i, quote in enumerate(quotes)
        ]

    def _cited(self, quote: Quote) -> str:
        """Return title, outlet and date in a line, as on Telegram, and below it the address.

        That is the article's own: what leads to the words in it is a line of percent signs. And
        it stands alone, for what would keep it in its direction within a line is taken for a part
        of it wherever addresses in plain text are made links.
        """
        line = visible_text(render_source([quote], self.wording))
        address = quote.url if is_web_address(quote.url) else ""
        return "\n".join(filter(None, (line, address)))

    def _place(self, quote: Quote, answer_id: AnswerId | None) -> ShownPlace:
        return ShownPlace(
            title=_named(quote.title),
            source=_named(quote.source),
            date=_named(self.wording.date(quote.date)),
            day=_day(quote.date),
            path=article_path(quote.document_id, quote.start, quote.end, answer=answer_id),
            original=source_link(quote),
        )

    def _also(self, place: Quote, quote: Quote) -> ShownPlace:
        """Show another source: what of title and date is its own."""
        shown = self._place(place, None)
        if place.source and place.title == quote.title:
            shown = replace(shown, title="")
        return replace(shown, date="", day="") if place.date == quote.date else shown


def _around(quote: Quote, context: Quote | None) -> list[Piece]:
    if context is None or context.text.split() == quote.text.split():
        return []
    return flowing_pieces(context.text, context.matches)


def _named(name: str) -> str:
    return shortened(name, _MAX_TITLE_UNITS)


def _day(written: str) -> str:
    """Return a date as browsers read it; "" for one that its source states in words."""
    try:
        return date.fromisoformat(written[:10]).isoformat()
    except ValueError:
        return ""
