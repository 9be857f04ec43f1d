"""An answer as lines for a person.

On a terminal a quote is wrapped to the width and the matching words are bold; in a pipe it is one
line without any codes. In both its letters stand as in the source, in logical order: laying them
out from right to left is the terminal's work.
"""

import re

from rich.console import Console
from rich.text import Text

from retrieval.datatypes import Answer, Quote, Ranking

_CONTROL = re.compile("[\u0000-\u001f\u007f-\u009f]")
"""Characters that a terminal would obey instead of showing."""


def answer_lines(answer: Answer, remark: str) -> list[Text]:
    """Lay out an answer, line by line.

    Args:
        answer: What the engine found.
        remark: Said before the quotes, or in their place; "" says nothing.

    Returns:
        Lines, not yet wrapped; an empty one between two quotes.
    """
    lines = [Text(line) for line in remark.splitlines()]
    for quote in answer.quotes:
        if lines:
            lines.append(Text())
        lines.append(flowing(quote))
        lines.extend(Text(line, style="dim") for line in source_lines(quote))
    return lines


def passage_lines(passages: Ranking) -> list[Text]:
    """Lay out the places of passages, after an empty line."""
    places = [f"{hit.document_id} [{hit.start}:{hit.end}] {hit.score:.3f}" for hit in passages]
    return [Text(), *(Text(place, style="dim") for place in places)] if places else []


def flowing(quote: Quote) -> Text:
    """Return the quote as one paragraph: white space collapsed, matching words bold."""
    # Character for character, and before rich drops some of them: the matches are offsets.
    shown = Text(_CONTROL.sub(_stand_in, quote.text))
    for match in quote.matches:
        shown.stylize("bold", match.start, match.end)
    words = re.finditer(r"\S+", shown.plain)
    return Text(" ").join([shown[word.start() : word.end()] for word in words])


def source_lines(quote: Quote) -> list[str]:
    """Return where a quote comes from: title, outlet and date; then its link or its file.

    The same follows of every other source that says the same.
    """
    lines = []
    for place in quote.cited:
        facts = [fact for fact in (place.title, place.source, place.date) if fact]
        label = "المصدر" if place is quote else "وكذلك"
        lines += [f"{label}: " + " · ".join(facts), place.url or str(place.document_id)]
    return [" ".join(_CONTROL.sub(_stand_in, line).split()) for line in lines]


def printable(line: str) -> str:
    """Return a line of an article without what a terminal would obey."""
    return _CONTROL.sub(_stand_in, line)


def _stand_in(control: re.Match[str]) -> str:
    return " " if control.group().isspace() else "\N{REPLACEMENT CHARACTER}"


def show(console: Console, lines: list[Text]) -> None:
    """Print lines: wrapped on a terminal, whole in a pipe."""
    for line in lines:
        console.print(line, soft_wrap=not console.is_terminal)
