"""Quotes as they are stored: their places and a digest of their words, never the words.

A quote is cut again from its article when it is shown again, and an article that has changed shows
nothing in its name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final, Self

from retrieval.datatypes import DocumentId, Quote, Span

_DIGEST_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class StoredQuote:
    """Where a quote stands, and what it said.

    Attributes:
        matches: Words of the question, as offsets into the quote.
        digest: Of the quote's text.
        twins: Where other articles say the same; these have none.
    """

    document_id: DocumentId
    start: int
    end: int
    matches: tuple[Span, ...]
    digest: str
    twins: "tuple[StoredQuote, ...]" = ()

    @classmethod
    def of(cls, quote: Quote) -> Self:
        """Note the place of a quote, and of its twins."""
        return cls(
            document_id=quote.document_id,
            start=quote.start,
            end=quote.end,
            matches=quote.matches,
            digest=_digest(quote.text),
            twins=tuple(map(StoredQuote.of, quote.twins)),
        )

    @classmethod
    def from_fields(cls, fields: Sequence[Any]) -> Self:
        """Read what `fields` returned, lists for tuples."""
        document_id, start, end, matches, digest, twins = fields
        return cls(
            document_id=DocumentId(document_id),
            start=start,
            end=end,
            matches=tuple(Span(*match) for match in matches),
            digest=digest,
            twins=tuple(map(StoredQuote.from_fields, twins)),
        )

    def fields(self) -> tuple[object, ...]:
        """Return what is written to the database, as JSON; the document's id stands first."""
        matches = [(match.start, match.end) for match in self.matches]
        twins = [twin.fields() for twin in self.twins]
        return self.document_id, self.start, self.end, matches, self.digest, twins

    def is_same(self, quote: Quote) -> bool:
        """Tell whether a quote cut anew says what this one said."""
        return _digest(quote.text) == self.digest


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).hexdigest()
