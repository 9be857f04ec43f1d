"""A document's text as blocks of a page: every letter of it once, in order. Pure.

The sentences were told apart when the document was read; those of a paragraph are a block, and
its white space flows. What stands between blocks are marks of the format: bullets go before their
block, lines of their own (a picture's, a comment) are blocks of their own, and the marks that
only shape the text, those of headings and rules, become that shape.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final

from bot.marking import Piece, flowing_pieces
from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import split_words
from retrieval.datatypes import Article, Sentence, SentenceRole, Span

_LINE_BREAK = re.compile(r"[\n\r\v\f\x85\u2028\u2029]+")
_SHAPE = re.compile(r"#+|=+")
_RULE = re.compile(r"(?:[-*_]\s*){3,}")


class Kind(StrEnum):
    """What a block is to a reader; the page's styles go by these names."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    CAPTION = "caption"
    ASIDE = "aside"
    """The page's, not the article's: a date line, a list of sections."""
    LABELS = "labels"
    """What the file states of itself at its top."""
    RULE = "rule"


_KINDS: Final = {
    SentenceRole.TITLE: Kind.TITLE,
    SentenceRole.HEADING: Kind.HEADING,
    SentenceRole.CAPTION: Kind.CAPTION,
    SentenceRole.BOILERPLATE: Kind.ASIDE,
}


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the page, from one edge to the other.

    Attributes:
        bullet: What stands before it on its line, such as «-» or «1.».
        pieces: Its words; none of a rule.
    """

    kind: Kind
    pieces: tuple[Piece, ...]
    bullet: str = ""

    @property
    def has_mark(self) -> bool:
        """Whether some of it is marked."""
        return any(piece.is_marked for piece in self.pieces)


def lay_out(article: Article, mark: Span | None) -> list[Block]:
    """Return an article as blocks.

    Args:
        article: With its sentences.
        mark: Within its text; may reach over several blocks.

    Returns:
        In the order of the text. The title at its top is left out, since the page has it as its
        own, unless something of it is marked.
    """
    blocks = list(_blocks(article, mark))
    title = _words(article.document.title)
    top = next((at for at, block in enumerate(blocks) if block.kind is not Kind.LABELS), 0)
    if blocks and _is_title(blocks[top], title):
        del blocks[top]
    return blocks


def _is_title(block: Block, title: list[str]) -> bool:
    is_line = block.kind in {Kind.TITLE, Kind.HEADING} and not block.has_mark
    return is_line and _words("".join(piece.text for piece in block.pieces)) == title


def _blocks(article: Article, mark: Span | None) -> Iterator[Block]:
    text, at = article.document.text, 0
    for _, grouped in groupby(article.sentences, key=lambda sentence: sentence.paragraph):
        sentences = list(grouped)
        start, end = sentences[0].start, sentences[-1].end
        *lines, bullet = _gap(text, at, start)
        yield from _standing_alone(text, lines, mark)
        kind = _kind(text, sentences)
        pieces = _pieces(text, Span(start, end), mark)
        before = text[bullet.start : bullet.end].strip()
        yield Block(kind, pieces, "" if _SHAPE.fullmatch(before) else before)
        at = end
    yield from _standing_alone(text, _gap(text, at, len(text)), mark)


def _kind(text: str, sentences: Sequence[Sentence]) -> Kind:
    roles = {sentence.role for sentence in sentences}
    kind = _KINDS.get(sentences[0].role, Kind.PARAGRAPH) if len(roles) == 1 else Kind.PARAGRAPH
    start, end = sentences[0].start, sentences[-1].end
    is_stated = kind is Kind.ASIDE and text.startswith("---", start)
    return Kind.LABELS if is_stated and _LINE_BREAK.search(text, start, end) else kind


def _gap(text: str, start: int, end: int) -> list[Span]:
    """Cut what stands between two blocks into lines: the last one leads up to the next block."""
    lines = []
    for line_break in _LINE_BREAK.finditer(text, start, end):
        lines.append(Span(start, line_break.start()))
        start = line_break.end()
    return [*lines, Span(start, end)]


def _standing_alone(text: str, lines: Sequence[Span], mark: Span | None) -> Iterator[Block]:
    for line in lines:
        words = text[line.start : line.end].strip()
        if _RULE.fullmatch(words):
            yield Block(Kind.RULE, ())
        elif words and not _SHAPE.fullmatch(words):
            yield Block(Kind.ASIDE, _pieces(text, line, mark))


def _pieces(text: str, place: Span, mark: Span | None) -> tuple[Piece, ...]:
    matches = []
    if mark and mark.start < place.end and place.start < mark.end:
        start = max(mark.start, place.start) - place.start
        matches.append(Span(start, min(mark.end, place.end) - place.start))
    return tuple(flowing_pieces(text[place.start : place.end], matches))


def _words(text: str) -> list[str]:
    return split_words(matching_key(text))
