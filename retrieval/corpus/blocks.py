"""The parts of a document that are split into sentences each on its own.

Plain text is one part. Markdown is cut at what its syntax says plainly: front matter, headings,
list items, rules and pictures; its other marks stay in the sentences, for quotes are verbatim.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.corpus.markdown import FRONT_MATTER
from retrieval.datatypes import Document, SentenceRole

_SYNTAX = re.compile(
    r"^(?:"
    r"[ ]{0,3}\#{1,6}[ \t]+(?P<heading>\S[^\r\n]*?)[ \t]*(?:\#+[ \t]*)?"
    r"|[ \t]*!\[[^\]\r\n]*\]\([^)\r\n]*\)[ \t]*"
    r"|[ ]{0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|=+[ \t]*)"
    r"|[ \t]*<!--(?s:.{0,2000}?)-->[ \t]*"
    r")$"
    r"|^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+(?=\S)"
    r"|^[ ]{0,3}>[ \t]?",
    re.MULTILINE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Block:
    """Characters ``[start, end)`` of a document.

    Attributes:
        role: Of the block as one sentence; `SentenceRole.BODY` where it is yet to be split.
    """

    start: int
    end: int
    role: SentenceRole = SentenceRole.BODY


def split_blocks(document: Document) -> Iterator[Block]:
    """Yield the blocks of a document in order; between them stand marks of its syntax."""
    text = document.text
    if not document.document_id.lower().endswith(".md"):
        yield Block(0, len(text))
        return
    position = 0
    if front_matter := FRONT_MATTER.match(text):
        position = front_matter.end()
        yield Block(0, len(text[:position].rstrip()), SentenceRole.BOILERPLATE)
    for mark in _SYNTAX.finditer(text, position):
        if mark.start() > position:
            yield Block(position, mark.start())
        if mark["heading"] is not None:
            yield Block(*mark.span("heading"), SentenceRole.HEADING)
        position = mark.end()
    if position < len(text):
        yield Block(position, len(text))
