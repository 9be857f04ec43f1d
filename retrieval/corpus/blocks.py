"""The parts of a document that are split into sentences each on its own.

Plain text is one part. Markdown is cut at what its syntax says plainly: front matter, headings,
list items, rules and pictures; its other marks stay in the sentences, for quotes are verbatim.
Where the text was taken out of a document, headings are all that is marked.
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
_HEADING = re.compile(r"^#{1,6} (?P<heading>\S[^\r\n]*)$", re.MULTILINE)
_MARKED = (".docx", ".epub")
"""Formats whose headings `retrieval.corpus.extracted` marks."""


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
    name = document.document_id.lower()
    is_markdown = name.endswith(".md")
    if not is_markdown and not name.endswith(_MARKED):
        yield Block(0, len(text))
        return
    position = 0
    front_matter = FRONT_MATTER.match(text) if is_markdown else None
    if front_matter:
        position = front_matter.end()
        yield Block(0, len(text[:position].rstrip()), SentenceRole.BOILERPLATE)
    for mark in (_SYNTAX if is_markdown else _HEADING).finditer(text, position):
        if mark.start() > position:
            yield Block(position, mark.start())
        if mark["heading"] is not None:
            yield Block(*mark.span("heading"), SentenceRole.HEADING)
        position = mark.end()
    if position < len(text):
        yield Block(position, len(text))
