"""Quotes as Telegram messages: in blockquotes, with their sources below them.

A quote's letters are never changed: white space is collapsed, so that hard-wrapped lines flow,
and the words that match are bold. A message is never cut inside a quote. The rare quote that no
message can hold ends at a sentence or a word, and our mark stands after it, outside.
"""

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from bot.marking import flowing_pieces
from bot.telegram.display import (
    collapse_spaces,
    escape,
    utf16_length,
    visible_text,
)
from bot.telegram.text_fragments import MAX_ADDRESS_CHARS, is_web_address, link_to_words
from bot.telegram.texts import Wording
from retrieval.datatypes import Quote, Span

# Bot API, sendMessage: "1-4096 characters after entities parsing", counted in UTF-16 units.
MAX_MESSAGE_UNITS: Final = 4096
# Leaves room for the heading, our mark and the lines of the sources.
MAX_QUOTE_UNITS: Final = 2900
# About six lines of a phone; longer quotes open at a touch.
LONG_QUOTE_UNITS: Final = 320
_MAX_TITLE_UNITS: Final = 100
_MAX_SOURCE_UNITS: Final = 80
# Of what names another source, below the first.
_MAX_ALSO_UNITS: Final = 60
# Other sources that are named; who prints an agency's sentence after them adds nothing.
_MAX_ALSO: Final = 3
_MAX_HEADING_UNITS: Final = 240
# Lines of sources with every word of them isolated, our mark, and what stands between two quotes.
_MAX_FRAME_UNITS: Final = 2 * (_MAX_TITLE_UNITS + 2 * _MAX_SOURCE_UNITS) + 40
_MAX_ALSO_FRAME_UNITS: Final = 2 * 3 * _MAX_ALSO_UNITS + 20

_SPACES = re.compile(r"\s+")
# U+06D4 is ARABIC FULL STOP.
_SENTENCE_END = re.compile(r"[.!?؟…\u06d4][»”\")\]]*(?=\s)")


def render_page(
    quotes: Sequence[Quote],
    first: int,
    wording: Wording,
    *,
    heading: str,
    omits_first: bool = False,
) -> str:
    """Turn quotes into the HTML of one message; neighbours of the same sources share their lines.

    Args:
        quotes: Those of the page, as `split_pages` put them together.
        first: Position of the first one among all quotes; they are numbered if they are several.
        wording: How the chat reads.
        heading: HTML for the top, or "".
        omits_first: The first quote stands above the message already; its source does not.

    Returns:
        At most `MAX_MESSAGE_UNITS` UTF-16 units after parsing; each quote stands whole in it,
        above its source.
    """
    is_numbered = len(quotes) > 1
    blocks: list[str] = []
    for group in _by_source(quotes):
        block = render_quotes(
            group,
            wording,
            first=first if is_numbered else None,
            omits_first=omits_first and not blocks,
        )
        blocks.append(block)
        first += len(group)
    page = "\n\n".join(blocks)
    return f"{heading}\n{page}" if heading else page


def render_context(quote: Quote, context: Quote, wording: Wording) -> str:
    """Return the paragraph around a quote, the quote in bold, with its source line below."""
    [sentence] = context.matches
    paragraph, is_cut = _fitting(context.text)
    if sentence.end > len(paragraph):
        paragraph, is_cut = _fitting(quote.text)
        sentence = Span(0, len(paragraph))
    # Asked for, and so not folded away.
    lines = [f"<blockquote>{_with_bold(paragraph, [sentence])}</blockquote>"]
    if is_cut:
        lines.append(wording.say(wording.texts.cut))
    lines.append(render_source([quote], wording))
    return "\n".join(lines)


def render_quotes(
    quotes: Sequence[Quote],
    wording: Wording,
    *,
    first: int | None = None,
    omits_first: bool = False,
) -> str:
    """Return blockquotes of one document, in the order given, with their sources below.

    Args:
        quotes: At least one; other documents say the same as all of them, or as none.
        wording: How the chat reads.
        first: Position of the first quote, where the source line is to number them.
        omits_first: Leave the first blockquote out.
    """
    lines = []
    for quote in quotes[1:] if omits_first else quotes:
        shown, is_cut = _fitting(quote.text)
        tag = "blockquote expandable" if utf16_length(shown) > LONG_QUOTE_UNITS else "blockquote"
        lines.append(f"<{tag}>{_with_bold(shown, quote.matches)}</blockquote>")
        if is_cut:
            lines.append(wording.say(wording.texts.cut))
    lines.append(render_source(quotes, wording, first=first))
    lines += [_render_also(place, quotes[0], wording) for place in also_cited(quotes[0])]
    return "\n".join(lines)


def also_cited(quote: Quote) -> tuple[Quote, ...]:
    """Return the same as other sources say it, as many of them as are named below a quote."""
    return quote.cited[1 : 1 + _MAX_ALSO]


