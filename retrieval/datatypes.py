"""The values that every part of the engine speaks: frozen, and true to their own invariants.

Offsets are Python string indices (code points) into `Document.text`, half-open: ``[start, end)``.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import NewType

DocumentId = NewType("DocumentId", str)
"""The file's path below the corpus folder, ``/`` on every system; ``path#id`` in a ``.jsonl``."""

PassageId = NewType("PassageId", int)
"""The row of a passage in its snapshot."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A source file as written: `text` is stored once and never changed.

    Attributes:
        document_id: Unique within a corpus.
        text: The source. Every quote is a slice of it.
        title: Found in the source, or made from its first words; never empty.
        source: The outlet, or "".
        url: Where the original can be read, or "".
        date: ISO 8601 where it can be told, else as the source states it, or "".
        language: A code of ISO 639, or "" (`retrieval.corpus.languages`).
    """

    document_id: DocumentId
    text: str
    title: str
    source: str = ""
    url: str = ""
    date: str = ""
    language: str = ""


class SentenceRole(IntEnum):
    """What a sentence is to its document; snapshots store the numbers, so none changes meaning."""

    BODY = 0
    TITLE = 1
    """The document's title, at its first place or repeated."""
    HEADING = 2
    """A line that names what follows."""
    CAPTION = 3
    """A line under a picture."""
    BOILERPLATE = 4
    """A date line, a list of sections, a row of hashtags: the page's, not the article's."""
    REPEAT = 5
    """Says again what another sentence of the document says in full."""

    @property
    def is_quotable(self) -> bool:
        """Only the body answers a question."""
        return self is SentenceRole.BODY


@dataclass(frozen=True, slots=True)
class Sentence:
    """The quoting unit: a span of a document, with its role and its paragraph's number from 0."""

    start: int
    end: int
    role: SentenceRole
    paragraph: int


@dataclass(frozen=True, slots=True)
class Article:
    """A document with its sentences in order; between them stand white space and marks of form."""

    document: Document
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """The retrieval unit: sentences ``[first, end)`` of one document, by position in it."""

    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with a score that is comparable only within one ranking."""

    passage_id: PassageId
    document_id: DocumentId
    start: int
    end: int
    score: float


Ranking = tuple[Hit, ...]
"""Hits, best first; equal scores ordered by passage id."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a source, shown as they stand there.

    Attributes:
        text: ``document.text[start:end]``.
        score: Comparable only within one answer.
        matches: Where words of the question stand, as offsets into `text`; ordered, not
        overlapping.
        twins: The same as other documents say it, but for a word or two; these have none.
    """

    document_id: DocumentId
    title: str
    source: str
    url: str
    date: str
    start: int
    end: int
    text: str
    score: float
    matches: tuple[Span, ...]
    twins: tuple["Quote", ...] = ()

    @classmethod
    def of(
        cls,
        document: Document,
        start: int,
        end: int,
        *,
        score: float = 0.0,
        matches: tuple[Span, ...] = (),
        twins: tuple["Quote", ...] = (),
    ) -> "Quote":
        """Cut ``[start, end)`` out of `document`: the only way quotes are made.

        Raises:
            ValueError: If the document has no such span, or a match lies outside the quote.
        """
        if not 0 <= start < end <= len(document.text):
            raise ValueError(f"no sentence at [{start}, {end}) of {document.document_id}")
        if any(not 0 <= match.start < match.end <= end - start for match in matches):
            raise ValueError(f"a match lies outside [{start}, {end}) of {document.document_id}")
        return cls(
            document_id=document.document_id,
            title=document.title,
            source=document.source,
            url=document.url,
            date=document.date,
            start=start,
            end=end,
            text=document.text[start:end],
            score=score,
            matches=matches,
            twins=twins,
        )

    @property
    def cited(self) -> tuple["Quote", ...]:
        """The quote, then its twins, one for each source.

        Files that state the same title, outlet and address are copies of one source.
        """
        by_source: dict[tuple[str, str, str], Quote] = {}
        for place in (self, *self.twins):
            by_source.setdefault((place.title, place.source, place.url), place)
        return tuple(by_source.values())


class Outcome(StrEnum):
    """How far the engine stands behind its quotes."""

    ANSWER = "answer"
    WEAK = "weak"
    """The nearest that was found; it may not answer."""
    NONE = "none"
    """Nothing in the corpus answers; there are no quotes."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said before a question.

    Attributes:
        previous: Earlier questions of the same person, oldest first; the last few are enough.
        is_reply: The question was written as a reply to an answer.
    """

    previous: tuple[str, ...] = ()
    is_reply: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A document near a question that nothing answers."""

    document_id: DocumentId
    title: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Quotes and where they come from. No quote found is an answer too, not an error.

    Attributes:
        confidence: Calibrated probability that the first quote answers, 0 to 1.
        quotes: Best first; empty when the outcome is `Outcome.NONE`.
        passages: Best first, whatever the outcome.
        suggestions: Best first; only when the outcome is `Outcome.NONE`, and few.
        is_follow_up: Earlier questions were used to understand this one.
        read_as: The question in Arabic letters; "" unless it came in Latin ones and was read.
    """

    question: str
    outcome: Outcome
    confidence: float
    quotes: tuple[Quote, ...]
    passages: Ranking
    suggestions: tuple[Suggestion, ...] = ()
    is_follow_up: bool = False
    read_as: str = ""
