"""Quotes in replies, which Telegram refuses unless they are exact.

Source:
    `quote` of https://core.telegram.org/bots/api#replyparameters
"""

from tests.telegram.bot_api_checks import ApiError, Payload, bad, formatted
from tests.telegram.html_entities import utf16_units

# What a quote must repeat of the formatting it quotes; links and quotes in it do not count.
_QUOTED_KINDS = frozenset(
    {"bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji"}
)


def checked_quote(parameters: Payload, target: Payload) -> str:
    """Return the quote if it is an exact part of a message, formatting included.

    Raises:
        ApiError: It is not, as Telegram finds it.
    """
    quote, entities = formatted(
        parameters["quote"], parameters.get("quote_parse_mode"), parameters.get("quote_entities")
    )
    whole = target.get("text") or target.get("caption") or ""
    within = [
        (entity["type"], entity["offset"], entity["length"])
        for entity in target.get("entities") or target.get("caption_entities") or ()
        if entity["type"] in _QUOTED_KINDS
    ]
    wanted = [(e.kind, e.offset, e.length) for e in entities if e.kind in _QUOTED_KINDS]
    if not quote or utf16_units(quote) > 1024:
        raise _quote_refused()
    start = whole.find(quote)
    while start >= 0:
        first = utf16_units(whole[:start])
        if _cut(within, first, first + utf16_units(quote)) == sorted(wanted):
            return quote
        start = whole.find(quote, start + 1)
    raise _quote_refused()


def _quote_refused() -> ApiError:
    return bad("QUOTE_TEXT_INVALID")


def _cut(
    entities: list[tuple[str, int, int]], first: int, last: int
) -> list[tuple[str, int, int]]:
    """Return the parts of entities that lie in [first, last), counted from first."""
    cut = []
    for kind, offset, length in entities:
        start, end = max(offset, first), min(offset + length, last)
        if start < end:
            cut.append((kind, start - first, end - start))
    return sorted(cut)