def _render_also(place: Quote, quote: Quote, wording: Wording) -> str:
    """Return the line of another source: what of title, outlet and date is its own."""
    has_own_title = not place.source or place.title != quote.title
    facts = (
        place.title if has_own_title else "",
        place.source,
        wording.date(place.date) if place.date != quote.date else "",
    )
    parts = [escape(shortened(fact, _MAX_ALSO_UNITS)) for fact in facts if fact]
    if link := source_link(place):
        parts[0] = f'<a href="{html.escape(link)}">{parts[0]}</a>'
    return wording.line(parts, label=wording.texts.also)


def render_source(quotes: Sequence[Quote], wording: Wording, *, first: int | None = None) -> str:
    """Return title, outlet and date in one line; the title leads to the quoted words."""
    quote = quotes[0]
    title = escape(shortened(quote.title, _MAX_TITLE_UNITS))
    if link := source_link(quote):
        title = f'<a href="{html.escape(link)}">{title}</a>'
    outlet = escape(shortened(quote.source, _MAX_SOURCE_UNITS))
    date = escape(shortened(wording.date(quote.date), _MAX_SOURCE_UNITS))
    numbers = ""
    if first is not None:
        numbers = wording.list(wording.number(first + 1 + i) for i in range(len(quotes)))
    parts = (numbers, title, outlet, date)
    return wording.line(parts)


def source_link(quote: Quote) -> str:
    """Return an address that leads to the quoted words of the original, or "" if it has none."""
    if not is_web_address(quote.url):
        return ""
    link = link_to_words(quote.url, quote.text)
    return link if len(link) <= MAX_ADDRESS_CHARS else quote.url


def split_pages(quotes: Sequence[Quote], page_size: int, wording: Wording) -> list[range]:
    """Put quotes into as few pages as hold them, in order and each quote whole.

    Args:
        quotes: All of an answer.
        page_size: On a page at most.
        wording: How the chat reads.

    Returns:
        Positions of the quotes of each page.
    """
    pages: list[range] = []
    for position in range(len(quotes)):
        if pages and len(pages[-1]) < page_size:
            longer = range(pages[-1].start, position + 1)
            if _fit_together(quotes[longer.start : longer.stop], longer.start, wording):
                pages[-1] = longer
                continue
        pages.append(range(position, position + 1))
    return pages


def _fit_together(quotes: Sequence[Quote], first: int, wording: Wording) -> bool:
    """Tell whether one message holds quotes and a heading; see `render_page`."""
    limit = MAX_MESSAGE_UNITS - _MAX_HEADING_UNITS
    at_most = sum(
        utf16_length(quote.text)
        + _MAX_FRAME_UNITS
        + _MAX_ALSO_FRAME_UNITS * len(also_cited(quote))
        for quote in quotes
    )
    if at_most <= limit:
        return True
    return utf16_length(visible_text(render_page(quotes, first, wording, heading=""))) <= limit


def _by_source(quotes: Sequence[Quote]) -> list[list[Quote]]:
    """Put neighbours with the same sources together, as long as one message can hold them."""
    groups: list[list[Quote]] = []
    for quote in quotes:
        is_neighbour = bool(groups) and _sources(groups[-1][-1]) == _sources(quote)
        if is_neighbour and _total_units([*groups[-1], quote]) <= MAX_QUOTE_UNITS:
            groups[-1].append(quote)
        else:
            groups.append([quote])
    return groups


def _sources(quote: Quote) -> tuple[object, ...]:
    """Return what the lines below a quote say."""
    also = [(place.title, place.source, place.url, place.date) for place in also_cited(quote)]
    return quote.document_id, *also


def _total_units(quotes: Sequence[Quote]) -> int:
    """Count what quotes take, the line break between two included."""
    return sum(utf16_length(quote.text) + 1 for quote in quotes)


def _with_bold(text: str, matches: Sequence[Span]) -> str:
    """Escape `text`, bold its matches and let it flow."""
    pieces = ((escape(piece.text), piece.is_marked) for piece in flowing_pieces(text, matches))
    return "".join(f"<b>{piece}</b>" if is_marked else piece for piece, is_marked in pieces)


def _fitting(text: str) -> tuple[str, bool]:
    """Return as much of a quote as a message can hold, and whether that is less than all."""
    if utf16_length(text) <= MAX_QUOTE_UNITS:
        return text, False
    within = _within(text, MAX_QUOTE_UNITS)
    ends = [match.end() for match in _SENTENCE_END.finditer(within)]
    spaces = [match.start() for match in _SPACES.finditer(within)]
    # A sentence's end is the better place, unless it throws half of the quote away.
    late_enough = [end for end in ends if end > len(within) // 2]
    cut = max(late_enough or spaces or [len(within)])
    return within[:cut].rstrip(), True


def shortened(text: str, max_units: int) -> str:
    """Cut what only names something, such as a title, at a word; quotes are never cut so."""
    flowing = collapse_spaces(text)
    if utf16_length(flowing) <= max_units:
        return flowing
    within = _within(flowing, max_units - 1)
    return f"{within.rpartition(' ')[0] or within}…"


def _within(text: str, max_units: int) -> str:
    """Return the longest start of `text` in that many UTF-16 units, marks with their letters."""
    end = bisect_right(range(len(text)), max_units, key=lambda n: utf16_length(text[: n + 1]))
    while 0 < end < len(text) and unicodedata.combining(text[end]):
        end -= 1
    return text[:end]
