"""What stands around a quote: its paragraph, or what of the body is next to it."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from retrieval.datatypes import Quote, SentenceRole, Span
from retrieval.index.snapshot import Snapshot
from retrieval.settings import ContextSettings

_BODY = int(SentenceRole.BODY)
_OF_PARAGRAPH = (_BODY, int(SentenceRole.REPEAT))
"""A paragraph is shown with what it says again; a whole paragraph of that is no context."""


def find_context(
    snapshot: Snapshot, row: int, quote: Quote, settings: ContextSettings
) -> Quote | None:
    """Cut the context of a quote, in which the quote is the one match.

    Args:
        snapshot: Where the quote stands.
        row: Of its document.
        quote: Whole sentences, or a part of one.
        settings: How long the context may be.

    Returns:
        None if the words of the quote no longer stand in their place.
    """
    document = snapshot.document(row)
    if document.text[quote.start : quote.end] != quote.text:
        return None
    collection = snapshot.collection
    sentences = slice(*collection.sentence_offsets[row : row + 2].tolist())
    starts, ends = collection.starts[sentences].tolist(), collection.ends[sentences].tolist()
    first = bisect_right(ends, quote.start)
    last = bisect_left(starts, quote.end) - 1
    start, end = quote.start, quote.end
    if first <= last:  # else it stands between two sentences
        around = _Around(
            collection.roles[sentences].tolist(), collection.paragraphs[sentences].tolist()
        )
        for at in around.find(first, last):
            wider = min(start, starts[at]), max(end, ends[at])
            if wider[1] - wider[0] > settings.max_chars:
                break
            start, end = wider
    match = Span(quote.start - start, quote.end - start)
    return Quote.of(document, start, end, score=quote.score, matches=(match,))


@dataclass(frozen=True, slots=True)
class _Around:
    """The roles of a document's sentences, and their paragraphs."""

    roles: list[int]
    paragraphs: list[int]

    def find(self, first: int, last: int) -> list[int]:
        """Return the sentences of the context of `first` to `last`, the nearest first.

        Of two that are equally near comes the one before: «he» and «that» speak of it.
        """
        lowest, highest = self._run(first, -1, _OF_PARAGRAPH), self._run(last, 1, _OF_PARAGRAPH)
        if (lowest, highest) == (first, last):
            lowest, highest = self._next_run(first, -1), self._next_run(last, 1)
        within = range(lowest, highest + 1)
        return sorted(within, key=lambda at: (max(first - at, at - last, 0), at))

    def _next_run(self, at: int, step: int) -> int:
        """Return how far the paragraph beside `at` goes, if it belongs to the body."""
        beside = at + step
        is_body = 0 <= beside < len(self.roles) and self.roles[beside] == _BODY
        return self._run(beside, step, (_BODY,)) if is_body else at

    def _run(self, at: int, step: int, wanted: tuple[int, ...]) -> int:
        """Return the last sentence from `at` on that is of its paragraph and of a wanted role."""
        paragraph = self.paragraphs[at]
        while (
            0 <= at + step < len(self.roles)
            and self.paragraphs[at + step] == paragraph
            and self.roles[at + step] in wanted
        ):
            at += step
        return at
