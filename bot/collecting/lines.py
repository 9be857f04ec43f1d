"""One article of a ``.jsonl`` file: taken out of it and put back, every other line as it was.

The line is left empty, not closed up: articles without an id are called by the numbers of their
lines, and must go on being called so. Where no other article is left, the file goes.
"""

import json
from pathlib import Path
from typing import Final

from retrieval.corpus.formats import parse
from retrieval.corpus.source import ReadLimits, SourceFile
from retrieval.corpus.titles import clean_label
from retrieval.datatypes import Document, DocumentId

LINES: Final = ".jsonl"
"""How the name of such a file ends."""


def find_line(file: DocumentId, name: str, content: bytes) -> int | None:
    """Return the number, from 0, of the line that gives the article ``file#name``.

    Args:
        file: Of the file.
        name: Of the article in it.
        content: The file, in UTF-8.
    """
    for number, line in enumerate(content.split(b"\n")):
        if name not in {str(number + 1), stated_id(line)}:
            continue
        # The reader has the last word: behind as many empty lines, the line has its number.
        alone = b"\n" * number + line
        found = parse(SourceFile(Path(file), file, len(alone), 0), alone, ReadLimits())
        wanted = DocumentId(f"{file}#{name}")
        if any(isinstance(item, Document) and item.document_id == wanted for item in found):
            return number
    return None


def replace_line(content: bytes, number: int, line: bytes) -> bytes:
    """Return the file with another line in a place."""
    lines = content.split(b"\n")
    lines[number] = line
    return b"\n".join(lines)


def put_line(content: bytes, number: int, name: str, line: bytes) -> bytes | None:
    """Return the file with an article in its place again; None if something else stands there.

    An article that states its id is called so wherever it stands; another only in its own line.

    Args:
        content: The file, without the article.
        number: Of its line, from 0.
        name: Of the article in the file.
        line: That gives it.
    """
    lines = content.split(b"\n")
    if number < len(lines) and not lines[number].strip():
        lines[number] = line
        return b"\n".join(lines)
    if stated_id(line) == name:
        before = content if content.endswith(b"\n") or not content else content + b"\n"
        return before + line + b"\n"
    if number < len(lines):
        return None
    return content + b"\n" * (number + 1 - len(lines)) + line


def stated_id(line: bytes) -> str:
    """Return the id that the article of a line states, or ""."""
    try:
        article = json.loads(line)
    except (ValueError, RecursionError):
        return ""
    return clean_label(str(article.get("id", ""))) if isinstance(article, dict) else ""
