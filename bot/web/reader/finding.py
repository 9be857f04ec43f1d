"""What a page of the reader shows: an article, the mark in it, the quotes beside this one. Pure.

Called in the engine's thread. A quote of an answer that is stored is marked only where it still
says what it said: an article may have changed since.
"""

from dataclasses import dataclass

from bot.answering import Answerer
from bot.storage.answers import StoredAnswer
from bot.storage.quotes import StoredQuote
from bot.telegram.answer_messages import recut
from retrieval.datatypes import Article, DocumentId, Quote, Span


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: `span` of a document."""

    document_id: DocumentId
    span: Span


@dataclass(frozen=True, slots=True)
class Turning:
    """The quotes of an answer that still stand, seen from one of them.

    Attributes:
        number: Of that one, from 1.
        total: How many there are.
        earlier: The one before it, if there is one.
        later: The one after it, if there is one.
    """

    number: int
    total: int
    earlier: Quote | None
    later: Quote | None


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as it is to be shown.

    Attributes:
        mark: What to mark; None for nothing.
        quote: The same as a quote.
        is_changed: Whether a quote was to be marked that does not stand there any more.
        turning: Where the mark is a quote of a stored answer.
    """

    article: Article
    mark: Span | None = None
    quote: Quote | None = None
    is_changed: bool = False
    turning: Turning | None = None


def read(
    engine: Answerer, document_id: DocumentId, mark: Span | None, answer: StoredAnswer | None
) -> Reading | None:
    """Find what to show.

    Args:
        engine: Asked in its thread.
        document_id: Of the article.
        mark: What to mark of it, not empty; may lie outside of its text.
        answer: Of which that may be a quote.

    Returns:
        None if there is no such article.
    """
    article = engine.read_article(document_id)
    if article is None:
        return None
    if mark is None:
        return Reading(article)
    place = Place(document_id, mark)
    is_stored = answer is not None and any(_holds(quote, place) for quote in answer.quotes)
    if answer is not None and is_stored:
        turning = _turning(engine, answer, place)
        if turning is None:
            return Reading(article, is_changed=True)
    else:
        turning = None
    quote = engine.quote(document_id, mark.start, mark.end, matches=())
    return Reading(article, mark if quote else None, quote, turning=turning)


def _turning(engine: Answerer, answer: StoredAnswer, place: Place) -> Turning | None:
    """Return the quotes beside one; None if that one does not stand any more."""
    standing = recut(answer, engine)
    if standing is None:
        return None
    for at, quote in enumerate(standing.quotes):
        if any(_is_at(each, place) for each in (quote, *quote.twins)):
            return Turning(
                number=at + 1,
                total=len(standing.quotes),
                earlier=standing.quotes[at - 1] if at else None,
                later=standing.quotes[at + 1] if at + 1 < len(standing.quotes) else None,
            )
    return None


def _holds(stored: StoredQuote, place: Place) -> bool:
    return any(_is_at(each, place) for each in (stored, *stored.twins))


def _is_at(quote: StoredQuote | Quote, place: Place) -> bool:
    return (quote.document_id, quote.start, quote.end) == (
        place.document_id,
        place.span.start,
        place.span.end,
    )
